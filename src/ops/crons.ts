// The scheduler: every cron at its times, by one timer for the next of them.
// Idea: it looks at the clock when the next time is due, and at the latest every ten seconds, because clocks are set and machines
// sleep. Invariant: no time leads to two runs; what a verb answers is what happened; a bad schedule leaves the former in place.
// Does not read schedules (schedule.ts), judge what is due (ticks.ts), keep runs (cron-runs.ts) or know whose a time is among several
// processes (cron-shared.ts). Who may call its verbs is the caller's affair. Past 250 lines because each verb says why it did nothing.
import { ReparteeError } from '../errors/index.ts'
import { CronRuns, type CronLine, type RunCause } from './cron-runs.ts'
import { SharedCron } from './cron-shared.ts'
import { cronShown, type CronShown } from './cron-shown.ts'
import { checkCron, type Cron } from './cron.ts'
import { DONE, undone, type Done } from './op.ts'
import { outside as world, type Outside } from './outside.ts'
import { readSchedule } from './schedule.ts'
import type { Shared } from './shared.ts'
import { Source } from './source.ts'
import { Ticks, type Due } from './ticks.ts'
import { Turns } from './turns.ts'
import { within } from './within.ts'

export interface CronsShown {
  readonly crons: readonly CronShown[]
}

/** What came of a trigger: whether a run has started, or will when the present one ends, or why not. */
export type Triggered =
  | { readonly done: true; readonly started: true; readonly run: number }
  | { readonly done: true; readonly started: false; readonly why: string }
  | { readonly done: false; readonly started: false; readonly why: string }

export interface CronsOptions {
  readonly outside?: Outside
}

/** How many crons one program may have. */
const MOST_CRONS = 1_000
/** The longest wait between two looks at the clock, ms. */
const LOOK_MS = 10_000

interface Entry {
  readonly runs: CronRuns
  ticks: Ticks
  paused: boolean
  shown: CronShown | undefined
  /** Where there may be other processes that run it. */
  shared: SharedCron | undefined
  elsewhere: CronShown['elsewhere']
}

/**
 * @example
 * const crons = new Crons()
 * crons.add(cron('tidy', '@daily', tidy))
 * crons.start()
 * crons.trigger('tidy') // { done: true, started: true, run: 1 }
 * await crons.close(5_000)
 */
export class Crons extends Source<CronsShown> {
  readonly #outside: Outside
  readonly #entries: Map<string, Entry> = new Map()
  #open: boolean = false
  #lastLook: number = -Infinity
  #callOff: (() => void) | undefined
  #turns: Turns | undefined

  constructor({ outside = world }: CronsOptions = {}) {
    super('ops/crons')
    this.#outside = outside
  }

  /** From now on the program may have other processes: of them all, one runs a cron at its time. */
  share(shared: Shared): void {
    if (this.#turns?.isShared === true) return
    this.#turns = new Turns(shared, name => this.#heard(name))
    for (const entry of this.#entries.values()) {
      entry.shared = this.#sharedWith(this.#turns, entry.runs, () => entry)
      if (this.#open) void this.#meet(entry)
    }
  }

  /**
   * Takes a cron, or another declaration of one: its runs and whether it is paused stay. The same again is no change; its function
   * is taken over for the next run. Throws `bad-argument` for one that cannot be kept to; the former then stays as it was.
   */
  add(op: Cron): void {
    checkCron(op)
    const entry = this.#entries.get(op.name)
    if (entry === undefined) return this.#addNew(op)
    const before = entry.runs.op
    entry.runs.op = op
    if (before.schedule !== op.schedule || before.timezone !== op.timezone) {
      entry.ticks = new Ticks(readSchedule(op.schedule, op.timezone ?? undefined))
      if (this.#open && !entry.paused) entry.ticks.plan(this.#outside.now())
      this.#arm()
    } else if (
      before.description === op.description &&
      before.overlap === op.overlap &&
      before.misfire === op.misfire &&
      before.per === op.per &&
      before.timeoutMs === op.timeoutMs
    )
      return
    this.#touch(entry)
  }

  /** From now on crons run. Times before are not missed: nothing was promised for them. */
  start(): void {
    if (this.#open) return
    this.#open = true
    this.#lastLook = this.#outside.now()
    for (const entry of this.#entries.values()) {
      if (!entry.paused) entry.ticks.plan(this.#lastLook)
      entry.shown = undefined
      void this.#meet(entry)
    }
    this.#arm()
    if (this.#entries.size > 0) this.changed()
  }

  /** Starts nothing any more, tells what runs to end and waits for it, `boundMs` at most. Never rejects. */
  async close(boundMs: number): Promise<void> {
    const all = [...this.#entries.values()]
    if (this.#open) {
      this.#open = false
      this.#callOff?.()
      for (const entry of all) {
        entry.ticks.rest()
        entry.runs.dropWaiting()
        entry.runs.stop('the program is closing')
        entry.shown = undefined
      }
      if (all.length > 0) this.changed()
    }
    await within(this.#outside, boundMs, Promise.all(all.map(({ runs }) => runs.quiet)))
  }

  /** No more runs by schedule, neither the one that waits. What runs goes on; an operator may still start one. */
  pause(name: string): Done {
    const entry = this.#entries.get(name)
    if (entry === undefined) return unknown(name)
    if (entry.paused) return undone(`${name} is paused already`)
    this.#pause(entry)
    this.#sharedOf(entry)?.pause(true)
    this.#touch(entry)
    return DONE
  }

  /** Goes on with the next time of the schedule; those that passed meanwhile were not missed. */
  resume(name: string): Done {
    const entry = this.#entries.get(name)
    if (entry === undefined) return unknown(name)
    if (!entry.paused) return undone(`${name} is not paused`)
    this.#resume(entry)
    this.#sharedOf(entry)?.pause(false)
    this.#touch(entry)
    return DONE
  }

  /** Starts a run now, if its overlap policy lets it; also while paused. */
  trigger(name: string): Triggered {
    const refused = (why: string): Triggered => ({ done: false, started: false, why })
    const entry = this.#entries.get(name)
    if (entry === undefined) return refused(`no cron is called ${name}`)
    if (!this.#open) return refused('crons are not started')
    const offered = entry.runs.offer('trigger', null)
    if (!offered.started && !offered.waits) {
      const { overlap } = entry.runs.op
      if (overlap === 'queue') return refused(`${name} is running, and one run waits already`)
      return refused(overlap === 'skip' ? `${name} is running` : `${name} runs as often as it may at once`)
    }
    this.#sharedOf(entry)?.report()
    this.#touch(entry)
    if (offered.started) return { done: true, started: true, run: offered.run }
    return { done: true, started: false, why: `${name} is running; this run waits for its end` }
  }

  /** Tells a run to end (that one, or all, and the one that waits). It counts as running until it has. */
  cancel(name: string, run?: number): Done {
    const entry = this.#entries.get(name)
    if (entry === undefined) return unknown(name)
    const dropped = run === undefined && entry.runs.dropWaiting()
    const told = entry.runs.stop('cancelled by an operator', run)
    if (told === 0 && !dropped)
      return undone(run === undefined ? `${name} is not running` : `run ${run} of ${name} is not running`)
    this.#touch(entry)
    return DONE
  }

  /** The last 200 lines that runs of that cron wrote, oldest first; of one run, if it is named. */
  lines(name: string, run?: number): readonly CronLine[] {
    const lines = this.#entries.get(name)?.runs.lines() ?? []
    return run === undefined ? lines : lines.filter(line => line.run === run)
  }

  /** The stack of what that run threw, while the run is shown. */
  stack(name: string, run: number): string | null {
    return this.#entries.get(name)?.runs.stack(run) ?? null
  }

  protected show(): CronsShown {
    return {
      crons: [...this.#entries.values()].map(
        entry => (entry.shown ??= cronShown(entry.runs, entry.paused, entry.ticks.next, entry.elsewhere)),
      ),
    }
  }

  #addNew(op: Cron): void {
    if (this.#entries.size >= MOST_CRONS)
      throw new ReparteeError('bad-argument', {
        what: 'A program declared more crons than one may have',
        expected: `at most ${MOST_CRONS}`,
        got: `one more, ${JSON.stringify(op.name)}`,
        try: 'let one cron go through a list',
      })
    const runs = new CronRuns(op, this.#outside, () => {
      this.#sharedOf(entry)?.report()
      this.#touch(entry)
    })
    const ticks = new Ticks(readSchedule(op.schedule, op.timezone ?? undefined))
    const turns = this.#turns
    const shared = turns && this.#sharedWith(turns, runs, () => entry)
    const entry: Entry = { runs, ticks, paused: false, shown: undefined, shared, elsewhere: null }
    this.#entries.set(op.name, entry)
    if (this.#open) {
      ticks.plan(this.#outside.now())
      void this.#meet(entry)
      this.#arm()
    }
    this.changed()
  }

  #touch(entry: Entry): void {
    entry.shown = undefined
    this.changed()
  }

  /** One timer for whatever comes next. */
  #arm(): void {
    this.#callOff?.()
    this.#callOff = undefined
    if (!this.#open) return
    let next = Infinity
    for (const { ticks } of this.#entries.values()) next = Math.min(next, ticks.next ?? Infinity)
    if (next === Infinity) return
    const wait = Math.min(Math.max(0, next - this.#outside.now()), LOOK_MS)
    this.#callOff = this.#outside.after(wait, () => this.#look())
  }

  #look(): void {
    const now = this.#outside.now()
    const setBack = now < this.#lastLook
    this.#lastLook = now
    let changed = false
    for (const entry of this.#entries.values()) {
      if (entry.ticks.next === undefined) continue
      const before = entry.ticks.next
      if (setBack) entry.ticks.plan(now)
      const due = entry.ticks.look(now)
      if (due !== undefined) this.#fire(entry, due)
      if (entry.ticks.next === before && due === undefined) continue
      entry.shown = undefined
      changed = true
    }
    this.#arm()
    if (changed) this.changed()
  }

  #fire(entry: Entry, { onTime, late, missed }: Due): void {
    const { op } = entry.runs
    if (missed > 0) entry.runs.count('missed', missed)
    if (onTime !== undefined) this.#begin(entry, 'schedule', onTime)
    else if (late !== undefined && op.misfire === 'once') this.#begin(entry, 'misfire', late)
  }

  #begin(entry: Entry, cause: RunCause, dueAt: number): void {
    const shared = this.#sharedOf(entry)
    if (shared === undefined) this.#offer(entry, cause, dueAt)
    else void shared.ask(cause, dueAt)
  }

  #offer(entry: Entry, cause: RunCause, dueAt: number): void {
    const offered = entry.runs.offer(cause, dueAt)
    if (!offered.started && !offered.waits) entry.runs.count('skipped', 1)
  }

  #pause(entry: Entry): void {
    entry.paused = true
    entry.ticks.rest()
    entry.runs.dropWaiting()
  }

  #resume(entry: Entry): void {
    entry.paused = false
    if (this.#open) entry.ticks.plan(this.#outside.now())
    this.#arm()
  }

  // -- among other processes ---------------------------------------------

  #sharedWith(turns: Turns, runs: CronRuns, entry: () => Entry): SharedCron {
    return new SharedCron({
      turns,
      outside: this.#outside,
      runs,
      isOn: () => this.#open && !entry().paused,
      isOpen: () => this.#open,
      begin: (cause, dueAt) => this.#offer(entry(), cause, dueAt),
      touch: () => this.#touch(entry()),
    })
  }

  #sharedOf({ shared, runs }: Entry): SharedCron | undefined {
    return this.#turns?.isShared === true && runs.op.per === 'program' ? shared : undefined
  }

  /** Times that passed while none of the processes was there were missed. */
  async #meet(entry: Entry): Promise<void> {
    const now = this.#outside.now()
    const until = await this.#sharedOf(entry)?.meet()
    if (until === undefined || until >= now || !this.#open || entry.paused) return
    const { schedule, timezone } = entry.runs.op
    const since = new Ticks(readSchedule(schedule, timezone ?? undefined))
    since.plan(until)
    const due = since.look(now)
    if (due === undefined) return
    this.#fire(entry, due)
    this.#touch(entry)
  }

  /** Something was noted of it, here or elsewhere. */
  #heard(name: string): void {
    const entry = this.#entries.get(name)
    const note = this.#turns?.known(name)
    if (entry === undefined || note === undefined || this.#sharedOf(entry) === undefined) return
    const elsewhere = this.#turns?.elsewhere(name) ?? null
    const isOther = note.paused !== entry.paused && entry.shared?.isHeeding === true
    if (!isOther && JSON.stringify(elsewhere) === JSON.stringify(entry.elsewhere)) return
    entry.elsewhere = elsewhere
    if (isOther && note.paused) this.#pause(entry)
    else if (isOther) this.#resume(entry)
    this.#touch(entry)
  }
}

function unknown(name: string): Done {
  return undone(`no cron is called ${name}`)
}
