// Every example, stopped and restored in a fresh world after every single step, shows the same pages as one that never stopped.
import { component, type Component } from 'repartee'
import { replay, talk, type Talk } from 'repartee/testing'
import { expect, it } from 'vitest'
import { Album } from './album.tsx'
import { Asking } from './asking.tsx'
import { AddressCounter, whichNumber } from './at.tsx'
import { Booking } from './booking.tsx'
import { Calculator } from './calc.tsx'
import { Calendar, whichMonth } from './calendar.tsx'
import { Chat } from './chat.tsx'
import { Clock } from './clock.tsx'
import { Columns, whichPlace } from './columns.tsx'
import { Counter } from './counter.tsx'
import { Counters } from './counters.tsx'
import { Level } from './crumbs.tsx'
import { Desk } from './desk.tsx'
import { Dialogs } from './dialogs.tsx'
import { Door } from './door.tsx'
import { Tickets } from './failing.tsx'
import { Lamp } from './fallback.tsx'
import { Guessing } from './guess.tsx'
import { Sharing } from './mistake.tsx'
import { Notes, whichNotes } from './notes.tsx'
import { Paginated, whichPage } from './paginated.tsx'
import { Reading, whichBooks } from './reading.tsx'
import { Rows } from './rows.tsx'
import { WithArktype, WithValibot, WithZod } from './schemas.tsx'
import { sharing, Tally } from './shared.tsx'
import { PASSWORD } from './sign-in.tsx'
import { SignUp } from './signup.tsx'
import { Sketch } from './sketch.tsx'
import { Sortable, whichOrder } from './sortable.tsx'
import { Tabs } from './tabs.tsx'
import { Tasks, whichTasks } from './tasks.tsx'
import { Todo } from './todo.tsx'
import { Tree } from './tree.tsx'
import { Rating } from './widget.tsx'
import { Wizard } from './wizard.tsx'

type Visit = (page: Talk) => unknown
type Example = readonly [component: Component<never, unknown>, props: object, visit: Visit]

const example = <P extends object>(component: Component<P, unknown>, props: P, visit: Visit): Example => [
  component,
  props,
  visit,
]
const World = component({ name: 'world', state: () => ({}), on: {}, view: () => <Tree /> })
const Inside = sharing(new Tally('every step'))
const enter = (page: Talk): Talk => page.fill('Name', 'Ada').fill('Password', PASSWORD).click('Sign in')

const EXAMPLES: Readonly<Record<string, Example>> = {
  counter: example(Counter, {}, page => page.click('one more').click('one less')),
  counters: example(Counters, {}, page =>
    page
      .click('one more', '#2')
      .click('move counter 2 up')
      .click('remove counter 1')
      .click('Add a counter')
      .click('Turn the order round'),
  ),
  calculator: example(Calculator, {}, page => page.click('7').click('×').click('6').click('=')),
  desk: example(Desk, {}, page => page.click('one more', 0).click('Yes').click('No')),
  asking: example(Asking, {}, page =>
    page
      .click('Ask here')
      .click('Ask beside it')
      .click('one more')
      .click('Ask in place')
      .click('Yes', 'Will the number')
      .click('Ask over the page')
      .click('No', 'Is everything else')
      .back()
      .click('Yes', 'Is everything else')
      .click('No', 'Is your text'),
  ),
  guess: example(Guessing, {}, page =>
    page
      .click('Play')
      .finish(37)
      .fill('guess', '50')
      .click('Is it this?')
      .fill('guess', '37')
      .click('Is it this?')
      .back()
      .fill('guess', '36')
      .click('Is it this?'),
  ),
  booking: example(Booking, {}, page =>
    page
      .fill('Your name?', 'Ada')
      .click('Next')
      .click('Back')
      .click('Next')
      .fill('Which room', '7')
      .click('Next')
      .back()
      .forward()
      .click('Yes'),
  ),
  dialogs: example(Dialogs, {}, page =>
    page
      .click('Rename')
      .fill('What is the folder called?', 'Bills')
      .click('OK')
      .click('Colour')
      .click('green')
      .click('Delete')
      .escape()
      .click('Delete')
      .click('Delete', 'All that')
      .click('OK')
      .click('New folder'),
  ),
  rows: example(Rows, {}, page =>
    page
      .click('remove bread')
      .click('Yes')
      .click('Load afresh')
      .click('remove dill')
      .click('No')
      .finish(['x']),
  ),
  todo: example(Todo, {}, page =>
    page
      .check('Learn a new word')
      .click('edit Water')
      .click('edit Learn')
      .fill('new text of Learn a new word', 'Learn two words')
      .click('Save', 1)
      .click('Cancel')
      .back()
      .back()
      .click('remove Answer'),
  ),
  table: example(Sortable, whichOrder.parse({}), page =>
    page.click('Planet').click('Moons').fill('find planets', 'us').click('Moons').back().back(),
  ),
  tree: example(World, {}, page =>
    page
      .click('Europe')
      .finish(['Greece', 'Norway'])
      .click('Norway')
      .finish(['Oslo'])
      .click('Europe')
      .click('Europe'),
  ),
  album: example(Album, {}, page =>
    page
      .attach('Choose pictures', [
        { name: 'a.png', type: 'image/png', contents: 'small' },
        { name: 'b.png', type: 'image/png', size: 60_000 },
      ])
      .finish('c21hbGw=')
      .attach('Choose pictures', { name: 'c.png', type: 'image/png', size: 60_000 })
      .click('Remove b.png')
      .click('Remove c.png'),
  ),
  'sign-up': example(SignUp, {}, page =>
    page.fill('Name', 'E').fill('Seats', '9').check('I shall be kind').submit(),
  ),
  zod: example(WithZod, {}, page =>
    page.fill('To', 'O').fill('Seats', '9').submit().fill('To', 'Oslo').submit(),
  ),
  valibot: example(WithValibot, {}, page => page.fill('To', 'O').submit().fill('To', 'Oslo').submit()),
  arktype: example(WithArktype, {}, page => page.fill('To', 'O').submit().fill('To', 'Oslo').submit()),
  wizard: example(Wizard, {}, page =>
    page
      .fill('Name', 'Ada')
      .fill('E-mail', 'ada@example.org')
      .click('Next')
      .fill('Day', '2027-05-10')
      .fill('Hours', '2')
      .submit()
      .back()
      .click('Back')
      .forward()
      .forward()
      .choose('Kind', 'tandem')
      .choose('Helmet', 'large')
      .click('Next')
      .click('change when')
      .fill('Hours', '1')
      .submit()
      .click('Rent it'),
  ),
  address: example(AddressCounter, whichNumber.parse({}), page =>
    page.click('one more').click('one more').back().click('one less'),
  ),
  calendar: example(Calendar, whichMonth.parse({ month: '2000-02' }), page =>
    page.click('2000-02-29').click('the month after').back().forward(),
  ),
  pages: example(Paginated, whichPage.parse({}), page =>
    page.click('Next').choose('Rows on a page', '25').click('Last').back().back(),
  ),
  tabs: example(Tabs, {}, page =>
    page.click('one more').click('Time').pass(3000).click('Calculate').click('7').back().pass(1000),
  ),
  columns: example(Columns, whichPlace.parse({}), page =>
    page.click('Europe').click('Norway').click('Oslo').back(),
  ),
  breadcrumbs: example(Level, {}, page =>
    page
      .click('Europe')
      .click('Norway')
      .click('World')
      .click('Asia')
      .back()
      .click('Europe')
      .click('Portugal')
      .click('Porto'),
  ),
  reading: example(Reading, whichBooks.parse({}), page =>
    page
      .click('take Emma')
      .click('take The Nose')
      .click('move The Nose up')
      .check('Emma is read')
      .back()
      .click('remove The Nose'),
  ),
  notes: example(Notes, whichNotes.parse({}), page =>
    page.fill('a remark on Welcome', 'here').click('state').click('restart').back().click('Close').back(),
  ),
  clock: example(Clock, {}, page => page.pass(2000).click('Pause').pass(60_000).click('Resume').pass(1000)),
  chat: example(Chat, { room: 'tea' }, page =>
    page
      .fill('your name', 'Ada')
      .fill('say something', 'hello')
      .click('Say')
      .fill('say something', 'you')
      .click('Say'),
  ),
  'shared count': example(Inside, {}, page => page.click('one more for everybody').pass(100)),
  door: example(Door, {}, page => enter(page).click('+').click('+').click('Sign out')),
  tasks: example(Tasks, whichTasks.parse({}), page =>
    enter(page).click('open').click('done').back().click('Sign out'),
  ),
  tickets: example(Tickets, {}, page =>
    page
      .click('Buy a ticket')
      .finish(7)
      .click('It fails')
      .finish(undefined)
      .click('without a catch')
      .click('It works'),
  ),
  lamp: example(Lamp, {}, page => page.click('Switch it off').click('Switch it on')),
  mistake: example(Sharing, {}, page =>
    page
      .fill('The bill', '120')
      .click('one person less')
      .click('one person less')
      .click('Split it')
      .click('one person more'),
  ),
  widget: example(Rating, {}, page => page.pass(3000)),
  sketch: example(Sketch, {}, page => page.push('pen', '1,2 3,4')),
}

it.each(Object.keys(EXAMPLES))('%s', name => {
  const [component, props, visit] = EXAMPLES[name] as Example
  const made = talk(component, props as never)
  visit(made)
  const pagesOf = (after: (page: Talk) => void): string[] => {
    const pages: string[] = []
    replay(component, props as never, made.log, {
      after(page) {
        pages.push(`${page.address} ${page.html}`)
        after(page)
        pages.push(`${page.address} ${page.html}`)
      },
    })
    return pages
  }
  const steady = pagesOf(() => {})
  expect(steady.length).toBeGreaterThan(1)
  expect(pagesOf(page => void (page.ended === undefined && page.restart()))).toEqual(steady)
})
