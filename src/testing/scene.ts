// What visitors share: the time, which stands until it is told to pass, topics, and the log of what was done.
// Invariant: one thing at a time, in the order in which things were asked for; the same steps give the same pages. Time passes
// from one thing that is due to the next.
// Does not know pages or conversations.
import type { Live } from '../kernel/index.ts'
import { Failure } from './failure.ts'
import type { Step } from './log.ts'
import type { Running, Watch } from './running.ts'

/** A step without who did it. */
export type Act = Step extends infer S ? (S extends unknown ? Omit<S, 'who'> : never) : never

/** Somebody in the scene. */
export interface Guest {
  readonly running: Running
  fire(timer: number): void
  hear(iid: string, topic: string, message: unknown): void
  read(iid: string, key: string, value: unknown): void
  /** Runs its work; answers what is under way. */
  start(): readonly Promise<void>[]
}

interface Watching {
  readonly guest: Guest
  readonly watch: Watch
  /** It is not read again before. */
  next: number
  /** It nudged, and is to be read then. */
  due: number | undefined
}

export class Scene {
  now: number
  readonly guests: Guest[] = []
  readonly log: Step[] = []
  /** What sources say comes from a log. */
  readonly replayed: boolean
  #queue: (() => void)[] = []
  #busy = false
  readonly #watched = new Map<Live<unknown>, Watching[]>()

  constructor(now: number, replayed: boolean) {
    this.now = now
    this.replayed = replayed
  }

  /** Does a step, and all that follows from it. A step that cannot be done is not logged. */
  act(guest: Guest, step: Act, work: () => void): void {
    const who = this.guests.indexOf(guest)
    const at = this.log.push((who > 0 ? { ...step, who } : step) as Step)
    const first = !this.#busy
    this.#busy = true
    try {
      work()
      if (first) this.#flush()
    } catch (error) {
      if (error instanceof Failure) this.log.length = at - 1
      throw error
    } finally {
      if (first) this.#rest()
    }
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

  /** Lets time pass, and what comes due happen in order. */
  pass(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const next = this.#next()
      if (next === undefined || next.due > until) break
      this.now = Math.max(this.now, next.due)
      next.happen()
      this.#flush()
    }
    this.now = until
  }

  /** What is due first: of several, the oldest. */
  #next(): { readonly due: number; happen(): void } | undefined {
    let first: { readonly due: number; readonly order: number; happen(): void } | undefined
    for (const guest of this.guests)
      for (const [id, { due }] of guest.running.timers)
        if (first === undefined || due < first.due || (due === first.due && id < first.order))
          first = { due, order: id, happen: () => guest.fire(id) }
    for (const list of this.#watched.values())
      for (const watching of list)
        if (watching.due !== undefined && (first === undefined || watching.due < first.due))
          first = { due: watching.due, order: Infinity, happen: () => this.#read(watching) }
    return first
  }

  /** Reads a source now and whenever it nudges, at most as often as was wished. */
  watch(guest: Guest, watch: Watch): void {
    if (this.replayed) return
    const { source } = watch
    const watching: Watching = { guest, watch, next: 0, due: undefined }
    const list = this.#watched.get(source)
    if (list === undefined) {
      this.#watched.set(source, [watching])
      source.setChangeHook(() => this.#nudged(source))
    } else {
      list.push(watching)
    }
    this.later(() => this.#read(watching))
  }

  unwatch(guest: Guest, watch: Watch): void {
    const list = this.#watched.get(watch.source)
    const at = list?.findIndex(each => each.guest === guest && each.watch === watch) ?? -1
    if (list === undefined || at < 0) return
    list.splice(at, 1)
    if (list.length > 0) return
    this.#watched.delete(watch.source)
    watch.source.setChangeHook(undefined)
  }

  #nudged(source: Live<unknown>): void {
    for (const watching of this.#watched.get(source) ?? []) {
      if (watching.next > this.now) {
        watching.due = watching.next
      } else {
        watching.next = this.now + watching.watch.atMostEveryMs
        this.later(() => this.#read(watching))
      }
    }
    this.drain()
  }

  #read(watching: Watching): void {
    const { guest, watch } = watching
    if (watching.due !== undefined) watching.next = this.now + watch.atMostEveryMs
    watching.due = undefined
    if (!(this.#watched.get(watch.source) ?? []).includes(watching)) return
    const value = watch.source.read()
    this.act(guest, { do: 'read', watch: `${watch.iid} ${watch.key}`, value }, () =>
      guest.read(watch.iid, watch.key, value),
    )
  }
}
