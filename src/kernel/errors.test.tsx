import {
  after,
  answer,
  call,
  component,
  end,
  every,
  fail,
  flow,
  publish,
  topic,
  type Component,
} from 'repartee'
import { boot, definitionOf, step } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question, Ticker } from './parts.fixture.tsx'

const Born: Component<object, never> = component({
  name: 'born',
  state: (): { n: number } => {
    throw new Error('born')
  },
  on: {},
  view: () => <i />,
})

interface State {
  readonly n: number
  readonly rows: readonly unknown[]
  readonly map: ReadonlyMap<string, number>
  readonly at: Date
}

const thrower = (): never => {
  throw new Error('thrown')
}

/** Every way to go wrong, and what operators read of it. */
const WAYS: Record<string, readonly [handler: (s: State) => unknown, told: RegExp]> = {
  'it throws': [thrower, /thrown/],
  'it throws nothing': [
    () => {
      throw null as unknown as Error
    },
    /null/,
  ],
  'a generator throws after an effect': [
    function* () {
      yield* after(1000, { event: 'inc', payload: 1 })
      throw new Error('thrown')
    },
    /thrown/,
  ],
  'an updater throws before effects': [() => [thrower, publish(topic<number>('t'), 1)], /thrown/],
  'an effect cannot be done after others were': [
    () => [undefined, publish(topic<number>('t'), 1), call(Question, { q: '?' }), call(Born)],
    /born/,
  ],
  'it mutates an array': [s => (s.rows as unknown[]).push('b'), /not extensible/],
  'it mutates a map': [s => (s.map as Map<string, number>).set('b', 2), /make a new one/],
  'it mutates a date': [s => s.at.setTime(1), /make a new one/],
  'the view throws': [s => ({ ...s, n: -1 }), /thrown/],
  'the listening throws': [s => ({ ...s, n: -2 }), /thrown/],
  'a child throws when it is born': [s => ({ ...s, n: -3 }), /born/],
  'the state is no object': [() => 5, /bad-state[\s\S]*number/],
  'the state is a list': [() => [[1, 2]], /bad-state[\s\S]*an array/],
  'the state holds a function': [
    s => ({ ...s, rows: [{ f: thrower }] }),
    /state of wrong\.rows\[0\]\.f[\s\S]*the function thrower/,
  ],
  'the state holds an instance': [
    s => ({ ...s, rows: [new URL('http://x')] }),
    /state of wrong\.rows\[0\][\s\S]*an instance of URL/,
  ],
  'the state holds a symbol': [s => ({ ...s, n: Symbol('s') }), /state of wrong\.n[\s\S]*a symbol/],
  'the state holds an array with more than items': [
    s => ({ ...s, rows: /a/.exec('a') }),
    /state of wrong\.rows\.index/,
  ],
  'the state holds a subclass of Map': [
    s => ({ ...s, map: new (class Sub extends Map {})() }),
    /state of wrong\.map[\s\S]*an instance of Sub/,
  ],
  'the state holds what cannot be read back': [
    s => ({ ...s, rows: [JSON.parse('{"__proto__":1}')] }),
    /state of wrong\.rows\[0\]\.__proto__/,
  ],
  'it is async': [async () => ({}), /handler of wrong is async/],
  'it is an async generator': [async function* () {}, /an async generator/],
  'it asks for something after its answer': [
    () => [undefined, answer(1), publish(topic<number>('t'), 1)],
    /misplaced-effect[\s\S]*publish t/,
  ],
  'it asks for something after the end': [
    () => [undefined, end(), after(1, { event: 'inc', payload: 1 })],
    /misplaced-effect/,
  ],
  'it asks for something after its failure': [
    () => [undefined, fail(new Error('f')), call(Question, { q: '' })],
    /misplaced-effect/,
  ],
  'its list holds what is no effect': [s => [s, { n: 1 }], /a list with something in it that is no effect/],
  'it sends itself what it does not handle': [
    () => after(1, { event: 'toString', payload: 1 }),
    /after\(\) in wrong names an event/,
  ],
  'its delay is no time': [() => after(Number.NaN, { event: 'inc', payload: 1 }), /no time/],
  'its message cannot be sent': [() => publish(topic<() => void>('t'), thrower), /message to t/],
  'its timer cannot be kept': [() => after(1, { event: 'inc', payload: thrower }), /payload of after/],
  'its answer cannot be kept': [() => answer(thrower), /answer of wrong/],
  'it calls what is no component': [() => call((() => 1) as never), /no component was embedded or called/],
}

/** Embeds what goes wrong, so that an ending would be no end of all. */
const Page = component({ name: 'page', state: () => ({}), on: {}, view: () => <Wrong /> })
const Wrong = component({
  name: 'wrong',
  state: (): State => ({ n: 0, rows: ['a'], map: new Map([['a', 1]]), at: new Date(0) }),
  on: {
    inc: s => ({ ...s, n: s.n + 1 }),
    go: (s, way: string) => WAYS[way]?.[0](s) as State,
  },
  listen: s => (s.n === -2 ? thrower() : null),
  view: (s, on) => (
    <main>
      {s.n === -1 ? thrower() : s.n} <button onClick={on.inc}>inc</button> {s.n === -3 && <Born />}
      {Object.keys(WAYS).map(way => (
        <button onClick={on.go(way)}>{way}</button>
      ))}
    </main>
  ),
})

describe('a handler that goes wrong changes nothing, leaves nothing behind, and the page still works:', () => {
  it.each(Object.keys(WAYS))('%s', way => {
    const talk = new Talk(Page)
    talk.click('inc')
    // Talk compares the whole conversation, patches and commands with what they were before.
    expect(talk.click(way).outcome).toBe('failed')
    expect(talk.troubles).toHaveLength(1)
    const [{ error, ...trouble } = { error: 0 }] = talk.troubles
    expect(String(error)).toMatch(WAYS[way]?.[1] as RegExp)
    expect(trouble).toEqual({
      iid: '2',
      component: 'wrong',
      reference: expect.stringMatching(/^[0-9A-Z]{4,8}$/),
    })
    talk.click('inc')
    expect(talk.page.text()).toMatch(/^2 inc/)
  })

  it('and in production it is the snapshot that names what cannot be kept', () => {
    const world = { program: new Map(), key: [1, 2] as const, dev: false }
    const Holds = component({
      name: 'holds',
      state: () => ({ list: [{ f: thrower }] }),
      on: {},
      view: () => <p />,
    })
    expect(() => new Talk(Holds, {}, { dev: false })).toThrow(
      /Cannot stringify a function at \.state\.list\[0\]\.f of holds/,
    )
    expect(() => boot(world, definitionOf(Holds), {}, { cid: 'c', now: 1, principal: null })).not.toThrow()
  })
})

describe('an error', () => {
  it('behind an answer undoes the answer: who was called is still there, and can answer again', () => {
    let isBroken = true
    const Caller = component({
      name: 'caller',
      state: () => ({ told: '' }),
      on: {
        *ask() {
          const told = yield* call(Question, { q: '?' })
          if (isBroken) throw new Error('behind')
          return { told }
        },
      },
      view: (s, on) => <button onClick={on.ask}>ask [{s.told}]</button>,
    })
    const talk = new Talk(Caller)
    talk.click('ask []')
    talk.click('wait')
    expect(talk.click('yes').outcome).toBe('failed')
    expect(talk.page.text()).toMatch(/^\? 1 yes/)
    isBroken = false
    // The callee's view did not change: the same offer is answered now.
    talk.click('yes')
    expect(talk.page.text()).toBe('ask [yes]')
  })

  it('in who hears an embedded answer undoes the answer, too', () => {
    const Parent = component({
      name: 'parent',
      state: () => ({}),
      on: { told: thrower },
      view: (_s, on) => <Question q="q" onAnswer={on.told} />,
    })
    const talk = new Talk(Parent)
    talk.click('wait')
    expect(talk.click('yes').outcome).toBe('failed')
    expect(talk.page.text()).toMatch(/^q 1/)
  })

  it('in a tick costs that tick; the rhythm stays', () => {
    const Limps = component({
      name: 'limps',
      state: () => ({ n: 0 }),
      on: {
        tick: (s, at: number) => (at % 2000 === 0 ? thrower() : { n: s.n + 1 }),
        once: thrower,
      },
      listen: (_s, on) => [every(1000, on.tick), after(1500, on.once)],
      view: s => <p>{s.n}</p>,
    })
    const talk = new Talk(Limps)
    talk.pass(10_000)
    expect(talk.page.text()).toBe('5')
    expect(talk.troubles).toHaveLength(6)
    expect(talk.timers.size).toBe(1)
  })

  it('has a reference of its own, the same for the same event', () => {
    const talk = new Talk(Page)
    talk.click('it throws')
    talk.click('it throws')
    expect(new Set(talk.troubles.map(each => each.reference)).size).toBe(2)
  })

  it('at the birth of a conversation is thrown, for there is nothing to go back to', () => {
    expect(() => new Talk(Born)).toThrow('born')
  })
})

describe('a failure', () => {
  const Asks = component({
    name: 'asks',
    state: () => ({ told: '' }),
    on: {
      *caught() {
        try {
          yield* call(Question, { q: 'caught' })
        } catch (error) {
          return { told: error instanceof Error ? `${error.name}: ${error.message}` : '' }
        }
      },
      *uncaught() {
        yield* call(Question, { q: 'uncaught' })
        return { told: 'never' }
      },
      plain: () => call(Question, { q: 'plain' }),
    },
    view: (s, on) => (
      <p>
        [{s.told}] <button onClick={on.caught}>caught</button> <button onClick={on.uncaught}>uncaught</button>{' '}
        <button onClick={on.plain}>plain</button>
      </p>
    ),
  })

  it('is thrown at the call, with its name and message, also after a restart', () => {
    const talk = new Talk(Asks)
    talk.click('caught')
    talk.restart()
    expect(talk.click('fail').outcome).toBe('done')
    expect(talk.page.text()).toMatch(/^\[RangeError: caught failed\]/)
    expect(talk.troubles).toEqual([])
  })

  it.each(['uncaught', 'plain'])(
    'that nobody catches closes what was called, and operators are told: %s',
    how => {
      const talk = new Talk(Asks)
      talk.click(how)
      expect(talk.click('fail').outcome).toBe('done')
      expect(talk.page.text()).toMatch(/^\[\] caught/)
      expect(talk.troubles).toHaveLength(1)
      expect(talk.conversation.instances.get('1')?.frames).toEqual([])
    },
  )

  it('of an embedded component leaves a notice with a reference in its place, and ends all in it', () => {
    const Fragile = component({
      name: 'fragile',
      state: () => ({}),
      on: {
        fail: () => fail(new Error('fragile')),
        ask: () => call(Question, { q: '?' }, { place: 'over' }),
      },
      view: (_s, on) => (
        <p>
          <button onClick={on.fail}>fail</button> <button onClick={on.ask}>ask</button> <Ticker name="in" />
        </p>
      ),
    })
    const Two = component({
      name: 'two',
      state: () => ({ n: 0 }),
      on: { inc: s => ({ n: s.n + 1 }) },
      view: (s, on) => (
        <main>
          <button onClick={on.inc}>{s.n}</button> <Fragile key={s.n < 2 ? 'a' : 'b'} />{' '}
          <Ticker name="beside" />
        </main>
      ),
    })
    const talk = new Talk(Two)
    talk.click('ask')
    talk.pass(1000)
    const offer = talk.page.offers().find(each => each.label === 'fail')?.offer ?? ''
    talk.send({ kind: 'offer', offer })
    const { reference } = talk.troubles[0] ?? {}
    expect(talk.page.text()).toBe(
      `0 This part could not go on. Reference ${reference}. Error: fragile beside 1`,
    )
    expect(talk.timers.size).toBe(1)
    expect(talk.conversation.overs).toEqual([])
    talk.click('0')
    expect(talk.page.text()).toContain('could not go on')
    talk.restart()
    talk.click('1')
    expect(talk.page.text()).toMatch(/^2 fail ask in 0 beside 1/)
  })

  it('at the root ends the conversation, with a reference', () => {
    const talk = new Talk(Question, { q: 'root' })
    talk.click('fail')
    expect(talk.conversation.ended).toEqual({ why: 'failed', reference: talk.troubles[0]?.reference })
  })
})

describe('a loop', () => {
  const AtOnce = flow('at once', function* (props: { asks?: boolean }) {
    if (props.asks === true) yield* call(Question, { q: '?' })
    return 1
  })
  const endless: Record<string, readonly [Component<object, unknown>, RegExp]> = {
    'a view that embeds what answers at once': [
      component({ name: 'embeds', state: () => ({}), on: {}, view: () => <AtOnce /> }),
      /view of embeds kept changing/,
    ],
    'a flow that calls what answers at once': [
      flow('calls', function* () {
        for (;;) yield* call(AtOnce)
      }),
      /calls kept going/,
    ],
    'a flow that sets timers': [
      flow('redirects', function* () {
        for (;;) yield* after(1, { event: 'x', payload: 1 })
      }),
      /names an event that redirects has no handler for/,
    ],
    'a component that embeds itself': [
      ((): Component<object, unknown> => {
        const Self: Component<object, unknown> = component({
          name: 'self',
          state: () => ({}),
          on: {},
          view: () => (
            <p>
              <Self />
            </p>
          ),
        })
        return Self
      })(),
      /self was embedded or called in itself/,
    ],
    'a component that embeds itself twice': [
      ((): Component<object, unknown> => {
        const Self: Component<object, unknown> = component({
          name: 'twice',
          state: () => ({}),
          on: {},
          view: () => (
            <p>
              <Self key="a" />
              <Self key="b" />
            </p>
          ),
        })
        return Self
      })(),
      /twice was embedded or called in itself/,
    ],
    'a flow that calls itself': [
      ((): Component<object, unknown> => {
        const Self: Component<object, unknown> = flow('calls itself', function* () {
          yield* call(Self)
        })
        return Self
      })(),
      /calls itself was embedded or called in itself/,
    ],
  }

  it.each(Object.keys(endless))('is stopped and named: %s', which => {
    const [looping, told] = endless[which] as (typeof endless)[string]
    expect(() => new Talk(looping)).toThrow(told)
  })

  it('that begins with a click leaves the page as it was', () => {
    const Clicks = component({
      name: 'clicks',
      state: () => ({ loops: false }),
      on: { loop: () => ({ loops: true }) },
      view: (s, on) => (
        <p>
          <button onClick={on.loop}>loop</button> {s.loops && <AtOnce />}
        </p>
      ),
    })
    const talk = new Talk(Clicks)
    expect(talk.click('loop').outcome).toBe('failed')
    expect(talk.troubles[0]?.error).toMatchObject({ code: 'runaway' })
  })

  it('is not what a visitor does who goes ever deeper, click by click', () => {
    const Deeper: Component<object, never> = component({
      name: 'deeper',
      state: () => ({}),
      on: { down: () => call(Deeper) },
      view: (_s, on) => <button onClick={on.down}>down</button>,
    })
    const world = { program: new Map(), key: [1, 2] as const, dev: false }
    let { conversation } = boot(world, definitionOf(Deeper), {}, { cid: 'c', now: 1, principal: null })
    for (let n = 1; n <= 1000; n++) {
      const turned = step(world, conversation, { kind: 'offer', n, now: 1, offer: `${n}/down` })
      expect(turned.outcome).toBe('done')
      conversation = turned.conversation
    }
    expect(conversation.instances.size).toBe(1001)
  })

  it('is not what a page of many parts is', () => {
    const Leaf = component({
      name: 'leaf',
      state: (_: { n: number }) => ({}),
      on: {},
      view: (_s, _on, here) => <i>{here.props.n}</i>,
    })
    const Wide = component({
      name: 'wide',
      state: () => ({}),
      on: {},
      view: () => (
        <p>
          {Array.from({ length: 12_000 }, (_, i) => (
            <Leaf key={i} n={i} />
          ))}
        </p>
      ),
    })
    const world = { program: new Map(), key: [1, 2] as const, dev: false }
    const { conversation } = boot(world, definitionOf(Wide), {}, { cid: 'c', now: 1, principal: null })
    expect(conversation.instances.size).toBe(12_001)
  })
})

describe('two components of one name', () => {
  const One = component({ name: 'same', state: () => ({ n: 0 }), on: {}, view: () => <i>one</i> })
  const Other = component({ name: 'same', state: () => ({ n: 0 }), on: {}, view: () => <b>other</b> })

  it('are refused where the second is met', () => {
    const Both = component({
      name: 'both',
      state: () => ({}),
      on: {},
      view: () => (
        <p>
          <One /> <Other />
        </p>
      ),
    })
    expect(() => new Talk(Both)).toThrow(/Two components are named "same"/)
    const Calls = component({
      name: 'calls both',
      state: () => ({}),
      on: { go: () => call(Other) },
      view: (_s, on) => (
        <p>
          <One /> <button onClick={on.go}>go</button>
        </p>
      ),
    })
    const talk = new Talk(Calls)
    expect(talk.click('go').outcome).toBe('failed')
    expect(talk.troubles[0]?.error).toMatchObject({ code: 'duplicate-component' })
  })
})
