import {
  after,
  answer,
  become,
  call,
  component,
  end,
  every,
  fail,
  flow,
  io,
  publish,
  redirect,
  topic,
  type Component,
} from 'repartee'
import { describe, expect, it } from 'vitest'
import { Booking } from '../../examples/booking.tsx'
import { IDLE, Talk } from '../../test/talk.ts'
import { Question, Ticker } from './parts.fixture.tsx'

/** Two questions, both answers. */
const Pair = flow('pair', function* (props: { name: string }) {
  const first = yield* call(Question, { q: `${props.name} 1` })
  const second = yield* call(Question, { q: `${props.name} 2` })
  return `${first} ${second}`
})

/** Shows what a flow it embeds or calls came to. */
const Around = component({
  name: 'around',
  state: () => ({ told: '' }),
  on: {
    told: (_s, told: string) => ({ told }),
    *run() {
      try {
        const told = yield* call(Pair, { name: 'called' })
        return { told }
      } catch (error) {
        return { told: String(error) }
      }
    },
  },
  view: (s, on) => (
    <div>
      [{s.told}] <button onClick={on.run}>run</button> <Pair name="embedded" onAnswer={on.told} />
    </div>
  ),
})

describe('a flow', () => {
  it('at the root asks one thing after another, and its answer ends the conversation', () => {
    const talk = new Talk(Pair, { name: 'root' })
    talk.click('yes')
    talk.click('no')
    expect(talk.conversation.ended).toEqual({ why: 'answered', answer: 'yes no' })
  })

  it('embedded answers the view around, and begins again', () => {
    const talk = new Talk(Around)
    talk.click('yes')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^\[yes yes\] run embedded 1 0/)
  })

  it('called by a handler gives it its answer', () => {
    const talk = new Talk(Around)
    talk.click('run')
    expect(talk.page.text()).toMatch(/^called 1 0/)
    talk.click('no')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^\[no yes\] run embedded 1 0/)
  })

  it('may call flows, which may call flows', () => {
    const Both = flow('both', function* () {
      const one = yield* call(Pair, { name: 'one' })
      const two = yield* call(Pair, { name: 'two' })
      return `${one}, ${two}`
    })
    const talk = new Talk(Both)
    for (const each of ['yes', 'no', 'no', 'yes']) talk.click(each)
    expect(talk.conversation.ended?.answer).toBe('yes no, no yes')
  })

  it('may call over the page', () => {
    const Over = flow('over', function* () {
      return yield* call(Question, { q: 'over' }, { place: 'over' })
    })
    const talk = new Talk(Over)
    expect(talk.page.text()).toMatch(/^over 0/)
    talk.click('yes')
    expect(talk.conversation.ended?.answer).toBe('yes')
  })

  describe('that answers at once', () => {
    const AtOnce = flow('at once', function* (props: { n: number; asks?: boolean }) {
      if (props.asks === true) yield* call(Question, { q: '?' })
      return props.n
    })

    it('ends the conversation at the root, with an empty page', () => {
      const talk = new Talk(AtOnce, { n: 3 })
      expect(talk.conversation.ended).toEqual({ why: 'answered', answer: 3 })
      expect(talk.page.html()).toBe('')
    })

    it('is never seen where it is called', () => {
      const Sum = flow('sum', function* () {
        let sum = 0
        for (let n = 1; n <= 20; n++) sum += yield* call(AtOnce, { n })
        yield* call(Question, { q: `${sum}` })
        return sum
      })
      const talk = new Talk(Sum)
      expect(talk.page.text()).toMatch(/^210 0/)
      expect(talk.conversation.instances.size).toBe(2)
    })

    it('tells the view that embeds it, which may stop embedding it', () => {
      const Embeds = component({
        name: 'embeds',
        state: () => ({ told: 0 }),
        on: { told: (_s, told: number) => ({ told }) },
        view: (s, on) => <p>{s.told === 0 ? <AtOnce n={7} onAnswer={on.told} /> : s.told}</p>,
      })
      expect(new Talk(Embeds).page.text()).toBe('7')
    })
  })

  it('catches what a component it called failed with', () => {
    const Tries = flow('tries', function* () {
      for (let times = 1; ; times++) {
        try {
          return yield* call(Question, { q: `try ${times}` })
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'RangeError') throw error
        }
      }
    })
    const talk = new Talk(Tries)
    talk.click('fail')
    talk.click('fail')
    expect(talk.page.text()).toMatch(/^try 3/)
    talk.click('yes')
    expect(talk.conversation.ended?.answer).toBe('yes')
  })

  it('lets what it does not catch through to whoever called it', () => {
    const talk = new Talk(Around)
    talk.click('run')
    talk.click('yes')
    talk.click('fail')
    expect(talk.page.text()).toMatch(/^\[RangeError: called 2 failed\]/)
    expect(talk.troubles).toEqual([])
  })

  it('may fail of itself, and end the conversation', () => {
    const Gives = flow('gives up', function* () {
      if ((yield* call(Question, { q: '?' })) === 'no') yield* end()
      return yield* fail(new Error('given up'))
    })
    const failing = new Talk(Gives)
    failing.click('yes')
    expect(failing.conversation.ended).toEqual({ why: 'failed', reference: failing.troubles[0]?.reference })
    const ending = new Talk(Gives)
    ending.click('no')
    expect(ending.conversation.ended).toEqual({ why: 'ended' })
  })

  it('may return how it ends, but no other effect', () => {
    const ways = {
      answer: () => answer(1),
      fail: () => fail(new Error('no')),
      become: () => become(Question, { q: 'next' }),
      end: () => end(),
      redirect: () => redirect('/'),
      io: () => io(() => 1),
    }
    const Returns = flow('returns', function* (props: { how: keyof typeof ways }) {
      yield* call(Question, { q: '?' })
      return ways[props.how]()
    })
    const outcome = (how: keyof typeof ways): unknown => {
      const talk = new Talk(Returns, { how })
      talk.click('yes')
      return talk.conversation.ended?.why ?? talk.troubles[0]?.error ?? talk.page.text().slice(0, 4)
    }
    expect(outcome('answer')).toBe('answered')
    expect(outcome('fail')).toBe('failed')
    expect(outcome('become')).toBe('next')
    expect(outcome('end')).toBe('ended')
    expect(outcome('redirect')).toMatchObject({ code: 'misplaced-effect' })
    expect(outcome('io')).toMatchObject({ code: 'misplaced-effect' })
  })

  it('goes on behind a redirect, so that coming back finds the next step', () => {
    const Pays = flow('pays', function* () {
      yield* call(Question, { q: 'pay' })
      yield* redirect('https://bank.example/')
      return yield* call(Question, { q: 'paid?' })
    })
    const talk = new Talk(Pays)
    talk.click('yes')
    expect(talk.redirects).toEqual(['https://bank.example/'])
    expect(talk.page.text()).toMatch(/^paid\?/)
    talk.restart()
    talk.click('yes')
    expect(talk.redirects).toHaveLength(1)
    expect(talk.conversation.ended?.answer).toBe('yes')
  })

  it('that becomes itself begins with an empty journal', () => {
    const Loop: Component<{ n: number }, never> = flow('loop', function* (props: { n: number }) {
      yield* call(Question, { q: `n${props.n}` })
      return yield* become(Loop, { n: props.n + 1 })
    })
    const talk = new Talk(Loop, { n: 0 })
    for (let i = 0; i < 5; i++) talk.click('yes')
    expect(talk.page.text()).toMatch(/^n5/)
    expect(talk.conversation.instances.get(talk.conversation.root)?.frames[0]?.journal).toEqual([])
    expect(talk.conversation.instances.size).toBe(2)
  })
})

describe('a handler that waits', () => {
  const Waits = component({
    name: 'waits',
    state: () => ({ n: 0, log: [] as readonly string[] }),
    on: {
      *ask(s, what: string) {
        const told = yield* call(Question, { q: what }, { place: 'over' })
        return now => ({ ...now, log: [...now.log, `${what}:${told} then ${s.n} now ${now.n}`] })
      },
      tick: s => ({ ...s, n: s.n + 1 }),
    },
    listen: (_s, on) => every(1000, on.tick),
    view: (s, on) => (
      <p>
        [{s.log.join('; ')}] <button onClick={on.ask('a')}>a</button> <button onClick={on.ask('b')}>b</button>
      </p>
    ),
  })

  it('is given the state of when it began, and updates the state of when it goes on', () => {
    const talk = new Talk(Waits)
    talk.pass(1000)
    talk.click('a')
    talk.pass(2000)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^\[a:yes then 1 now 3\]/)
  })

  it('may wait several times over in one instance; each has its own journal', () => {
    const talk = new Talk(Waits)
    talk.click('a')
    talk.click('b')
    talk.restart()
    talk.click('no', 1)
    talk.click('yes', 0)
    expect(talk.page.text()).toMatch(/^\[b:no then 0 now 0; a:yes then 0 now 0\]/)
  })

  it('keeps a journal that does not grow while time passes', () => {
    const Watched = flow('watched', function* () {
      yield* call(Ticker, { name: 't' })
    })
    const talk = new Talk(Watched)
    const before = JSON.stringify(talk.conversation.instances.get('1'))
    talk.pass(20_000)
    expect(talk.page.text()).toBe('t 20')
    expect(JSON.stringify(talk.conversation.instances.get('1'))).toBe(before)
  })

  it('sees the time of when it began, however late it goes on, and in every replay', () => {
    const Times = component({
      name: 'times',
      state: () => ({ at: 0 }),
      on: {
        *go(_s, _: void, here) {
          yield* call(Question, { q: '?' })
          yield* call(Question, { q: '??' })
          return { at: here.now }
        },
      },
      view: (s, on) => <button onClick={on.go}>at {s.at}</button>,
    })
    const talk = new Talk(Times)
    talk.click('at 0')
    talk.pass(5000)
    talk.click('yes')
    talk.restart()
    talk.click('yes')
    expect(talk.page.text()).toBe('at 1000000')
  })
})

describe('io', () => {
  const Loads = component({
    name: 'loads',
    state: () => ({ told: '' }),
    on: {
      *load() {
        try {
          const one = yield* io(() => 1)
          const two = yield* io(() => one + 1)
          return { told: `${one} ${two}` }
        } catch (error) {
          return { told: String(error) }
        }
      },
      *once() {
        try {
          const told = yield* io(() => 'once', { once: true })
          return { told }
        } catch (error) {
          return { told: String(error) }
        }
      },
      *bare() {
        yield* io(() => 1)
        return { told: 'bare' }
      },
      forget: () => io(() => 'nobody waits'),
    },
    view: (s, on) => (
      <p>
        [{s.told}] <button onClick={on.load}>load</button> <button onClick={on.once}>once</button>{' '}
        <button onClick={on.bare}>bare</button> <button onClick={on.forget}>forget</button>
      </p>
    ),
  })

  it('brings its result back, and its closure is made anew from the journal after a restart', async () => {
    const talk = new Talk(Loads)
    talk.click('load')
    await talk.run()
    talk.restart()
    await talk.run()
    expect(talk.page.text()).toMatch(/^\[1 2\]/)
  })

  it('that fails throws where it was yielded', () => {
    const talk = new Talk(Loads)
    talk.click('load')
    talk.finish({ error: new TypeError('offline') })
    expect(talk.page.text()).toMatch(/^\[TypeError: offline\]/)
    expect(talk.troubles).toEqual([])
  })

  it('that fails and is not caught ends the handler alone, and operators are told', () => {
    const talk = new Talk(Loads)
    talk.click('bare')
    talk.finish({ error: new Error('offline') })
    expect(talk.page.text()).toMatch(/^\[\]/)
    expect(talk.conversation.instances.get('1')?.frames).toEqual([])
    expect(talk.troubles).toMatchObject([{ iid: '1', component: 'loads' }])
  })

  it('runs again after a restart, unless it was declared to run once: then that is what it fails with', async () => {
    const talk = new Talk(Loads)
    talk.click('once')
    talk.restart()
    await expect(talk.run()).rejects.toThrow('at most once')
    talk.restart()
    talk.finish({ error: new Error('The work was interrupted') })
    expect(talk.page.text()).toMatch(/^\[Error: The work was interrupted\]/)
  })

  it('that nobody waits for is carried out and forgotten', () => {
    const talk = new Talk(Loads)
    const { commands } = talk.click('forget')
    expect(commands).toMatchObject([{ do: 'io', iid: '1' }])
    expect(commands[0]).not.toHaveProperty('reply')
    expect(talk.conversation.instances.get('1')?.frames).toEqual([])
  })

  it('tells its result once: a second one, or one for a frame that is gone, changes nothing', () => {
    const talk = new Talk(Loads)
    talk.click('load')
    const result = { kind: 'result', iid: '1', frame: 2, step: 0, value: 5 } as const
    expect(talk.send(result).outcome).toBe('done')
    expect(talk.send(result).outcome).toBe('stale')
    expect(talk.send({ ...result, frame: 99 }).outcome).toBe('stale')
    expect(talk.send({ ...result, iid: '99' }).outcome).toBe('stale')
    talk.work.length = 0
    expect(talk.send({ ...result, step: 1, value: 6 }).outcome).toBe('done')
    expect(talk.page.text()).toMatch(/^\[5 6\]/)
  })

  it('in a flow at the root, when it fails and nobody catches it, ends the conversation with a reference', () => {
    const talk = new Talk(
      flow('root io', function* () {
        return yield* io(() => 1)
      }),
    )
    talk.finish({ error: new Error('offline') })
    expect(talk.conversation.ended).toEqual({ why: 'failed', reference: talk.troubles[0]?.reference })
  })

  it('whose result makes the code behind it throw drops that handler, because nobody can ask again', () => {
    const Throws = component({
      name: 'throws',
      state: () => ({ n: 0 }),
      on: {
        *go() {
          yield* io(() => 1)
          throw new Error('behind')
        },
      },
      view: (s, on) => <button onClick={on.go}>{s.n}</button>,
    })
    const talk = new Talk(Throws)
    talk.click('0')
    expect(talk.finish({ value: 1 })?.outcome).toBe('failed')
    expect(talk.conversation.instances.get('1')?.frames).toEqual([])
    expect(talk.troubles.map(each => String(each.error))).toEqual(['Error: behind'])
    expect(talk.click('0').outcome).toBe('done')
  })

  it('behind which a flow throws is an error for its caller to catch, and operators are told all the same', () => {
    const Throws = flow('throws behind io', function* () {
      yield* io(() => 1)
      throw new TypeError('a bug')
    })
    const Catches = component({
      name: 'catches',
      state: () => ({ told: '' }),
      on: {
        *go() {
          try {
            yield* call(Throws)
          } catch (error) {
            return { told: String(error) }
          }
        },
      },
      view: (s, on) => <button onClick={on.go}>go {s.told}</button>,
    })
    const talk = new Talk(Catches)
    talk.click('go')
    expect(talk.finish({ value: 1 })?.outcome).toBe('failed')
    expect(talk.page.text()).toBe('go TypeError: a bug')
    expect(talk.troubles.map(each => each.component)).toEqual(['throws behind io'])
  })

  it('whose failure cannot be dealt with by the caller either drops the caller too, and strands nobody', () => {
    const Inner = flow('inner', function* () {
      yield* io(() => 1)
      throw new Error('inner')
    })
    const Outer = component({
      name: 'outer',
      state: () => ({ bad: false }),
      on: {
        *go() {
          try {
            yield* call(Inner)
          } catch {
            return { bad: true }
          }
        },
      },
      view: (s, on) => {
        if (s.bad) throw new Error('outer view')
        return <button onClick={on.go}>go</button>
      },
    })
    const talk = new Talk(Outer)
    talk.click('go')
    expect(talk.page.text()).toBe('')
    talk.finish({ value: 1 })
    expect(talk.page.text()).toBe('go')
    expect(talk.conversation.instances.get('1')?.frames).toEqual([])
    expect(talk.troubles.map(each => String(each.error))).toContain('Error: inner')
  })
})

describe('what a generator may yield', () => {
  it('publish tells how many it reached, after() is noted and not repeated by the replay', () => {
    const Sends = component({
      name: 'sends',
      state: () => ({ log: [] as readonly string[] }),
      on: {
        *go() {
          yield* after(5000, { event: 'late', payload: 'after' })
          const reached = yield* publish(topic<string>('t'), 'hello')
          yield* call(Question, { q: '?' })
          return s => ({ log: [...s.log, `reached ${reached}`] })
        },
        late: (s, what: string) => ({ log: [...s.log, what] }),
      },
      view: (s, on) => <button onClick={on.go}>go {s.log.join()}</button>,
    })
    const talk = new Talk(Sends)
    talk.click('go')
    talk.finish({ value: 3 })
    talk.restart()
    talk.click('yes')
    talk.pass(5000)
    expect(talk.page.text()).toBe('go reached 3,after')
    expect(talk.published).toHaveLength(1)
    expect(talk.timers.size).toBe(0)
  })

  it.each([
    ['a promise', () => Promise.resolve(1), /wrap the work/],
    ['a value', () => 7, /yield\* an effect/],
  ])('is no %s', (_what, made, advice) => {
    const Wrong = component({
      name: 'wrong',
      state: () => ({}),
      on: {
        *go() {
          yield made() as never
        },
      },
      view: (_s, on) => <button onClick={on.go}>go</button>,
    })
    const talk = new Talk(Wrong)
    expect(talk.click('go').outcome).toBe('failed')
    expect(String(talk.troubles[0]?.error)).toMatch(advice)
  })
})

describe('a journal', () => {
  /** Says `yes` to all, with or without a restart before each step, and tells the pages. */
  function pages(restarts: boolean): string[] {
    const talk = new Talk(Booking, { guest: 'Ada' })
    const seen = [talk.page.html()]
    const steps: (() => unknown)[] = [
      () => talk.submit({ value: 'Ada' }),
      () => talk.click('Back'),
      () => talk.submit({ value: 'Bob' }),
      () => talk.submit({ value: '7' }),
      () => talk.click('Yes'),
    ]
    for (const step of steps) {
      if (restarts) talk.restart()
      step()
      seen.push(talk.page.html())
    }
    expect(talk.conversation.ended?.answer).toEqual({ name: 'Bob', room: '7' })
    return seen
  }

  it('restored at every step gives the same pages', () => {
    expect(pages(true)).toEqual(pages(false))
  })

  it('that its code no longer follows is refused by step, and the page stays as it was', () => {
    let isNew = false
    const Changed = flow('changed', function* () {
      yield* call(Question, { q: 'one' })
      if (isNew) yield* call(Ticker, { name: 'new' })
      const two = yield* call(Question, { q: 'two' })
      yield* call(Question, { q: 'three' })
      return two
    })
    const talk = new Talk(Changed)
    talk.click('yes')
    talk.click('yes')
    isNew = true
    talk.restart()
    expect(talk.click('yes').outcome).toBe('failed')
    const [trouble] = talk.troubles
    expect(trouble?.error).toMatchObject({ code: 'journal-mismatch' })
    expect(String(trouble?.error)).toMatch(
      /changed asked something else at step 2 .*\n.*call question\n.*call ticker/,
    )
    expect(talk.page.text()).toMatch(/^three 0/)
    isNew = false
    talk.click('yes')
    expect(talk.conversation.ended?.answer).toBe('yes')
  })

  it('of work in progress that its code no longer follows fails alone, and the rest goes on', () => {
    let isNew = false
    const Works = component({
      name: 'works',
      state: () => ({ n: 0 }),
      on: {
        *go() {
          if (isNew) yield* publish(topic<number>('t'), 1)
          else yield* io(() => 1)
        },
        inc: s => ({ n: s.n + 1 }),
      },
      view: (s, on) => (
        <p>
          {s.n} <button onClick={on.go}>go</button> <button onClick={on.inc}>inc</button>
        </p>
      ),
    })
    const talk = new Talk(Works)
    talk.click('go')
    isNew = true
    talk.restart()
    expect(talk.work).toHaveLength(1)
    expect(() => talk.work[0]?.work(IDLE)).toThrow(/journal-mismatch/)
    talk.finish({ error: new Error('as thrown') })
    expect(talk.conversation.instances.get('1')?.frames).toEqual([])
    expect(talk.troubles[0]?.error).toMatchObject({ code: 'journal-mismatch' })
    talk.click('inc')
    expect(talk.page.text()).toMatch(/^1 go/)
  })

  it('of a handler that is no generator any more says so', () => {
    let isNew = false
    const Plain = component({
      name: 'plain',
      state: () => ({ n: 0 }),
      on: {
        go: (s: { n: number }): never => {
          if (isNew) return s as never
          return (function* () {
            yield* call(Question, { q: '?' })
          })() as never
        },
      },
      view: (s, on) => <button onClick={on.go}>{s.n}</button>,
    })
    const talk = new Talk(Plain)
    talk.click('0')
    isNew = true
    talk.restart()
    talk.click('yes')
    expect(String(talk.troubles[0]?.error)).toMatch(/go of plain no longer is a generator/)
  })
})
