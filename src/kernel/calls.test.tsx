import { answer, become, call, component, every, type Component } from 'repartee'
import type { Turned } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question, Ticker } from './parts.fixture.tsx'

/** Asks in place, over the page, or both one after the other; notes what it was told. */
const Asker = component({
  name: 'asker',
  state: (props: { name?: string }) => ({ name: props.name ?? 'asker', told: [] as readonly string[] }),
  on: {
    *ask(s, what: string) {
      const told = yield* call(Question, { q: `${s.name} ${what}?` })
      return now => ({ ...now, told: [...now.told, `${what}:${told}`] })
    },
    *askOver(s, what: string) {
      const told = yield* call(Question, { q: `${s.name} ${what}?` }, { place: 'over' })
      return now => ({ ...now, told: [...now.told, `${what}:${told}`] })
    },
    plain: s => [{ ...s, told: [...s.told, 'plain'] }, call(Question, { q: 'plain?' })],
  },
  view: (s, on) => (
    <section>
      {s.name} [{s.told.join(' ')}] <button onClick={on.ask('a')}>ask</button>{' '}
      <button onClick={on.askOver('o')}>over</button> <button onClick={on.askOver('p')}>over again</button>{' '}
      <button onClick={on.plain}>plain</button>
    </section>
  ),
})

const Two = component({
  name: 'two',
  state: () => ({}),
  on: {},
  view: () => (
    <main>
      <Asker name="left" /> <hr /> <Asker name="right" /> <Ticker name="beside" />
    </main>
  ),
})

describe('a call', () => {
  it('from a component that is already shown takes its place, and the answer puts the caller back', () => {
    const talk = new Talk(Asker)
    talk.click('ask')
    expect(talk.page.text()).toMatch(/^asker a\? 0/)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^asker \[a:yes\]/)
    talk.click('ask')
    talk.click('no')
    expect(talk.page.text()).toMatch(/^asker \[a:yes a:no\]/)
    expect(talk.conversation.instances.size).toBe(1)
  })

  it('from an embedded child takes the place of that child, and its answer resumes that child', () => {
    const talk = new Talk(Two)
    talk.click('ask', 1)
    expect(talk.page.text()).toMatch(/^left \[\] .* right a\? 0 .* beside 0$/)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^left \[\] .* right \[a:yes\]/)
  })

  it('leaves the siblings of the caller the very elements they were', () => {
    const talk = new Talk(Two)
    const beside = talk.page.find(each => each.tag === 'i')
    const left = talk.page.find(each => each.tag === 'section')
    const drawn = (turned: Turned): string[] =>
      turned.patches.map(([target]) => target).filter(target => target !== '@')
    expect(drawn(talk.click('ask', 1))).toHaveLength(1)
    expect(drawn(talk.click('yes'))).toHaveLength(1)
    expect(talk.page.find(each => each.tag === 'i')).toBe(beside)
    expect(talk.page.find(each => each.tag === 'section')).toBe(left)
  })

  it.each([
    ['first', [0, 0]],
    ['last', [1, 0]],
  ])('may stand open in two children at once; the %s is answered first', (_which, [first, second]) => {
    const talk = new Talk(Two)
    talk.click('ask', 0)
    talk.click('ask', 0) // the left one is gone from the page, so this is the right one's
    talk.click('yes', first)
    talk.click('no', second)
    const told = first === 0 ? ['a:yes', 'a:no'] : ['a:no', 'a:yes']
    expect(talk.page.text()).toMatch(new RegExp(`^left \\[${told[0]}\\] .* right \\[${told[1]}\\]`))
  })

  it('by a plain handler brings the state with it, and its answer only closes', () => {
    const talk = new Talk(Asker)
    talk.click('plain')
    expect(talk.page.text()).toContain('plain?')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^asker \[plain\]/)
  })

  it('may be made by whoever was called, as deep as one likes', () => {
    const Deep: Component<{ depth: number }, number> = component({
      name: 'deep',
      state: (props: { depth: number }) => props,
      on: {
        *down(s) {
          const below = yield* call(Deep, { depth: s.depth + 1 })
          return answer(below + 1)
        },
        up: () => answer(0),
      },
      view: (s, on) => (
        <p>
          {s.depth} <button onClick={on.down}>down</button> <button onClick={on.up}>up</button>
        </p>
      ),
    })
    const talk = new Talk(Deep, { depth: 0 })
    for (let i = 0; i < 20; i++) talk.click('down')
    expect(talk.page.text()).toBe('20 down up')
    talk.click('up')
    expect(talk.conversation.ended).toEqual({ why: 'answered', answer: 20 })
  })

  it('in a place that is occupied covers what is there; each answer goes to its own caller', () => {
    // It asks again each second, seen or not.
    const Insistent = component({
      name: 'insistent',
      state: () => ({ asked: 0, told: [] as readonly string[] }),
      on: {
        *ask(s) {
          const told = yield* call(Question, { q: `q${s.asked}` })
          return now => ({ ...now, told: [...now.told, `q${s.asked}:${told}`] })
        },
        count: s => ({ ...s, asked: s.asked + 1 }),
      },
      listen: (s, on) => [every(1000, on.count), s.asked < 3 && every(1001, on.ask)],
      view: s => <p>[{s.told.join(' ')}]</p>,
    })
    const Page = component({
      name: 'page',
      state: () => ({}),
      on: {},
      view: () => (
        <ol>
          <li>
            <Ticker name="row" />
          </li>
          <li>
            <Insistent />
          </li>
        </ol>
      ),
    })
    const talk = new Talk(Page)
    talk.pass(2100)
    expect(talk.page.text()).toMatch(/^row 2 q2 0/)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^row 2 q1 0/)
    talk.click('no')
    expect(talk.page.text()).toBe('row 2 [q2:yes q1:no]')
  })
})

describe('a call over the page', () => {
  it('leaves the caller where it is, under a modal dialog', () => {
    const talk = new Talk(Two)
    talk.click('over', 1)
    expect(talk.page.text()).toMatch(/^left \[\] .* right \[\] .* right o\? 0/)
    const dialog = talk.page.find(each => each.tag === 'dialog')
    expect(dialog?.attributes.has('rp-modal')).toBe(true)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/right \[o:yes\]/)
    expect(talk.page.find(each => each.tag === 'dialog')).toBeUndefined()
  })

  it('stacks in the order of the calls, and each may be answered first', () => {
    const talk = new Talk(Two)
    talk.click('over', 0)
    talk.click('over again', 1)
    expect(talk.page.text()).toMatch(/left o\? 0 .* right p\? 0/)
    talk.click('yes', 0)
    expect(talk.page.text()).toMatch(/^left \[o:yes\] .* right \[\] .* right p\? 0/)
    talk.click('no')
    expect(talk.page.text()).toMatch(/^left \[o:yes\] .* right \[p:no\]/)
    expect(talk.conversation.overs).toEqual([])
  })

  it('may itself be called in place of, and over', () => {
    const Host = component({
      name: 'host',
      state: () => ({}),
      on: { open: () => call(Asker, { name: 'inner' }, { place: 'over' }) },
      view: (_s, on) => <button onClick={on.open}>open</button>,
    })
    const talk = new Talk(Host)
    talk.click('open')
    talk.click('ask')
    expect(talk.page.text()).toMatch(/^open inner a\?/)
    talk.click('yes')
    talk.click('over')
    talk.click('no')
    expect(talk.page.text()).toMatch(/^open inner \[a:yes o:no\]/)
  })

  it('from an embedded child is gone when the view no longer embeds that child', () => {
    const Brief = component({
      name: 'brief',
      state: () => ({ shown: true }),
      on: { hide: () => ({ shown: false }) },
      listen: (_s, on) => every(5000, on.hide),
      view: s => <main>{s.shown ? <Asker name="child" /> : 'nobody'}</main>,
    })
    const talk = new Talk(Brief)
    talk.click('over')
    expect(talk.page.text()).toContain('child o?')
    talk.pass(5000)
    expect(talk.page.text()).toBe('nobody')
    expect(talk.conversation.overs).toEqual([])
    expect(talk.conversation.instances.size).toBe(1)
  })

  it('may come from an instance that is itself out of sight', () => {
    const Hidden = component({
      name: 'hidden',
      state: () => ({}),
      on: {
        ask: () => call(Question, { q: 'in place' }),
        later: () => call(Question, { q: 'over' }, { place: 'over' }),
      },
      listen: (_s, on) => every(1000, on.later),
      view: (_s, on) => <button onClick={on.ask}>ask</button>,
    })
    const talk = new Talk(Hidden)
    talk.click('ask')
    talk.pass(1000)
    expect(talk.page.text()).toMatch(/^in place 0 .* over 0/)
    talk.click('yes', 0)
    expect(talk.page.text()).toMatch(/^ask over 0/)
  })
})

describe('become', () => {
  const Second: Component<{ n: number }, string> = component({
    name: 'second',
    state: (props: { n: number }) => props,
    on: { say: s => answer(`second ${s.n}`), again: s => become(Second, { n: s.n + 1 }) },
    view: (s, on, here) => (
      <p>
        second {s.n}/{here.props.n} <button onClick={on.say}>say</button>{' '}
        <button onClick={on.again}>again</button>
      </p>
    ),
  })
  const First = component({
    name: 'first',
    state: () => ({}),
    on: { turn: () => become(Second, { n: 1 }), say: () => answer('') },
    view: (_s, on) => <button onClick={on.turn}>turn</button>,
  })
  const Caller = component({
    name: 'caller',
    state: () => ({ told: '', embeds: false }),
    on: {
      *here() {
        const told = yield* call(First)
        return s => ({ ...s, told })
      },
      *over() {
        const told = yield* call(First, {}, { place: 'over' })
        return s => ({ ...s, told })
      },
      embed: s => ({ ...s, embeds: true }),
      told: (_s, told: string) => ({ told, embeds: false }),
    },
    view: (s, on) => (
      <div>
        [{s.told}] <button onClick={on.here}>here</button> <button onClick={on.over}>over</button>{' '}
        <button onClick={on.embed}>embed</button> {s.embeds && <First onAnswer={on.told} />}
      </div>
    ),
  })

  it.each(['here', 'over', 'embed'])('another, one has the same caller and the same place: %s', how => {
    const talk = new Talk(Caller)
    talk.click(how)
    talk.click('turn')
    expect(talk.page.text()).toContain('second 1/1')
    talk.click('say')
    expect(talk.page.text()).toBe('[second 1] here over embed')
    expect(talk.conversation.instances.size).toBe(1)
  })

  it.each(['here', 'over', 'embed'])('itself, one begins anew with the props one gave: %s', how => {
    const talk = new Talk(Caller)
    talk.click(how)
    talk.click('turn')
    talk.click('again')
    talk.click('again')
    expect(talk.page.text()).toContain('second 3/3')
    talk.click('say')
    expect(talk.page.text()).toContain('[second 3]')
  })

  it('another at the root, the page shows that one, and its answer ends the conversation', () => {
    const talk = new Talk(First)
    talk.click('turn')
    expect(talk.page.text()).toContain('second 1')
    talk.click('say')
    expect(talk.conversation.ended).toEqual({ why: 'answered', answer: 'second 1' })
  })

  it('keeps its own props when the view around says others for the one it replaced', () => {
    const Around = component({
      name: 'around',
      state: () => ({ n: 10 }),
      on: { more: s => ({ n: s.n + 1 }) },
      view: (s, on) => (
        <div>
          <button onClick={on.more}>more</button> <Second n={s.n} />
        </div>
      ),
    })
    const talk = new Talk(Around)
    talk.click('more')
    expect(talk.page.text()).toContain('second 10/11')
    talk.click('again')
    talk.click('more')
    expect(talk.page.text()).toContain('second 11/11')
  })

  it('takes along nothing of the one before: what that one called, embedded or listened to is gone', () => {
    const Busy = component({
      name: 'busy',
      state: () => ({}),
      on: {
        tick: () => call(Question, { q: 'busy?' }, { place: 'over' }),
        turn: () => become(Second, { n: 1 }),
      },
      listen: (_s, on) => every(1000, on.tick),
      view: (_s, on) => (
        <div>
          <button onClick={on.turn}>turn</button> <Ticker name="inside" />
        </div>
      ),
    })
    const talk = new Talk(Busy)
    talk.pass(2000)
    expect(talk.conversation.overs).toHaveLength(2)
    talk.click('turn')
    expect(talk.conversation.overs).toEqual([])
    expect(talk.conversation.instances.size).toBe(1)
    expect(talk.timers.size).toBe(0)
  })
})
