import type { Component } from 'repartee'
import { replay, talk, type Talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Album } from './album.tsx'
import { WithArktype, WithValibot, WithZod } from './schemas.tsx'
import { SignUp } from './signup.tsx'
import { Wizard } from './wizard.tsx'

/** What was done, done again, shows the same. */
function again<A>(component: Component<{}, A>, done: Talk<A>): void {
  expect(replay(component, {}, done.log).html).toBe(done.html)
}

describe('signing up', () => {
  const filled = (): Talk =>
    talk(SignUp)
      .fill('Name', ' Emmy ')
      .fill('E-mail', 'emmy@example.org')
      .fill('Seats', '2')
      .fill('Arrives', '2027-05-11')
      .choose('Coming from', 'Norway')
      .choose('Ticket', 'student')
      .choose('Meals', ['lunch', 'dinner'])
      .choose('Talks', ['What Back means', 'Time as an event'])
      .check('I shall be kind')

  it('takes what is right, as the schema makes it', async () => {
    const form = filled().attach('Photo', { name: 'me.png', size: 1234, type: 'image/png' }).click('Sign up')
    await form.settle()
    form.shows('Welcome, Emmy!', '2 seats from 2027-05-11, student, for somebody from Norway.')
    form.shows('Meals: lunch, dinner Talks: What Back means, Time as an event Photo: me.png, 1234 bytes')
    again(SignUp, form)
    form.click('One more').lacks('Welcome')
    expect([form.value('Name'), form.value('Seats')]).toEqual(['', '1'])
  })

  it('says of each field what is wrong with it, and keeps what was typed', async () => {
    const form = talk(SignUp).fill('Name', 'E').fill('Seats', '9').fill('Arrives', '2027-06-01').submit()
    await form.settle()
    form.shows('7 things need another look.', 'Name: Two letters at least.', 'Seats: Six at most.')
    form.shows('Arrives: We meet from 10 to 14 May.', 'Talks: Choose one at least.')
    expect(form.restart().value('Arrives')).toBe('2027-06-01')
    expect(form.value('Seats')).toBe('9')
    again(SignUp, form)
  })

  it('refuses a name that somebody has, once it was looked up', async () => {
    const form = filled().fill('Name', 'Grace').submit().lacks('another look')
    await form.settle()
    form.shows('One thing needs another look.', 'Name: Somebody has this name already.')
    form.fill('Name', 'Grace H.').submit()
    await form.settle()
    form.shows('Welcome, Grace H.!', 'Photo: none')
  })

  it('refuses a file that is too large, and one that is no picture before it is sent', async () => {
    const form = filled().attach('Photo', { name: 'me.png', size: 2_000_000, type: 'image/png' }).submit()
    await form.settle()
    form.shows('One thing needs another look.', 'Photo: At most one megabyte, please.')
    expect(() => form.attach('Photo', { name: 'me.pdf', type: 'application/pdf' })).toThrow(/does not take/)
  })
})

describe('one form with three libraries', () => {
  it.each([
    ['zod', WithZod],
    ['valibot', WithValibot],
    ['arktype', WithArktype],
  ])('is checked by %s', (_, Trips) => {
    const form = talk(Trips).fill('To', 'O').fill('Seats', '9').submit().shows('2 things need another look.')
    expect([form.value('To'), form.value('Seats')]).toEqual(['O', '9'])
    form.fill('To', 'Oslo').submit().shows('One thing needs another look.', 'Seats:')
    form.fill('Seats', '3').submit().lacks('another look').shows('3 to Oslo')
    expect([form.value('To'), form.value('Seats')]).toEqual(['', ''])
    form.fill('To', 'Porto').fill('Seats', '1').restart().submit().shows('3 to Oslo, 1 to Porto')
    again(Trips, form)
  })
})

describe('a wizard', () => {
  const toSummary = () =>
    talk(Wizard)
      .fill('Name', 'Ada')
      .fill('E-mail', 'ada@example.org')
      .click('Next')
      .fill('Day', '2027-05-10')
      .fill('Hours', '2')
      .submit()
      .choose('Kind', 'tandem')
      .choose('Helmet', 'large')
      .click('Next')
      .shows('Is this right?', 'Who Ada, ada@example.org', '2027-05-10, for 2 h', 'tandem, large helmet')

  it('asks step by step, each checked, and answers with all of it', () => {
    const wizard = talk(Wizard).click('Next').shows('2 things need another look.', 'E-mail: An address')
    wizard.fill('Name', 'Ada').fill('E-mail', 'ada@').click('Next').shows('One thing needs another look.')
    wizard.fill('E-mail', 'ada@example.org').click('Next').shows('When?').click('Next')
    wizard.shows('Day: On which day?', 'Hours: For how long?').restart()
    expect(toSummary().click('Rent it').answer).toEqual({
      name: 'Ada',
      email: 'ada@example.org',
      day: '2027-05-10',
      hours: 2,
      kind: 'tandem',
      helmet: 'large',
    })
  })

  it.each(['the button', 'the browser'])('goes back by %s to what was typed', by => {
    const wizard = toSummary()
    const goBack = () => (by === 'the button' ? wizard.click('Back') : wizard.back())
    goBack().shows('Which bicycle?')
    expect([wizard.value('tandem'), wizard.value('city'), wizard.value('Helmet')]).toEqual([
      true,
      false,
      'large',
    ])
    goBack().shows('When?').restart()
    expect([wizard.value('Day'), wizard.value('Hours')]).toEqual(['2027-05-10', '2'])
    goBack().shows('Who are you?')
    expect([wizard.value('Name'), wizard.value('E-mail')]).toEqual(['Ada', 'ada@example.org'])
    wizard.forward().shows('When?').fill('Hours', '3').submit().choose('Kind', 'city').submit()
    wizard.shows('Which bicycle?', 'Helmet: Choose one.').choose('Helmet', 'no').submit()
    wizard.shows('2027-05-10, for 3 h', 'city, no helmet')
    again(Wizard, wizard)
  })

  it('changes one answer from its summary, and keeps the others', () => {
    const wizard = toSummary().click('change when').shows('When?')
    expect(wizard.value('Hours')).toBe('2')
    wizard.fill('Hours', '13').submit().shows('Twelve hours at most.').fill('Hours', '1').submit()
    wizard.shows('Ada, ada@example.org', '2027-05-10, for 1 h', 'tandem, large')
    wizard.click('change who').fill('Name', 'Bo').click('Back').shows('Is this right?', 'Who Ada,')
    wizard.back().shows('When?')
    expect(wizard.value('Hours')).toBe('1')
    wizard.forward().click('change which').choose('Kind', 'cargo').submit().shows('cargo, large')
    again(Wizard, wizard)
  })
})

describe('the album', () => {
  const picture = (name: string, contents: string) => ({ name, type: 'image/png', contents })

  it('keeps pictures in order, shows small ones, and lets each be removed', async () => {
    const album = talk(Album).attach('Choose pictures', [
      picture('a.png', 'A'),
      picture('b.png', 'B'.repeat(60_000)),
    ])
    await album.settle()
    album.attach('Choose pictures', picture('c.png', 'C'))
    await album.settle()
    album.shows('a.png 1 kB', 'b.png 60 kB', 'c.png 1 kB')
    expect(album.html.match(/src="?data:image\/png;base64,\w+/g)).toHaveLength(2)
    album.click('Remove a.png from the album').lacks('a.png').shows('b.png', 'c.png')
    again(Album, album)
  })

  it('takes pictures only', () => {
    expect(() => talk(Album).attach('Choose pictures', { name: 'a.txt', type: 'text/plain' })).toThrow(
      /does not take/,
    )
  })
})
