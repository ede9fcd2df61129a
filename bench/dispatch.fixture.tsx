// The programs of dispatch.ts: a counter, counters beside each other, a table of rows, a flow that asks and asks.
import { answer, call, component, flow, type Component, type Event } from 'repartee'

export const Counter = component({
  name: 'counter',
  state: (props: { start?: number }) => ({ n: props.start ?? 0 }),
  on: { inc: s => ({ n: s.n + 1 }), add: (s, by: number) => ({ n: s.n + by }) },
  view: (s, on) => (
    <p>
      <button onClick={on.add(-1)}>−</button> {s.n} <button onClick={on.inc}>+</button>
    </p>
  ),
})

export const Counters: Component<{ many: number }, never> = component({
  name: 'counters',
  state: (props: { many: number }) => props,
  on: {},
  view: s => (
    <ul>
      {Array.from({ length: s.many }, (_, i) => (
        <li key={i}>
          <Counter />
        </li>
      ))}
    </ul>
  ),
})

export interface Row {
  readonly id: number
  readonly text: string
  readonly n: number
}

export const rows = (many: number): readonly Row[] =>
  Array.from({ length: many }, (_, id) => ({ id, text: `row number ${id}`, n: 0 }))

export const Rows: Component<{ many: number }, never> = component({
  name: 'rows',
  state: (props: { many: number }) => ({ rows: rows(props.many) }),
  on: {
    inc: (s, id: number) => ({ rows: s.rows.map(row => (row.id === id ? { ...row, n: row.n + 1 } : row)) }),
  },
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

const Line = ({ row, inc }: { row: Row; inc: Event }) => (
  <tr>
    <td>{row.id}</td>
    <td>{row.text}</td>
    <td>{row.n}</td>
    <td>
      <button onClick={inc}>+</button>
    </td>
  </tr>
)

/** The same, with a view for the row. */
export const Lines: Component<{ many: number }, never> = component({
  name: 'lines',
  state: (props: { many: number }) => ({ rows: rows(props.many) }),
  on: {
    inc: (s, id: number) => ({ rows: s.rows.map(row => (row.id === id ? { ...row, n: row.n + 1 } : row)) }),
  },
  view: (s, on) => (
    <table>
      {s.rows.map(row => (
        <Line key={row.id} row={row} inc={on.inc(row.id)} />
      ))}
    </table>
  ),
})

const Ask: Component<{ q: number }, number> = component({
  name: 'ask',
  state: (props: { q: number }) => props,
  on: { ok: () => answer(1) },
  view: (s, on) => <button onClick={on.ok}>{s.q}</button>,
})

export const Endless: Component<object, never> = flow('endless', function* () {
  for (let q = 0; ; q++) yield* call(Ask, { q })
})
