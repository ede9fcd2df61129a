// Figures by key, as rows: what metrics and edges have in common.
// Invariant: the rows are the same object, and each row is, as long as it would say the same; the hook rings when something has
// ended, and when a figure over the last minutes has fallen, which one timer for all sees to. With no hook there is no timer.
// Memory is bounded: beyond `most` keys everything counts as one more row, under `other`.
import type { ChangeHook } from '../live/index.ts'
import { Figures } from './figures.ts'
import type { Outside } from './outside.ts'
import type { Ended, Summary } from './summary.ts'

/** One key's figures. */
export interface Entry<K> {
  readonly key: K
  readonly figures: Figures
}

interface Kept<K> extends Entry<K> {
  row?: K & Summary
  /** What the row was made of: as many, and as of this second while time still moves it. */
  count: number
  second: number
}

export class Tally<K extends object> {
  readonly #outside: Outside
  readonly #most: number
  readonly #other: K
  readonly #entries = new Map<string, Kept<K>>()
  /** All of them: going through this costs less than through the map. */
  readonly #list: Array<Kept<K>> = []
  #hook: ChangeHook | undefined
  #overflow: Kept<K> | undefined
  #rows: ReadonlyArray<K & Summary> = []
  #recorded = 0
  #made = ''
  #settle: (() => void) | undefined
  #lastTicks = 0

  constructor(outside: Outside, most: number, other: K) {
    this.#outside = outside
    this.#most = most
    this.#other = other
  }

  setChangeHook(hook: ChangeHook | undefined): void {
    this.#hook = hook
    if (hook === undefined) {
      this.#settle?.()
      this.#settle = undefined
    }
  }

  /** The entry of that id, made at need; the one for all others when there are too many. No change: nothing has ended yet. */
  entry(id: string, key: K): Entry<K> {
    const known = this.#entries.get(id)
    if (known !== undefined) return known
    if (this.#entries.size >= this.#most) return (this.#overflow ??= this.#keep(this.#other))
    const kept = this.#keep(key)
    this.#entries.set(id, kept)
    return kept
  }

  isOther(entry: Entry<K>): boolean {
    return entry === this.#overflow
  }

  record(entry: Entry<K>, ticks: number, ended: Ended): void {
    entry.figures.record(ticks, ended)
    this.#recorded++
    this.#lastTicks = ticks
    if (this.#hook !== undefined && this.#settle === undefined) this.#settleLater()
    this.#ring()
  }

  /** In the order they were met; those of which nothing has ended yet are left out. */
  rows(): ReadonlyArray<K & Summary> {
    if (this.#recorded === 0) return this.#rows
    const ticks = this.#outside.ticks()
    const second = Math.floor(ticks / 1000)
    const moves = ticks - this.#lastTicks <= SETTLED_MS
    const made = `${this.#recorded} ${moves ? second : 'still'}`
    if (made === this.#made) return this.#rows
    this.#made = made
    const rows: Array<K & Summary> = []
    let same = true
    for (const kept of this.#list) {
      const { count } = kept.figures
      if (count === 0) continue
      const as = kept.figures.settling(ticks) ? second : -1
      if (kept.row === undefined || kept.count !== count || kept.second !== as) {
        const summary = kept.figures.summary(ticks)
        if (kept.row === undefined || !says(kept.row, summary)) kept.row = { ...kept.key, ...summary }
        kept.count = count
        kept.second = as
      }
      same &&= this.#rows[rows.length] === kept.row
      rows.push(kept.row)
    }
    if (!same) this.#rows = rows
    return this.#rows
  }

  /** In the order they were met, that for all others last. */
  entries(): ReadonlyArray<Entry<K>> {
    return this.#list
  }

  #keep(key: K): Kept<K> {
    const kept = { key, figures: new Figures(this.#outside.ticks()), count: 0, second: 0 }
    this.#list.push(kept)
    return kept
  }

  #ring(): void {
    try {
      this.#hook?.()
    } catch {
      // Whoever listens badly: the work has been done, and counted.
    }
  }

  #settleLater(): void {
    this.#settle = this.#outside.after(1000, () => {
      this.#settle = undefined
      const before = this.#rows
      if (this.#outside.ticks() - this.#lastTicks <= SETTLED_MS) this.#settleLater()
      if (this.rows() !== before) this.#ring()
    })
  }
}

/** Whether a row says what a summary says. As many have ended, so only what time moves can differ. */
const says = (row: Summary, summary: Summary): boolean =>
  row.count === summary.count &&
  row.perSecond === summary.perSecond &&
  row.lastMinute === summary.lastMinute &&
  row.errorsLastMinute === summary.errorsLastMinute &&
  row.p50 === summary.p50 &&
  row.p95 === summary.p95 &&
  row.p99 === summary.p99

/** When nothing has ended for so long, no figure moves any more. */
const SETTLED_MS = 122_000
