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
  hear,
  io,
  publish,
  redirect,
  topic,
  watch,
} from 'repartee'
import { step } from 'repartee/kernel'
import type { Live } from 'repartee'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question, Ticker } from './parts.fixture.tsx'

const news = topic<string>('news')
const source: Live<number> = { name: 'source', read: () => 1, setChangeHook: () => {} }

/** Has one of everything that runs: timers, a topic, a watch, io that waits and io that nobody waits for. */
const Busy = component({
  name: 'busy',
  state: (props: { deep: number }) => props,
  on: {
    tick: s => s,
    heard: (s, _: string) => s,
    read: (s, _: number) => s,
    *work() {
      yield* io(() => 1)
    },
    more: () => [
      s => s,
      io(() => 2),
      after(60_000, { event: 'tick', payload: 0 }),
      call(Question, { q: 'over' }, { place: 'over' }),
    ],
    answer: () => answer('done'),
    end: () => end(),
    fail: () => fail(new Error('no')),
    become: () => become(Question, { q: 'instead' }),
  },
  listen: (_s, on) => [
    every(1000, on.tick),
    after(2000, on.tick),
    hear(news, on.heard),
    watch(source, on.read),
  ],
  view: (s, on) => (
    <section>
      {(['work', 'more', 'answer', 'end', 'fail', 'become'] as const).map(each => (
        <button onClick={on[each]}>{each}</button>
      ))}
      {s.deep > 0 && <Busy deep={s.deep - 1} />}
    </section>
  ),
})

/** A root with a child and a grandchild, all at work. */
function busy(): Talk {
  const talk = new Talk(Busy, { deep: 2 })
  for (const at of [0, 1, 2]) {
    talk.click('work', at)
    talk.click('more', at)
  }
  expect(talk.timers.size).toBe(9)
  expect(talk.subscriptions.size).toBe(3)
  expect(talk.watches.size).toBe(3)
  expect(talk.work).toHaveLength(6)
  expect(talk.conversation.overs).toHaveLength(3)
  return talk
}

describe('what leaves', () => {
  it.each([
    ['its answer', (talk: Talk) => talk.click('answer'), 'answered'],
    ['end()', (talk: Talk) => talk.click('end', 2), 'ended'],
    ['its failure', (talk: Talk) => talk.click('fail'), 'failed'],
    ['expiry', (talk: Talk) => talk.send({ kind: 'end', why: 'expired' }), 'expired'],
    ['an operator', (talk: Talk) => talk.send({ kind: 'end', why: 'ended' }), 'ended'],
  ])('leaves nothing at the end of a conversation by %s', (_way, close, why) => {
    const talk = busy()
    const everybody = [...talk.conversation.instances.keys()]
    const { commands, conversation } = close(talk)
    expect(conversation.ended?.why).toBe(why)
    expect([conversation.instances.size, conversation.overs.length, conversation.screen.slots.size]).toEqual([
      0, 0, 0,
    ])
    expect(talk.timers.size + talk.subscriptions.size + talk.watches.size + talk.work.length).toBe(0)
    const left = commands.flatMap(each => (each.do === 'leave' ? [each.iid] : []))
    expect(new Set(left)).toEqual(new Set(everybody))
    expect(left).toHaveLength(everybody.length)
    expect(commands.at(-1)).toMatchObject({ do: 'end', ended: { why } })
  })

  it('leaves deepest first: whatever is in it before it', () => {
    const talk = busy()
    const owners = new Map([...talk.conversation.instances.values()].map(({ iid, owner }) => [iid, owner]))
    const { commands } = talk.click('end')
    const left = commands.flatMap(each => (each.do === 'leave' ? [each.iid] : []))
    for (const [at, iid] of left.entries()) {
      const owner = owners.get(iid)
      if (owner !== undefined && owner.as !== 'root') expect(left.indexOf(owner.of)).toBeGreaterThan(at)
    }
    expect(left.at(-1)).toBe('1')
  })

  it.each([
    ['answers', 'answer'],
    ['fails', 'fail'],
    ['becomes another', 'become'],
  ])('leaves only with what is in it, when an embedded part %s', (_how, click) => {
    const talk = busy()
    const mine = [...talk.subscriptions].filter(each => each.startsWith('1 '))
    talk.click(click, 1)
    expect([...talk.timers.values()].filter(each => each.iid === '1')).toHaveLength(3)
    expect([...talk.subscriptions].filter(each => each.startsWith('1 '))).toEqual(mine)
    // An answered part is embedded again, afresh: with its own three timers less the effect's, and its child's.
    expect(talk.conversation.overs).toHaveLength(1)
    expect(talk.work.every(each => each.iid === '1')).toBe(true)
  })

  it('hears nothing more: an event for it is stale and changes nothing', () => {
    const Shows = component({
      name: 'shows',
      state: () => ({ shown: true }),
      on: { hide: () => ({ shown: false }) },
      view: (s, on) => (
        <p>
          <button onClick={on.hide}>hide</button> {s.shown && <Busy deep={0} />}
        </p>
      ),
    })
    const talk = new Talk(Shows)
    const [timer] = [...talk.timers.keys()]
    const offer = talk.page.offers()[1]?.offer ?? ''
    talk.click('hide')
    const { conversation } = talk
    for (const event of [
      { kind: 'timer', iid: '2', timer: timer ?? 0 },
      { kind: 'message', iid: '2', topic: 'news', message: 'x' },
      { kind: 'missed', iid: '2', topic: 'news' },
      { kind: 'read', iid: '2', key: 'watch/read/50/source', value: 1 },
      { kind: 'result', iid: '2', frame: 3, step: 0, value: 1 },
    ] as const) {
      expect(talk.send(event).outcome).toBe('stale')
      expect(talk.conversation).toBe(conversation)
    }
    expect(talk.send({ kind: 'offer', offer }).outcome).toBe('stale')
  })

  it('an ended conversation hears nothing', () => {
    const talk = new Talk(Question, { q: '?' })
    const offer = talk.page.offers()[0]?.offer ?? ''
    talk.click('yes')
    const { conversation } = talk
    expect(talk.send({ kind: 'offer', offer }).outcome).toBe('stale')
    expect(talk.send({ kind: 'end', why: 'expired' }).outcome).toBe('stale')
    expect(talk.conversation).toBe(conversation)
  })
})

describe('effects', () => {
  const Sends = component({
    name: 'sends',
    state: () => ({ n: 0, fails: false }),
    on: {
      all: s => [
        { ...s, n: s.n + 1 },
        publish(news, 'a'),
        io(() => 1),
        redirect('/there'),
        publish(news, 'b'),
        after(1000, { event: 'late', payload: 'p' }),
      ],
      alone: () => publish(news, 'alone'),
      only: () => [undefined as never, publish(news, 'only')],
      late: (s, what: string) => ({ ...s, n: what === 'p' ? 100 : -1 }),
      timed: () => after(500, { event: 'late', payload: 'q' }),
      leave: () => [s => s, publish(news, 'last'), answer(1)],
    },
    view: (s, on) => (
      <p>
        {s.n}
        {(['all', 'alone', 'only', 'timed', 'leave'] as const).map(each => (
          <button onClick={on[each]}>{each}</button>
        ))}
      </p>
    ),
  })

  it('come out in order beside the new conversation, for the shell to carry out once that is committed', () => {
    const talk = new Talk(Sends)
    const before = talk.conversation
    const offer = talk.page.offers()[0]?.offer ?? ''
    const { commands, conversation } = step(talk.world, before, {
      kind: 'offer',
      n: 1,
      now: 2_000_000,
      offer,
    })
    expect(commands.map(each => each.do)).toEqual(['publish', 'io', 'redirect', 'publish', 'arm'])
    expect(commands[4]).toMatchObject({ due: 2_001_000 })
    expect(conversation.instances.get('1')?.state).toMatchObject({ n: 1 })
    // The conversation that was is as it was: nothing has happened yet.
    expect(before.instances.get('1')).toMatchObject({ state: { n: 0 }, timers: [] })
  })

  it('may come alone, with a state, or in a list without one', () => {
    const talk = new Talk(Sends)
    talk.click('alone')
    talk.click('only')
    expect(talk.published.map(each => each.message)).toEqual(['alone', 'only'])
    expect(talk.page.text()).toMatch(/^0/)
  })

  it('that go before an ending are carried out', () => {
    const talk = new Talk(Sends)
    talk.click('leave')
    expect(talk.published.map(each => each.message)).toEqual(['last'])
    expect(talk.conversation.ended?.answer).toBe(1)
  })

  it('after() sends an event with its payload once, and is gone with its instance', () => {
    const talk = new Talk(Sends)
    talk.click('all')
    talk.restart()
    talk.pass(999)
    expect(talk.page.text()).toMatch(/^1 /)
    talk.pass(1)
    expect(talk.page.text()).toMatch(/^100 /)
    expect(talk.conversation.instances.get('1')?.timers).toEqual([])
    talk.click('timed')
    talk.click('leave')
    expect(talk.timers.size).toBe(0)
  })

  it('of work behind a rolled-back event never were: no timer, no message, no instance, no id used up', () => {
    const Fails = component({
      name: 'fails',
      state: () => ({}),
      on: {
        *go() {
          yield* after(10, { event: 'go', payload: undefined })
          yield* publish(news, 'x')
        },
        told: () => {
          throw new Error('told')
        },
      },
      view: (_s, on) => (
        <p>
          <button onClick={on.go}>go</button> <Question q="q" onAnswer={on.told} />
        </p>
      ),
    })
    const talk = new Talk(Fails)
    const { conversation } = talk
    const { commands } = talk.click('yes')
    expect(commands).toEqual([])
    expect(talk.conversation.seq).toBe(conversation.seq)
    expect([...talk.conversation.instances]).toEqual([...conversation.instances])
  })

  it('of a flow at the start of a conversation are its first commands', () => {
    const Starts = flow('starts', function* () {
      yield* redirect('/login')
      yield* io(() => 1)
      yield* call(Ticker, { name: 't' })
    })
    const talk = new Talk(Starts)
    expect(talk.work).toHaveLength(1)
    expect(talk.page.html()).toContain('aria-busy')
    talk.finish({ value: 1 })
    expect(talk.page.text()).toBe('t 0')
  })
})
