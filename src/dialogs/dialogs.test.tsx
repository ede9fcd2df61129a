// The stock dialogs in-process: what they show, and what comes back. In a browser: see test/dialogs.test.tsx.
import { call, component, flow } from 'repartee'
import { Choose, choose, Confirm, confirm, Info, info, Prompt, prompt } from 'repartee/dialogs'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import type { Element } from '../../test/shadow.ts'

const Desk = component({
  name: 'desk',
  state: () => ({ got: 'nothing' as unknown }),
  on: {
    *sure() {
      const got = yield* confirm('Delete it?', { yes: 'Delete', danger: true, details: 'For good.' })
      return { got }
    },
    *name() {
      const got = yield* prompt('What is it called?', { value: 'Old', placeholder: 'A name' })
      return { got }
    },
    *size() {
      const got = yield* choose('Which size?', ['small', { value: 3, label: 'Three' }])
      return { got }
    },
    *seat() {
      const got = yield* choose('Which seat?', [
        { value: { row: 1, at: new Date(5) }, label: 'By the window' },
      ])
      return { got }
    },
    *told() {
      const got = yield* info('It is done.', { title: 'Well' })
      return { got }
    },
  },
  view: (_, on) => (
    <p>
      <button onClick={on.sure}>sure</button>
      <button onClick={on.name}>name</button>
      <button onClick={on.size}>size</button>
      <button onClick={on.seat}>seat</button>
      <button onClick={on.told}>told</button>
    </p>
  ),
})

const got = (talk: Talk): unknown => (talk.stateOf('1') as { got: unknown }).got
const find = (talk: Talk, name: string, value: string): Element | undefined =>
  talk.page.find(each => each.attributes.get(name) === value)
const dialog = (talk: Talk): Element | undefined => talk.page.find(each => each.tag === 'dialog')
const escape = (talk: Talk): void => {
  const [offer] = talk.page.offers('cancel')
  talk.send({ kind: 'offer', offer: offer?.offer ?? '' })
}
const named = (talk: Talk, attribute: string): string => {
  const found = find(talk, 'id', dialog(talk)?.attributes.get(attribute) ?? '')
  return found?.children.map(String).join('') ?? ''
}
const focused = (talk: Talk): Element | undefined => talk.page.find(each => each.attributes.has('autofocus'))

describe('a confirmation', () => {
  it('is labelled, stands over the page, and answers yes or no', () => {
    const talk = new Talk(Desk)
    talk.click('sure')
    expect(dialog(talk)?.attributes.has('rp-modal')).toBe(true)
    expect([named(talk, 'aria-labelledby'), named(talk, 'aria-describedby')]).toEqual([
      'Delete it?',
      'For good.',
    ])
    talk.click('Delete')
    expect([got(talk), dialog(talk)]).toEqual([true, undefined])
    talk.click('sure')
    talk.click('No')
    expect(got(talk)).toBe(false)
  })

  it('has a dangerous yes at a distance: the focus is on the no', () => {
    const talk = new Talk(Desk)
    talk.click('sure')
    expect(focused(talk)?.children).toEqual(['No'])
    expect(dialog(talk)?.attributes.get('role')).toBe('alertdialog')
    const calm = new Talk(Confirm, { question: 'Well?' })
    expect(focused(calm)?.children).toEqual(['Yes'])
    expect(dialog(calm)?.attributes.has('role')).toBe(false)
  })

  it('takes Escape for a no', () => {
    const talk = new Talk(Desk)
    talk.click('sure')
    escape(talk)
    expect(got(talk)).toBe(false)
  })

  it('may be embedded, and follows its props', () => {
    const Host = component({
      name: 'host',
      state: () => ({ question: 'Enough?', said: 'nothing' }),
      on: { said: (s, yes: boolean) => ({ question: 'Really?', said: s.said + yes }) },
      view: (s, on) => (
        <p>
          {s.said}
          <Confirm question={s.question} onAnswer={on.said} />
        </p>
      ),
    })
    const talk = new Talk(Host)
    expect(named(talk, 'aria-labelledby')).toBe('Enough?')
    talk.click('Yes')
    expect(named(talk, 'aria-labelledby')).toBe('Really?')
    talk.click('No')
    expect(talk.page.text()).toContain('nothingtruefalse')
  })
})

describe('a prompt', () => {
  it('answers the text, as it was typed', () => {
    const talk = new Talk(Desk)
    talk.click('name')
    const input = talk.page.find(each => each.tag === 'input')
    expect(input?.attributes.get('value')).toBe('Old')
    expect(input?.attributes.has('autofocus')).toBe(true)
    expect(named(talk, 'aria-labelledby')).toBe('What is it called?')
    talk.submit({ text: ' New ' })
    expect(got(talk)).toBe(' New ')
  })

  it.each([['Cancel', (talk: Talk) => talk.click('Cancel')] as const, ['Escape', escape] as const])(
    'answers null on %s',
    (_, leave) => {
      const talk = new Talk(Desk)
      talk.click('name')
      leave(talk)
      expect(got(talk)).toBe(null)
    },
  )
})

describe('a choice', () => {
  it('answers the value that belongs to the label', () => {
    const talk = new Talk(Desk)
    talk.click('size')
    expect(focused(talk)?.children).toEqual(['small'])
    talk.click('small')
    expect(got(talk)).toBe('small')
    talk.click('size')
    talk.click('Three')
    expect(got(talk)).toBe(3)
    talk.click('seat')
    talk.click('By the window')
    expect(got(talk)).toEqual({ row: 1, at: new Date(5) })
  })

  it('answers null when it is left, and takes no value that it did not offer', () => {
    const talk = new Talk(Desk)
    talk.click('size')
    const [offer = { offer: '' }] = talk.page.offers().filter(each => each.label === 'small')
    expect(talk.send({ kind: 'offer', offer: offer.offer.replace('small', 'huge') }).outcome).toBe('refused')
    escape(talk)
    expect(got(talk)).toBe(null)
  })
})

describe('an information', () => {
  it('goes on when it was read', () => {
    const talk = new Talk(Desk)
    talk.click('told')
    expect([named(talk, 'aria-labelledby'), named(talk, 'aria-describedby')]).toEqual(['Well', 'It is done.'])
    expect(focused(talk)?.children).toEqual(['OK'])
    escape(talk)
    expect(got(talk)).toBe(undefined)
  })
})

describe('dialogs', () => {
  it('have different ids when several stand on one page', () => {
    const Both = component({
      name: 'both',
      state: () => ({}),
      on: {},
      view: () => (
        <p>
          <Confirm question="a" />
          <Prompt question="b" details="more" />
          <Choose question="c" options={['x']} />
          <Info text="d" title="e" />
        </p>
      ),
    })
    const ids = [...new Talk(Both).page.html().matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(8)
  })

  it('may be called in place as well, in a flow', () => {
    const Trip = flow('trip', function* () {
      const name = yield* call(Prompt, { question: 'Who?' })
      const yes = yield* call(Confirm, { question: `Go, ${name ?? 'nobody'}?` })
      yield* call(Info, { text: yes ? 'Gone.' : 'Stayed.' })
      return yes
    })
    const talk = new Talk(Trip)
    talk.submit({ text: 'Ada' })
    expect(named(talk, 'aria-labelledby')).toBe('Go, Ada?')
    talk.click('Yes')
    expect(talk.page.text()).toContain('Gone.')
    talk.click('OK')
    expect(talk.conversation.ended).toMatchObject({ why: 'answered', answer: true })
  })
})

// The compiler's part.
component({
  name: 'typed-embedding',
  state: () => ({}),
  on: { size: (s, _: 'small' | 'large' | null) => s, number: (s, _: number | null) => s },
  view: (_, on) => (
    <p>
      <Choose question="?" options={['small', 'large']} onAnswer={on.size} />
      {/* @ts-expect-error huge is not taken */}
      <Choose question="?" options={['small', 'huge']} onAnswer={on.size} />
      <Choose question="?" options={[{ value: 1, label: 'one' }]} onAnswer={on.number} />
    </p>
  ),
})
export const typed = flow('typed', function* () {
  const size: 'small' | 'large' | null = yield* choose('?', ['small', 'large'])
  // @ts-expect-error medium was not among them
  const other: 'medium' | null = yield* choose('?', ['small', 'large'])
  const number: 1 | 2 | null = yield* choose('?', [
    { value: 1, label: 'one' },
    { value: 2, label: 'two' },
  ])
  const mixed: 'none' | Date | null = yield* choose('?', ['none', { value: new Date(0), label: 'then' }])
  const words: readonly string[] = []
  const word: string | null = yield* choose('?', words)
  // @ts-expect-error a question is needed
  yield* call(Confirm)
  // @ts-expect-error there is no such word
  yield* confirm('?', { maybe: 'Maybe' })
  return [size, other, number, mixed, word]
})
