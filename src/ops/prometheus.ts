// What Prometheus scrapes: figures as text.
// Follows "Exposition formats", text-based format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/): lines
// of a family stand together under its HELP and TYPE, buckets are cumulative and end with +Inf, times are in seconds.
// Knows only families and what `Metrics` counts; whoever has more to say says it as families.
import { ReparteeError } from '../errors/index.ts'
import { BOUNDS_SECONDS } from './figures.ts'
import type { Metrics } from './metrics.ts'
import type { Counts } from './summary.ts'

/** To be sent as the content type. */
export const PROMETHEUS_TYPE: string = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Readonly<Record<string, string>>

/** One value of a counter or a gauge. */
export interface FamilySample {
  readonly labels?: Labels
  readonly value: number
}

/** One histogram. */
export interface FamilyHistogram {
  readonly labels?: Labels
  /** Upper bounds, ascending, without +Inf. */
  readonly bounds: readonly number[]
  /** How many were at most so much: one for each bound, and at last how many there were. */
  readonly cumulative: readonly number[]
  readonly sum: number
}

/** All that goes by one name. */
export type Family = { readonly name: string; readonly help: string } & (
  | { readonly type: 'counter' | 'gauge'; readonly samples: readonly FamilySample[] }
  | { readonly type: 'histogram'; readonly samples: readonly FamilyHistogram[] }
)

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/**
 * The body of the answer to a scrape.
 * Throws `bad-argument` for a name that the format does not allow.
 *
 * @example
 * prometheusText([
 *   ...metricsFamilies(metrics),
 *   { name: 'queue_depth', help: 'Jobs that wait', type: 'gauge', samples: [{ value: queue.length }] },
 * ])
 */
export function prometheusText(families: Iterable<Family>): string {
  const lines: string[] = []
  for (const family of families) {
    const name = allowed(family.name, NAME, 'a metric')
    lines.push(`# HELP ${name} ${escape(family.help)}`, `# TYPE ${name} ${family.type}`)
    if (family.type !== 'histogram') {
      for (const { labels, value } of family.samples) lines.push(`${name}${braces(labels)} ${number(value)}`)
      continue
    }
    for (const { labels, bounds, cumulative, sum } of family.samples) {
      const all = cumulative.at(-1) ?? 0
      for (const [i, bound] of [...bounds, Infinity].entries()) {
        const le = { ...labels, le: number(bound) }
        lines.push(`${name}_bucket${braces(le)} ${number(bound === Infinity ? all : (cumulative[i] ?? all))}`)
      }
      lines.push(
        `${name}_sum${braces(labels)} ${number(sum)}`,
        `${name}_count${braces(labels)} ${number(all)}`,
      )
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** Requests, failures, bytes and durations of every endpoint. */
export function metricsFamilies(metrics: Metrics): Family[] {
  const all = [...metrics.entries()].map(({ key, figures }) => ({
    labels: { service: key.service, endpoint: key.name, transport: key.transport },
    figures,
    counts: figures.counts(),
  }))
  const counter = (name: string, help: string, value: (of: Counts) => number): Family => {
    const samples = all.map(({ labels, counts }) => ({ labels, value: value(counts) }))
    return { name: `repartee_${name}_total`, help, type: 'counter', samples }
  }
  return [
    {
      name: 'repartee_requests_total',
      help: 'Work that has ended, by class of status.',
      type: 'counter',
      samples: all.flatMap(({ labels, counts }) =>
        Object.entries(counts.status)
          .filter(([, count]) => count > 0)
          .map(([status, value]) => ({ labels: { ...labels, status }, value })),
      ),
    },
    counter('request_failures', 'Work that threw or ended with a status from 500.', of => of.errors),
    counter('requests_aborted', 'Work whose caller left first.', of => of.aborted),
    counter('response_bytes', 'Bytes of body sent, as far as known.', of => of.bytes),
    {
      name: 'repartee_request_duration_seconds',
      help: 'How long work took from its beginning to its end.',
      type: 'histogram',
      samples: all.map(({ labels, figures }) => ({
        labels,
        bounds: BOUNDS_SECONDS,
        cumulative: figures.cumulative(),
        sum: figures.sumMs / 1000,
      })),
    },
  ]
}

function allowed(name: string, form: RegExp, what: string): string {
  if (form.test(name)) return name
  throw new ReparteeError('bad-argument', {
    what: `Prometheus allows no such name for ${what}`,
    expected: 'letters, digits and underscores, not beginning with a digit',
    got: JSON.stringify(name),
    try: 'name it like requests_total',
  })
}

const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

function braces(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${allowed(name, LABEL, 'a label')}="${escape(value).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}
