// A conversation as the engine has it: under which lease this process may write it, at which revision, and when it is to be woken.
// Invariant: a commit that is not ours any more answers false, and then nothing of ours counts; what cannot be known is asked again
// under the same token, and in the end thrown.
// Does not know what is written.
import type { Change, Engine, Lease } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { checkWeight, WEIGHED_EVERY } from './limits.ts'
import type { Kept } from './present.ts'
import { readRecord, recordOf } from './record.ts'
import type { Left } from './record.ts'

/** Tries to learn whether a commit happened. */
const TRIES = 5
/** What may be otherwise in a while, and the longest that it is waited for at a time, ms. */
const PASSING: ReadonlySet<string> = new Set(['store-full', 'store-locked'])
const LONGEST_MS = 6000

export interface TenureOptions {
  readonly engine: Engine
  /** How long a conversation is kept that nobody attends. */
  readonly ttlMs: number
  now(): number
  wait(ms: number): Promise<void>
  onLost(error: unknown): void
}

export class Tenure {
  revision: number
  /** The earliest timer that was written down. */
  wakeAt: number
  /** When it was written down last. */
  written = 0
  readonly #options: TenureOptions
  readonly #lease: Lease
  #commits = 0
  #isOver = false

  constructor(options: TenureOptions, lease: Lease, revision: number, wakeAt: number) {
    this.#options = options
    this.#lease = lease
    this.revision = revision
    this.wakeAt = wakeAt
  }

  /** Whether what is written outlives the process. */
  get isDurable(): boolean {
    return this.#options.engine.caps.survives !== 'nothing'
  }

  /**
   * False if another owner has it. `isPatient`: nobody would send the event again, so where there is no room just now, it waits for
   * some.
   */
  async commit(kept: Kept, left: Left, wakeAt: number = this.wakeAt, isPatient = false): Promise<boolean> {
    const { engine, ttlMs, now, wait, onLost } = this.#options
    const { isDurable } = this
    this.#commits++
    // An engine that writes nothing down does not see how much it is.
    const text = isDurable || this.#commits % WEIGHED_EVERY === 0 ? kept.text : undefined
    if (text !== undefined) checkWeight(text)
    this.written = now()
    const change: Change = {
      revision: this.revision,
      token: `${this.#lease.epoch}.${this.#commits}`,
      data: isDurable ? recordOf(left, text as string) : bytesOf(left, kept),
      ttlMs: Math.max(1, ttlMs - (this.written - left.seen)),
      ...(wakeAt < Infinity && { wakeAt }),
    }
    for (let tries = 1; ; tries++) {
      try {
        const committed = await engine.commit(this.#lease, change)
        if (!committed.ok) return false
        this.revision = committed.revision
        this.wakeAt = wakeAt
        return true
      } catch (error) {
        const code = error instanceof ReparteeError ? error.code : ''
        if (isPatient && PASSING.has(code) && !this.#isOver) {
          if (tries === 1) onLost(error)
          await wait(Math.min(100 * 2 ** tries, LONGEST_MS))
        } else if (code !== 'unknown-outcome' || tries >= TRIES) throw error
      }
    }
  }

  /** The snapshot that was written last; undefined if it is not ours, or cannot be had. */
  async fetch(): Promise<string | undefined> {
    const { engine, onLost } = this.#options
    try {
      const { cid, epoch } = this.#lease
      const claim = await engine.claim(cid, null)
      if (!claim.won || claim.lease.epoch !== epoch || claim.data === null) return undefined
      return readRecord(claim.data).snapshot
    } catch (error) {
      onLost(error)
      return undefined
    }
  }

  /** Whether it is ours, as far as can be known: the next commit knows for certain. */
  async isOurs(): Promise<boolean> {
    const { engine, onLost } = this.#options
    try {
      const { cid, owner, epoch } = this.#lease
      const found = await engine.peek(cid)
      return found?.owner === owner && found.epoch === epoch
    } catch (error) {
      onLost(error)
      return true
    }
  }

  /** Nothing is written any more. */
  end(): void {
    this.#isOver = true
  }

  /** Whoever wants it may have it. */
  release(): Promise<void> {
    return this.#options.engine.release(this.#lease, this.revision)
  }

  /** It is over. */
  drop(): void {
    this.#options.engine.drop(this.#lease).catch(this.#options.onLost)
  }
}

/** Made when somebody asks. Out here, so that it holds on to nothing else. */
const bytesOf = (left: Left, kept: Kept) => (): Uint8Array => recordOf(left, kept.text)
