// How this process is: event loop, CPU, memory, garbage; one sample a second, the last five minutes kept.
// Invariant: samples are taken by one timer, never when somebody looks, so looking costs the same for any number of viewers.
// Does not know where the figures come from.
import { nodeGauges } from './gauges.ts'
import type { Gauged, Gauges } from './gauges.ts'
import { outside as real } from './outside.ts'
import type { Outside } from './outside.ts'
import { Ring } from './ring.ts'
import { Source } from './source.ts'

/** What was so in the second before `at`. */
export interface ProcessSample {
  /** Epoch ms. */
  readonly at: number
  /** How much later than due the event loop came round, ms. */
  readonly delayMeanMs: number
  readonly delayP99Ms: number
  readonly delayMaxMs: number
  /** Cores used: 1 is one of them all the time. */
  readonly cpu: number
  /** Share of the time in which the event loop worked, 0 to 1. */
  readonly loop: number
  /** Share of the time that went into collecting garbage, 0 to 1. */
  readonly gc: number
  readonly gcs: number
  readonly rssBytes: number
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  readonly externalBytes: number
}

export interface ProcessShown {
  readonly pid: number
  /** As 'v24.1.0'. */
  readonly node: string
  readonly platform: string
  /** When the process began, epoch ms: what has passed since is its uptime. */
  readonly startedAt: number
  /** Null until the first second is over. */
  readonly last: ProcessSample | null
}

export interface ProcessOptions {
  readonly outside?: Outside
  readonly gauges?: () => Gauges
  /** How often a sample is taken, ms. 1,000 by default. */
  readonly everyMs?: number
  /** How many are kept. 300 by default. */
  readonly keep?: number
}

export class ProcessFigures extends Source<ProcessShown> {
  readonly #options: ProcessOptions
  readonly #outside: Outside
  readonly #ring: Ring<ProcessSample>
  readonly #startedAt: number
  #samples: readonly ProcessSample[] | undefined
  #stop: (() => void) | undefined

  constructor(options: ProcessOptions = {}) {
    super('ops/process')
    this.#options = options
    this.#outside = options.outside ?? real
    this.#ring = new Ring(options.keep ?? 300)
    this.#startedAt = Math.round(this.#outside.now() - process.uptime() * 1000)
  }

  /** Begins to sample. Once more does nothing. */
  start(): void {
    if (this.#stop !== undefined) return
    const gauges = (this.#options.gauges ?? nodeGauges)()
    const everyMs = this.#options.everyMs ?? 1000
    let before = gauges.take()
    let ticks = this.#outside.ticks()
    const sample = (): void => {
      cancel = this.#outside.after(everyMs, sample)
      const [now, then] = [gauges.take(), ticks]
      ticks = this.#outside.ticks()
      this.#ring.push(sampleOf(this.#outside.now(), ticks - then, before, now))
      before = now
      this.#samples = undefined
      this.changed()
    }
    let cancel = this.#outside.after(everyMs, sample)
    this.#stop = () => {
      cancel()
      gauges.close()
    }
  }

  close(): Promise<void> {
    this.#stop?.()
    this.#stop = undefined
    return Promise.resolve()
  }

  /** The last five minutes, oldest first. The same array until there is another sample. */
  samples(): readonly ProcessSample[] {
    this.#samples ??= this.#ring.list()
    return this.#samples
  }

  protected show(): ProcessShown {
    const { pid, version, platform } = process
    return { pid, node: version, platform, startedAt: this.#startedAt, last: this.#ring.last ?? null }
  }
}

function sampleOf(at: number, ms: number, before: Gauged, now: Gauged): ProcessSample {
  const active = now.activeMs - before.activeMs
  const idle = now.idleMs - before.idleMs
  return {
    at,
    delayMeanMs: round(now.delayMeanMs),
    delayP99Ms: round(now.delayP99Ms),
    delayMaxMs: round(now.delayMaxMs),
    cpu: round((now.cpuMs - before.cpuMs) / ms),
    loop: round(active / (active + idle)),
    gc: round((now.gcMs - before.gcMs) / ms),
    gcs: now.gcs - before.gcs,
    rssBytes: now.rssBytes,
    heapUsedBytes: now.heapUsedBytes,
    heapTotalBytes: now.heapTotalBytes,
    externalBytes: now.externalBytes,
  }
}

/** To a thousandth, and never what is no number: nothing may have passed. */
function round(n: number): number {
  return Number.isFinite(n) ? Math.round(n * 1000) / 1000 : 0
}
