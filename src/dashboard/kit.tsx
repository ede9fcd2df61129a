// Small views that all screens share: links, buttons that act, badges, ages, figures, lines, heads, search fields.
// Invariant: functions of their props; what changes by itself (an age) is drawn by the browser, so it costs no patches.
// Does not know screens, nor tables (table.tsx) and pages of their rows (pages.tsx).
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
  node,
  danger,
  children,
}: {
  of: Any
  verb: string
  target: string
  /** Which of several nodes. */
  node?: string | undefined
  danger?: boolean
  children?: Child
}): Node | null {
  if (of.role !== 'operator' || of.place.at !== 0) return null
  const title = verbOf(verb)?.title ?? verb
  return (
    <button
      type="button"
      class={danger === true ? 'act danger' : 'act'}
      onClick={of.on.act({ do: verb, target, ...(node !== undefined && { node }) })}
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
    <div rp-ignore aria-hidden="true" />
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
      <p class="name">{name}</p>
      <p class="value">{children}</p>
      {note !== undefined && <p class="note">{note}</p>}
      {line}
    </section>
  )
}

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
