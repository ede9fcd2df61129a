// What must not compile: each mistake under a marked line. The compiler complains about a mark without an error too,
// so this file compiles exactly when every mistake is found. Unmarked lines beside them are the same thing done right.
import { call, component, flow, hear, publish, topic, type Component } from 'repartee'
import { Prompt, Stepper, Sure, Trip, Watch } from './examples.tsx'

component({
  name: 'events',
  state: () => ({ n: 0 }),
  on: {
    choose: (s, _row: string) => s,
    bump: s => s,
    send: (s, _fields: { line: string }) => s,
    count: (s, _fields: { line: number }) => s,
  },
  listen: (_s, on) => [
    // @ts-expect-error messages of this topic are numbers, the handler takes a string
    hear(topic<number>('numbers'), on.choose),
    hear(topic<string>('words'), on.choose),
  ],
  view: (_s, on) => (
    <form onSubmit={on.send}>
      {/* @ts-expect-error there is no such handler */}
      <button onClick={on.missing}>x</button>
      {/* @ts-expect-error the handler needs a row, a click has none */}
      <button onClick={on.choose}>x</button>
      {/* @ts-expect-error the row is a string */}
      <button onClick={on.choose(7)}>x</button>
      <button onClick={on.choose('seven')}>x</button>
      <button onClick={on.bump}>x</button>
      <input onInput={on.choose} />
      {/* @ts-expect-error what a form sends is strings */}
      <form onSubmit={on.count} />
    </form>
  ),
})

component({
  name: 'state',
  state: () => ({ n: 0 }),
  on: {
    // @ts-expect-error that is not the shape of the state
    rename: s => ({ m: s.n }),
  },
  view: () => <p />,
})

component({
  name: 'props',
  state: (props: { label: string }) => ({ width: props.label.length }),
  on: { wait: (s, by: number, here) => ({ width: s.width + by + here.now }) },
  view: (s, _on, here) => (
    <p>
      {s.width}
      {here.props.label.toUpperCase()}
      {/* @ts-expect-error the label is a string */}
      {here.props.label.toFixed()}
    </p>
  ),
})

component({
  name: 'embedding',
  state: () => ({ n: 0 }),
  on: { number: (s, _n: number) => s, decided: (s, _yes: boolean) => s },
  view: (_s, on) => (
    <p>
      {/* @ts-expect-error what it answers is a boolean, the handler takes a number */}
      <Sure about="?" onAnswer={on.number} />
      <Sure about="?" onAnswer={on.decided} />
    </p>
  ),
})

// @ts-expect-error it needs to know what about
export const about = <Sure />

flow('calls', function* () {
  // @ts-expect-error it needs to know what about
  yield* call(Sure)
  yield* call(Stepper)
  const yes: boolean = yield* call(Sure, { about: '?' })
  // @ts-expect-error it answers a boolean
  const word: string = yield* call(Sure, { about: '?' })
  // @ts-expect-error messages of this topic are numbers
  yield* publish(topic<number>('numbers'), 'seven')
  return [yes, word]
})

// What was inferred, spelled out: a type that is too wide is a mistake that compiles.
type Answered<C> = C extends Component<infer _P, infer A> ? A : never
type Same<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false
export const inferred: [
  Same<Answered<typeof Stepper>, never>,
  Same<Answered<typeof Watch>, never>,
  Same<Answered<typeof Sure>, boolean>,
  Same<Answered<typeof Prompt>, string | null>,
  Same<Answered<typeof Trip>, { from: string; to: string } | null>,
] = [true, true, true, true, true]
