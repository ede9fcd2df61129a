// One cron in a process among others: asks whose each time is, says what runs here, and heeds what is said elsewhere.
// Idea: whoever cannot be asked just now is asked again, until it is answered, the next time comes, or the program closes. What is to be
// said is the present state, so what was not said in time is not said at all.
// Invariant: a time runs here only after it was noted as taken here; of those that are late the last stands for all.
// Does not know the note (turns.ts), nor how runs are started.
import type { CronRuns, RunCause } from './cron-runs.ts'
import type { Outside } from './outside.ts'
import type { Said, Taken, Turns } from './turns.ts'
import { LATE_MS } from './ticks.ts'

/** From one try to the next, ms: at first, and at most. */
const PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4_000

export interface SharedCronOptions {
  readonly turns: Turns
  readonly outside: Outside
  readonly runs: CronRuns
  /** Whether it runs by its schedule here: the program is open, and the cron not paused. */
  isOn(): boolean
  isOpen(): boolean
  /** It is its turn here. */
  begin(cause: RunCause, dueAt: number): void
  /** Something else is to be shown. */
  touch(): void
}

export class SharedCron {
  readonly #options: SharedCronOptions
  /** The time that is asked for. */
  #asking: object | undefined
  #unsaid: Said = {}
  #isSaying: boolean = false
  /** Which run was said last, and whether it had ended. */
  #said: string = ''

  constructor(options: SharedCronOptions) {
    this.#options = options
  }

  /** Whether another process's word on it counts: not while ours is to be said. */
  get isHeeding(): boolean {
    return this.#unsaid.paused === undefined
  }

  /** Settles when its note was read; how far its times are settled, unless it is not wanted any more. */
  async meet(): Promise<number | undefined> {
    const { turns, runs, outside, isOpen } = this.#options
    const now = outside.now()
    for (let tries = 0; isOpen(); tries++) {
      try {
        return (await turns.meet(runs.op.name, now)).until
      } catch {
        // It is told of where a time is asked for.
        await this.#pause(tries)
      }
    }
    return undefined
  }

  /** A time has come, or a time that was missed is to be made up for. */
  async ask(cause: RunCause, dueAt: number): Promise<void> {
    const { outside, runs, turns, isOpen, touch } = this.#options
    // What would be begun now would be told to end at once.
    const isOn = (): boolean => this.#options.isOn() && !turns.isClosing
    if (!isOn()) return
    // The later one stands for those that were missed.
    if (cause === 'misfire' && this.#asking !== undefined) return
    const asking = {}
    this.#asking = asking
    const isLate = (): boolean => outside.now() - dueAt > LATE_MS
    const isWanted = (): boolean => isOn() && this.#asking === asking
    let [isTold, isDropped] = [false, false]
    // The engine may have been slow: what is on time runs all the same.
    const isDue = (): boolean => !(isDropped = !isOn() || (isLate() && this.#asking !== asking))
    let last: Taken | undefined
    for (let tries = 0; ; tries++) {
      try {
        last = await this.#take(cause, dueAt, isDue)
        if (last !== 'later') break
      } catch (error) {
        last = undefined
        if (isWanted() && isLate() && !isTold) {
          isTold = true
          runs.failedToStart(cause, dueAt, error)
          touch()
        }
        if (cause === 'schedule' && isLate() && runs.op.misfire === 'skip') break
      }
      await this.#pause(tries)
      if (!isWanted()) break
    }
    if (this.#asking === asking) this.#asking = undefined
    if (last === 'mine' && this.#options.isOn()) this.#begin(isLate() ? 'misfire' : cause, dueAt)
    else if (last === 'skipped' || last === 'later') runs.count('skipped', 1)
    else if ((isDropped || last === undefined) && !isTold && isOpen()) runs.count('missed', 1)
    else return
    touch()
  }

  /** Says which run began or ended last here, if that is news. */
  report(): void {
    const run = this.#options.runs.latest
    if (run === undefined) return
    const said = `${run.id} ${run.endedAt}`
    if (said === this.#said) return
    this.#said = said
    const { cause, dueAt, startedAt, endedAt, outcome } = run
    this.#say({ ...this.#unsaid, run: { cause, dueAt, startedAt, endedAt, outcome } })
  }

  pause(is: boolean): void {
    this.#say({ ...this.#unsaid, paused: { is, at: this.#options.outside.now() } })
  }

  #take(cause: RunCause, dueAt: number, isWanted: () => boolean): Promise<Taken> {
    const { turns, outside, runs } = this.#options
    const now = outside.now()
    const until = cause === 'misfire' ? Math.max(dueAt, now - LATE_MS) : dueAt
    return turns.take({ op: runs.op, cause, dueAt, until, now, isRunning: runs.going > 0, isWanted })
  }

  #begin(cause: RunCause, dueAt: number): void {
    const { runs, begin } = this.#options
    begin(cause, dueAt)
    const { latest } = runs
    // The note of whoever takes a time says that it runs.
    if (latest !== undefined && latest.endedAt === null) this.#said = `${latest.id} null`
  }

  #say(said: Said): void {
    this.#unsaid = said
    if (!this.#isSaying) void this.#sayAll()
  }

  async #sayAll(): Promise<void> {
    const { turns, runs, isOpen } = this.#options
    this.#isSaying = true
    for (let tries = 0; isOpen() && (this.#unsaid.paused ?? this.#unsaid.run) !== undefined; tries++) {
      const said = this.#unsaid
      try {
        await turns.say(runs.op.name, said)
        const { paused, run } = this.#unsaid
        this.#unsaid = { ...(paused !== said.paused && { paused }), ...(run !== said.run && { run }) }
      } catch {
        await this.#pause(tries)
      }
    }
    this.#isSaying = false
  }

  #pause(tries: number): Promise<void> {
    const ms = Math.min(PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS)
    return new Promise(done => void this.#options.outside.after(ms, done))
  }
}
