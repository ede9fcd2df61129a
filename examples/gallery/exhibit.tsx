// A page of the gallery: a component without a state of its own, in which the example runs beside what is to be said of it.
// Invariant: what a page is called is written in the list, and nowhere else.
import { component, type Child } from 'repartee'
import { page, type Page } from 'repartee/server'
import { ENTRIES, type Path } from './list.ts'
import { Shell } from './shell.tsx'
import { sourceOf } from './source.tsx'

export interface Exhibit<P = {}> {
  readonly about: Child
  readonly tries: readonly Child[]
  /** Relative to the examples' folder; the first is shown open. */
  readonly sources: readonly string[]
  readonly shows: (props: P) => Child
  /** Default: its name in the list. */
  readonly title?: (props: P) => string
}

type Exhibits = { readonly [K in Path]?: Exhibit<never> }
type Pages<W> = { [K in keyof W]: W[K] extends Exhibit<infer P> ? Page<P> : never }

/** Pages by their paths. */
export function exhibits<W extends Exhibits>(words: W): Pages<W> {
  const paths = Object.keys(words) as Path[]
  return Object.fromEntries(paths.map(path => [path, exhibit(path, words[path] as Exhibit)])) as Pages<W>
}

/** One page; `at` is its place in the list. */
export function exhibit<P>(at: Path, { about, tries, sources, shows, title }: Exhibit<P>): Page<P> {
  const name = ENTRIES.find(entry => entry.path === at)?.name ?? at
  const listings = sources.map(sourceOf)
  const shown = component({
    name: title ? `page below ${at}` : `page ${at}`,
    state: (_: P) => ({}),
    on: {},
    view: (_, __, here) => (
      <Shell at={at} title={title?.(here.props) ?? name} about={about} tries={tries} sources={listings}>
        {shows(here.props)}
      </Shell>
    ),
  })
  return page(shown, { title: `${name} · repartee` })
}
