// What every part of the bench needs: the sizes of this run, servers to measure, and a place for figures.
// Invariant: ours and the floor are measured in turn, round by round, so that a noisy minute hits both alike; a round is given
// the server's CPU from its begin to its end. Servers that were started are ended by `clear`.
// Does not know what the parts measure.
import { existsSync, readFileSync } from 'node:fs'
import { compile, DRIVER_CORE, pin } from '../compile.ts'
import type { Bench } from '../harness.ts'
import { start } from '../target.ts'
import type { Target as Measured } from '../target.ts'
import type { Figures, Measure as Kind } from '../turns.ts'
import type { Listening } from './program.ts'
import { crowd } from './visitor.ts'

/** A server as it is visited. */
export interface Target extends Measured<Listening> {
  readonly port: number
}

export type Who = 'ours' | 'floor'
export type { Figures, Kind }

export interface Sizes {
  readonly rounds: number
  /** How long a round lasts, ms. */
  readonly ms: number
  /** Visitors, few and many, where there are many. */
  readonly some: number
  readonly many: number
  /** Visitors that act at the same time. */
  readonly acting: readonly number[]
}

const FULL: Sizes = { rounds: 7, ms: 500, some: 2000, many: 10_000, acting: [1, 100, 1000] }
const QUICK: Sizes = { rounds: 2, ms: 200, some: 200, many: 1000, acting: [1, 20, 100] }
/** Files besides one for each visitor. */
const SPARE_FILES = 1000
/** A round that lasts longer is given up. */
const PATIENCE_MS = 30_000

export class Stage {
  readonly bench: Bench
  readonly sizes: Sizes
  readonly #file: string
  readonly #pinned: boolean
  #targets: Target[] = []

  private constructor(bench: Bench, sizes: Sizes, file: string, pinned: boolean) {
    this.bench = bench
    this.sizes = sizes
    this.#file = file
    this.#pinned = pinned
  }

  static async set(bench: Bench, isQuick: boolean): Promise<Stage> {
    const sizes = isQuick ? QUICK : FULL
    checkFiles(sizes.many + SPARE_FILES)
    const file = await compiled()
    const stage = new Stage(bench, sizes, file, pin(DRIVER_CORE))
    stage.tell(stage.#pinned ? 'the server on core 0, the driver on core 1' : 'no taskset: nothing is pinned')
    return stage
  }

  /** To whoever waits, not to whoever reads the figures. */
  tell(line: string): void {
    console.error(`serve: ${line}`)
  }

  async ours(): Promise<Target> {
    return this.#start(['ours'])
  }

  /** With the bounds that a server has unless it is told otherwise. */
  async bounded(): Promise<Target> {
    return this.#start(['bounded'])
  }

  /** A floor that sends as many bytes as ours does: for that page, and for the patch that its first offer makes. */
  async floorOf(port: number, path: string): Promise<Target> {
    const [visitor] = await crowd(port, path, 1)
    if (visitor === undefined) throw new Error('serve: nobody came')
    await visitor.event(visitor.offer(0))
    // Numbers of one digit are rare.
    const before = visitor.bytes
    for (let i = 0; i < 10; i++) await visitor.event(visitor.offer(0))
    const frame = Math.round((visitor.bytes - before) / 10)
    visitor.close()
    return this.#start(['floor', String(visitor.page.length), String(frame)])
  }

  async #start(args: readonly string[]): Promise<Target> {
    const target = await visited(this.#file, args, this.#pinned)
    this.#targets.push(target)
    return target
  }

  async clear(): Promise<void> {
    for (const target of this.#targets.splice(0)) await target.end()
  }

  /** Runs `round` in turn for ours and the floor, and reports its figures. One round more comes first, and is not counted. */
  async rounds(
    name: string,
    targets: Readonly<Partial<Record<Who, Target>>>,
    kinds: Readonly<Record<string, Kind>>,
    round: (who: Who) => Promise<Figures>,
    /** Where there are too many visitors to be there for both: all rounds of one come first, and it is left before the other's. */
    apart?: { before(who: Who): Promise<void>; after(who: Who): void },
  ): Promise<void> {
    const all: Record<Who, Figures[]> = { ours: [], floor: [] }
    const each = Object.keys(targets) as Who[]
    for (const group of apart === undefined ? [each] : each.map(who => [who])) {
      for (const who of group) await apart?.before(who)
      for (let i = -1; i < this.sizes.rounds; i++) {
        for (const who of group) {
          const figures = await patiently(name, round(who))
          if (i >= 0) all[who].push(figures)
        }
      }
      for (const who of group) apart?.after(who)
    }
    this.report(name, kinds, all)
  }

  report(
    name: string,
    kinds: Readonly<Record<string, Kind>>,
    all: Readonly<Record<Who, readonly Figures[]>>,
  ): void {
    for (const [figure, kind] of Object.entries(kinds)) {
      const of = (who: Who): number[] => all[who].map(figures => figures[figure] ?? Number.NaN)
      this.bench.report(`${name}: ${figure}`, {
        ...kind,
        ours: of('ours'),
        ...(all.floor.length > 0 && { baselines: { 'the floor': of('floor') } }),
      })
    }
  }
}

/** Compiles the server; returns the file. */
export const compiled = (): Promise<string> => compile(new URL('program.ts', import.meta.url), 'serve')

export async function visited(file: string, args: readonly string[], pinned: boolean): Promise<Target> {
  const target = await start<Listening>(file, args, pinned)
  return { ...target, port: target.begun.port }
}

/** A server that answers nobody any more must not hold up the whole run. */
async function patiently<T>(name: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${name}: no end after ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** CPU that a target uses while `work` runs, microseconds, beside how long it took, ms, and what came of it. */
export async function used<T>(
  target: Target,
  work: () => Promise<T>,
): Promise<{ cpu: number; ms: number; value: T }> {
  const before = await target.cpu()
  const begun = performance.now()
  const value = await work()
  const ms = performance.now() - begun
  return { cpu: (await target.cpu()) - before, ms, value }
}

/** Ticks that the machine's cores had so far, and those of them that the host gave to others; undefined where nobody says. */
export function stolen(): readonly [all: number, stolen: number] | undefined {
  if (!existsSync('/proc/stat')) return undefined
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const ticks = first.split(/\s+/).slice(1, 9).map(Number)
  return [ticks.reduce((sum, each) => sum + each, 0), ticks[7] ?? 0]
}

function checkFiles(wanted: number): void {
  const report = process.report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | string } }
  }
  const allowed = Number(report.userLimits?.open_files?.soft)
  if (allowed < wanted)
    throw new Error(
      `serve: ${wanted} open files are wanted in each process, and ${allowed} are allowed. Raise the limit first (ulimit -n ${wanted}), or make a short run with SERVE_QUICK=1.`,
    )
}
