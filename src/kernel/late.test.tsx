import { after, component, every, io } from 'repartee'
import type { Late } from 'repartee'
import { dueOf, wakeOf } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'

const SKIP: Late = { late: 'skip' }
const START = 1_000_000

/** Has timers of the kind that its props name, and logs when they fire. */
const Waits = component({
  name: 'waits',
  state: ({ kinds }: { kinds: string }) => ({ kinds: kinds.split('; '), log: [] as readonly string[] }),
  on: {
    tick: (s, at: number) => ({ ...s, log: [...s.log, `tick ${at - START}`] }),
    rang: (s, what: string, here) => ({ ...s, log: [...s.log, `${what} ${here.now - START}`] }),
    set: (_s, late: 'fire' | 'skip') => after(5000, { event: 'rang', payload: late }, { late }),
    off: s => ({ ...s, kinds: [] }),
    again: (s, kind: string) => ({ ...s, kinds: [kind] }),
  },
  listen: (s, on) => [
    s.kinds.includes('every') && every(1000, on.tick),
    s.kinds.includes('every, skip') && every(1000, on.tick, SKIP),
    s.kinds.includes('every ten') && every(10_000, on.tick),
    s.kinds.includes('every ten, skip') && every(10_000, on.tick, SKIP),
    s.kinds.includes('after') && after(2500, { event: 'rang', payload: 'a' }),
    s.kinds.includes('after, skip') && after(2500, { event: 'rang', payload: 'b' }, SKIP),
  ],
  view: (s, on) => (
    <p>
      {s.log.join(', ')} <button onClick={on.set('fire')}>set</button>
      <button onClick={on.set('skip')}>set, skip</button>
      <button onClick={on.off}>off</button>
      <button onClick={on.again('after, skip')}>again</button>
    </p>
  ),
})

const waiting = (...kinds: string[]): Talk => new Talk(Waits, { kinds: kinds.join('; ') })
const log = (talk: Talk): string => (talk.stateOf('1') as { log: string[] }).log.join(', ')
const dues = (talk: Talk): number[] => [...talk.timers.values()].map(({ due }) => due - START)

/** So much time passes in which nobody runs the conversation; then it is taken up, and what is due is told in order. */
function away(talk: Talk, ms: number): void {
  talk.now += ms
  talk.restart()
  for (const timer of dueOf(talk.conversation, talk.now)) {
    talk.timers.delete(timer.timer)
    talk.send({ kind: 'timer', ...timer })
  }
}

describe('what came due while nobody could run it', () => {
  it('fires once, late: a repeating one too, which then keeps its rhythm', () => {
    const talk = waiting('every', 'after')
    away(talk, 4700)
    expect(log(talk)).toBe('tick 4700, a 4700')
    talk.pass(1300)
    expect(log(talk)).toBe('tick 4700, a 4700, tick 5000, tick 6000')
  })

  it('fires in the order of its time, whoever was set first', () => {
    const talk = waiting('every ten', 'after')
    talk.click('set')
    away(talk, 60_000)
    expect(log(talk)).toBe('a 60000, fire 60000, tick 60000')
    expect(dues(talk)).toEqual([70_000])
  })

  it('is skipped where that was chosen: a repeating one ticks at its next time', () => {
    const talk = waiting('every, skip')
    away(talk, 64_999)
    expect([log(talk), dues(talk)]).toEqual(['', [65_000]])
    talk.pass(1001)
    expect(log(talk)).toBe('tick 65000, tick 66000')

    const slow = waiting('every ten, skip')
    away(slow, 64_300)
    expect([log(slow), dues(slow)]).toEqual(['', [70_000]])
    slow.pass(6000)
    expect(log(slow)).toBe('tick 70000')
  })

  it('is skipped once and for all where it would have fired once', () => {
    const talk = waiting('after, skip')
    talk.click('set, skip')
    away(talk, 60_000)
    expect([log(talk), talk.timers.size]).toEqual(['', 0])
    // The wish stands, as one that has fired; the effect is gone.
    expect(talk.conversation.instances.get('1')?.timers).toMatchObject([{ due: undefined }])
    talk.restart()
    talk.pass(60_000)
    expect([log(talk), talk.timers.size]).toEqual(['', 0])
    talk.click('off')
    talk.click('again')
    talk.pass(2500)
    expect(log(talk)).toBe('b 122500')
  })

  it.each([
    ['after, skip', 3500, 'b 3500'],
    ['after, skip', 3501, ''],
    ['every ten, skip', 11_000, 'tick 11000'],
    ['every ten, skip', 11_001, ''],
  ])('is in time for a second: %s, told at %s', (kind, ms, heard) => {
    const talk = waiting(kind)
    away(talk, ms)
    expect(log(talk)).toBe(heard)
  })

  it('changes nothing on the page where it is skipped', () => {
    const talk = waiting('every ten, skip')
    talk.now += 14_000
    const [timer = 0] = talk.timers.keys()
    talk.timers.delete(timer)
    const { state, now } = talk.conversation.instances.get('1') ?? {}
    const { outcome, patches, commands } = talk.send({ kind: 'timer', iid: '1', timer })
    expect([outcome, patches]).toEqual(['done', []])
    expect(commands).toEqual([{ do: 'arm', iid: '1', timer, due: START + 20_000 }])
    expect(talk.conversation.instances.get('1')).toMatchObject({ state, now })
  })

  it('is told of once: after that there is nothing to tell', () => {
    for (const kind of ['after', 'after, skip']) {
      const talk = waiting(kind)
      const [timer = 0] = talk.timers.keys()
      away(talk, 10_000)
      const heard = log(talk)
      expect(talk.send({ kind: 'timer', iid: '1', timer }).outcome).toBe('stale')
      expect(log(talk)).toBe(heard)
    }
  })
})

describe('a clock that is set', () => {
  it('forward makes timers late, as if the time had passed', () => {
    const talk = waiting('every ten', 'every ten, skip')
    talk.pass(3000)
    talk.now += 86_400_000
    talk.pass(0)
    expect(log(talk)).toBe('tick 86403000')
    expect(dues(talk)).toEqual([86_410_000, 86_410_000])
  })

  it('back makes none late, and none fire twice', () => {
    const talk = waiting('every', 'every, skip')
    talk.pass(1500)
    talk.now -= 3_600_000
    // A timer that does not look at the clock goes off though it was set back.
    for (const [timer, { iid }] of new Map(talk.timers)) {
      talk.timers.delete(timer)
      talk.send({ kind: 'timer', iid, timer })
    }
    expect(log(talk)).toBe('tick 1000, tick 1000, tick 1000, tick 1000')
    expect(dues(talk)).toEqual([3000, 3000])
  })

  it('forward and back again leaves what is late as late as the conversation has seen it', () => {
    const talk = waiting('after, skip', 'after')
    talk.now += 3_600_000
    talk.click('set')
    talk.now -= 3_597_500
    talk.pass(0)
    expect(log(talk)).toBe('a 3600000')
  })
})

describe('a timer that skips', () => {
  it('is another wish than one that fires, and each has its own rhythm', () => {
    const talk = waiting('every', 'every, skip')
    expect(talk.timers.size).toBe(2)
    away(talk, 64_500)
    talk.pass(1500)
    expect(log(talk)).toBe('tick 64500, tick 65000, tick 65000, tick 66000, tick 66000')
  })

  it('is kept as one, and one that fires is kept as ever', () => {
    const talk = waiting('every', 'every, skip')
    talk.click('set, skip')
    talk.restart()
    expect(talk.conversation.instances.get('1')?.timers).toEqual([
      { id: 2, due: START + 1000, event: 'tick', wish: 'every/1000/tick', every: 1000 },
      { id: 3, due: START + 1000, event: 'tick', wish: 'every/skip/1000/tick', every: 1000, late: 'skip' },
      { id: 4, due: START + 5000, event: 'rang', payload: 'skip', late: 'skip' },
    ])
  })

  it('may be asked for by a handler that goes on', () => {
    const Goes = component({
      name: 'goes on',
      state: () => ({ log: '' }),
      on: {
        rang: (_s, what: string) => ({ log: what }),
        *go() {
          yield* after(100, { event: 'rang', payload: 'first' }, SKIP)
          yield* io(() => 1)
          yield* after(100, { event: 'rang', payload: 'second' }, SKIP)
        },
      },
      view: (s, on) => <button onClick={on.go}>go {s.log}</button>,
    })
    const talk = new Talk(Goes)
    talk.click('go')
    away(talk, 2000)
    talk.finish({ value: 1 })
    expect(talk.page.text()).toBe('go')
    talk.pass(100)
    expect(talk.page.text()).toBe('go second')
  })

  it.each([[{}], [{ late: 'never' }], [{ late: undefined }], ['skip'], [null]])(
    'is not asked for by %j, which is refused',
    late => {
      const tick = Object.assign(() => ({ event: 'x', payload: 1 }), { event: 'x' })
      expect(() => every(1000, tick, late as never)).toThrow(/every\(\) was told something else/)
      expect(() => after(1000, tick, late as never)).toThrow(/after\(\) was told something else/)
    },
  )
})

describe('wakeOf', () => {
  it('says when the next timer is due that wakes, of all instances', () => {
    const Page = component({
      name: 'page of two',
      state: () => ({}),
      on: {},
      view: () => (
        <div>
          <Waits key="a" kinds="every ten" />
          <Waits key="b" kinds="after; every, skip" />
        </div>
      ),
    })
    const talk = new Talk(Page)
    expect(wakeOf(talk.conversation)).toBe(START + 2500)
    away(talk, 5000)
    expect(wakeOf(talk.conversation)).toBe(START + 10_000)
  })

  it('says nothing where no timer is due, or only such as skip', () => {
    expect(wakeOf(waiting().conversation)).toBeUndefined()
    const talk = waiting('every, skip', 'after, skip', 'after')
    expect(wakeOf(talk.conversation)).toBe(START + 2500)
    talk.pass(2500)
    expect([wakeOf(talk.conversation), talk.timers.size]).toEqual([undefined, 1])
  })
})

describe('dueOf', () => {
  it('says what is due by then, the earliest first, those that skip too', () => {
    const talk = waiting('every ten', 'every ten, skip', 'after', 'after, skip')
    const due = (ms: number): number[] => dueOf(talk.conversation, START + ms).map(({ timer }) => timer)
    const ids = [...talk.timers.keys()]
    expect(ids).toHaveLength(4)
    const [ten, tenSkip, after, afterSkip] = ids
    expect(due(2499)).toEqual([])
    expect(due(2500)).toEqual([after, afterSkip])
    expect(due(10_000)).toEqual([after, afterSkip, ten, tenSkip])
    talk.pass(2500)
    expect(due(10_000)).toEqual([ten, tenSkip])
  })
})
