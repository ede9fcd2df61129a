// What must not compile: each mistake under a marked line. The compiler complains about a mark without an error too,
// so this file compiles exactly when every mistake is found. Unmarked lines beside them are the same thing done right.
import { after, call, component, every, flow, hear, publish, topic } from 'repartee'
import type { Component, Fields, Upload } from 'repartee'
import { blank, check, Field, fieldsOf, Problems } from 'repartee/forms'
import type { Schema } from 'repartee/forms'
import { page, serve } from 'repartee/server'
import { z } from 'zod'
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
    // @ts-expect-error what is late fires, or is skipped
    every(1000, on.bump, { late: 'never' }),
    // @ts-expect-error it says what it is about
    after(1000, on.bump, 'skip'),
    every(1000, on.bump, { late: 'skip' }),
    after(1000, on.bump, { late: 'fire' }),
    // @ts-expect-error the handler needs a row, and is given the time
    every(1000, on.choose),
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
      {/* @ts-expect-error an empty number is null */}
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

// What a form can send, by its controls; a payload that no control sends is a mistake. Interfaces will do.
interface Guest {
  name: string
  age: number | null
  days: string[]
  news: boolean
  photo?: Upload | null
  more: readonly Upload[]
}

component({
  name: 'fields',
  state: () => ({ n: 0 }),
  on: {
    all: (s, _fields: Fields) => s,
    guest: (s, _guest: Guest) => s,
    choice: (s, _fields: { how: 'now' | 'later' }) => s,
    unknown: (s, _fields: unknown) => s,
    record: (s, _fields: Record<string, string>) => s,
    number: (s, _fields: { age: number }) => s,
    upload: (s, _fields: { photo: Upload }) => s,
    date: (s, _fields: { born: Date }) => s,
    nested: (s, _fields: { at: { street: string } }) => s,
    list: (s, _fields: string[]) => s,
    text: (s, _text: string) => s,
    files: (s, _files: readonly Upload[]) => s,
    heedless: s => s,
  },
  view: (_s, on) => (
    <div>
      <input type="file" onUpload={on.files} maxsize={5} />
      <input type="file" onUpload={on.heedless} />
      {/* @ts-expect-error files are no text */}
      <input type="file" onUpload={on.text} />
      {/* @ts-expect-error nor fields */}
      <input type="file" onUpload={on.guest} />
      {/* @ts-expect-error and what is chosen later cannot be said before */}
      <input type="file" onUpload={on.files([])} />
      {/* @ts-expect-error only an input sends files */}
      <button onUpload={on.files} />
      <form onSubmit={on.all} />
      <form onSubmit={on.guest} />
      <form onSubmit={on.choice} />
      <form onSubmit={on.unknown} />
      <form onSubmit={on.record} />
      {/* @ts-expect-error an empty number is null */}
      <form onSubmit={on.number} />
      {/* @ts-expect-error no file is null */}
      <form onSubmit={on.upload} />
      {/* @ts-expect-error no control sends a date */}
      <form onSubmit={on.date} />
      {/* @ts-expect-error nor anything with parts */}
      <form onSubmit={on.nested} />
      {/* @ts-expect-error a form sends fields by name */}
      <form onSubmit={on.list} />
      {/* @ts-expect-error and not a text */}
      <form onSubmit={on.text} />
    </div>
  ),
})

declare const Person: Schema<{ name: string; age: number }>

component({
  name: 'checked',
  state: () => ({ form: blank(Person), people: [] as readonly { name: string; age: number }[] }),
  on: {
    save: (s, sent: Fields) => {
      const { ok, value, form } = check(s.form, Person, sent)
      // @ts-expect-error there may be no value
      if (value.name === '') return s
      return ok ? { form, people: [...s.people, value] } : { ...s, form }
    },
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here, { age: 'Your age' })
    return (
      <form onSubmit={on.save}>
        <Problems of={f} />
        <Field of={f.name} hint="As others call you" required autocomplete="name" />
        <Field of={f.age} type="number" min={0} />
        {/* @ts-expect-error the schema has no such key */}
        <Field of={f.nmae} />
        {/* @ts-expect-error there is no such control */}
        <Field of={f.name} type="txt" />
        {/* @ts-expect-error it takes what fieldsOf gives */}
        <Problems of={s.form} />
      </form>
    )
  },
})
// @ts-expect-error the schema has no such key to begin with
blank(Person, { nmae: 'Ada' })
// @ts-expect-error nor a label for it
fieldsOf(blank(Person), { instanceId: '1' }, { nmae: 'Name' })

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

// With a schema for a page's parameters, what it makes of them are the props, whatever the path has.
const Numbered = component({
  name: 'numbered',
  state: (props: { id: number }) => props,
  on: {},
  view: s => <p>{s.id.toFixed(1)}</p>,
})
// @ts-expect-error the path's parameter is text, the component takes a number
await serve({ pages: { '/numbered/:id': page(Numbered, {}) } })
await serve({ pages: { '/numbered/:id': page(Numbered, { params: z.object({ id: z.coerce.number() }) }) } })
// @ts-expect-error the schema makes text of it
page(Numbered, { params: z.object({ id: z.string() }) })
// @ts-expect-error the schema makes something else
page(Numbered, { params: z.object({ name: z.string() }) })
// @ts-expect-error that is no schema
page(Numbered, { params: { id: Number } })
