// Back, Forward and the address: checkpoints of a conversation, and going to them.
import {
  after,
  answer,
  back,
  become,
  call,
  component,
  every,
  flow,
  hear,
  identify,
  io,
  topic,
} from 'repartee'
import { rewind, snapshot, step } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'

const news = topic<string>('news')

const Ask = component({
  name: 'ask',
  state: (props: { label: string }) => ({ ...props, typed: '' }),
  on: {
    type: (s, typed: string) => ({ ...s, typed }),
    next: s => answer(s.typed),
    back: () => back(),
  },
  view: (s, on) => (
    <p>
      {s.label} <input value={s.typed} onInput={on.type} /> <button onClick={on.next}>next</button>
      <button onClick={on.back}>back</button>
    </p>
  ),
})

const Wizard = flow('wizard', function* () {
  const name = yield* call(Ask, { label: 'name?' })
  const room = yield* call(Ask, { label: `room, ${name}?` })
  const price = yield* io(() => 1)
  const sure = yield* call(Ask, { label: `${room} for ${price}?` })
  return `${name} ${room} ${sure}`
})

const type = (talk: Talk, text: string): void => {
  const [found] = talk.page.offers('input')
  talk.send({ kind: 'offer', offer: found?.offer ?? '', value: text })
}
const next = (talk: Talk, text: string): void => {
  type(talk, text)
  talk.click('next')
}
/** The browser's own buttons: the entry before, or after, the present one. */
const press = (talk: Talk, button: 'back' | 'forward', times = 1): string => {
  const { history } = talk.conversation
  const to = button === 'back' ? history.back.at(-times) : history.forward[times - 1]
  return talk.send({ kind: 'offer', offer: `@${to?.at ?? 99}` }).outcome
}
const places = (talk: Talk): unknown => [
  talk.conversation.history.back.map(each => each.at),
  talk.conversation.history.at,
  talk.conversation.history.forward.map(each => each.at),
]

describe('Back', () => {
  it('shows each question as it was left, one by one, and Forward what came after', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    next(talk, '7')
    talk.finish({ value: 90 })
    type(talk, 'hm')
    expect(talk.page.text()).toContain('7 for 90?')
    press(talk, 'back')
    expect(talk.page.text()).toContain('room, Ada?')
    expect(talk.page.find(each => each.tag === 'input')?.attributes.get('value')).toBe('7')
    press(talk, 'back')
    expect(talk.page.text()).toContain('name?')
    expect(press(talk, 'back')).toBe('refused')
    press(talk, 'forward', 2)
    expect(talk.page.text()).toContain('7 for 90?')
    expect(talk.page.find(each => each.tag === 'input')?.attributes.get('value')).toBe('hm')
    expect(press(talk, 'forward')).toBe('refused')
  })

  it('goes several entries at once', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    next(talk, '7')
    talk.finish({ value: 90 })
    expect(places(talk)).toEqual([[0, 1], 2, []])
    press(talk, 'back', 2)
    expect(places(talk)).toEqual([[], 0, [1, 2]])
    press(talk, 'forward')
    expect(places(talk)).toEqual([[0], 1, [2]])
  })

  it('takes an answer out of the journal, so that another one leads elsewhere', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    press(talk, 'back')
    next(talk, 'Bob')
    expect(talk.page.text()).toContain('room, Bob?')
    expect(places(talk)).toEqual([[0], 2, []])
    expect(talk.send({ kind: 'offer', offer: '@1' }).outcome).toBe('refused')
  })

  it('does the same when a handler asks for it', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    const { patches } = talk.click('back')
    expect(talk.page.text()).toContain('name?')
    expect(patches.at(-1)).toEqual(['@', '', 0, 0])
    press(talk, 'forward')
    expect(talk.page.text()).toContain('room, Ada?')
  })

  it('is nothing where nothing is behind', () => {
    const talk = new Talk(Wizard)
    const { outcome, patches } = talk.click('back')
    expect([outcome, patches]).toEqual(['done', []])
    expect(talk.page.text()).toContain('name?')
  })

  it('asks the work again that is waited for there', () => {
    const Slow = flow('slow', function* () {
      yield* call(Ask, { label: 'first' })
      const got = yield* io(() => 1)
      return yield* call(Ask, { label: `got ${got}` })
    })
    const talk = new Talk(Slow)
    talk.click('next')
    expect(talk.work).toHaveLength(1)
    press(talk, 'back')
    expect(talk.work).toHaveLength(0)
    press(talk, 'forward')
    expect(talk.work).toHaveLength(1)
    talk.finish({ value: 2 })
    expect(talk.page.text()).toContain('got 2')
  })

  it('lets no result of what it took back through', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    next(talk, '7')
    const [work] = talk.work
    press(talk, 'back')
    expect(talk.send({ kind: 'result', iid: work?.iid ?? '', frame: 2, step: 2, value: 5 }).outcome).toBe(
      'stale',
    )
    expect(talk.page.text()).toContain('room, Ada?')
  })

  it('tells the browser where the page is, even if the page is there already', () => {
    const talk = new Talk(Wizard)
    expect(talk.send({ kind: 'offer', offer: '@0' }).patches).toEqual([['@', '', 0, 0]])
  })

  it('stays, and says so, where what was left there cannot be shown any more', () => {
    let fails = false
    const Fragile = component({
      name: 'fragile',
      state: () => ({ n: 0 }),
      on: {
        *ask() {
          yield* call(Ask, { label: '?' })
          return now => ({ n: now.n + 1 })
        },
      },
      view: (s, on) => {
        if (fails && s.n === 0) throw new Error('no more')
        return <button onClick={on.ask}>ask {s.n}</button>
      },
    })
    const talk = new Talk(Fragile)
    talk.click('ask 0')
    talk.click('next')
    fails = true
    const { conversation } = talk
    const turned = step(talk.world, conversation, { kind: 'offer', offer: '@0', n: 9, now: talk.now })
    fails = false
    expect(turned.outcome).toBe('failed')
    expect(turned.patches).toEqual([['@', '', 2, 2]])
    expect(turned.conversation.instances).toBe(conversation.instances)
  })
})

const Clock = component({
  name: 'clock',
  state: () => ({ ticks: 0, clicks: 0 }),
  on: {
    tick: s => ({ ...s, ticks: s.ticks + 1 }),
    click: s => ({ ...s, clicks: s.clicks + 1 }),
  },
  listen: (_s, on) => every(1000, on.tick),
  view: (s, on) => (
    <p>
      ticks {s.ticks} clicks {s.clicks} <button onClick={on.click}>+</button>
    </p>
  ),
})

describe('what happened beside', () => {
  const Desk = component({
    name: 'desk',
    state: () => ({}),
    on: {},
    view: () => (
      <div>
        <Clock /> <Wizard />
      </div>
    ),
  })

  it('stays: ticks, and what the visitor did elsewhere', () => {
    const talk = new Talk(Desk)
    next(talk, 'Ada')
    talk.pass(3000)
    talk.click('+')
    press(talk, 'back')
    expect(talk.page.text()).toContain('ticks 3 clicks 1')
    expect(talk.page.text()).toContain('name?')
    talk.pass(1000)
    press(talk, 'forward')
    expect(talk.page.text()).toContain('ticks 4 clicks 1')
    expect(talk.page.text()).toContain('room, Ada?')
  })

  it('makes no entries: ticks, messages, results, and what is merely said', () => {
    const talk = new Talk(Desk)
    talk.pass(5000)
    talk.click('+')
    type(talk, 'A')
    expect(talk.conversation.history.back).toEqual([])
    expect(talk.conversation.history.at).toBe(0)
  })

  it('stays in one that ticked while it had called somebody', () => {
    const Asker = component({
      name: 'asker',
      state: () => ({ ticks: 0, said: '' }),
      on: {
        tick: s => ({ ...s, ticks: s.ticks + 1 }),
        *ask() {
          const said = yield* call(Ask, { label: '?' }, { place: 'over' })
          return now => ({ ...now, said })
        },
      },
      listen: (_s, on) => every(1000, on.tick),
      view: (s, on) => (
        <p>
          ticks {s.ticks} said [{s.said}] <button onClick={on.ask}>ask</button>
        </p>
      ),
    })
    const talk = new Talk(Asker)
    talk.click('ask')
    talk.pass(2000)
    press(talk, 'back')
    expect(talk.page.text()).toContain('ticks 2 said []')
    expect(talk.conversation.overs).toEqual([])
    press(talk, 'forward')
    next(talk, 'yes')
    expect(talk.page.text()).toContain('ticks 2 said [yes]')
    press(talk, 'back')
    expect(talk.page.text()).toContain('said []')
    expect(talk.page.find(each => each.tag === 'dialog')).toBeDefined()
  })
})

describe('what comes back', () => {
  const Heard = component({
    name: 'heard',
    state: () => ({ log: [] as string[] }),
    on: {
      heard: (s, text: string) => ({ log: [...s.log, text] }),
      missed: s => ({ log: [...s.log, 'missed'] }),
      rang: s => ({ log: [...s.log, 'rang'] }),
      set: s => [s, after(5000, { event: 'rang', payload: undefined })],
      *go() {
        yield* become(Ask, { label: 'gone' })
      },
    },
    listen: (s, on) => [hear(news, on.heard, on.missed), s.log.length < 5 && after(9000, on.rang)],
    view: (s, on) => (
      <p>
        {s.log.join(' ')} <button onClick={on.set}>set</button> <button onClick={on.go}>go</button>
      </p>
    ),
  })

  it('listens again, and is told that it missed something', () => {
    const talk = new Talk(Heard)
    talk.publish('news', 'one')
    talk.click('go')
    talk.publish('news', 'two')
    expect(talk.subscriptions.size).toBe(0)
    press(talk, 'back')
    expect(talk.page.text()).toMatch(/^one missed/)
    talk.publish('news', 'three')
    expect(talk.page.text()).toMatch(/^one missed three/)
    press(talk, 'forward')
    expect(talk.subscriptions.size + talk.timers.size).toBe(0)
  })

  it('has as much time before it as when it was left', () => {
    const talk = new Talk(Heard)
    talk.click('set')
    talk.pass(4000)
    talk.click('go')
    talk.pass(60_000)
    press(talk, 'back')
    talk.pass(999)
    expect(talk.page.text()).not.toContain('rang')
    talk.pass(1)
    expect(talk.page.text()).toMatch(/^missed rang/)
  })
})

const Month = component({
  name: 'month',
  state: (props: { month?: number }) => ({ month: props.month ?? 1, ticks: 0 }),
  on: {
    to: (s, month: number) => ({ ...s, month }),
    tick: s => ({ ...s, ticks: s.ticks + 1, month: s.ticks === 2 ? 12 : s.month }),
  },
  listen: (_s, on) => every(1000, on.tick),
  url: s => `/calendar/${s.month}`,
  view: (s, on) => (
    <p>
      month {s.month} <button onClick={on.to(s.month + 1)}>later</button>
    </p>
  ),
})

describe('the address', () => {
  it('follows the state, each new one an entry', () => {
    const talk = new Talk(Month)
    expect(talk.conversation.history.address).toBe('/calendar/1')
    expect(talk.click('later').patches.at(-1)).toEqual(['@', '/calendar/2', 1, 1])
    talk.click('later')
    press(talk, 'back', 2)
    expect(talk.page.text()).toContain('month 1')
    expect(talk.conversation.history.address).toBe('/calendar/1')
    expect(talk.page.place).toEqual({ address: '/calendar/1', at: 0, behind: 0 })
  })

  it('that time brings is another address of the same entry', () => {
    const talk = new Talk(Month)
    talk.click('later')
    talk.pass(3000)
    expect(talk.page.place).toEqual({ address: '/calendar/12', at: 1, behind: 1 })
  })

  it('is that of the outermost part that is shown, else of what it covers', () => {
    const Inner = component({
      name: 'inner',
      state: () => ({}),
      on: { done: () => answer() },
      url: () => '/inner',
      view: (_s, on) => <button onClick={on.done}>done</button>,
    })
    const Outer = component({
      name: 'outer',
      state: () => ({}),
      on: {
        *ask() {
          yield* call(Inner)
        },
        *plain() {
          yield* call(Ask, { label: '?' })
        },
      },
      url: () => '/outer',
      view: (_s, on) => (
        <p>
          <button onClick={on.ask}>ask</button> <button onClick={on.plain}>plain</button>
          <Month />
        </p>
      ),
    })
    const talk = new Talk(Outer)
    expect(talk.conversation.history.address).toBe('/outer')
    talk.click('ask')
    expect(talk.page.place.address).toBe('/inner')
    talk.click('done')
    talk.click('plain')
    expect(talk.page.place.address).toBe('/outer')
  })

  it.each([['//evil.example/'], ['/a b'], ['relative'], ['/a#b'], ['/\\evil'], [7], ['']])(
    'cannot be %j',
    address => {
      const Bad = component({
        name: 'bad',
        state: () => ({ on: false }),
        on: { go: () => ({ on: true }) },
        url: s => (s.on ? (address as string) : '/'),
        view: (_s, on) => <button onClick={on.go}>go</button>,
      })
      const talk = new Talk(Bad)
      expect(talk.click('go').outcome).toBe('failed')
      expect(String(talk.troubles[0]?.error)).toContain('no address of this site')
      expect(talk.conversation.history.address).toBe('/')
    },
  )
})

describe('a history', () => {
  it('keeps fifty entries, and knows how many it forgot', () => {
    const talk = new Talk(Month)
    for (let i = 0; i < 60; i++) talk.click('later')
    expect(talk.conversation.history.back).toHaveLength(50)
    expect(talk.page.place).toMatchObject({ at: 60, behind: 60 })
    press(talk, 'back', 50)
    expect(talk.page.place).toMatchObject({ at: 10, behind: 10 })
    expect(talk.page.text()).toContain('month 11')
  })

  it('is kept with the conversation, and costs what differs', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    const one = snapshot(talk.conversation).length
    press(talk, 'back')
    next(talk, 'Ada')
    next(talk, '7')
    talk.finish({ value: 1 })
    expect(snapshot(talk.conversation).length).toBeLessThan(one * 3)
    talk.restart()
    press(talk, 'back', 2)
    expect(talk.page.text()).toContain('name?')
    talk.restart()
    press(talk, 'forward', 2)
    expect(talk.page.text()).toContain('7 for 1?')
  })

  it('forgets what was shown to somebody else', () => {
    const Door = component({
      name: 'door',
      state: () => ({}),
      on: { enter: () => [{}, identify({ name: 'ada' })], leave: () => identify(null) },
      view: (_s, on, here) => {
        const who = here.principal as { name: string } | null
        return (
          <p>
            hello {who?.name ?? 'stranger'} <button onClick={on.enter}>enter</button>
            <button onClick={on.leave}>leave</button> <Month />
          </p>
        )
      },
    })
    const talk = new Talk(Door)
    talk.click('later')
    talk.click('enter')
    expect(talk.page.text()).toContain('hello ada')
    expect(talk.conversation.principal).toEqual({ name: 'ada' })
    talk.click('later')
    expect(talk.conversation.history.back).toHaveLength(1)
    talk.click('leave')
    expect(talk.page.text()).toContain('hello stranger')
    expect(press(talk, 'back')).toBe('refused')
    expect(talk.page.place).toMatchObject({ behind: 2 })
  })

  it('lets a flow go on that signed somebody in', () => {
    const In = flow('in', function* (_props: {}, here) {
      if (here.principal === null) {
        const name = yield* call(Ask, { label: 'who?' })
        yield* identify({ name })
        return yield* call(Ask, { label: `hello, ${name}` })
      }
      return yield* call(Ask, { label: 'already in' })
    })
    const talk = new Talk(In)
    next(talk, 'Ada')
    talk.restart()
    expect(talk.page.text()).toContain('hello, Ada')
    talk.click('next')
    expect(talk.conversation.ended).toMatchObject({ why: 'answered' })
    expect(talk.conversation.history.back).toEqual([])
  })
})

describe('a step', () => {
  it('is left in the state that its handler returned beside the answer', () => {
    const Name = component({
      name: 'name',
      state: () => ({ name: '' }),
      on: { send: (_s, f: { name: string }) => [{ name: f.name }, answer(f.name)] },
      view: (s, on) => (
        <form onSubmit={on.send}>
          <input name="name" value={s.name} />
        </form>
      ),
    })
    const Two = flow('two', function* () {
      const name = yield* call(Name)
      return yield* call(Ask, { label: `hello ${name}` })
    })
    const talk = new Talk(Two)
    talk.submit({ name: 'Ada' })
    expect(talk.page.text()).toContain('hello Ada')
    press(talk, 'back')
    expect(talk.page.find(each => each.tag === 'input')?.attributes.get('value')).toBe('Ada')
    press(talk, 'forward')
    press(talk, 'back')
    talk.submit({ name: 'Bob' })
    expect(talk.page.text()).toContain('hello Bob')
  })

  it('that answers after some work is an entry, and Back finds it at rest', () => {
    const Slow = component({
      name: 'slow step',
      state: () => ({ n: 0 }),
      on: {
        *send(s) {
          const n = yield* io(() => 1)
          return [{ n: s.n + n }, answer(n)]
        },
      },
      view: (s, on) => (
        <p>
          slow {s.n} <button onClick={on.send}>send</button>
        </p>
      ),
    })
    const Two = flow('two slow', function* () {
      const n = yield* call(Slow)
      return yield* call(Ask, { label: `got ${n}` })
    })
    const talk = new Talk(Two)
    talk.click('send')
    expect(places(talk)).toEqual([[], 0, []])
    talk.finish({ value: 5 })
    expect(talk.page.text()).toContain('got 5')
    expect(places(talk)).toEqual([[0], 1, []])
    press(talk, 'back')
    expect(talk.page.text()).toContain('slow 5')
    expect(talk.work).toEqual([])
    talk.restart()
    expect(talk.work).toEqual([])
    talk.click('send')
    talk.finish({ value: 7 })
    expect(talk.page.text()).toContain('got 7')
  })

  it('that time began, not the visitor, is no entry, whatever its work leads to', () => {
    const Polls = component({
      name: 'polls',
      state: () => ({}),
      on: {
        *look() {
          yield* io(() => 1)
          yield* call(Ask, { label: 'found' }, { place: 'over' })
        },
      },
      listen: (_s, on) => every(1000, on.look),
      view: () => <p>polls</p>,
    })
    const talk = new Talk(Polls)
    talk.pass(1000)
    talk.finish({ value: 1 })
    expect(talk.page.text()).toContain('found')
    expect(places(talk)).toEqual([[], 0, []])
  })
})

describe('a rewind', () => {
  it('is the conversation as it was then, whatever has happened since, and goes on from there', () => {
    const talk = new Talk(Wizard)
    next(talk, 'Ada')
    const past = talk.conversation
    const shown = talk.page.text()
    next(talk, '7')
    talk.finish({ value: 1 })
    const { conversation, patches, commands } = rewind(talk.world, talk.conversation, past)
    talk.page.apply(patches)
    expect(talk.page.text()).toBe(shown)
    expect(commands.map(each => each.do)).toContain('leave')
    expect([conversation.seq, conversation.heard]).toEqual([talk.conversation.seq, talk.conversation.heard])
    const again = step(talk.world, conversation, { kind: 'offer', offer: '@0', n: 99, now: talk.now })
    expect(again.outcome).toBe('done')
  })

  it('undoes ticks, too', () => {
    const talk = new Talk(Clock)
    const past = talk.conversation
    talk.pass(3000)
    talk.page.apply(rewind(talk.world, talk.conversation, past).patches)
    expect(talk.page.text()).toContain('ticks 0')
  })
})
