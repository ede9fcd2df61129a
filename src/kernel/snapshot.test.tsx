import fc from 'fast-check'
import {
  become,
  call,
  component,
  every,
  flow,
  hear,
  io,
  publish,
  topic,
  watch,
  type Component,
  type Live,
} from 'repartee'
import { boot, commandsOf, definitionOf, restore, snapshot, step } from 'repartee/kernel'
import type { World } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question, Ticker } from './parts.fixture.tsx'

const world = (): World => ({ program: new Map(), key: [17, 4], dev: true })

/** Anything that a conversation may keep, with values in two places and cycles. */
const plain = fc
  .anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    maxDepth: 3,
  })
  .filter(value => !holdsProto(value))
function holdsProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return [...value].flat().some(holdsProto)
  if (value instanceof Set) return [...value].some(holdsProto)
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(holdsProto)
}

const Holds = component({
  name: 'holds',
  state: (props: { value: unknown }) => ({
    value: props.value,
    twice: [props.value, props.value],
    self: {} as unknown,
  }),
  on: {
    loop: s => {
      const self: { me?: unknown } = {}
      self.me = self
      return { ...s, self }
    },
  },
  view: (_s, on) => <button onClick={on.loop}>loop</button>,
})

describe('a snapshot', () => {
  it('gives back any plain state, and what was one value in two places still is', () => {
    fc.assert(
      fc.property(plain, value => {
        const talk = new Talk(Holds, { value })
        talk.click('loop')
        talk.restart()
        const { state } = talk.conversation.instances.get('1') ?? {}
        const {
          value: kept,
          twice,
          self,
        } = state as { value: unknown; twice: unknown[]; self: { me: unknown } }
        expect(kept).toEqual(value)
        expect(twice).toEqual([value, value])
        expect(self.me).toBe(self)
        if (typeof value === 'object') expect(twice[0]).toBe(kept)
      }),
      { numRuns: 150 },
    )
  })

  it('of a conversation of JSON is JSON, and says each thing once', () => {
    const talk = new Talk(Ticker, { name: 't' })
    const text = snapshot(talk.conversation)
    expect(JSON.parse(text)).toEqual({
      format: 2,
      cid: 'c',
      principal: null,
      root: '1',
      seq: 3,
      now: 1_000_000,
      heard: 0,
      instances: [
        {
          iid: '1',
          name: 'ticker',
          version: 1,
          now: 1_000_000,
          props: { name: 't' },
          state: { name: 't', ticks: 0 },
          timers: [{ id: 2, due: 1_001_000, event: 'tick', wish: 'every/1000/tick', every: 1000 }],
        },
      ],
    })
  })

  it('is JSON too where the state is the props themselves, and where a handler waits with both', () => {
    const Same = component({
      name: 'same as props',
      state: (props: { label: string }) => props,
      on: {
        *ask() {
          yield* call(Question, { q: '?' }, { place: 'over' })
        },
      },
      view: (s, on) => <button onClick={on.ask}>{s.label}</button>,
    })
    const talk = new Talk(Same, { label: 'x' })
    talk.click('x')
    const text = snapshot(talk.conversation)
    expect(text).toMatch(/^\{.*"stateIsProps":true.*"sameState":true,"sameProps":true/)
    talk.restart()
    const { props, state, frames } = talk.conversation.instances.get('1') ?? {}
    expect(state).toBe(props)
    expect(frames?.[0]?.state).toBe(props)
  })

  it('is taken by a process that has not seen its components yet', () => {
    const Root = flow('root of restart', function* () {
      yield* call(Question, { q: 'called' })
      yield* call(Question, { q: 'again' })
    })
    const talk = new Talk(Root)
    const elsewhere = world()
    const conversation = restore(elsewhere, snapshot(talk.conversation))
    expect([...elsewhere.program.keys()].sort()).toEqual(['question', 'root of restart'])
    const offer = { kind: 'offer', n: 1, now: 2_000_000, offer: talk.page.offers()[0]?.offer ?? '' } as const
    expect(step(elsewhere, conversation, offer).patches[0]?.[1]).toContain('again')
  })

  it('never gives an id again: what is born after a restore has a new one', () => {
    const Shows = component({
      name: 'shows',
      state: () => ({ n: 0 }),
      on: { next: s => ({ n: s.n + 1 }) },
      view: (s, on) => (
        <p>
          <button onClick={on.next}>next</button> <Question key={s.n} q={`q${s.n}`} />
        </p>
      ),
    })
    const talk = new Talk(Shows)
    const seen = new Set<string>()
    for (let i = 0; i < 5; i++) {
      talk.click('next')
      talk.restart()
      const [born = ''] = [...talk.conversation.instances.keys()].filter(iid => iid !== '1')
      expect(seen.has(born)).toBe(false)
      seen.add(born)
    }
  })

  it('of one conversation does not touch another: each has its own ids and its own page', () => {
    const one = new Talk(Question, { q: 'one' })
    const other = new Talk(Question, { q: 'other' })
    one.restart()
    other.click('wait')
    one.click('yes')
    expect(other.page.text()).toMatch(/^other 1/)
  })

  it('of an ended conversation says so', () => {
    const talk = new Talk(Question, { q: '?' })
    talk.click('yes')
    const back = restore(world(), snapshot(talk.conversation))
    expect(back.ended).toEqual({ why: 'answered', answer: 'yes' })
    expect(commandsOf(world(), back, true)).toEqual([])
  })
})

describe('a restore', () => {
  const kept = (component: Component<never, unknown>): string =>
    snapshot(new Talk(component, { q: '?' }).conversation)

  it('refuses a component that the program does not have, by name', () => {
    const text = kept(Question).replaceAll('"question"', '"nobody has this"')
    expect(() => restore(world(), text)).toThrow(/unknown-component[\s\S]*nobody has this/)
  })

  it('refuses a format that it does not know', () => {
    const text = kept(Question).replace('"format":2', '"format":99')
    expect(() => restore(world(), text)).toThrow(/format 99/)
  })

  const old = (): string => {
    const Old = component({
      name: 'evolves',
      state: () => ({ count: 3 }),
      on: {
        *ask(s) {
          yield* call(Question, { q: '?' }, { place: 'over' })
          return { count: s.count }
        },
      },
      view: (s, on) => <button onClick={on.ask}>{s.count}</button>,
    })
    const talk = new Talk(Old)
    talk.click('3')
    return snapshot(talk.conversation)
  }

  it('lifts the state of an older version, and that which a waiting handler began with', () => {
    const text = old()
    const New = component({
      name: 'evolves',
      version: 2,
      state: () => ({ n: 0 }),
      migrate: (state, from) => ({ n: (state as { count: number }).count * 10 + from }),
      on: {
        *ask(s) {
          yield* call(Question, { q: '?' }, { place: 'over' })
          return now => ({ n: now.n + s.n })
        },
      },
      view: (s, on) => <button onClick={on.ask}>{s.n}</button>,
    })
    void New
    const conversation = restore(world(), text)
    expect(conversation.instances.get('1')?.state).toEqual({ n: 31 })
    expect(conversation.instances.get('1')?.frames[0]?.state).toEqual({ n: 31 })
  })

  it('refuses the state of an older version that nobody lifts, and one that was lifted to nothing', () => {
    const text = old()
    const parts = { name: 'evolves', version: 2, state: () => ({}), on: {}, view: () => <p /> }
    void component(parts)
    expect(() => restore(world(), text)).toThrow(/version 1, and no migrate/)
    void component({ ...parts, migrate: () => null as never })
    expect(() => restore(world(), text)).toThrow(/evolves has a state that is no object/)
  })

  it('listens to what the program wishes now', () => {
    void component({
      name: 'retuned',
      state: () => ({}),
      on: { tick: s => s, heard: (s, _: string) => s },
      listen: (_s, on) => [every(1000, on.tick), hear(topic<string>('old'), on.heard)],
      view: () => <p />,
    })
    const before = component({
      name: 'retuned',
      state: () => ({}),
      on: { tick: s => s, heard: (s, _: string) => s },
      listen: (_s, on) => [every(1000, on.tick), hear(topic<string>('old'), on.heard)],
      view: () => <p />,
    })
    const text = kept(before)
    void component({
      name: 'retuned',
      state: () => ({}),
      on: { tock: s => s, heard: (s, _: string) => s },
      listen: (_s, on) => [every(2000, on.tock), hear(topic<string>('new'), on.heard)],
      view: () => <p />,
    })
    const conversation = restore(world(), text)
    expect(commandsOf(world(), conversation, true)).toMatchObject([
      { do: 'arm', due: 1_002_000 },
      { do: 'subscribe', topic: 'new' },
    ])
  })

  it('shows what the view embeds now: what is new is born and listens, what is gone leaves', () => {
    const before = component({
      name: 'reshown',
      state: () => ({}),
      on: {},
      view: () => (
        <p>
          <Question q="?" />
        </p>
      ),
    })
    const text = kept(before)
    void component({
      name: 'reshown',
      state: () => ({}),
      on: {},
      view: () => (
        <p>
          <Ticker name="new" />
        </p>
      ),
    })
    const conversation = restore(world(), text)
    expect([...conversation.instances.values()].map(each => each.definition.name)).toEqual([
      'reshown',
      'ticker',
    ])
    expect(commandsOf(world(), conversation, true)).toMatchObject([{ do: 'arm', iid: '3' }])
  })
})

describe('what must run after a restore', () => {
  const source: Live<number> = { name: 's', read: () => 1, setChangeHook: () => {} }
  const All = component({
    name: 'all',
    state: () => ({}),
    on: {
      tick: s => s,
      heard: (s, _: string) => s,
      also: (s, _: string) => s,
      *work() {
        yield* io(() => 'done')
      },
      *send() {
        yield* publish(topic<string>('t'), 'x')
      },
      *ask() {
        yield* call(Question, { q: '?' }, { place: 'over' })
      },
    },
    listen: (_s, on) => [
      every(1000, on.tick),
      hear(topic<string>('t'), on.heard),
      hear(topic<string>('t'), on.also),
      watch(source, on.tick, 100),
    ],
    view: (_s, on) => (
      <p>
        <button onClick={on.work}>work</button> <button onClick={on.send}>send</button>{' '}
        <button onClick={on.ask}>ask</button>
      </p>
    ),
  })

  it('is what ran before: timers, one subscription a topic, watches, and what frames wait for', () => {
    const talk = new Talk(All)
    for (const each of ['work', 'send', 'ask']) talk.click(each)
    const conversation = restore(world(), snapshot(talk.conversation))
    expect(commandsOf(world(), conversation, true).map(each => each.do)).toEqual([
      'arm',
      'subscribe',
      'watch',
      'io',
      'publish',
    ])
  })

  it('keeps when things were due, and how long ago that is', () => {
    const talk = new Talk(All)
    talk.pass(700)
    talk.now += 10_000
    talk.restart()
    expect([...talk.timers.values()][0]?.due).toBe(1_001_000)
  })
})

describe('a component', () => {
  it('may be replaced by itself while a conversation of the former runs on', () => {
    const First = component({ name: 'hot', state: () => ({}), on: {}, view: () => <p>first</p> })
    const w = world()
    const { conversation } = boot(w, definitionOf(First), {}, { cid: 'c', now: 1, principal: null })
    const Second: Component<object, never> = component({
      name: 'hot',
      state: () => ({}),
      on: { go: () => become(Second, {}) },
      view: () => <p>second</p>,
    })
    expect(restore(w, snapshot(conversation)).instances.get('1')?.definition).toBe(definitionOf(First))
    expect(restore(world(), snapshot(conversation)).instances.get('1')?.definition).toBe(definitionOf(Second))
  })
})
