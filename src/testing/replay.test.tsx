// A log does again what was done: for the examples, and for whatever random programs do.
import fc from 'fast-check'
import { component, hear, publish, topic, watch, type Live } from 'repartee'
import { replay, talk, type Step, type Talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Booking } from '../../examples/booking.tsx'
import { build, programs } from '../kernel/program.fixture.tsx'

const RUNS = Math.ceil(Number(process.env['REPARTEE_RUNS'] ?? 300) / 3)

/** As a log is after a night in a file. */
const kept = (log: readonly Step[]): readonly Step[] => JSON.parse(JSON.stringify(log)) as readonly Step[]

describe('a log', () => {
  const booking = talk(Booking, { guest: 'Ada' })
    .fill('Your name?', 'Bo')
    .click('Next')
    .back()
    .forward()
    .restart()
    .fill('Which room, Bo?', '7')
    .submit()
    .click('Yes')

  it('is plain data, one entry a step', () => {
    expect(kept(booking.log)).toEqual([
      { do: 'fill', field: 'Your name?', text: 'Bo' },
      { do: 'click', what: 'Next' },
      { do: 'back' },
      { do: 'forward' },
      { do: 'restart' },
      { do: 'fill', field: 'Which room, Bo?', text: '7' },
      { do: 'submit' },
      { do: 'click', what: 'Yes' },
    ])
  })

  it('can be done again', () => {
    const again = replay(Booking, { guest: 'Ada' }, kept(booking.log))
    expect(again.answer).toEqual({ name: 'Bo', room: '7' })
    expect(again.log).toEqual(booking.log)
  })

  it('says which step cannot be done', () => {
    const log: Step[] = [
      { do: 'click', what: 'Next' },
      { do: 'pass', ms: 5 },
      { do: 'click', what: 'Nxt' },
    ]
    expect(() => replay(Booking, { guest: 'Ada' }, log)).toThrow(
      /^step 3 of 3, click "Nxt": There is no "Nxt" to click \[not-on-page\][^]*\[Back\] \[Next\]$/,
    )
  })

  it('brings what sources said then, and does not ask them', () => {
    let n = 0
    let hook: (() => void) | undefined
    const source: Live<number> = { name: 'n', read: () => ++n, setChangeHook: h => void (hook = h) }
    const Watching = component({
      name: 'watching of a log',
      state: () => ({ seen: [] as number[] }),
      on: { seen: (s, at: number) => ({ seen: [...s.seen, at] }) },
      listen: (_, on) => watch(source, on.seen),
      view: s => <p>seen {s.seen.join()}</p>,
    })
    const one = talk(Watching)
    hook?.()
    one.pass(100).shows('seen 1,2')
    expect(replay(Watching, {}, one.log).text).toBe('seen 1,2')
    expect(n).toBe(2)
  })

  it('has all visitors of a scene, each with what they did', () => {
    const words = topic<string>('words')
    const Room = component({
      name: 'room of a log',
      state: (props: { me: string }) => ({ ...props, log: [] as string[] }),
      on: {
        heard: (s, word: string) => ({ ...s, log: [...s.log, word] }),
        say: s => publish(words, `${s.me}${s.log.length}`),
      },
      listen: (_, on) => hear(words, on.heard),
      view: (s, on) => (
        <p>
          {s.log.join()} <button onClick={on.say}>Say</button>
        </p>
      ),
    })
    const ada = talk(Room, { me: 'a' }).click('Say')
    const bob = talk(Room, { me: 'b' }, { with: ada })
    bob.click('Say')
    ada.click('Say')
    expect(ada.text).toBe('a0,b0,a2 Say')
    expect(bob.text).toBe('b0,a2 Say')
    let other: Talk<unknown> | undefined
    const others = [(first: Talk<unknown>) => (other = talk(Room, { me: 'b' }, { with: first }))]
    const again = replay(Room, { me: 'a' }, kept(bob.log), { others })
    expect([again.text, other?.text]).toEqual([ada.text, bob.text])
    expect(() => replay(Room, { me: 'a' }, bob.log)).toThrow('visitor 1 of the log is opened by nobody')
  })
})

type Try = (talk: Talk<unknown>, n: number) => unknown

const LABELS = [
  'count',
  'answer',
  'call',
  'ask',
  'try',
  'ask twice',
  'become',
  'io',
  'after',
  'publish',
  'give',
  'fail',
  'throw',
]
const FIELDS = ['f0.0', 'f0.1', 'f1.0', 'f2.0', 'f3.0']
const at = (names: readonly string[], n: number): string => names[n % names.length] as string

/** What somebody tries on a page that they do not look at. */
const TRIES: readonly Try[] = [
  (page, n) => page.click(at(LABELS, n), Math.floor(n / LABELS.length) % 3),
  (page, n) => page.click(at(LABELS, n), 0),
  (page, n) => page.click(at(LABELS, n), 0),
  (page, n) => page.fill(at(FIELDS, n), `text ${n}`, 0),
  (page, n) => page.type(at(FIELDS, n), 'ab', 0),
  (page, n) => page.submit(n % 2),
  page => page.back(),
  page => page.forward(),
  page => page.escape(),
  (page, n) => page.pass(n * 7),
  (page, n) => page.publish('news', n),
  page => page.missed(),
  (page, n) => page.finish(n, n % 2),
  page => page.reject(new Error('rejected')),
  page => page.restart(),
]

const tries = fc.array(fc.tuple(fc.nat(TRIES.length - 1), fc.nat(200)), { minLength: 1, maxLength: 16 })

/** What a browser shows, typed text and address included. */
const seen = (page: Talk<unknown>): unknown => [
  page.html,
  page.outline,
  page.address,
  page.redirects,
  page.ended,
]

describe('whatever a program is and whoever uses it', () => {
  it.each(['as it was', 'restarted after every step'])(
    'its log gives the same pages again, %s',
    how => {
      const property = fc.property(programs, tries, (program, done) => {
        const root = build(program)
        const once = talk(root, { to: '' })
        const pages = [[0, seen(once)]]
        for (const [which, n] of done) {
          try {
            TRIES[which]?.(once, n)
          } catch (error) {
            if (!String(error).includes('[not-on-page]')) throw error
          }
          pages.push([once.log.length, seen(once)])
        }
        const last = new Map(pages as [number, unknown][])
        const after = (again: Talk<unknown>, steps: number): void => {
          if (last.has(steps)) expect(seen(again)).toEqual(last.get(steps))
          if (how !== 'as it was') again.restart()
          if (last.has(steps)) expect(seen(again)).toEqual(last.get(steps))
        }
        replay(root, { to: '' }, kept(once.log), { after })
      })
      fc.assert(property, { numRuns: RUNS })
    },
    30_000 + 200 * RUNS,
  )
})
