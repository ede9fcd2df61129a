// What screens of one thing share: where there is no such thing, what is not kept of the past, and buttons that send more than a target.
// Invariant: functions of their props. Does not know screens.
import type { Child, Node } from 'repartee'
import { Go, Head } from './kit.tsx'
import { of as ofNode, to, type Place } from './place.ts'
import type { NodeRef, OfNode, Shown } from './screen.ts'
import type { Column } from './table.tsx'

type Any = Shown<unknown>

/** The words that somebody searches for: all of them must be there. */
export function fits(place: Place, ...texts: readonly (string | number | null)[]): boolean {
  const words = (place.q['text'] ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const all = words.length === 0 ? '' : texts.join(' ').toLowerCase()
  return words.every(word => all.includes(word))
}

/** In place of a page of one thing that is not there. */
export const Nothing = ({ of, back, children }: { of: Any; back: string; children?: Child }): Node => (
  <div class="screen">
    <Head of={of} title={of.place.id} back={back} />
    <p class="empty">{children}</p>
  </div>
)

/** Where a screen of the past cannot show what only the present has. */
export const PresentOnly = ({ of, children }: { of: Any; children?: Child }): Node | null =>
  of.place.at === 0 ? null : (
    <p class="present-only" role="note">
      You are looking at the past. {children} {of.place.id !== '' && 'Go back to now to see the rest.'}
    </p>
  )

/** A form that acts, with whatever fields the verb needs; nothing for viewers, and in the past. */
export function ActForm({
  of,
  verb,
  target,
  class: kind = 'form',
  label,
  children,
}: {
  of: Any
  verb: string
  target: string
  class?: string
  label?: string
  children?: Child
}): Node | null {
  if (of.role !== 'operator' || of.place.at !== 0) return null
  return (
    <form class={kind} onSubmit={of.on.sent} aria-label={label}>
      <input type="hidden" name="do" value={verb} />
      <input type="hidden" name="target" value={target} />
      {children}
    </form>
  )
}

/** The last column, where something can be done: not for viewers, and not in the past. */
export function actsOf<R>(of: Any, cell: (row: R) => Child): readonly Column<R>[] {
  return of.role === 'operator' && of.place.at === 0 ? [{ name: 'Acts', cell }] : []
}

/** Of which node a row is, where they are of several. */
export function nodeColumn<R extends OfNode>(of: Any): readonly Column<R>[] {
  return of.merged
    ? [{ name: 'Node', sort: 'node', cell: ({ on }) => on && <OnNode of={of} node={on} /> }]
    : []
}

export const OnNode = ({ of, node }: { of: Any; node: NodeRef }): Node => (
  <Go of={of} to={ofNode(of.place, node.id)} class="on-node">
    {node.name}
  </Go>
)

/** A row's key, also among those of other nodes. */
export const keyOn = ({ on }: OfNode, key: string): string => (on === undefined ? key : `${on.id} ${key}`)

/** One thing, on its node where it is of one. */
export function toOn(place: Place, screen: string, id: string, node: NodeRef | undefined): Place {
  const there = to(place, screen, id)
  return node === undefined ? there : ofNode(there, node.id)
}

/** Lines that a run has logged, with their times. */
export const Lines = ({
  lines,
}: {
  lines: readonly { readonly at: number; readonly text: string }[]
}): Node | null =>
  lines.length === 0 ? null : (
    <ol class="lines" tabindex={0} aria-label="Log, the newest last">
      {lines.map(({ at, text }) => (
        <li>
          <time datetime={new Date(at).toISOString()}>{clock(at)}</time> {text}
        </li>
      ))}
    </ol>
  )

/** Hours to milliseconds, UTC. */
export const clock = (at: number): string => new Date(at).toISOString().slice(11, 23)
