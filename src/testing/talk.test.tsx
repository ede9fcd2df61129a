// Pages driven as a person would: what is on them, what is within reach, and what a test is told when it is not.
import { answer, back, call, component, flow, identify, redirect } from 'repartee'
import { ReparteeError } from 'repartee/errors'
import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Booking } from '../../examples/booking.tsx'
import { Confirm } from '../../examples/confirm.tsx'
import { Desk } from '../../examples/desk.tsx'
import { Rows } from '../../examples/rows.tsx'

const said = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(ReparteeError)
    return (error as Error).message
  }
  throw new Error('it was done')
}

const Place = component({
  name: 'place of a talk',
  state: () => ({ n: 0, asked: '', open: false }),
  on: {
    inc: s => ({ ...s, n: s.n + 1 }),
    go: s => ({ ...s, n: s.n + 10 }),
    open: s => ({ ...s, open: !s.open }),
    leave: () => redirect('/elsewhere'),
    signIn: () => identify({ name: 'Ada' }),
    boom: (s): typeof s => {
      throw new Error('out of order')
    },
    *ask() {
      const yes = yield* call(Confirm, { question: 'Sure?' }, { place: 'over' })
      return s => ({ ...s, asked: yes ? 'yes' : 'no' })
    },
    back: () => back(),
  },
  url: s => `/place/${s.n}`,
  view: (s, on, here) => (
    <main>
      <h1>Place {s.n}</h1>
      <p>
        Hello, <b>{(here.principal as { name: string } | null)?.name ?? 'stranger'}</b>!
      </p>
      <button onClick={on.inc} aria-label="one more">
        +
      </button>
      <button onClick={on.go} disabled={s.n > 0}>
        Go
      </button>
      <button onClick={on.ask}>Ask</button>
      <button onClick={on.open} title="open the drawer">
        …
      </button>
      <section hidden={!s.open}>
        <button onClick={on.leave}>Leave</button>
      </section>
      <details>
        <summary>More</summary>
        <button onClick={on.signIn}>Sign in</button>
      </details>
      <a href="/help">Help</a>{' '}
      <a href="/instead" onClick={on.inc}>
        Instead
      </a>
      <p onClick={on.inc}>
        Anywhere <a href="/inner">inner</a>
      </p>
      <button>Nothing</button>
      <button onClick={on.boom}>Boom</button>
      <button onClick={on.back}>Go back</button>
      {s.asked !== '' && <p>You said {s.asked}</p>}
    </main>
  ),
})

describe('a talk', () => {
  it('goes through a flow by its words, to its answer', () => {
    const booking = talk(Booking, { guest: 'Ada' }).shows('Your name?')
    expect(booking.value('Your name?')).toBe('Ada')
    booking.fill('Your name?', 'Bo').click('Next').shows('Which room, Bo?').lacks('Your name?')
    booking.fill('Which room, Bo?', '7').click('Next').shows('Book 7 for Bo?').click('Yes')
    expect(booking.answer).toEqual({ name: 'Bo', room: '7' })
    expect(booking.ended?.why).toBe('answered')
    expect(said(() => booking.click('Yes'))).toMatch(/The conversation is over/)
  })

  it('reads the page as a person does', () => {
    const place = talk(Place)
    expect(place.text).toBe(
      'Place 0 Hello, stranger! + Go Ask … More Help Instead Anywhere inner Nothing Boom Go back',
    )
    expect(place.has('Hello, stranger!')).toBe(true)
    expect(place.has('Leave')).toBe(false)
    expect(place.outline).toEqual([
      '# Place 0',
      'Hello, stranger!',
      '[one more] [Go] [Ask] […]',
      '[More]',
      '[Help → /help] [Instead → /instead]',
      'Anywhere [inner → /inner]',
      '[Nothing] [Boom] [Go back]',
    ])
  })

  it('knows a control by its words, its label and its title, by a part of them if that is one', () => {
    const place = talk(Place)
      .click('one more')
      .click('+')
      .click('open the drawer')
      .click('…')
      .shows('Place 2')
    expect(said(() => talk(Desk).click('one more'))).toMatch(/There are 2 of "one more"/)
    place.click('nywher').shows('Place 3')
  })

  it('is told which of several: by number, or by what stands beside it', () => {
    const desk = talk(Desk).click('one more', 1).click('one more', '11').click('one less', 0)
    expect(desk.text).toContain('− -1 + − 12 +')
    const rows = talk(Rows).click('×', 'bread').shows('Remove bread?')
    expect(said(() => rows.click('×', 'honey'))).toMatch(/behind the dialog/)
    rows.click('No')
    expect(said(() => rows.click('×', 'honey'))).toMatch(/expected: one beside "honey"\n {2}got: {6}4 of "×"/)
    expect(said(() => rows.click('×', 4))).toMatch(/number 4, counted from 0/)
  })

  it('says what there is instead, which is nearest, and what the page looks like', () => {
    expect(said(() => talk(Booking).click('Nxt'))).toBe(
      `There is no "Nxt" to click [not-on-page]
  expected: something to click that is called "Nxt"
  got:      "Back", "Next"
  try:      "Next", which is most like it

  <Your name? = "">
  [Back] [Next]`,
    )
    expect(said(() => talk(Booking).fill('Name', 'Ada'))).toMatch(/got: {6}"Your name\?"/)
    expect(said(() => talk(Booking).shows('Your name.'))).toMatch(
      /does not show "Your name\."[^]*<Your name\? = "">/,
    )
    expect(said(() => talk(Booking).lacks('Your name?'))).toMatch(/The page shows "Your name\?"/)
  })

  it('reaches nothing that is disabled, hidden, folded away or behind a dialog, and says so', () => {
    const place = talk(Place).click('+')
    expect(said(() => place.click('Go'))).toMatch(/"Go" is on the page, but it is disabled/)
    expect(said(() => place.click('Leave'))).toMatch(/stands in something that is hidden/)
    expect(said(() => place.click('Sign in'))).toMatch(/folded away/)
    place.click('More').click('Sign in').shows('Hello, Ada!').click('More')
    expect(place.principal).toEqual({ name: 'Ada' })
    expect(said(() => place.click('Sign in'))).toMatch(/folded away/)
    place.click('Ask')
    expect(place.dialogs).toEqual(['Sure?'])
    expect(said(() => place.click('+'))).toMatch(/is behind the dialog "Sure\?"[^]*‖ \[No\] \[Yes\]/)
    expect(place.click('Yes').shows('You said yes').dialogs).toEqual([])
    expect(said(() => place.click('Nothing'))).toMatch(/"Nothing" does nothing/)
  })

  it('leaves by links and redirects, unless a link offers something itself', () => {
    const place = talk(Place).click('Help').click('Instead').shows('Place 1').click('inner').shows('Place 1')
    place.click('…').click('Leave')
    expect(place.redirects).toEqual(['/help', '/inner', '/elsewhere'])
  })

  it('goes back and forward as the browser does, and the address goes along', () => {
    const place = talk(Place, {}, { path: '/place/0' })
    expect(place.address).toBe('/place/0')
    expect(said(() => place.back())).toMatch(/There is nothing behind this page/)
    place.click('+').click('+').click('Ask')
    expect(place.address).toBe('/place/2')
    expect(place.back().dialogs).toEqual([])
    expect(place.back().shows('Place 1').address).toBe('/place/1')
    place.forward().shows('Place 2').forward()
    expect(place.dialogs).toEqual(['Sure?'])
    expect(said(() => place.forward())).toMatch(/There is nothing ahead of this page/)
    place.restart().back().back().back().shows('Place 0').click('Go').shows('Place 10')
    expect(said(() => place.forward())).toMatch(/nothing ahead/)
    expect(place.click('Go back').shows('Place 0').forward().shows('Place 10').address).toBe('/place/10')
  })

  it('says when the conversation has forgotten where Back leads', () => {
    const place = talk(Place)
    for (let i = 0; i < 55; i++) place.click('+')
    for (let i = 0; i < 50; i++) place.back()
    expect(said(() => place.back())).toMatch(
      /has forgotten that entry[^]*a browser would load that address afresh/,
    )
    place.shows('Place 5').forward().shows('Place 6')
  })

  it('notes what failed, with the reference that the visitor reads, and goes on', () => {
    const place = talk(Place).click('+').click('Boom').shows('Place 1').click('+').shows('Place 2')
    expect(place.notices).toMatchObject([
      {
        component: 'place of a talk',
        error: { message: 'out of order' },
        reference: expect.stringMatching(/^\w{6,}$/),
      },
    ])
    expect(place.outline.at(-1)).toBe('! place of a talk: Error: out of order')
  })

  it('presses Escape in the topmost dialog, for which only a cancel counts', () => {
    const Question = component({
      name: 'question of a talk',
      state: () => ({}),
      on: { no: () => answer('cancelled') },
      view: (_, on) => (
        <dialog onCancel={on.no} aria-label="Well">
          Well?
        </dialog>
      ),
    })
    const asking = talk(
      flow('asking of a talk', function* () {
        return yield* call(Question, {}, { place: 'over' })
      }),
    )
    expect(asking.dialogs).toEqual(['Well'])
    expect(asking.escape().answer).toBe('cancelled')
    const place = talk(Place).escape().click('Ask').escape()
    expect(place.dialogs).toEqual(['Sure?'])
  })

  it('shows who is embedded and asked, and what each remembers', () => {
    const desk = talk(Desk).click('one more', 0)
    expect(desk.tree).toMatchObject({
      component: 'desk',
      state: { last: 'nothing yet' },
      parts: [
        { component: 'counter', state: { n: 1 }, props: {} },
        { component: 'counter', state: { n: 10 }, props: { start: 10 } },
        { component: 'confirm' },
      ],
      asks: [],
    })
    expect(talk(Rows).click('×', 'bread').tree?.asks).toMatchObject([{ component: 'confirm' }])
  })

  it('goes on from a snapshot, where that was made', () => {
    const booking = talk(Booking).fill('Your name?', 'Ada').click('Next')
    const again = talk(Booking, {}, { from: booking.snapshot })
    again.shows('Which room, Ada?').back().shows('Your name?')
    expect(again.now).toBe(booking.now)
  })

  it('says so when a view is not the same twice, and what it offered is refused', () => {
    let times = 0
    const Fickle = component({
      name: 'fickle',
      state: () => ({ n: 0 }),
      on: { inc: (s, by: number) => ({ n: s.n + by }) },
      view: (s, on) => <button onClick={on.inc(++times)}>{s.n}</button>,
    })
    const fickle = talk(Fickle)
    expect(said(() => fickle.restart().click('0'))).toMatch(/offered something that the conversation refused/)
  })
})
