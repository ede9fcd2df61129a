// A page of the gallery: a component without a state of its own, in which the example runs beside what is to be said of it.
// Invariant: what a page is called is written in the list, and nowhere else.
import { component, type Child, type Component } from 'repartee'
import { page, type Page } from 'repartee/server'
import type * as z from 'zod'
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

/** Pages by their paths. */
export function exhibits<K extends Path>(words: Readonly<Record<K, Exhibit>>): Record<K, Page<{}>> {
  const paths = Object.keys(words) as K[]
  return Object.fromEntries(paths.map(path => [path, exhibit(path, words[path])])) as Record<K, Page<{}>>
}

/** One page; `at` is its place in the list. */
export function exhibit<P>(at: Path, words: Exhibit<P>): Page<P> {
  return page(shown(at, words), { title: titleOf(at) })
}

/** As `exhibit`, for a page whose address says more than its path; `params` reads it. */
export function addressed<P>(at: Path, params: z.ZodType<P>, words: Exhibit<P>): Page<{}> {
  return page(shown(at, words), { title: titleOf(at), params })
}

const nameOf = (at: Path): string => ENTRIES.find(entry => entry.path === at)?.name ?? at
const titleOf = (at: Path): string => `${nameOf(at)} · repartee`

function shown<P>(at: Path, { about, tries, sources, shows, title }: Exhibit<P>): Component<P, never> {
  const listings = sources.map(sourceOf)
  return component({
    name: title ? `page below ${at}` : `page ${at}`,
    state: (_: P) => ({}),
    on: {},
    view: (_, __, here) => (
      <Shell at={at} title={title?.(here.props) ?? nameOf(at)} about={about} tries={tries} sources={listings}>
        {shows(here.props)}
      </Shell>
    ),
  })
}
