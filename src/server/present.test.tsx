import { component, every } from 'repartee'
import { boot, definitionOf, step, type Conversation, type World } from 'repartee/kernel'
import { expect, it } from 'vitest'
import { Present } from './present.ts'

const Rows = component({
  name: 'resting rows',
  state: () => ({ rows: ['a', 'b', 'c'], ticks: 0 }),
  on: {
    drop: (s, row: string) => ({ ...s, rows: s.rows.filter(each => each !== row) }),
    tick: s => ({ ...s, ticks: s.ticks + 1 }),
  },
  listen: (_s, on) => every(1000, on.tick),
  view: (s, on) => (
    <ul>
      {s.rows.map(row => (
        <li key={row}>
          {row} <button onClick={on.drop(row)}>drop</button>
        </li>
      ))}
    </ul>
  ),
})

const world: World = { program: new Map(), key: [17, 4], dev: false }
const click = (from: Conversation, n: number, row: string) =>
  step(world, from, { kind: 'offer', n, now: 2_000, offer: `1/drop:${JSON.stringify(row)}` })

it('a conversation that rested goes on as if it had not', () => {
  const { conversation } = boot(world, definitionOf(Rows), {}, { cid: 'c', now: 1_000, principal: null })
  const first = click(conversation, 1, 'b').conversation
  const present = new Present(world, first)
  present.rest()
  expect(present.isResting).toBe(true)
  expect(present.value).toEqual(first)
  expect(present.isResting).toBe(false)
  present.rest()
  expect(click(present.value, 2, 'a').patches).toEqual(click(first, 2, 'a').patches)
})

it('a click on what was withdrawn before the rest is late, not forged', () => {
  const { conversation } = boot(world, definitionOf(Rows), {}, { cid: 'c', now: 1_000, principal: null })
  const present = new Present(world, click(conversation, 1, 'b').conversation)
  present.rest()
  expect(click(present.value, 2, 'b').outcome).toBe('stale')
  expect(click(present.value, 2, 'x').outcome).toBe('refused')
})
