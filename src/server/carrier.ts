// Carries out what the kernel asked for, for one conversation: timers, subscriptions, watches, publishes and io.
// Invariant: after `leave` nothing of that instance runs, and after `stop` nothing of the conversation does. What comes of the
// work goes back as an event.
// Does not know when an event is committed: it is called after.
import type { Async, Timer } from '../async/index.ts'
import type { Bus } from './bus.ts'
import type { Command, Contents, KernelEvent } from '../kernel/index.ts'
import type { Upload } from '../jsx/index.ts'
import type { Measured } from './inspect-types.ts'
import type { Watching } from './watching.ts'

interface Job {
  readonly controller: AbortController
  readonly once: boolean
  /** The one that waits for what comes of it. */
  readonly frame: number | undefined
}

type Unclocked<E> = E extends unknown ? Omit<E, 'now'> : never
export type Incoming = Unclocked<KernelEvent>

export interface Surroundings {
  readonly async: Async
  readonly bus: Bus
  readonly watching: Watching
  now(): number
  /** What is in a file that a visitor of that conversation sent. */
  open(cid: string, upload: Upload): Contents
  /** Told of fire-and-forget work that failed: nobody waits for it. */
  onLost(error: unknown): void
  /** Where a server is observed: told of each message, and how many hear it. */
  readonly onPublished: ((topic: string, reached: number) => void) | undefined
}

/** What those who observe a server know of a command. */
export interface About {
  readonly timer?: TimerName | undefined
  /** The measurement of `io`. */
  readonly measured?: Measured | undefined
  /** Whose doing it is. */
  readonly traceparent?: string | undefined
}

export interface TimerName {
  readonly component: string
  readonly event: string
  readonly every?: number | undefined
}

/** A message on its way that says whose doing it is. */
export class Traced {
  readonly message: unknown
  readonly traceparent: string

  constructor(message: unknown, traceparent: string) {
    this.message = message
    this.traceparent = traceparent
  }
}

interface Armed {
  readonly iid: string
  readonly timer: Timer
  readonly name: TimerName | undefined
}

/** The event name under which a timer or a topic's message comes back through the registries' dispatch. */
export const TIMER = 'timer'
export const HEAR = 'hear '

export class Carrier {
  readonly #cid: string
  readonly #around: Surroundings
  readonly #send: (event: Incoming) => void
  #timers: Map<number, Armed> | undefined
  #watches: Map<string, () => void> | undefined
  #jobs: Map<string, Set<Job>> | undefined
  #done: (() => void)[] | undefined
  /** Messages that the engine does not have yet, or whose number somebody waits for. */
  #leaving = 0
  #stopped = false

  constructor(cid: string, around: Surroundings, send: (event: Incoming) => void) {
    this.#cid = cid
    this.#around = around
    this.#send = send
  }

  carryOut(command: Exclude<Command, { do: 'redirect' | 'identify' | 'end' }>, about?: About): void {
    if (this.#stopped) return
    const cid = this.#cid
    const { async, now } = this.#around
    switch (command.do) {
      case 'arm': {
        const { iid, timer: id, due } = command
        const timer = async.scheduleEvent({ cid, instanceId: iid, delayMs: due - now(), event: [TIMER, id] })
        this.#timers ??= new Map()
        this.#timers.get(id)?.timer.cancel()
        this.#timers.set(id, { iid, timer, name: about?.timer })
        return
      }
      case 'disarm':
        this.#timers?.get(command.timer)?.timer.cancel()
        this.#timers?.delete(command.timer)
        return
      case 'subscribe':
        async.subscribe({ cid, instanceId: command.iid, topic: command.topic, event: HEAR + command.topic })
        return
      case 'unsubscribe':
        async.unsubscribe({ cid, instanceId: command.iid, topic: command.topic })
        return
      case 'watch':
        return this.#watch(command)
      case 'unwatch': {
        const name = `${command.iid} ${command.key}`
        this.#watches?.get(name)?.()
        this.#watches?.delete(name)
        return
      }
      case 'publish':
        return this.#publish(command, about?.traceparent)
      case 'io':
        void this.#run(command, about?.measured)
        return
      case 'abort':
        for (const job of this.#jobs?.get(command.iid) ?? [])
          if (job.frame === command.frame) job.controller.abort()
        return
      case 'leave':
        return this.#leave(command.iid)
    }
  }

  /** Timers that wait. */
  get timers(): Iterable<Armed> {
    return this.#timers?.values() ?? []
  }

  get timerCount(): number {
    return this.#timers?.size ?? 0
  }

  /** Whether work is under way, or a message on its way to where others hear it. */
  get isBusy(): boolean {
    return this.#leaving > 0 || (this.#jobs !== undefined && this.#jobs.size > 0)
  }

  /** Whether work is under way that must not be begun again. */
  get isOnce(): boolean {
    return [...(this.#jobs?.values() ?? [])].some(jobs => [...jobs].some(({ once }) => once))
  }

  /** Resolves when some of the work that is under way is done. */
  async settled(): Promise<void> {
    if (this.isBusy) await new Promise<void>(done => void (this.#done ??= []).push(done))
  }

  /** A timer that fired needs no cancelling any more. */
  forgetTimer(id: number): void {
    this.#timers?.delete(id)
  }

  stop(): void {
    this.#stopped = true
    this.#around.async.cancelTimers(this.#cid)
    this.#around.async.removeSubscriptionsForCid(this.#cid)
    for (const unwatch of this.#watches?.values() ?? []) unwatch()
    for (const jobs of this.#jobs?.values() ?? []) for (const job of jobs) job.controller.abort()
    this.#timers = this.#watches = this.#jobs = undefined
    this.#tellDone()
  }

  #publish(
    { iid, topic, message, reply }: Extract<Command, { do: 'publish' }>,
    traceparent: string | undefined,
  ): void {
    const { here, elsewhere } = this.#around.bus.publish(topic, message, traceparent)
    this.#around.onPublished?.(topic, here)
    const tell = (reached: number): void => {
      if (reply !== undefined && !this.#stopped) this.#send({ kind: 'result', iid, ...reply, value: reached })
    }
    if (elsewhere === undefined) return tell(here)
    this.#leaving++
    // Whoever waits for the number would have it said again in another process.
    const left = reply === undefined ? elsewhere.sent : elsewhere.reached.then(n => tell(here + n))
    void left.then(() => {
      this.#leaving--
      this.#tellDone()
    })
  }

  #watch({ iid, key, source, atMostEveryMs }: Extract<Command, { do: 'watch' }>): void {
    this.#watches ??= new Map()
    const name = `${iid} ${key}`
    this.#watches.get(name)?.()
    // Set first: the first value comes at once, and its event may stop the watching.
    let stop = (): void => {}
    this.#watches.set(name, () => stop())
    stop = this.#around.watching.watch(source, atMostEveryMs, value =>
      this.#send({ kind: 'read', iid, key, value }),
    )
  }

  async #run(
    { iid, work, once, reply }: Extract<Command, { do: 'io' }>,
    measured: Measured | undefined,
  ): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    const job: Job = { controller, once, frame: reply?.frame }
    this.#jobs ??= new Map()
    const jobs = this.#jobs.get(iid) ?? new Set()
    this.#jobs.set(iid, jobs.add(job))
    let outcome: { value: unknown } | { error: { name: string; message: string } }
    const begin = (): unknown => work({ signal, open: upload => this.#around.open(this.#cid, upload) })
    try {
      outcome = { value: await (measured === undefined ? begin() : measured.run(begin)) }
      measured?.end({})
    } catch (error) {
      measured?.end(signal.aborted ? { status: 499 } : { error })
      if (reply === undefined && !signal.aborted) this.#around.onLost(error)
      outcome = { error: { name: error instanceof Error ? error.name : 'Error', message: textOf(error) } }
    }
    jobs.delete(job)
    if (jobs.size === 0) this.#jobs?.delete(iid)
    if (reply !== undefined && !signal.aborted) this.#send({ kind: 'result', iid, ...reply, ...outcome })
    this.#tellDone()
  }

  #tellDone(): void {
    const done = this.#done
    this.#done = undefined
    for (const each of done ?? []) each()
  }

  #leave(iid: string): void {
    for (const [id, { iid: of, timer }] of this.#timers ?? []) {
      if (of !== iid) continue
      timer.cancel()
      this.#timers?.delete(id)
    }
    this.#around.async.unsubscribe({ cid: this.#cid, instanceId: iid })
    for (const [name, unwatch] of this.#watches ?? []) {
      if (!name.startsWith(`${iid} `)) continue
      unwatch()
      this.#watches?.delete(name)
    }
    for (const job of this.#jobs?.get(iid) ?? []) job.controller.abort()
    this.#jobs?.delete(iid)
    this.#tellDone()
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
