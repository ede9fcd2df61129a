import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Metrics } from './metrics.ts'
import { virtualOutside } from './outside.fixture.ts'
import { metricsFamilies, prometheusText, type Family } from './prometheus.ts'

interface Line {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads the text format strictly: throws wherever it is not to the letter. */
function parse(
  text: string,
): Map<string, { readonly type: string; readonly help: string; readonly lines: Line[] }> {
  const families = new Map<string, { type: string; help: string; lines: Line[] }>()
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line must end')
  const lines = text.split('\n').slice(0, -1)
  let [current, help]: Array<string | undefined> = []
  for (const line of lines) {
    const helped = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s.exec(line)
    const typed = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line)
    if (helped !== null) {
      if (families.has(helped[1] ?? '')) throw new Error(`${helped[1]} twice`)
      ;[, current, help] = helped
    } else if (typed !== null) {
      if (typed[1] !== current) throw new Error(`TYPE without HELP: ${line}`)
      families.set(current ?? '', { type: typed[2] ?? '', help: unescape(help ?? ''), lines: [] })
    } else {
      const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s.exec(line)
      const family = families.get(current ?? '')
      if (sample === null || family === undefined) throw new Error(`no sample: ${line}`)
      const [, name = '', inner = '', value = ''] = sample
      const allowed = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
      if (!allowed.some(end => name === `${current}${end}`)) throw new Error(`${name} under ${current}`)
      family.lines.push({ name, labels: labelsOf(inner), value: numberOf(value) })
    }
  }
  return families
}

function labelsOf(inner: string): Record<string, string> {
  const labels: Record<string, string> = Object.create(null)
  let rest = inner
  while (rest !== '') {
    const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\n"])*)"(?:,(?=.)|$)/s.exec(rest)
    if (pair === null) throw new Error(`no label: ${rest}`)
    labels[pair[1] ?? ''] = unescape(pair[2] ?? '')
    rest = rest.slice(pair[0].length)
  }
  return labels
}

const unescape = (text: string): string => text.replaceAll(/\\([\\n"])/g, (_, it) => (it === 'n' ? '\n' : it))

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity
  if (text === '-Inf') return -Infinity
  if (text === 'NaN') return Number.NaN
  if (!/^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text)) throw new Error(`no number: ${text}`)
  return Number(text)
}

const nasty = fc.string({
  unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '{', '}', ',', '=', ' '), fc.string()),
})

describe('the text for Prometheus', () => {
  it('says any label, help and value so that a strict reader reads the same', () => {
    const sample = fc.record({
      labels: fc.dictionary(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]*$/), nasty),
      value: fc.double(),
    })
    fc.assert(
      fc.property(nasty, fc.array(sample), (help, samples) => {
        const families = parse(prometheusText([{ name: 'a_total', help, type: 'counter', samples }]))
        expect(families.get('a_total')?.help).toBe(help)
        const read = families.get('a_total')?.lines ?? []
        expect(read.length).toBe(samples.length)
        for (const [i, { labels, value }] of samples.entries()) {
          expect({ ...read[i]?.labels }).toEqual({ ...labels })
          // Minus nothing is nothing.
          expect(read[i]?.value).toBe(value === 0 ? 0 : value)
        }
      }),
    )
  })

  it('has durations as cumulative buckets in seconds that end with all there were', () => {
    const outside = virtualOutside()
    const metrics = new Metrics({ outside })
    const endpoint = metrics.endpoint({ service: 'shop', name: 'GET /"odd"\\path', transport: 'http' })
    const latencies = [0.4, 1, 3, 30, 30, 700, 60_000]
    for (const ms of latencies)
      metrics.record(endpoint, outside.ticks(), { ms, status: 200, failed: false, bytes: 5 })
    metrics.record(endpoint, outside.ticks(), { ms: undefined, status: 503, failed: true, bytes: 0 })
    const families = parse(prometheusText(metricsFamilies(metrics)))
    const labels = { service: 'shop', endpoint: 'GET /"odd"\\path', transport: 'http' }

    const { type, lines = [] } = families.get('repartee_request_duration_seconds') ?? {}
    expect(type).toBe('histogram')
    const buckets = lines.filter(({ name }) => name.endsWith('_bucket'))
    for (const bucket of buckets) {
      const le = numberOf(bucket.labels['le'] ?? '')
      expect(bucket.value).toBe(latencies.filter(ms => ms <= le * 1000).length)
      expect(bucket.labels).toMatchObject(labels)
    }
    expect(buckets.map(it => numberOf(it.labels['le'] ?? ''))).toEqual(
      buckets.map(it => numberOf(it.labels['le'] ?? '')).toSorted((a, b) => a - b),
    )
    expect(buckets.at(-1)).toMatchObject({ labels: { le: '+Inf' }, value: 7 })
    expect(lines.find(({ name }) => name.endsWith('_count'))).toMatchObject({ labels, value: 7 })
    expect(lines.find(({ name }) => name.endsWith('_sum'))?.value).toBeCloseTo(60.7644, 9)

    const values = (name: string) =>
      families.get(name)?.lines.map(line => [line.labels['status'], line.value])
    expect(values('repartee_requests_total')).toEqual([
      ['2xx', 7],
      ['5xx', 1],
    ])
    expect(values('repartee_request_failures_total')).toEqual([[undefined, 1]])
    expect(values('repartee_response_bytes_total')).toEqual([[undefined, 35]])
  })

  it('is empty where there is nothing to say, and keeps its families where nothing was counted', () => {
    expect(prometheusText([])).toBe('')
    const text = prometheusText(metricsFamilies(new Metrics({ outside: virtualOutside() })))
    expect([...parse(text).values()].every(({ lines }) => lines.length === 0)).toBe(true)
  })

  it('refuses names that the format does not know', () => {
    const family = (name: string, label: string): Family[] => [
      { name, help: '', type: 'gauge', samples: [{ labels: { [label]: 'x' }, value: 1 }] },
    ]
    for (const [name, label] of [
      ['a-b', 'x'],
      ['1a', 'x'],
      ['', 'x'],
      ['a', 'b:c'],
      ['a', ''],
      ['a\n', 'x'],
    ]) {
      expect(() => prometheusText(family(name ?? '', label ?? ''))).toThrow(
        expect.objectContaining({ code: 'bad-argument' }),
      )
    }
  })
})
