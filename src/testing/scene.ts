// What visitors share: the time, which stands until it is told to pass, topics, sources, and the log of what was done.
// Invariant: one thing at a time, in the order in which things were asked for; the same log gives the same pages. Time passes
// from one thing that is due to the next.
// Does not know pages or conversations.
import { Failure } from './failure.ts'
import type { Act, Step } from './log.ts'
import type { Running, Watch } from './running.ts'
import { Sources } from './sources.ts'
import type { Tape } from './tape.ts'

/** Somebody in the scene. */
export interface Guest {
  readonly running: Running
  fire(timer: number): void
  hear(iid: string, topic: string, message: unknown): void
  read(iid: string, key: string, value: unknown): void
  /** Runs its work; answers what is under way. */
  start(): readonly Promise<void>[]
}

export class Scene {
  now: number
  readonly guests: Guest[] = []
  readonly log: Step[] = []
  readonly sources: Sources
  #queue: (() => void)[] = []
  #busy = false
  /** The time that is passing: the log's entry for it, and since when. */
  #passing: { readonly entry: { ms: number }; readonly since: number; readonly until: number } | undefined

  /** `tape`: what sources say is in there; they themselves are left alone. */
  constructor(now: number, tape: Tape | undefined) {
    this.now = now
    this.sources = new Sources(this, tape)
  }

  /** Does a step, and all that follows from it. A step that cannot be done is not logged. */
  act(guest: Guest, act: Act, work: () => void): void {
    const at = this.log.length
    this.#note(guest, act)
    const first = !this.#busy
    this.#busy = true
    try {
      work()
      if (first) this.#flush()
    } catch (error) {
      if (error instanceof Failure) this.log.length = at
      throw error
    } finally {
      if (first) this.#rest()
    }
  }

  #note(guest: Guest, act: Act): void {
    const who = this.guests.indexOf(guest)
    this.log.push(who > 0 ? { ...act, who } : act)
  }

  /** To be done after what is being done now. */
  later(work: () => void): void {
    this.#queue.push(work)
  }

  /** Does what waits, unless that is being done. */
  drain(): void {
    if (this.#busy) return
    this.#busy = true
    try {
      this.#flush()
    } finally {
      this.#rest()
    }
  }

  #flush(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next()
  }

  #rest(): void {
    this.#busy = false
    this.#queue = []
  }

  /** Tells every subscriber; answers how many there are. */
  publish(topic: string, message: unknown): number {
    let targeted = 0
    for (const guest of this.guests)
      for (const iid of guest.running.hearers(topic)) {
        targeted++
        this.later(() => {
          if (guest.running.subscriptions.has(`${iid} ${topic}`)) guest.hear(iid, topic, message)
        })
      }
    return targeted
  }

  /** Lets time pass, and what comes due happen in order: of what is due at once, timers first, the oldest before others. */
  pass(guest: Guest, ms: number): void {
    const until = this.now + ms
    this.#begin(guest, until)
    this.#busy = true
    try {
      for (;;) {
        const next = first(this.#timers(), this.sources.due())
        if (next === undefined || next.due > until) break
        this.now = Math.max(this.now, next.due)
        next.happen()
        this.#flush()
      }
      this.now = until
    } finally {
      this.#passing = undefined
      this.#rest()
    }
  }

  /** What a source says while time passes stands in the log between the time before and the time after. */
  read(guest: Guest, { iid, key }: Watch, value: unknown, isFirst: boolean): void {
    const { now } = this
    const passing = isFirst ? undefined : this.#passing
    if (passing !== undefined) passing.entry.ms = now - passing.since
    this.#note(guest, { do: 'read', watch: `${iid} ${key}`, value, ...(isFirst && { first: true }) })
    if (passing !== undefined) this.#begin(guest, passing.until)
    guest.read(iid, key, value)
  }

  #begin(guest: Guest, until: number): void {
    const entry = { do: 'pass' as const, ms: until - this.now }
    this.#note(guest, entry)
    this.#passing = { entry, since: this.now, until }
  }

  #timers(): Due | undefined {
    let oldest: (Due & { readonly id: number }) | undefined
    for (const guest of this.guests)
      for (const [id, { due }] of guest.running.timers)
        if (oldest === undefined || due < oldest.due || (due === oldest.due && id < oldest.id))
          oldest = { due, id, happen: () => guest.fire(id) }
    return oldest
  }
}

/** Something that happens at its time. */
export interface Due {
  readonly due: number
  happen(): void
}

const first = (one: Due | undefined, other: Due | undefined): Due | undefined =>
  one === undefined || (other !== undefined && other.due < one.due) ? other : one
