// Which of several nodes is looked at: all, or one. Nothing where there is one.
// Invariant: bounded, however many there are: of many the rest is on the screen of nodes.
// Does not know what is shown of them.
import type { Node } from 'repartee'
import { Go } from './kit.tsx'
import type { FrameData, NodeChoice } from './look.ts'
import { of as placeOf, to } from './place.ts'
import type { Shown } from './screen.ts'

/** So many stand side by side. */
const MOST = 8

export function NodeNav({
  of,
  frame: { nodes, note },
}: {
  of: Shown<unknown>
  frame: FrameData
}): Node | null {
  const { place } = of
  const chosen = nodes.find(({ id }) => id === place.node)
  if (nodes.length < 2 && place.node === undefined) return null
  const first = nodes.slice(0, MOST)
  const shown = chosen === undefined || first.includes(chosen) ? first : [...first.slice(1), chosen]
  const up = nodes.filter(({ state }) => state === 'up').length
  return (
    <div key="nodes" class="nodes">
      <nav class="choice" aria-label="Nodes">
        <Go of={of} to={placeOf(place, undefined)} current={place.node === undefined}>
          All {up} nodes
        </Go>
        {shown.map(each => (
          <One key={each.id} of={of} node={each} />
        ))}
        {nodes.length > MOST && (
          <Go of={of} to={to(placeOf(place, undefined), 'nodes')}>
            {nodes.length - MOST} more …
          </Go>
        )}
      </nav>
      {note !== '' && (
        <p class="hint" role="note">
          {note}
        </p>
      )}
    </div>
  )
}

const One = ({ of, node: { id, name, here, state } }: { of: Shown<unknown>; node: NodeChoice }): Node => (
  <Go
    of={of}
    to={placeOf(of.place, id)}
    current={of.place.node === id}
    class={state === 'up' ? undefined : 'off'}
  >
    {name}
    {state !== 'up' && <small> {state === 'left' ? 'left' : 'silent'}</small>}
    {here && <small> this one</small>}
  </Go>
)
