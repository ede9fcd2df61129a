// What the request path pays for being watched: a nudge for each piece of work, while nobody looks and while viewers do.
import { ops, type Ops } from 'repartee/ops'
import type { Bench, Contender } from '../harness.ts'

const ENDPOINTS = Array.from({ length: 50 }, (_, at) => `GET /things/${at}`)

/** A program, followed by so many; undefined: it nudges nobody at all. */
const worked =
  (viewers: number | undefined): Contender =>
  () => {
    const operations: Ops = ops()
    const quiet = (): void => {
      const { metrics, edges, traces, faults, registry } = operations
      for (const source of [metrics, edges, traces, faults, registry]) source.setChangeHook(undefined)
    }
    if (viewers === undefined) quiet()
    const streams = Array.from({ length: viewers ?? 0 }, () => operations.live().getReader())
    for (const stream of streams) void follow(stream)
    let at = 0
    return {
      async run(times) {
        for (let i = 0; i < times; i++) {
          const endpoint = ENDPOINTS[at++ % ENDPOINTS.length] ?? ''
          operations.begin({ service: 'shop', endpoint, transport: 'http' })?.end({ status: 200 })
        }
      },
      // Figures of the last minutes fall by themselves, which a timer sees to.
      end: () => {
        quiet()
        return Promise.all(streams.map(stream => stream.cancel()))
      },
    }
  }

async function follow(stream: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await stream.read()).done);
}

export async function path(bench: Bench): Promise<void> {
  await bench.compare('work begun and ended, nobody looks', {
    ours: worked(0),
    baselines: { 'no nudges': worked(undefined) },
  })
  await bench.compare('work begun and ended, ten look', {
    ours: worked(10),
    baselines: { 'nobody looks': worked(0) },
  })
}
