import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Traces, type Kept, type TraceKind } from './traces.ts'

let made = 0
const trace = (kind: TraceKind, endpoint = 'GET /', bytes = 1000): Kept => {
  const id = String(++made).padStart(16, '0')
  const row = {
    id,
    traceId: id.repeat(2),
    kind,
    service: 's',
    endpoint,
    transport: 'http',
    method: null,
    path: null,
    startedAt: made,
    durationMs: 1,
    status: 200,
    error: null,
    spans: 1,
    dropped: 0,
  }
  return { row, bytes, spans: () => [] }
}
const count = (traces: Traces, kind: TraceKind): number =>
  traces.read().filter(row => row.kind === kind).length

describe('traces', () => {
  it('that failed or were slow stay, however many ordinary ones come', () => {
    const traces = new Traces({ most: 10 })
    for (const kind of ['error', 'slow'] as const) for (let i = 0; i < 10; i++) traces.keep(trace(kind))
    for (let i = 0; i < 1000; i++) traces.keep(trace('ordinary'))
    expect([count(traces, 'error'), count(traces, 'slow'), count(traces, 'ordinary')]).toEqual([10, 10, 10])
  })

  it('of a noisy endpoint push out its own, not those of a quiet one', () => {
    const traces = new Traces({ most: 10 })
    traces.keep(trace('error', 'quiet'))
    for (let i = 0; i < 1000; i++) traces.keep(trace('error', 'noisy'))
    expect(traces.read().map(({ endpoint }) => endpoint)).toEqual(Array(9).fill('noisy').concat('quiet'))
  })

  it('go by their worth when bytes run short', () => {
    const traces = new Traces({ mostBytes: 4000 })
    for (const kind of ['error', 'ordinary', 'slow', 'ordinary', 'slow'] as const) traces.keep(trace(kind))
    expect([count(traces, 'error'), count(traces, 'slow'), count(traces, 'ordinary')]).toEqual([1, 2, 1])
    for (let i = 0; i < 5; i++) traces.keep(trace('error'))
    expect([count(traces, 'error'), count(traces, 'slow'), count(traces, 'ordinary')]).toEqual([4, 0, 0])
  })

  it('never take more than their bounds', () => {
    const some = fc.array(
      fc.tuple(fc.constantFrom('error', 'slow', 'ordinary'), fc.constantFrom('a', 'b', 'c'), fc.nat(900)),
    )
    fc.assert(
      fc.property(some, all => {
        const traces = new Traces({ most: 5, mostBytes: 4000 })
        const bytes = new Map<string, number>()
        for (const [kind, endpoint, size] of all) {
          const one = trace(kind, endpoint, size)
          bytes.set(one.row.id, size)
          traces.keep(one)
          const rows = traces.read()
          for (const each of ['error', 'slow', 'ordinary'] as const) {
            expect(count(traces, each)).toBeLessThanOrEqual(5)
          }
          expect(rows.reduce((sum, { id }) => sum + (bytes.get(id) ?? 0), 0)).toBeLessThanOrEqual(4000)
          expect(rows.map(row => row.startedAt)).toEqual(
            rows.map(row => row.startedAt).toSorted((a, b) => b - a),
          )
        }
      }),
    )
  })

  it('are worth keeping when they failed or were slow, else now and then', () => {
    const traces = new Traces({ slowMs: 100, ordinaryPerSecond: 2 })
    expect(traces.worth(true, 1, 0, 0)).toBe('error')
    expect(traces.worth(false, 100, 0, 0)).toBe('slow')
    expect(traces.worth(false, 1, 500, 0)).toBe(undefined)
    expect(traces.worth(false, 1, 5000, undefined)).toBe('ordinary')
    expect(traces.worth(false, 1, 5001, 0)).toBe('ordinary')
    expect(traces.worth(false, 1, 5002, 0)).toBe(undefined)
    expect(traces.worth(false, 1, 6000, 0)).toBe('ordinary')
    expect(traces.worth(false, undefined, 9000, 0)).toBe(undefined)
  })

  it('show the same object until one is kept, and nudge then', () => {
    const traces = new Traces()
    let nudges = 0
    traces.setChangeHook(() => void nudges++)
    traces.worth(false, 1, 0, undefined)
    expect(nudges).toBe(0)
    traces.keep(trace('error'))
    const before = traces.read()
    expect(traces.read()).toBe(before)
    traces.keep(trace('error'))
    expect(traces.read()).not.toBe(before)
    expect(nudges).toBe(2)
  })
})
