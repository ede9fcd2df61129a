// Small views that all screens share: tables that sort and page, badges, ages, bars, sparklines, buttons that act.
// Invariant: functions of their props; what changes by itself (an age) is drawn by the browser, so it costs no patches.
// Does not know screens.
import type { Child, Node } from 'repartee'
import type { Lines } from './lines.ts'
import { having, linkTo, to, type Place } from './place.ts'
import type { Shown } from './screen.ts'
import { verbOf } from './verbs.ts'

type Any = Shown<unknown>

/** A link to another place, without leaving the page. */
export function Go({
  of,
  to: place,
  class: kind,
  current,
  children,
}: {
  of: Pick<Any, 'on'>
  to: Place
  class?: string | undefined
  current?: boolean | undefined
  children?: Child
}): Node {
  return (
    <a href={linkTo(place)} onClick={of.on.go(place)} class={kind} aria-current={current === true && 'true'}>
      {children}
    </a>
  )
}

/** A button that does something; nothing for viewers, and in the past. */
export function Do({
  of,
  verb,
  target,
  danger,
  children,
}: {
  of: Any
  verb: string
  target: string
  danger?: boolean
  children?: Child
}): Node | null {
  if (of.role !== 'operator' || of.place.at !== 0) return null
  const title = verbOf(verb)?.title ?? verb
  return (
    <button
      type="button"
      class={danger === true ? 'act danger' : 'act'}
      onClick={of.on.act({ do: verb, target })}
      aria-label={`${title} ${target}`.slice(0, 120)}
    >
      {children ?? title}
    </button>
  )
}

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'info'

export const Badge = ({ tone, children }: { tone: Tone; children?: Child }): Node => (
  <span class={`badge ${tone}`}>{children}</span>
)

/** A moment as an age (`12 s ago`) or a wait (`in 3 min`), kept true by the browser. */
export function Ago({ at }: { at: number | null | undefined }): Node {
  if (at === null || at === undefined) return <span class="none">–</span>
  const iso = new Date(at).toISOString()
  return (
    <time datetime={iso} title={iso} rp-hook="ago">
      <span rp-ignore>{iso.slice(11, 19)}</span>
    </time>
  )
}

/** Milliseconds as people read them. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '–'
  if (ms < 1) return `${Math.round(ms * 1000)} µs`
  if (ms < 10) return `${ms.toFixed(1)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`
  return `${Math.floor(ms / 86_400_000)} d ${Math.round((ms % 86_400_000) / 3_600_000)} h`
}

export function bytes(count: number): string {
  if (count < 1000) return `${Math.round(count)} B`
  if (count < 1e6) return `${(count / 1e3).toFixed(count < 1e4 ? 1 : 0)} kB`
  if (count < 1e9) return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB`
  return `${(count / 1e9).toFixed(1)} GB`
}

export function number(count: number): string {
  if (Math.abs(count) >= 10_000)
    return Math.round(count)
      .toString()
      .replaceAll(/\B(?=(\d{3})+$)/g, '\u202f')
  return Number.isInteger(count) ? String(count) : count.toFixed(count < 10 ? 2 : 1)
}

/** `1 timer`, `2 timers`. */
export const counted = (count: number, what: string): string =>
  `${number(count)} ${what}${count === 1 ? '' : 's'}`

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`

/** A line of the latest values, the newest at the right. */
export function Spark({
  values,
  most,
  label,
  tone = 'info',
}: {
  values: readonly number[]
  /** The top; by default the largest value. */
  most?: number | undefined
  label: string
  tone?: Tone
}): Node {
  const top = Math.max(most ?? 0, ...values, 1e-9)
  const step = 100 / Math.max(1, values.length - 1)
  const points = values
    .map((value, i) => `${(i * step).toFixed(1)},${(24 - (value / top) * 22).toFixed(1)}`)
    .join(' ')
  return (
    <svg
      class={`spark ${tone}`}
      viewBox="0 0 100 25"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polyline points={points} fill="none" vector-effect="non-scaling-stroke" />
    </svg>
  )
}

/** Lines over time, drawn by the browser. Let `of` become another at most once a second. */
export const Chart = ({ of, label }: { of: Lines; label: string }): Node => (
  <div class="chart" rp-hook="chart" role="img" aria-label={label} data-chart={JSON.stringify(of)}>
    <div rp-ignore />
  </div>
)

/** A figure with its name, and perhaps a line of its past. */
export function Figure({
  name,
  tone,
  note,
  children,
  line,
}: {
  name: string
  tone?: Tone | undefined
  note?: Child
  children?: Child
  line?: Node | undefined
}): Node {
  return (
    <section class={tone === undefined ? 'figure' : `figure ${tone}`}>
      <h3>{name}</h3>
      <p class="value">{children}</p>
      {note !== undefined && <p class="note">{note}</p>}
      {line}
    </section>
  )
}

export interface Column<R> {
  readonly name: string
  /** The word it is sorted by, in `place.q.sort`; without one it is not sorted by. */
  readonly sort?: string
  readonly num?: boolean
  cell(row: R): Child
}

/**
 * Rows that were sorted and cut already, each with a key. A column with `sort` links to the place sorted by it; the one sorted by links to
 * the reverse (`sort=-name`).
 */
export function Table<R>({
  of,
  columns,
  rows,
  keyOf,
  empty,
  label,
}: {
  of: Any
  columns: readonly Column<R>[]
  rows: readonly R[]
  keyOf: (row: R) => string
  empty: string
  label: string
}): Node {
  const sorted = of.place.q['sort'] ?? ''
  return (
    <div class="scroll">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, sort, num }) => {
              const isUp = sorted === sort
              const isDown = sorted === `-${sort}`
              // Figures the largest first, names in their order.
              const isFirst = num === true ? isDown : isUp
              return (
                <th
                  class={num === true && 'num'}
                  aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
                >
                  {sort === undefined ? (
                    name
                  ) : (
                    <Go
                      of={of}
                      to={having(of.place, { sort: isFirst === (num === true) ? sort : `-${sort}` })}
                    >
                      {name}
                    </Go>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, num }) => (
                // Figures change by themselves, so they travel by themselves.
                <td key={num === true ? name : undefined} class={num === true && 'num'}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{empty}</p>}
    </div>
  )
}

/** Which page of how many rows, with links to its neighbours. `page` in the address counts from 1. */
export function Pager({ of, total, size }: { of: Any; total: number; size: number }): Node | null {
  const last = Math.max(1, Math.ceil(total / size))
  const page = Math.min(last, pageOf(of.place))
  if (last === 1) return null
  const link = (at: number, text: string): Node => (
    <Go of={of} to={having(of.place, { page: at === 1 ? '' : String(at) })}>
      {text}
    </Go>
  )
  return (
    <nav class="pager" aria-label="Pages">
      {page > 1 && link(page - 1, 'Newer')}
      <span>
        {number((page - 1) * size + 1)}–{number(Math.min(total, page * size))} of {number(total)}
      </span>
      {page < last && link(page + 1, 'Older')}
    </nav>
  )
}

export const pageOf = (place: Place): number => Math.max(1, Math.floor(Number(place.q['page'])) || 1)

/** A search field; its text is the address's `text`. */
export const Search = ({ of, label }: { of: Any; label: string }): Node => (
  <input
    type="search"
    class="search"
    name="text"
    value={of.place.q['text'] ?? ''}
    placeholder={label}
    aria-label={label}
    onInput={of.on.typed}
    debounce={150}
    autocomplete="off"
    spellcheck={false}
  />
)

/** Links that choose one value of a word in the address; '' is the first. */
export function Choice({
  of,
  word,
  values,
  label,
}: {
  of: Any
  word: string
  values: Readonly<Record<string, string>>
  label: string
}): Node {
  const now = of.place.q[word] ?? ''
  return (
    <nav class="choice" aria-label={label}>
      {Object.entries(values).map(([value, name]) => (
        <Go of={of} to={having(of.place, { [word]: value })} current={now === value}>
          {name}
        </Go>
      ))}
    </nav>
  )
}

/** The head of a screen: its name, what leads back to its list, and what may be done. */
export function Head({
  of,
  title,
  back,
  children,
}: {
  of: Any
  title: Child
  /** On the page of one thing: what the list is called. */
  back?: string | undefined
  children?: Child
}): Node {
  return (
    <header key="head" class="head">
      <h1>
        {back !== undefined && (
          <Go of={of} to={to(of.place, of.place.screen)} class="back">
            {back}
          </Go>
        )}
        {title}
      </h1>
      <div class="acts">{children}</div>
    </header>
  )
}

/** Names and values. */
export const Facts = ({ of: facts }: { of: readonly (readonly [name: string, value: Child])[] }): Node => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

/** Text as a program wrote it: a stack, a log, JSON. */
export const Listing = ({ text, label }: { text: string; label: string }): Node => (
  <pre class="listing" tabindex={0} role="region" aria-label={label}>
    {text}
  </pre>
)

/** Sorts by what `by` names for the address's word `sort` (`-name`: the largest first); the order as it is where it names nothing. */
export function sorted<R>(
  rows: readonly R[],
  place: Place,
  by: Readonly<Record<string, (row: R) => string | number>>,
): readonly R[] {
  const word = place.q['sort'] ?? ''
  const name = word.replace(/^-/, '')
  const value = Object.hasOwn(by, name) ? by[name] : undefined
  if (value === undefined) return rows
  const sign = word.startsWith('-') ? -1 : 1
  return rows.toSorted((a, b) => {
    const [one, two] = [value(a), value(b)]
    return sign * (typeof one === 'string' ? one.localeCompare(String(two)) : one - Number(two))
  })
}
