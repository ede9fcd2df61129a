// One look at all sources for any number of viewers: after a nudge, at most so often, and only while somebody follows.
// Invariant: what a viewer does, or fails to do, reaches no source; the last state is always seen, because a nudge that comes while
// nobody looks is kept. A source that throws keeps its last value and stops no other.
// Does not know who follows, nor how it travels.
import { Notifier } from '../live/index.ts'
import type { ChangeSource, Nudges } from '../live/index.ts'
import type { Outside } from './outside.ts'

export interface Readable extends ChangeSource {
  read(): unknown
}

/** A section's value, and how often it has changed. */
export interface Sampled {
  readonly value: unknown
  readonly version: number
}

/** Told the names of the sections that changed. Called between a sample and the next, never by a source. */
export type Follow = (changed: ReadonlySet<string>) => void

/** The least time between two samples, ms: 20 a second. */
export const SAMPLE_MS = 50
/** For each of very many viewers the pause grows by this, up to `SLOWEST_MS`: what it costs to write to all stays bounded. */
const PER_VIEWER_MS = 2
const SLOWEST_MS = 200
/** Rates fall while nothing happens, so a look is due now and then without a nudge. */
const IDLE_MS = 1000

export class Sampler {
  readonly #outside: Outside
  readonly #notifier = new Notifier()
  readonly #sections = new Map<string, Readable>()
  readonly #sampled = new Map<string, Sampled>()
  readonly #followers = new Set<Follow>()
  #nudges: Nudges | undefined

  constructor(outside: Outside) {
    this.#outside = outside
  }

  get names(): readonly string[] {
    return [...this.#sections.keys()]
  }

  /** How many follow. */
  get size(): number {
    return this.#followers.size
  }

  add(name: string, source: Readable): void {
    this.#sections.set(name, source)
    source.setChangeHook(() => this.#notifier.notify())
    this.#notifier.notify()
  }

  /** Lets go of all sources: none of them has to say anything any more. */
  close(): void {
    for (const source of this.#sections.values()) source.setChangeHook(undefined)
  }

  /** As sampled last; sampled now where nobody follows. */
  get(name: string): Sampled | undefined {
    if (this.#followers.size === 0 || !this.#sampled.has(name)) this.#sample(name)
    return this.#sampled.get(name)
  }

  /** Returns how to stop. */
  follow(tell: Follow): () => void {
    if (this.#followers.size === 0) for (const name of this.#sections.keys()) this.#sample(name)
    this.#followers.add(tell)
    if (this.#nudges === undefined) void this.#run((this.#nudges = this.#notifier.subscribe()))
    return () => {
      if (!this.#followers.delete(tell) || this.#followers.size > 0) return
      this.#nudges?.cancel()
      this.#nudges = undefined
    }
  }

  async #run(nudges: Nudges): Promise<void> {
    let callOff = this.#soon()
    for await (const _ of nudges) {
      callOff()
      this.look()
      await this.#pause()
      callOff = this.#soon()
    }
    callOff()
  }

  #soon(): () => void {
    return this.#outside.after(IDLE_MS, () => this.#notifier.notify())
  }

  #pause(): Promise<void> {
    const ms = Math.min(SLOWEST_MS, Math.max(SAMPLE_MS, this.#followers.size * PER_VIEWER_MS))
    return new Promise(done => this.#outside.after(ms, done))
  }

  /** Samples all sections, and tells those who follow what changed. */
  look(): void {
    const changed = new Set<string>()
    for (const name of this.#sections.keys()) if (this.#sample(name)) changed.add(name)
    if (changed.size > 0) for (const tell of this.#followers) tell(changed)
  }

  #sample(name: string): boolean {
    const was = this.#sampled.get(name)
    try {
      const value = this.#sections.get(name)?.read()
      if (value === undefined || (was !== undefined && was.value === value)) return false
      this.#sampled.set(name, { value, version: (was?.version ?? 0) + 1 })
      return true
    } catch {
      return false
    }
  }
}
