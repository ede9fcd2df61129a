// Which process runs a cron at a time of its schedule, as all processes of a program have it noted: for each cron one note.
// Idea: a time is taken by rewriting the note, and rewriting is one step; so of all who come one finds it free, whatever their clocks say,
// and whether whoever took the time before is there, dead or stands still.
// Invariant: a time that is noted as settled is nobody's any more; asking again for a time that was taken here answers the same.
// Does not know schedules, nor when to ask.
import type { CronRun, RunCause, RunOutcome } from './cron-runs.ts'
import type { Cron } from './cron.ts'
import type { Shared } from './shared.ts'

/** A run, and in which process. */
export interface CronRunAt extends Pick<CronRun, 'cause' | 'dueAt' | 'startedAt' | 'endedAt'> {
  readonly node: string
  readonly outcome: RunOutcome
}

export interface CronNote {
  /** Counts its writings. */
  readonly n: number
  /** All times up to this one were given to somebody, or are nobody's; epoch ms. */
  readonly until: number
  /** By whom, and for what time. */
  readonly mark: string
  readonly paused: boolean
  /** The one that began last. */
  readonly run: CronRunAt | null
}

/** `later`: it may be had when the run elsewhere has ended. `skipped`: it is nobody's, since one runs. */
export type Taken = 'mine' | 'theirs' | 'later' | 'skipped'

export interface Wish {
  readonly op: Pick<Cron, 'name' | 'overlap'>
  readonly cause: RunCause
  readonly dueAt: number
  /** What is settled when it is taken: its own time, or what it stands for. */
  readonly until: number
  /** The time here. */
  readonly now: number
  /** Whether one runs here. */
  readonly isRunning: boolean
  /** Asked last: it may have waited for long. */
  isWanted(): boolean
}

/** What is said of a cron beside its turns. */
export interface Said {
  readonly paused?: { readonly is: boolean; readonly at: number }
  readonly run?: Omit<CronRunAt, 'node'>
}

/** Clocks may be apart by so much, ms. What is noted for later than that was noted by a clock that was wrong, and silences nobody. */
const APART_MS = 24 * 3_600_000

const KEY = 'cron:'

export class Turns {
  readonly #shared: Shared
  readonly #news: (name: string) => void
  readonly #known: Map<string, CronNote> = new Map()

  constructor(shared: Shared, news: (name: string) => void) {
    this.#shared = shared
    this.#news = news
    shared.onNote((key, text) => {
      if (!key.startsWith(KEY)) return
      const name = key.slice(KEY.length)
      const note = read(text)
      if (note !== undefined && note.n > (this.#known.get(name)?.n ?? 0)) this.#know(name, note)
    })
  }

  get isShared(): boolean {
    return this.#shared.isShared
  }

  get isClosing(): boolean {
    return this.#shared.isClosing
  }

  /** What was heard of it last; a process may have missed something. */
  known(name: string): CronNote | undefined {
    return this.#known.get(name)
  }

  /** The last run, if another process's. */
  elsewhere(name: string): CronRunAt | null {
    const run = this.#known.get(name)?.run ?? null
    return run?.node === this.#shared.node ? null : run
  }

  /** Its note. One that nobody has seen before begins now: no time before was missed. */
  async meet(name: string, now: number): Promise<CronNote> {
    return this.#rewrite(name, async note => note ?? { n: 1, until: now, mark: '', paused: false, run: null })
  }

  /** Whose that time is. Rejects where that cannot be known: ask again. */
  async take(wish: Wish): Promise<Taken> {
    const { op, dueAt, now } = wish
    const { name } = op
    const known = this.#known.get(name)
    const mark = (): string => `${this.#shared.node} ${dueAt}`
    // What was heard may be old, but what was settled stays so.
    if (known !== undefined && known.mark !== mark() && isSettled(known, dueAt, now)) return 'theirs'
    let taken: Taken = 'theirs'
    await this.#rewrite(name, async note => {
      // Under that name only since it is up, which it is here.
      const [answer, next] =
        note?.mark === mark() ? (['mine'] as const) : await this.#judge(wish, note, mark())
      taken = answer
      return next ?? note
    })
    return taken
  }

  async say(name: string, { paused, run }: Said): Promise<void> {
    const { node } = this.#shared
    await this.#rewrite(name, async note => {
      let next: CronNote = note ?? {
        n: 0,
        until: paused?.at ?? run?.startedAt ?? 0,
        mark: '',
        paused: false,
        run: null,
      }
      // Times that passed meanwhile were not missed.
      if (paused !== undefined && paused.is !== next.paused)
        next = { ...next, paused: paused.is, until: Math.max(next.until, paused.at) }
      if (run !== undefined && !(await this.#runsElsewhere(next))) next = { ...next, run: { ...run, node } }
      return { ...next, n: next.n + 1 }
    })
  }

  async #judge(wish: Wish, note: CronNote | undefined, mark: string): Promise<[Taken, CronNote?]> {
    const { op, cause, dueAt, until, now, isRunning } = wish
    if (!wish.isWanted() || note?.paused === true || (note !== undefined && isSettled(note, dueAt, now)))
      return ['theirs']
    const run: CronRunAt = {
      node: this.#shared.node,
      cause,
      dueAt,
      startedAt: now,
      endedAt: null,
      outcome: 'running',
    }
    const taken = { n: (note?.n ?? 0) + 1, until, mark, paused: false, run: note?.run ?? null }
    const runsElsewhere = op.overlap !== 'allow' && note !== undefined && (await this.#runsElsewhere(note))
    // Whoever runs it finds this time as well, and lets it wait there.
    if (runsElsewhere && op.overlap === 'queue') return ['later']
    if (op.overlap === 'skip' && (runsElsewhere || isRunning)) return ['skipped', taken]
    // What waits here is not running yet.
    return ['mine', isRunning && op.overlap === 'queue' ? taken : { ...taken, run }]
  }

  async #runsElsewhere({ run }: CronNote): Promise<boolean> {
    const { node } = this.#shared
    return run !== null && run.endedAt === null && run.node !== node && (await this.#shared.alive(run.node))
  }

  async #rewrite(
    name: string,
    make: (note: CronNote | undefined) => Promise<CronNote | undefined>,
  ): Promise<CronNote> {
    let kept: CronNote | undefined
    await this.#shared.rewrite(KEY + name, async text => {
      const note = read(text)
      kept = await make(note)
      return kept === note ? undefined : JSON.stringify(kept)
    })
    const note = kept as CronNote
    this.#know(name, note)
    return note
  }

  #know(name: string, note: CronNote | undefined): void {
    if (note === undefined) return
    this.#known.set(name, note)
    this.#news(name)
  }
}

function isSettled({ until }: CronNote, dueAt: number, now: number): boolean {
  return dueAt <= until && until <= now + APART_MS
}

/** Undefined for what is none, as another version of the program may have written. */
function read(text: string | undefined): CronNote | undefined {
  try {
    const note = JSON.parse(text ?? '') as Partial<CronNote>
    return typeof note.until === 'number' && typeof note.n === 'number' ? (note as CronNote) : undefined
  } catch {
    return undefined
  }
}
