import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Asking } from './asking.tsx'
import { Booking } from './booking.tsx'
import { Dialogs } from './dialogs.tsx'
import { Guessing } from './guess.tsx'

describe('asking', () => {
  it('waits in four places at once, and every answer finds who asked', () => {
    const asking = talk(Asking)
      .click('Ask here')
      .click('Ask beside it')
      .click('one more')
      .click('Ask in place')
    asking.lacks('4').click('Yes', 'Will the number').shows('4').restart()
    asking.click('No', 'Is your text').click('Yes', 'Is this where')
    expect(asking.text.match(/You said \w+\./g)).toEqual(['You said yes.', 'You said yes.', 'You said no.'])
    asking.click('Ask over the page')
    expect(asking.dialogs).toEqual(['Is everything else out of reach?'])
    expect(() => asking.click('Ask here')).toThrow(/behind the dialog/)
  })
})

describe('a game', () => {
  it('tells how near a guess is, until it is the number', () => {
    const game = talk(Guessing).click('Play').finish(37).shows('What is it?', 'Guess 1')
    game.fill('guess', '50').click('Is it this?').shows('50 is too high.', 'Guess 2')
    game.restart().fill('guess', '25').click('Is it this?').shows('25 is too low.', 'Guess 3')
    game.fill('guess', '37').click('Is it this?').shows('Yes, it was 37. You took 3 guesses.')
  })

  it('is played again with another number', () => {
    const game = talk(Guessing)
      .click('Play')
      .finish(1)
      .fill('guess', '1')
      .click('Is it this?')
      .shows('You took 1 guess.')
    game.click('Play').finish(2).fill('guess', '1').click('Is it this?').shows('1 is too low.')
  })

  it('thinks of a number from 1 to 100', async () => {
    const game = await talk(Guessing).click('Play').settle()
    for (const [guess, hint] of [
      ['0', 'too low'],
      ['101', 'too high'],
    ] as const)
      game.fill('guess', guess).click('Is it this?').shows(hint)
  })
})

describe('a booking', () => {
  it('goes forward, back to what was said, and answers', () => {
    const booking = talk(Booking).fill('Your name?', 'Ada').click('Next').shows('Which room, Ada?')
    booking.click('Back').shows('Your name?')
    expect(booking.value('Your name?')).toBe('Ada')
    booking.click('Next').fill('Which room', '7').restart().click('Next').click('Yes')
    expect(booking.answer).toEqual({ name: 'Ada', room: '7' })
  })

  it('answers nothing to a no', () => {
    const booking = talk(Booking, { guest: 'Bob' })
      .click('Next')
      .fill('Which room', '1')
      .click('Next')
      .click('No')
    expect(booking.ended).toMatchObject({ why: 'answered', answer: null })
  })
})

describe('the stock dialogs', () => {
  it('ask over the page, and what is answered is what is done', () => {
    const folder = talk(Dialogs).click('Rename').fill('What is the folder called?', 'Bills').click('OK')
    folder.click('Colour').restart().click('green').shows('A folder called “Bills”, with green.')
    folder.click('Delete').shows('All that is in it goes as well.').click('No').shows('“Bills”')
    folder
      .click('Delete')
      .click('Delete', 'All that')
      .shows('The folder is gone.')
      .click('OK')
      .shows('No folder.')
    folder.click('New folder').shows('“Letters”, with no colour')
  })

  it('change nothing when they are left', () => {
    const folder = talk(Dialogs)
    for (const what of ['Rename', 'Colour', 'Delete']) {
      folder.click(what)
      expect(folder.dialogs).toHaveLength(1)
      expect(folder.escape().shows('A folder called “Letters”, with no colour.').dialogs).toEqual([])
    }
  })
})
