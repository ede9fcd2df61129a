/** @jsxImportSource repartee */
/** @jsxRuntime automatic */
// The pages that visitors of the crash test open. What is done in each is written into its state as lines, in order, and nothing is
// ever taken away: so a page that goes back, forgets or says twice is seen to.
// Invariant: all lines are in the page's `<ol>`. What a process did outside of conversations is in a file that outlives it (`worked`).
import { appendFileSync } from 'node:fs'
import {
  after,
  answer,
  call,
  component,
  every,
  flow,
  hear,
  io,
  publish,
  topic,
  type Component,
} from 'repartee'

/** Lines of a page that hears others, and ticks of a clock, end somewhere: those that everybody has left would go on for ever. */
const MOST_HEARD = 60
export const TICKS = 8
const TICK_MS = 300

/** Where work leaves its traces: a line for each time that it began. Given to the process by its environment. */
export const WORK_FILE = 'REPARTEE_CRASH_WORK'
const WORK_MS = 150

interface Log {
  readonly lines: readonly string[]
}

const Lines = ({ lines }: Log) => (
  <ol>
    {lines.map((line, at) => (
      <li key={at}>{line}</li>
    ))}
  </ol>
)

const with1 = <S extends Log>(state: S, line: string): S => ({ ...state, lines: [...state.lines, line] })
const NOTHING: Log = { lines: [] }

/** Adds the id of each click. */
const Ledger = component({
  name: 'crash ledger',
  state: () => NOTHING,
  on: { add: (s, f: { id: string }) => with1(s, f.id) },
  view: (s, on) => (
    <section>
      <Lines lines={s.lines} />
      <form onSubmit={on.add}>
        <input name="id" />
      </form>
    </section>
  ),
})

/** Alarms, each to ring once, and a clock that ticks a few times. */
const Alarms = component({
  name: 'crash alarms',
  state: () => ({ ...NOTHING, ticks: 0 }),
  on: {
    set(s, { id, ms }: { id: string; ms: string }, here) {
      const due = here.now + Number(ms)
      return [with1(s, `set ${id} ${due}`), after(Number(ms), { event: 'ring', payload: { id, due } })]
    },
    ring: (s, { id, due }: { id: string; due: number }, here) => with1(s, `rang ${id} ${due} ${here.now}`),
    tick: s => ({ ...s, ticks: s.ticks + 1 }),
  },
  listen: (s, on) => s.ticks < TICKS && every(TICK_MS, on.tick),
  view: (s, on) => (
    <section>
      <Lines lines={s.lines} />
      <b>{s.ticks}</b>
      <form onSubmit={on.set}>
        <input name="id" />
        <input name="ms" />
      </form>
    </section>
  ),
})

const Ask = component({
  name: 'crash question',
  state: () => ({}),
  on: { say: (_, f: { word: string }) => answer(f.word) },
  view: (_, on) => (
    <form onSubmit={on.say}>
      <input name="word" />
    </form>
  ),
})

/** Asks, works twice (once repeatable, once at most once), answers. */
const Errand: Component<{ id: string }, string> = flow(
  'crash errand',
  function* (props: { id: string }, here) {
    const { id } = props
    const word = yield* call(Ask, {})
    const again = yield* io(() => worked(here.cid, id, 'again'))
    let once: string
    try {
      once = yield* io(() => worked(here.cid, id, 'once'), { once: true })
    } catch {
      once = 'interrupted'
    }
    return `${id} ${word} ${again} ${once}`
  },
)

async function worked(cid: string, id: string, how: 'again' | 'once'): Promise<string> {
  const file = process.env[WORK_FILE]
  if (file !== undefined) appendFileSync(file, `${cid} ${id} ${how}\n`)
  await new Promise(done => setTimeout(done, Math.random() * WORK_MS))
  return how
}

/** Sends somebody on an errand over the page, and writes down what came of it. */
const Desk = component({
  name: 'crash desk',
  state: () => NOTHING,
  on: {
    *run(_s, f: { id: string }) {
      const done = yield* call(Errand, { id: f.id }, { place: 'over' })
      return (s: Log) => with1(s, done)
    },
  },
  view: (s, on) => (
    <section>
      <Lines lines={s.lines} />
      <form onSubmit={on.run}>
        <input name="id" />
      </form>
    </section>
  ),
})

const town = (name: string) => topic<string>(`town ${name}`)

/** Says, and hears what everybody says. */
const Town = component({
  name: 'crash town',
  state: (props: { name: string }) => ({ ...NOTHING, name: props.name }),
  on: {
    say: (s, f: { id: string }) => publish(town(s.name), f.id),
    heard: (s, id: string) => with1(s, `heard ${id}`),
    missed: s => with1(s, 'missed'),
  },
  listen: (s, on) => s.lines.length < MOST_HEARD && hear(town(s.name), on.heard, on.missed),
  view: (s, on) => (
    <section>
      <Lines lines={s.lines} />
      <form onSubmit={on.say}>
        <input name="id" />
      </form>
    </section>
  ),
})

const Half = component({
  name: 'crash half',
  state: (props: { round: number }) => ({ round: props.round }),
  on: { give: (s, f: { id: string }) => answer({ id: f.id, round: s.round }) },
  view: (s, on) => (
    <form onSubmit={on.give}>
      <i>{s.round}</i>
      <input name="id" />
    </form>
  ),
})

/** Two halves that always agree: what the one gave, the other has; and an embedded one of which each round has its own. */
const Halves = component({
  name: 'crash halves',
  state: () => ({ ...NOTHING, left: 100, right: 0 }),
  on: {
    given: (s, { id, round }: { id: string; round: number }) => ({
      lines: [...s.lines, `${id} ${round}`],
      left: s.left - 1,
      right: s.right + 1,
    }),
  },
  view: (s, on) => (
    <section>
      <Lines lines={s.lines} />
      <b>{s.left}</b>
      <b>{s.right}</b>
      <Half key={s.right} round={s.right} onAnswer={on.given} />
    </section>
  ),
})

export const PAGES = {
  '/ledger': Ledger,
  '/alarms': Alarms,
  '/desk': Desk,
  '/town/:name': Town,
  '/halves': Halves,
}
