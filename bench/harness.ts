// The bench harness: ours and the baselines, side by side in one process.
// Idea: a case has several contenders; every round runs each of them once, in turn, so that a noisy minute hits all
// alike. Figures are medians of CPU time (all threads of this process, so collecting garbage counts) or of heap bytes.
// Every contender prints one JSON line; a closing sentence says where ours stands. Needs node --expose-gc.
// Knows nothing of what is measured, nor of figures that were measured elsewhere. Just past 250 lines, so that a bench
// file imports one thing and a reader finds what a figure means in one place.

/** Something ready to be measured. State that belongs to it lives in the closure of `run`. */
export interface Work {
  /** Does the work `times` times over. Return something that depends on it, so that it cannot be optimised away. */
  run(times: number): unknown
  /** Lets go of what `run` left behind (timers, servers). Not measured. */
  end?(): unknown
}

/** Makes fresh work for one round. Not measured. */
export type Contender = () => Work | Promise<Work>

/** Baselines by name. */
export type Baselines<T> = Readonly<Record<string, T>>

export interface Comparison {
  readonly ours: Contender
  readonly baselines?: Baselines<Contender>
  /** How often `run` repeats the work in one round. Default: as often as fills 20 ms of CPU. Fix it where state piles up. */
  readonly times?: number
  /** Default 9, at least 7. */
  readonly rounds?: number
}

export interface Holding {
  readonly items: number
  /** Builds `items` items and returns whatever keeps them alive. */
  readonly ours: (items: number) => unknown
  readonly baselines?: Baselines<(items: number) => unknown>
  /** Default 3: heap figures hardly vary. */
  readonly rounds?: number
}

export interface Growth {
  /** Measured at this size and at ten times this size. */
  readonly from: number
  /** Work of that size. What `run` and its closure keep alive counts as its memory. */
  readonly ours: (size: number) => Work | Promise<Work>
  /** As in `Comparison`. */
  readonly times?: number
  readonly rounds?: number
}

export interface Report {
  /** For example 'ms', 'ns', 'B/item', '1/s'. */
  readonly unit: string
  /** One figure per round. */
  readonly ours: readonly number[]
  readonly baselines?: Baselines<readonly number[]>
  /** Default 'less'. */
  readonly better?: 'less' | 'more'
}

type Sample = { readonly cpu: number; readonly wall: number }

/** The middle one; of an even number the lower of the two in the middle. */
export const median = (figures: readonly number[]): number => quantile(figures, 0.5)

/** `q` from 0 to 1; the figure at that rank, without interpolation. */
export function quantile(figures: readonly number[], q: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

/** Nanoseconds of CPU (every thread of this process) and of wall time that `work` took. */
export async function clocked(work: () => unknown): Promise<Sample> {
  const wall = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  const result = work()
  // A synchronous contender is not charged for a turn of the microtask queue.
  if (result instanceof Promise) await result
  const used = process.cpuUsage(cpu)
  return { cpu: (used.user + used.system) * 1000, wall: Number(process.hrtime.bigint() - wall) }
}

/** Collects all garbage there is. */
export function collect(): void {
  if (globalThis.gc === undefined) throw new Error('bench: start node with --expose-gc')
  globalThis.gc()
  globalThis.gc()
}

/** Bytes alive after a collection, typed arrays included. */
export function heapBytes(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const ROUND_NS = 20e6
const MOST_TIMES = 1e8

async function round(contender: Contender, times: number): Promise<Sample> {
  const work = await contender()
  collect()
  const sample = await clocked(() => work.run(times))
  await work.end?.()
  return sample
}

/** Finds how many times fill a round, twice running: the first may have been filled by slow, not yet compiled code. */
async function calibrate(contender: Contender): Promise<number> {
  let times = 1
  let filled = 0
  for (;;) {
    const { cpu } = await round(contender, times)
    filled = cpu >= ROUND_NS ? filled + 1 : 0
    if (filled === 2 || times >= MOST_TIMES) return times
    if (filled === 1) continue
    const factor = cpu > 0 ? ROUND_NS / cpu : 10
    times = Math.min(MOST_TIMES, Math.ceil(times * Math.min(10, Math.max(1.2, factor * 1.1))))
  }
}

async function rounds(
  contenders: ReadonlyArray<readonly [string, Contender]>,
  options: { readonly times?: number; readonly rounds?: number },
): Promise<Map<string, Sample[]>> {
  const plans = []
  for (const [name, contender] of contenders) {
    const times = options.times ?? (await calibrate(contender))
    // Compiled code dies with the last object of the shapes it was made for, so one work of each outlives its round.
    const alive = await contender()
    await alive.run(1)
    for (let i = 0; i < 3; i++) await round(contender, times)
    plans.push({ name, contender, times, samples: [] as Sample[], alive })
  }
  for (let i = 0; i < Math.max(7, options.rounds ?? 9); i++) {
    for (const plan of plans) {
      const { cpu, wall } = await round(plan.contender, plan.times)
      plan.samples.push({ cpu: cpu / plan.times, wall: wall / plan.times })
    }
  }
  for (const { alive } of plans) await alive.end?.()
  return new Map(plans.map(plan => [plan.name, plan.samples]))
}

const short = (figure: number): number => Number(figure.toPrecision(4))

/** What a bench file is given: `export default async function (bench: Bench): Promise<void>`. */
export class Bench {
  readonly name: string
  readonly #print: (line: string) => void
  readonly #standings: Array<{ readonly lead: number; readonly over: string }> = []

  constructor(name: string, print: (line: string) => void) {
    this.name = name
    this.#print = print
  }

  /**
   * CPU nanoseconds per time, ours against each baseline; the line also has the wall time. Returns ours.
   *
   * @example
   * await bench.compare('notify, 1 subscriber', {
   *   ours: () => ({ run(times) { for (let i = 0; i < times; i++) notifier.notify() } }),
   *   baselines: { mitt: () => ({ run(times) { for (let i = 0; i < times; i++) emitter.emit('change') } }) },
   * })
   */
  async compare(name: string, comparison: Comparison): Promise<number> {
    const contenders = [['', comparison.ours], ...Object.entries(comparison.baselines ?? {})] as const
    const samples = await rounds(contenders, comparison)
    const figures = (who: string): number[] => samples.get(who)?.map(sample => sample.cpu) ?? []
    const wall = new Map([...samples].map(([who, list]) => [who, { wall: median(list.map(s => s.wall)) }]))
    const baselines = Object.keys(comparison.baselines ?? {}).map(who => [who, figures(who)] as const)
    return this.#lines(
      name,
      { unit: 'ns', ours: figures(''), baselines: Object.fromEntries(baselines) },
      wall,
    )
  }

  /** Heap bytes per item, ours against each baseline. Returns ours. */
  heap(name: string, holding: Holding): number {
    const contenders = [['', holding.ours], ...Object.entries(holding.baselines ?? {})] as const
    const figures = new Map<string, number[]>(contenders.map(([who]) => [who, []]))
    for (let i = 0; i < (holding.rounds ?? 3); i++) {
      for (const [who, build] of contenders) {
        const before = heapBytes()
        const kept = [build(holding.items)]
        figures.get(who)?.push((heapBytes() - before) / holding.items)
        kept.length = 0
      }
    }
    const ours = figures.get('') ?? []
    figures.delete('')
    return this.#lines(name, { unit: 'B/item', ours, baselines: Object.fromEntries(figures) })
  }

  /** How many times more CPU and memory ten times the size needs: 1 is constant, 10 linear. Decides no standing. */
  async growth(name: string, growth: Growth): Promise<{ readonly time: number; readonly memory: number }> {
    const sizes = [growth.from, growth.from * 10]
    const samples = await rounds(
      sizes.map(size => [String(size), () => growth.ours(size)] as const),
      growth,
    )
    const cpu = sizes.map(size => median(samples.get(String(size))?.map(sample => sample.cpu) ?? []))
    const bytes: number[] = []
    for (const size of sizes) {
      const before = heapBytes()
      const work = await growth.ours(size)
      await work.run(1)
      bytes.push(Math.max(1, heapBytes() - before))
      await work.end?.()
    }
    const factor = ([one, ten]: number[]): number => short((ten ?? Number.NaN) / (one ?? Number.NaN))
    const grown = { time: factor(cpu), memory: factor(bytes) }
    this.#line({ case: name, sizes, unit: 'ns', median: cpu.map(short), bytes, growth: grown })
    return grown
  }

  /** Prints figures that the bench file measured in its own way (loop delay, throughput, bytes sent). Returns ours' median. */
  report(name: string, report: Report): number {
    return this.#lines(name, report)
  }

  /** Where ours stands. Leads under a fifth decide nothing and are called even. */
  summary(): string {
    const leads = this.#standings
    const ahead = leads.filter(({ lead }) => lead >= 1.2)
    const behind = leads.filter(({ lead }) => lead <= 1 / 1.2)
    const closest = leads.toSorted((a, b) => a.lead - b.lead)[0]
    const least =
      closest === undefined ? '' : `; least lead ${closest.lead.toFixed(2)} times, ${closest.over}`
    const even = leads.length - ahead.length - behind.length
    return `${this.name}: ${ahead.length} ahead, ${even} even, ${behind.length} behind${least}`
  }

  #lines(name: string, report: Report, more?: ReadonlyMap<string, { readonly wall: number }>): number {
    const ours = median(report.ours)
    for (const [who, figures] of [['', report.ours], ...Object.entries(report.baselines ?? {})] as const) {
      const middle = median(figures)
      const lead = report.better === 'more' ? ours / middle : middle / ours
      const wall = more?.get(who)?.wall
      if (who !== '') this.#standings.push({ lead, over: `${name} against ${who}` })
      this.#line({
        case: name,
        ...(who === '' ? { ours: true } : { baseline: who }),
        unit: report.unit,
        median: short(middle),
        least: short(quantile(figures, 0)),
        most: short(quantile(figures, 1)),
        ...(wall === undefined ? {} : { wall: short(wall) }),
        rounds: figures.length,
        ...(who === '' ? {} : { ratio: short(lead) }),
      })
    }
    return ours
  }

  #line(line: object): void {
    this.#print(JSON.stringify({ bench: this.name, ...line }))
  }
}
