import { after, answer, call, component, every, hear, topic, watch } from 'repartee'
import type { Live } from 'repartee'
import { commandsOf } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question } from './parts.fixture.tsx'

const news = topic<string>('news')
const source = (name: string): Live<number> => ({ name, read: () => 1, setChangeHook: () => {} })

/** Listens to whatever its state says, and logs what comes. */
const Listens = component({
  name: 'listens',
  state: (props: { mode?: string }) => ({ mode: props.mode ?? 'off', log: [] as readonly string[] }),
  on: {
    mode: (s, mode: string) => ({ ...s, mode }),
    tick: (s, at: number) => ({ ...s, log: [...s.log, `tick ${at - 1_000_000}`] }),
    tock: s => ({ ...s, log: [...s.log, 'tock'] }),
    said: (s, what: string) => ({ ...s, log: [...s.log, `said ${what}`] }),
    also: (s, what: string) => ({ ...s, log: [...s.log, `also ${what}`] }),
    lost: s => ({ ...s, log: [...s.log, 'lost'] }),
    missed: (s, why: string) => ({ ...s, log: [...s.log, `missed ${why}`] }),
    read: (s, value: number) => ({ ...s, log: [...s.log, `read ${value}`] }),
    quiet: s => ({ ...s, mode: 'off', log: [...s.log, 'quiet'] }),
    bye: () => answer('bye'),
  },
  listen: (s, on) => {
    switch (s.mode) {
      case 'every':
        return every(1000, on.tick)
      case 'every and tock':
        return [every(1000, on.tick), [null, false, undefined, every(1000, on.tock)], every(1000, on.tick)]
      case 'slower':
        return every(2000, on.tick)
      case 'after':
        return after(1000, on.tick)
      case 'after with':
        return after(1000, { event: 'said', payload: 'a' })
      case 'after with other':
        return after(1000, { event: 'said', payload: 'b' })
      case 'hear':
        return hear(news, on.said)
      case 'hear twice':
        return [hear(news, on.said), hear(news, on.also, on.lost)]
      case 'hear, missed a':
        return hear(news, on.said, { event: 'missed', payload: 'a' })
      case 'hear, missed b':
        return hear(news, on.said, { event: 'missed', payload: 'b' })
      case 'stops':
        return [hear(news, on.quiet), hear(news, on.said)]
      case 'leaves':
        return [hear(news, on.said), hear(news, on.bye), hear(news, on.also)]
      case 'watch':
        return watch(source('one'), on.read)
      case 'watch slowly':
        return watch(source('one'), on.read, 500)
      case 'watch two':
        return [watch(source('one'), on.read), watch(source('two'), on.tock)]
      default:
        return s.mode === 'nonsense' ? ('nonsense' as never) : null
    }
  },
  view: (s, on) => (
    <p>
      {s.log.join(', ')}
      {[
        'off',
        'every',
        'every and tock',
        'slower',
        'after',
        'after with',
        'after with other',
        'hear',
        'hear twice',
        'hear, missed a',
        'hear, missed b',
        'stops',
        'leaves',
        'watch',
        'watch slowly',
        'watch two',
        'nonsense',
      ].map(mode => (
        <button onClick={on.mode(mode)}>{mode}</button>
      ))}
    </p>
  ),
})

const start = (mode: string): Talk => new Talk(Listens, { mode })
const log = (talk: Talk): string => (talk.stateOf('1') as { log: string[] }).log.join(', ')
const done = (talk: Talk, mode: string): string[] => talk.click(mode).commands.map(each => each.do)

describe('every', () => {
  it('ticks with the time, from one interval after it was wished', () => {
    const talk = start('every')
    talk.pass(3500)
    expect(log(talk)).toBe('tick 1000, tick 2000, tick 3000')
  })

  it('skips the ticks that were missed, and keeps the rhythm', () => {
    const talk = start('every')
    talk.now += 4700
    talk.pass(0)
    talk.pass(1000)
    expect(log(talk)).toBe('tick 4700, tick 5000')
  })

  it('goes on through other changes of state, and through a restart, without losing a beat', () => {
    const talk = start('every')
    talk.pass(700)
    expect(done(talk, 'every and tock')).toEqual(['arm'])
    talk.restart()
    talk.pass(400)
    expect(log(talk)).toBe('tick 1000')
    talk.pass(600)
    expect(log(talk)).toBe('tick 1000, tock')
  })

  it('stops when the state no longer wishes it, and begins anew when it does again', () => {
    const talk = start('every')
    talk.pass(700)
    expect(done(talk, 'off')).toEqual(['disarm'])
    expect(done(talk, 'every')).toEqual(['arm'])
    talk.pass(900)
    expect(log(talk)).toBe('')
    talk.pass(100)
    expect(log(talk)).toBe('tick 1700')
  })

  it('with another interval is another wish', () => {
    const talk = start('every')
    talk.pass(500)
    expect(done(talk, 'slower')).toEqual(['disarm', 'arm'])
    talk.pass(2000)
    expect(log(talk)).toBe('tick 2500')
  })

  it('ticks for an instance that is out of sight', () => {
    const Hides = component({
      name: 'hides',
      state: () => ({ n: 0 }),
      on: { tick: s => ({ n: s.n + 1 }), ask: () => call(Question, { q: '?' }) },
      listen: (_s, on) => every(1000, on.tick),
      view: (s, on) => <button onClick={on.ask}>{s.n}</button>,
    })
    const talk = new Talk(Hides)
    talk.click('0')
    talk.pass(3000)
    talk.click('yes')
    expect(talk.page.text()).toBe('3')
  })

  it.each([9, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses an interval of %s ms', ms => {
    expect(() =>
      every(
        ms,
        Object.assign(() => ({ event: 'x', payload: 1 }), { event: 'x' }),
      ),
    ).toThrow(/10 or more/)
  })
})

describe('after, as listening', () => {
  it('fires once while its wish stands, and once more when it was withdrawn meanwhile', () => {
    const talk = start('after')
    talk.pass(5000)
    talk.restart()
    talk.pass(5000)
    expect(log(talk)).toBe('tick 1000')
    talk.click('off')
    talk.click('after')
    talk.pass(5000)
    expect(log(talk)).toBe('tick 1000, tick 11000')
  })

  it('with another payload is another wish', () => {
    const talk = start('after with')
    talk.pass(600)
    expect(done(talk, 'after with other')).toEqual(['disarm', 'arm'])
    talk.pass(1000)
    expect(log(talk)).toBe('said b')
  })
})

describe('hear', () => {
  it('is told messages while the state wishes it', () => {
    const talk = start('hear')
    talk.publish('news', 'a')
    expect(done(talk, 'off')).toEqual(['unsubscribe'])
    talk.publish('news', 'b')
    expect(talk.send({ kind: 'message', iid: '1', topic: 'news', message: 'late' }).outcome).toBe('stale')
    expect(done(talk, 'hear')).toEqual(['subscribe'])
    talk.publish('news', 'c')
    expect(log(talk)).toBe('said a, said c')
  })

  it('with two handlers is one subscription, and each is told', () => {
    const talk = start('hear')
    expect(done(talk, 'hear twice')).toEqual([])
    expect(talk.subscriptions.size).toBe(1)
    talk.publish('news', 'a')
    expect(log(talk)).toBe('said a, also a')
    expect(done(talk, 'hear')).toEqual([])
    expect(talk.subscriptions.size).toBe(1)
  })

  it('tells whoever listened when the message came, though a handler before stopped listening', () => {
    const talk = start('stops')
    talk.publish('news', 'a')
    expect(log(talk)).toBe('quiet, said a')
    expect(talk.subscriptions.size).toBe(0)
  })

  it('stops where a handler ends the instance in the middle of a message', () => {
    const Embeds = component({
      name: 'embeds',
      state: () => ({ told: '' }),
      on: { told: (_s, told: string) => ({ told }) },
      view: (s, on) => <div>{s.told === '' ? <Listens mode="leaves" onAnswer={on.told} /> : s.told}</div>,
    })
    const talk = new Talk(Embeds)
    talk.publish('news', 'a')
    expect(talk.page.text()).toBe('bye')
    expect(talk.subscriptions.size).toBe(0)
  })

  it('is told that it missed some, if it asked, with the payload of its present wish', () => {
    const talk = start('hear')
    expect(talk.send({ kind: 'missed', iid: '1', topic: 'news' }).outcome).toBe('stale')
    talk.click('hear twice')
    talk.send({ kind: 'missed', iid: '1', topic: 'news' })
    talk.click('hear, missed a')
    talk.click('hear, missed b')
    talk.send({ kind: 'missed', iid: '1', topic: 'news' })
    expect(log(talk)).toBe('lost, missed b')
    expect(talk.subscriptions.size).toBe(1)
  })

  it('a topic that it does not hear tells it nothing', () => {
    const talk = start('hear')
    expect(talk.send({ kind: 'message', iid: '1', topic: 'other', message: 'x' }).outcome).toBe('stale')
  })
})

describe('watch', () => {
  it('is told what was read, while the state wishes it', () => {
    const talk = start('watch')
    const [key = ''] = talk.watches.keys()
    talk.send({ kind: 'read', iid: '1', key: key.slice(2), value: 5 })
    expect(log(talk)).toBe('read 5')
    expect(done(talk, 'off')).toEqual(['unwatch'])
    expect(talk.send({ kind: 'read', iid: '1', key: key.slice(2), value: 6 }).outcome).toBe('stale')
  })

  it('keeps what stands, and another pace is another watch', () => {
    const talk = start('watch')
    expect(done(talk, 'watch two')).toEqual(['watch'])
    expect(done(talk, 'watch')).toEqual(['unwatch'])
    expect(done(talk, 'watch slowly')).toEqual(['unwatch', 'watch'])
    expect([...talk.watches.values()][0]).toMatchObject({ atMostEveryMs: 500 })
  })
})

describe('listening', () => {
  it('starts with what boot said, or with what the conversation says: they are the same', () => {
    const talk = start('hear twice')
    expect(commandsOf(talk.world, talk.conversation, false)).toEqual([
      { do: 'subscribe', iid: '1', topic: 'news' },
    ])
  })

  it('to nonsense is refused, and the former listening stands', () => {
    const talk = start('every')
    expect(talk.click('nonsense').outcome).toBe('failed')
    expect(String(talk.troubles[0]?.error)).toMatch(/cannot be heard/)
    expect(talk.timers.size).toBe(1)
  })

  it('by handlers that the component does not have is refused', () => {
    const elsewhere = Object.assign(() => ({ event: 'elsewhere', payload: 1 }), { event: 'elsewhere' })
    const Lost = component({
      name: 'lost',
      state: () => ({}),
      on: {},
      listen: () => every(1000, elsewhere),
      view: () => <p />,
    })
    expect(() => new Talk(Lost)).toThrow(/The listen\(\) of lost names an event/)
    const Misses = component({
      name: 'misses',
      state: () => ({}),
      on: { said: (s, _: string) => s },
      listen: (_s, on) => hear(news, on.said, { event: 'toString', payload: 1 }),
      view: () => <p />,
    })
    expect(() => new Talk(Misses)).toThrow(/The listen\(\) of misses names an event/)
  })

  it('takes handlers themselves, not events that already have their payload', () => {
    expect(() => every(1000, { event: 'x', payload: 1 } as never)).toThrow(/without calling it/)
  })
})

describe('time in a conversation', () => {
  it('never goes backwards, whatever the clock does', () => {
    const talk = start('every')
    talk.pass(1500)
    talk.now -= 60_000
    talk.click('every and tock')
    expect(talk.conversation.now).toBe(1_001_000)
    const due = [...talk.timers.values()].map(each => each.due)
    expect(Math.min(...due)).toBeGreaterThanOrEqual(1_002_000)
  })

  it('is for a view that of its last change, so that a page rendered again is the same page', () => {
    const Times = component({
      name: 'times',
      state: () => ({}),
      on: { touch: () => ({}) },
      view: (_s, on, here) => <button onClick={on.touch}>{here.now - 1_000_000}</button>,
    })
    const Page = component({
      name: 'page',
      state: () => ({ n: 0 }),
      on: { tick: s => ({ n: s.n + 1 }) },
      listen: (_s, on) => every(1000, on.tick),
      view: s => (
        <p>
          {s.n} <Times />
        </p>
      ),
    })
    const talk = new Talk(Page)
    talk.pass(3500)
    expect(talk.page.text()).toBe('3 0')
    talk.restart()
    talk.click('0')
    expect(talk.page.text()).toBe('3 3500')
  })

  it('is so too for a view that is given a list, which is written anew whenever the page is', () => {
    const Given = component({
      name: 'given',
      state: (_: { list: readonly string[] }) => ({}),
      on: {},
      view: (_s, _on, here) => <b>{here.now - 1_000_000}</b>,
    })
    const Gives = component({
      name: 'gives',
      state: () => ({ n: 0, more: false }),
      on: { same: s => s, other: s => ({ ...s, n: s.n + 1 }), longer: s => ({ ...s, more: true }) },
      view: (s, on) => (
        <p>
          {s.n} <Given list={s.more ? ['a', 'b'] : ['a']} /> <button onClick={on.same}>same</button>
          <button onClick={on.longer}>longer</button>
          <button onClick={on.other}>other</button>
        </p>
      ),
    })
    const talk = new Talk(Gives)
    talk.now += 1000
    talk.click('same')
    talk.restart()
    talk.resync()
    expect(talk.page.text()).toMatch(/^0 0 /)
    talk.click('other')
    talk.restart()
    expect(talk.page.text()).toMatch(/^1 0 /)
    talk.now += 1000
    talk.click('longer')
    talk.restart()
    talk.resync()
    expect(talk.page.text()).toMatch(/^1 2000 /)
  })
})
