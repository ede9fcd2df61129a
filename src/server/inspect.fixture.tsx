// A server that is observed, with pages that listen, wait, work and hide things.
import { after, call, component, every, hear, io, publish, topic } from 'repartee'
import { memory } from 'repartee/engines'
import type { Trouble } from 'repartee/kernel'
import type { Inspection, Outcome, Work } from 'repartee/server'
import { vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'
import type { Options } from './options.ts'

const news = topic<{ readonly text: string; readonly pin?: string }>('news')

const Secret = component({
  name: 'inspect secret',
  redact: true,
  state: () => ({ pin: 'hidden-1' }),
  on: { tell: () => after(10, { event: 'tell', payload: undefined }) },
  view: s => <i>{s.pin}</i>,
})

const Item = component({
  name: 'inspect item',
  state: ({ name }: { readonly name: string }) => ({ name, isOn: false }),
  on: { toggle: s => ({ ...s, isOn: !s.isOn }) },
  view: (s, on) => <li onClick={on.toggle}>{s.name}</li>,
})

export const work = { begun: 0, aborted: 0, finish: (_: string): void => {} }

const Desk = component({
  name: 'inspect desk',
  redact: ['password', 'cards.number', 'news.pin', 'typed'],
  state: () => ({
    n: 0,
    password: 'hidden-2',
    cards: [{ number: 'hidden-3', name: 'Ada' }],
    token: 'hidden-4',
    heard: '',
  }),
  on: {
    add: (s, by: number) => ({ ...s, n: s.n + by }),
    tick: s => ({ ...s, n: s.n + 100 }),
    news: (s, { text }: { readonly text: string }) => ({ ...s, heard: text }),
    say: () => publish(news, { text: 'hello', pin: 'hidden-5' }),
    typed: (s, _text: string) => s,
    sign: (s, _form: { readonly password: string; readonly name: string }) => s,
    fail: () => {
      throw new Error('the secret reason')
    },
    *work() {
      const came = yield* io(({ signal }) => {
        work.begun++
        signal.addEventListener('abort', () => work.aborted++)
        return new Promise<string>(done => void (work.finish = done))
      })
      return (now: { readonly heard: string }) => ({ ...now, heard: came }) as never
    },
    *ask() {
      yield* call(Secret, {})
    },
  },
  listen: (_, on) => [every(1000, on.tick), hear(news, on.news)],
  view: (s, on) => (
    <main>
      {s.n} {s.heard}
      <button onClick={on.add(1)}>add</button>
      <button onClick={on.say}>say</button>
      <button onClick={on.fail}>fail</button>
      <button onClick={on.work}>work</button>
      <button onClick={on.ask}>ask</button>
      <input onInput={on.typed} />
      <form onSubmit={on.sign}>
        <input name="password" type="password" />
        <input name="name" />
      </form>
      <Item key="b/é" name="second" />
    </main>
  ),
})

export const Still = component({
  name: 'inspect still',
  state: ({ room }: { readonly room?: string }) => ({ room: room ?? '', n: 0 }),
  on: { add: s => ({ ...s, n: s.n + 1 }) },
  view: (s, on) => <button onClick={on.add}>{s.n}</button>,
})

export interface Done extends Work {
  readonly outcome: Outcome
}

export function observed(more: Partial<Options<unknown>> = {}, open: Handler[]) {
  const clock = standing()
  const engine = memory({ clock })
  const onTrouble = vi.fn<(trouble: Trouble, cid: string) => void>()
  const done: Done[] = []
  const calls: string[] = []
  let inspection: Inspection | undefined
  const edge = edgeOf(
    {
      pages: { '/': Desk, '/still': Still, '/room/:room': Still },
      engine,
      onTrouble,
      secret: 'a secret of sixteen',
      redact: path => path.endsWith('.token'),
      ops: {
        attach: given => void (inspection = given),
        start: () => void calls.push('start'),
        close: async () => void calls.push('close'),
        begin: begun => ({
          traceparent: `of ${begun.endpoint}`,
          run: run => run(),
          end: outcome => void done.push({ ...begun, outcome }),
        }),
      },
      ...more,
    },
    { clock },
  )
  const handler = handlerOf(edge)
  open.push(handler)
  const visitor = () => new Visitor(request => handler.fetch(request))
  return {
    clock,
    engine,
    edge,
    handler,
    visitor,
    onTrouble,
    done,
    calls,
    inspection: inspection as Inspection,
  }
}
