// The pages that serve.ts visits: written as any author would, without a thought for the bench.
import {
  answer,
  component,
  every,
  hear,
  publish,
  topic,
  type Component,
  type Event,
  type Here,
} from 'repartee'

export const Counter = component({
  name: 'counter',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }), add: (s, by: number) => ({ n: s.n + by }) },
  view: (s, on) => (
    <p>
      <button onClick={on.inc}>+</button> {s.n} <button onClick={on.add(-1)}>-</button>
    </p>
  ),
})

interface Item {
  readonly id: number
  readonly text: string
  readonly n: number
}

const table = (): readonly Item[] =>
  Array.from({ length: 1000 }, (_, id) => ({ id, text: `row number ${id}`, n: 0 }))

const raised = (rows: readonly Item[], id: number): readonly Item[] =>
  rows.map(row => (row.id === id ? { ...row, n: row.n + 1 } : row))

/** One view with a thousand keyed rows. */
export const Table: Component<object, never> = component({
  name: 'table',
  state: () => ({ rows: table() }),
  on: { inc: (s, id: number) => ({ rows: raised(s.rows, id) }) },
  view: (s, on) => (
    <table>
      {s.rows.map(row => (
        <tr key={row.id}>
          <td>{row.id}</td>
          <td>{row.text}</td>
          <td>{row.n}</td>
          <td>
            <button onClick={on.inc(row.id)}>+</button>
          </td>
        </tr>
      ))}
    </table>
  ),
})

const Line = ({ row, inc }: { row: Item; inc: Event }) => (
  <tr>
    <td>{row.id}</td>
    <td>{row.text}</td>
    <td>{row.n}</td>
    <td>
      <button onClick={inc}>+</button>
    </td>
  </tr>
)

/** The same with a view for a row. */
export const Lines: Component<object, never> = component({
  name: 'lines',
  state: () => ({ rows: table() }),
  on: { inc: (s, id: number) => ({ rows: raised(s.rows, id) }) },
  view: (s, on) => (
    <table>
      {s.rows.map(row => (
        <Line key={row.id} row={row} inc={on.inc(row.id)} />
      ))}
    </table>
  ),
})

const Row = component({
  name: 'row',
  state: (_: { row: Item }) => ({}),
  on: { inc: (_s, _: void, here: Here<{ row: Item }>) => answer(here.props.row.id) },
  view: (_s, on, here) => (
    <tr>
      <td>{here.props.row.id}</td>
      <td>{here.props.row.text}</td>
      <td>{here.props.row.n}</td>
      <td>
        <button onClick={on.inc}>+</button>
      </td>
    </tr>
  ),
})

/** The list is the parent's; each row is a component that is given its own, and answers when it is clicked. */
export const GivenRows: Component<object, never> = component({
  name: 'given-rows',
  state: () => ({ rows: table() }),
  on: { inc: (s, id: number) => ({ rows: raised(s.rows, id) }) },
  view: (s, on) => (
    <table>
      {s.rows.map(row => (
        <Row key={row.id} row={row} onAnswer={on.inc} />
      ))}
    </table>
  ),
})

const OwnRow = component({
  name: 'own-row',
  state: (props: { row: Item }) => props.row,
  on: { inc: s => ({ ...s, n: s.n + 1 }) },
  view: (s, on) => (
    <tr>
      <td>{s.id}</td>
      <td>{s.text}</td>
      <td>{s.n}</td>
      <td>
        <button onClick={on.inc}>+</button>
      </td>
    </tr>
  ),
})

/** Each row keeps its own. */
export const OwnRows: Component<object, never> = component({
  name: 'own-rows',
  state: () => ({ rows: table() }),
  on: {},
  view: s => (
    <table>
      {s.rows.map(row => (
        <OwnRow key={row.id} row={row} />
      ))}
    </table>
  ),
})

const news = topic<string>('news')

export const Feed = component({
  name: 'feed',
  state: () => ({ heard: 0, last: 'nothing yet' }),
  on: {
    say: (_s, text: string) => publish(news, text),
    said: (s, text: string) => ({ heard: s.heard + 1, last: text }),
  },
  listen: (_s, on) => hear(news, on.said),
  view: (s, on) => (
    <p>
      {s.heard}: {s.last} <button onClick={on.say('something to be heard by all')}>say</button>
    </p>
  ),
})

export const Clock = component({
  name: 'clock',
  state: (_: object, here: Here) => ({ at: here.now }),
  on: { tick: (_s, at: number) => ({ at }) },
  listen: (_s, on) => every(1000, on.tick),
  view: s => <p>{new Date(s.at).toISOString().slice(11, 19)}</p>,
})
