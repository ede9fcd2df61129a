// One resource's life: opened, tried again while that fails, checked now and then, closed.
// Idea: every transition ends in one new row; the row is all that is shown, and whether it differs decides about a nudge.
// How long checks take is kept beside it, so that a check with the same outcome is no change.
// Invariant: never two openings and never two checks at a time; what opens too late to be wanted is closed.
// (Longer than most files: opening, checking and closing each have to know whether another has begun.)
import { backoffMs } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { clip, DONE, reasonOf, undone } from './op.ts'
import type { Done } from './op.ts'
import type { Outside } from './outside.ts'
import { ask } from './probe.ts'
import type { Asked, Probe } from './probe.ts'
import type { HeldResource, ResourceKind } from './resource.ts'
import { Ring } from './ring.ts'
import { within } from './within.ts'

/**
 * 'open' is one that was not checked yet or has no check; 'failed' one that could not be opened and will be tried again.
 */
export type ResourceStatus = 'closed' | 'opening' | 'failed' | 'open' | 'healthy' | 'unhealthy' | 'closing'

export interface ResourceShown {
  readonly name: string
  readonly kind: ResourceKind
  readonly description: string | null
  readonly status: ResourceStatus
  /** Why it is failed or unhealthy, or how its closing went wrong. */
  readonly reason: string | null
  /** When the status became what it is, epoch ms. */
  readonly since: number
  /** Whether it has a check. */
  readonly checked: boolean
  /** Openings that failed in a row. */
  readonly failures: number
  /** When it will be tried again. */
  readonly nextTryAt: number | null
}

export interface ResourceChange {
  readonly at: number
  readonly status: ResourceStatus
  readonly reason: string | null
}

export interface ResourceLifeOptions {
  readonly outside: Outside
  readonly backoff: Backoff
  readonly everyMs: number
  readonly timeoutMs: number
  readonly openTimeoutMs: number
  readonly tell: (row: ResourceShown) => void
}

/** How many checks of a resource are kept. */
const PROBES = 100
/** How many changes of status or reason are kept. */
const CHANGES = 100
/** Checks come up to a tenth earlier or later than asked, so that those of many resources do not fall together. */
const SPREAD = 0.1

export class KeptResource {
  readonly #resource: HeldResource<unknown>
  readonly #options: ResourceLifeOptions
  readonly #probes = new Ring<Probe>(PROBES)
  readonly #changes = new Ring<ResourceChange>(CHANGES)
  #row: ResourceShown
  /** Which opening holds: what an earlier one brings is not wanted any more. */
  #turn: number = 0
  #opening: { readonly done: Promise<void>; readonly abort: AbortController } | undefined
  #leaving: Promise<void> | undefined
  #asked: Asked | undefined
  #reopening: boolean = false
  #isOpen: boolean = false
  #closed: boolean = false
  #cancel: () => void = () => {}
  #tellOpen: () => void = () => {}
  /** Resolves when it is open for the first time. */
  readonly opened: Promise<void> = new Promise(resolve => (this.#tellOpen = resolve))

  constructor(resource: HeldResource<unknown>, options: ResourceLifeOptions) {
    this.#resource = resource
    this.#options = options
    const { kind = 'other', description, check } = resource.life
    this.#row = {
      name: resource.name,
      kind,
      description: description === undefined ? null : clip(description, 500),
      status: 'closed',
      reason: null,
      since: options.outside.now(),
      checked: check !== undefined,
      failures: 0,
      nextTryAt: null,
    }
  }

  get resource(): HeldResource<unknown> {
    return this.#resource
  }

  get row(): ResourceShown {
    return this.#row
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get probes(): readonly Probe[] {
    return this.#probes.list()
  }

  get changes(): readonly ResourceChange[] {
    return this.#changes.list()
  }

  get lastProbe(): Probe | undefined {
    return this.#probes.last
  }

  /** Tries to open it, and resolves when that first try has come to something, or has taken too long. Never rejects. */
  async open(): Promise<void> {
    if (this.#closed || this.#isOpen || this.#opening !== undefined) return
    this.#set({ status: 'opening', reason: null, failures: 0 })
    await within(this.#options.outside, this.#options.openTimeoutMs, this.#try())
  }

  #try(): Promise<void> {
    const { outside, openTimeoutMs } = this.#options
    const turn = ++this.#turn
    const abort = new AbortController()
    this.#cancel()
    // It may not heed the signal; a second opening beside it would be worse than to wait.
    this.#cancel = outside.after(openTimeoutMs, () => {
      this.#set({ status: 'failed', reason: `not open within ${openTimeoutMs} ms` })
      abort.abort()
    })
    const done = Promise.resolve()
      .then(() => this.#resource.life.open(abort.signal))
      .then(
        it => (turn === this.#turn ? this.#arrive(it) : this.#dispose(it)),
        (error: unknown) => {
          if (turn === this.#turn) this.#fail(abort.signal.aborted ? this.#row.reason : error)
        },
      )
    this.#opening = { done, abort }
    this.#set({ nextTryAt: null })
    return done
  }

  #arrive(it: unknown): void {
    this.#cancel()
    this.#opening = undefined
    this.#isOpen = true
    this.#resource.hold(it)
    this.#set({ status: 'open', reason: null, failures: 0, nextTryAt: null })
    this.#tellOpen()
    if (this.#row.checked && this.#isOpen && !this.#closed) void this.#probe()
  }

  #fail(error: unknown): void {
    const { outside, backoff } = this.#options
    this.#cancel()
    this.#opening = undefined
    if (this.#closed) return
    const failures = this.#row.failures + 1
    const waitMs = backoffMs(backoff, failures, outside.random())
    this.#cancel = outside.after(waitMs, () => void this.#try())
    this.#set({ status: 'failed', reason: reasonOf(error), failures, nextTryAt: outside.now() + waitMs })
  }

  /** Checks it now. Resolves when there is an outcome, good or bad. */
  async check(): Promise<Done> {
    if (!this.#row.checked) return undone('it has no check')
    if (!this.#isOpen || this.#closed) return undone('it is not open')
    if (this.#asked !== undefined) return undone('it is being checked, and has not answered yet')
    await this.#probe()
    return DONE
  }

  async #probe(): Promise<void> {
    const { outside, everyMs, timeoutMs } = this.#options
    this.#cancel()
    this.#cancel = outside.after(
      everyMs * (1 + SPREAD * (2 * outside.random() - 1)),
      () => void this.#probe(),
    )
    const held = this.#resource.get()
    // One that has not let go of the last question is not asked another: what it last came to holds.
    if (this.#asked !== undefined) return
    const { life } = this.#resource
    const turn = this.#turn
    const asked = ask(outside, timeoutMs, async signal => life.check?.(held, signal))
    this.#asked = asked
    void asked.answered.then(() => {
      if (this.#asked === asked) this.#asked = undefined
    })
    const probe = await asked.settled
    // It may have been closed, and opened again, meanwhile.
    if (turn !== this.#turn) return
    this.#probes.push(probe)
    this.#set({ status: probe.ok ? 'healthy' : 'unhealthy', reason: probe.reason })
  }

  /** Closes it and opens it again. */
  async reopen(boundMs: number): Promise<Done> {
    if (this.#closed) return undone('the program is closing')
    if (this.#opening !== undefined || this.#reopening) return undone('it is being opened')
    this.#reopening = true
    await this.#shut(boundMs)
    this.#reopening = false
    await this.open()
    if (this.#isOpen) return DONE
    return undone(this.#closed ? 'the program is closing' : `it could not be opened: ${this.#row.reason}`)
  }

  /** Stops checking and trying, for good. */
  rest(): void {
    this.#closed = true
    this.#cancel()
    this.#asked?.abort()
    this.#opening?.abort.abort()
  }

  /** Never rejects; waits `boundMs` at most. */
  async close(boundMs: number): Promise<void> {
    this.rest()
    await this.#shut(boundMs)
  }

  async #shut(boundMs: number): Promise<void> {
    const turn = ++this.#turn
    this.#cancel()
    this.#asked?.abort()
    this.#asked = undefined
    const held = this.#resource.release()
    this.#isOpen = false
    // What is on its way in is closed when it comes; what is on its way out may still be.
    const leaving = held === undefined ? (this.#opening?.done ?? this.#leaving) : this.#dispose(held.it)
    this.#opening = undefined
    this.#leaving = leaving
    if (leaving === undefined) return this.#set({ status: 'closed', nextTryAt: null })
    this.#set({ status: 'closing', reason: null, nextTryAt: null })
    const left = leaving.then(() => {
      if (this.#leaving === leaving) this.#leaving = undefined
      if (turn === this.#turn) this.#set({ status: 'closed' })
    })
    if (await within(this.#options.outside, boundMs, left)) return
    if (turn === this.#turn) this.#set({ reason: `not closed within ${boundMs} ms` })
  }

  async #dispose(it: unknown): Promise<void> {
    const turn = this.#turn
    try {
      await this.#resource.life.close?.(it)
    } catch (error) {
      // Opened again meanwhile, it is another that is shown.
      if (turn !== this.#turn) return
      this.#set({ reason: `closing: ${reasonOf(error)}` })
    }
  }

  #set(change: Partial<ResourceShown>): void {
    const former = this.#row
    const since =
      change.status === undefined || change.status === former.status
        ? former.since
        : this.#options.outside.now()
    this.#row = { ...former, ...change, since }
    const { status, reason } = this.#row
    if (status !== former.status || reason !== former.reason)
      this.#changes.push({ at: this.#options.outside.now(), status, reason })
    this.#options.tell(this.#row)
  }
}
