// What every part of the bench needs: the sizes of this run, servers over each engine, a folder on a real disk, and a place for figures.
// Invariant: servers are measured in turn, round by round, so that a noisy minute hits all alike; the first round is not counted. What was
// started is ended by `clear`, and its files are removed.
// Does not know what the parts measure.
import { mkdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, DRIVER_CORE, pin } from '../compile.ts'
import { quantile } from '../harness.ts'
import type { Bench } from '../harness.ts'
import { start } from '../target.ts'
import type { Target } from '../target.ts'
import { report, turns } from '../turns.ts'
import type { Figures, Measure } from '../turns.ts'
import type { Begun, Counts, Kind } from './program.ts'

export type { Figures, Measure }

/** A server over one of the engines. */
export interface Home extends Target<Begun>, Begun {
  counts(): Promise<Counts>
}

export interface Sizes {
  readonly rounds: number
  /** How long a round lasts, ms. */
  readonly ms: number
  /** Visitors who click at the same time. */
  readonly acting: readonly number[]
  /** Conversations in a small file and in a large one, and how many of those are due. */
  readonly few: number
  readonly stored: number
  readonly due: number
  /** Visitors who come and leave: so many within the half minute that they stay in memory, and in all. */
  readonly soon: number
  readonly left: number
  /** State, kB. */
  readonly state: readonly number[]
}

const FULL: Sizes = {
  rounds: 7,
  ms: 700,
  acting: [1, 16, 100],
  few: 1000,
  stored: 1_000_000,
  due: 1000,
  soon: 10_000,
  left: 100_000,
  state: [1, 10, 100, 1000],
}
const QUICK: Sizes = {
  rounds: 2,
  ms: 300,
  acting: [1, 16, 100],
  few: 1000,
  stored: 20_000,
  due: 200,
  soon: 1000,
  left: 2000,
  state: [1, 10, 100, 1000],
}

/** What Linux calls a file system that is memory. */
const TMPFS = 0x01021994

export class Scene {
  readonly bench: Bench
  readonly sizes: Sizes
  /** What is kept between runs. */
  readonly kept: string
  /** What is gone when this run is over. */
  readonly #scratch: string
  readonly #program: string
  readonly #pinned: boolean
  #files = 0
  #homes: Home[] = []

  private constructor(bench: Bench, sizes: Sizes, program: string, pinned: boolean) {
    this.bench = bench
    this.sizes = sizes
    this.#program = program
    this.#pinned = pinned
    this.kept = fileURLToPath(new URL('../../.cache/bench/durable', import.meta.url))
    this.#scratch = join(this.kept, `run-${process.pid}`)
    mkdirSync(this.#scratch, { recursive: true })
  }

  /** `pins`: whether this process and the servers may be put on cores of their own. */
  static async set(bench: Bench, isQuick: boolean, pins = true): Promise<Scene> {
    const scene = new Scene(
      bench,
      isQuick ? QUICK : FULL,
      await compile(new URL('program.ts', import.meta.url), 'durable'),
      pins && pin(DRIVER_CORE),
    )
    scene.tell(scene.#pinned ? 'the server on core 0, the driver on core 1' : 'nothing is pinned')
    if (statfsSync(scene.kept).type === TMPFS)
      scene.tell(`${scene.kept} is memory, not a disk: what is said of disks is not so`)
    return scene
  }

  /** To whoever waits, not to whoever reads the figures. */
  tell(line: string): void {
    console.error(`durable: ${line}`)
  }

  /** The name of a file that does not exist yet. */
  fresh(): string {
    return join(this.#scratch, `${++this.#files}.db`)
  }

  async start(kind: Kind, file: string = this.fresh()): Promise<Home> {
    const target = await start<Begun>(this.#program, [kind, file], this.#pinned)
    const home: Home = { ...target, ...target.begun, counts: () => target.ask('counts') }
    this.#homes.push(home)
    return home
  }

  async end(home: Home): Promise<void> {
    this.#homes = this.#homes.filter(each => each !== home)
    await home.end()
  }

  async clear(): Promise<void> {
    for (const home of this.#homes.splice(0)) await home.end()
  }

  /** Nothing of this run is left but what is kept. */
  close(): void {
    rmSync(this.#scratch, { recursive: true, force: true })
  }

  /** Runs `round` in turn for each, once more than is counted. */
  turns<W extends string>(
    whos: readonly W[],
    round: (who: W) => Promise<Figures>,
    rounds: number = this.sizes.rounds,
  ): Promise<Record<W, Figures[]>> {
    return turns(whos, rounds, round)
  }

  /** One line for each measure, with a ratio to what stands beside it. */
  report(
    name: string,
    measures: Readonly<Record<string, Measure>>,
    ours: readonly Figures[],
    beside: Readonly<Record<string, readonly Figures[]>> = {},
  ): void {
    report(this.bench, name, measures, ours, beside)
  }
}

/** What clicks came to: how many a second, how long they took, us, and the server's CPU for each, us. */
export async function measured(home: Home, load: () => Promise<number[]>): Promise<Figures> {
  const before = await home.cpu()
  const begun = performance.now()
  const took = await load()
  const ms = performance.now() - begun
  const cpu = (await home.cpu()) - before
  return {
    rate: (took.length * 1000) / ms,
    p50: quantile(took, 0.5) * 1000,
    p99: quantile(took, 0.99) * 1000,
    CPU: cpu / took.length,
  }
}

export const CLICKS: Readonly<Record<string, Measure>> = {
  rate: { unit: '1/s', better: 'more' },
  p50: { unit: 'us' },
  p99: { unit: 'us' },
  CPU: { unit: 'us' },
}

/** What others' clicks took while something happened, and after it. */
export const FELT: Readonly<Record<string, Measure>> = {
  'p50 of others meanwhile': { unit: 'us' },
  'p99 of others meanwhile': { unit: 'us' },
  'worst of others meanwhile': { unit: 'us' },
  'p50 of others after': { unit: 'us' },
  'p99 of others after': { unit: 'us' },
  'worst of others after': { unit: 'us' },
}

/** As `FELT` has it, of ms. */
export function felt(meanwhile: readonly number[], after: readonly number[]): Figures {
  const us = (took: readonly number[], q: number): number => quantile(took, q) * 1000
  return {
    'p50 of others meanwhile': us(meanwhile, 0.5),
    'p99 of others meanwhile': us(meanwhile, 0.99),
    'worst of others meanwhile': us(meanwhile, 1),
    'p50 of others after': us(after, 0.5),
    'p99 of others after': us(after, 0.99),
    'worst of others after': us(after, 1),
  }
}

/** Of a file with its log, bytes. */
export function bytesOf(file: string): number {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  return statSync(file).size + log
}

export const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))
