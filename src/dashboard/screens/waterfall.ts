// A trace as rows of a waterfall: its spans, each below who called it, with where its bar stands on the time that all share.
// Invariant: every span stands there once, whatever parents it names (a caller's header names them, too); at most `MOST_ROWS` of them.
// Does not know how they are shown.
import type { SpanRow } from 'repartee/ops'

export interface WaterRow<S extends SpanRow = SpanRow> {
  readonly span: S
  /** 0 for one that nobody here called. */
  readonly depth: number
  /** Since the first of all began, ms. */
  readonly afterMs: number
  /** Of the whole, 0 to 100. */
  readonly from: number
  readonly width: number
}

export interface Waterfall<S extends SpanRow = SpanRow> {
  readonly rows: readonly WaterRow<S>[]
  readonly hidden: number
  /** Epoch ms. */
  readonly startedAt: number
  readonly totalMs: number
}

const MOST_ROWS = 400
/** Deeper ones are drawn as if they were not. */
const DEEPEST = 24

/** `only`: the span with this id, and what it called. */
export function waterfallOf<S extends SpanRow>(all: readonly S[], only?: string): Waterfall<S> {
  const known = new Set(all.map(({ id }) => id))
  const below = new Map<string | null, S[]>()
  for (const span of all) {
    const parent = span.parentId !== null && span.parentId !== span.id && known.has(span.parentId)
    const key = parent ? span.parentId : null
    const same = below.get(key)
    if (same === undefined) below.set(key, [span])
    else same.push(span)
  }
  const found: (readonly [span: S, depth: number])[] = []
  const seen = new Set<S>()
  const walk = (roots: readonly S[]): void => {
    const waiting: (readonly [span: S, depth: number])[] = roots.toReversed().map(span => [span, 0])
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [span, depth] = next
      if (seen.has(span)) continue
      seen.add(span)
      found.push(next)
      for (const child of (below.get(span.id) ?? []).toReversed()) waiting.push([child, depth + 1])
    }
  }
  const one = all.find(({ id }) => id === only)
  if (one !== undefined) walk([one])
  else {
    walk(below.get(null) ?? [])
    // Those that name each other as parents hang from nobody.
    walk(all)
  }
  const spans = found.map(([span]) => span)
  const startedAt = spans.reduce((least, span) => Math.min(least, span.startedAt), Infinity)
  const until = spans.reduce((most, span) => Math.max(most, span.startedAt + (span.durationMs ?? 0)), 0)
  const totalMs = spans.length === 0 ? 0 : until - startedAt
  const share = (ms: number): number => (totalMs === 0 ? 0 : Math.round((ms / totalMs) * 10_000) / 100)
  const rows = found.slice(0, MOST_ROWS).map(([span, depth]) => {
    const afterMs = span.startedAt - startedAt
    // One that still ran when the whole had ended reaches to its end.
    const ms = span.durationMs ?? until - span.startedAt
    return {
      span,
      depth: Math.min(depth, DEEPEST),
      afterMs,
      from: share(afterMs),
      width: totalMs === 0 ? 100 : share(ms),
    }
  })
  return { rows, hidden: found.length - rows.length, startedAt: spans.length === 0 ? 0 : startedAt, totalMs }
}
