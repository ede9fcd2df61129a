// What travels to one viewer while a program works: bytes of the live feed in a second, by how many endpoints there are.
import { setTimeout as sleep } from 'node:timers/promises'
import { ops } from 'repartee/ops'
import type { Bench } from '../harness.ts'

const SIZES = [10, 100, 1000]
const ROUNDS = 7
const ROUND_MS = 1000
/** Pieces of work in a second, evenly over all endpoints. */
const RATE = 5000

export async function bytes(bench: Bench): Promise<void> {
  for (const size of SIZES) {
    const { second, events } = await followed(size)
    bench.report(`a viewer's bytes a second, ${size} endpoints, ${RATE} pieces of work a second`, {
      unit: 'B/s',
      ours: second,
    })
    bench.report(`a viewer's events a second, ${size} endpoints`, { unit: '1/s', ours: events })
  }
}

async function followed(size: number): Promise<{ second: number[]; events: number[] }> {
  const operations = ops()
  const reader = operations.live().getReader()
  let [came, chunks] = [0, 0]
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      came += value.length
      chunks++
    }
  })()
  const second: number[] = []
  const events: number[] = []
  let at = 0
  for (let round = -1; round < ROUNDS; round++) {
    const begun = performance.now()
    const [bytesThen, chunksThen] = [came, chunks]
    let done = 0
    while (performance.now() - begun < ROUND_MS) {
      for (; done < ((performance.now() - begun) * RATE) / 1000; done++)
        operations
          .begin({ service: 'shop', endpoint: `GET /things/${at++ % size}`, transport: 'http' })
          ?.end({ status: 200 })
      await sleep(2)
    }
    const seconds = (performance.now() - begun) / 1000
    // The first round has the snapshot in it.
    if (round < 0) continue
    second.push((came - bytesThen) / seconds)
    events.push((chunks - chunksThen) / 2 / seconds)
  }
  await reader.cancel()
  await reading
  return { second, events }
}
