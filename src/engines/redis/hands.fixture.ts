// What tests of the Redis engine do again and again: undo what they made, try until there is an answer, wait for something, speak past it.
// Invariant: nothing but that there was no answer is excused.
import { createClient } from 'redis'
import { ReparteeError } from '../../errors/index.ts'
import type { Change, Ears, Engine, Lease } from '../port.ts'
import { redis } from './index.ts'
import type { RedisOptions } from './index.ts'
import { redisServer, replicaOf } from './server.fixture.ts'

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (data: Uint8Array | null): string => new TextDecoder().decode(data ?? new Uint8Array())

/** What a user must be allowed to, as docs/redis.md has it. */
export const ALLOWED: readonly string[] =
  'on >secret ~shop:* &shop:* +@read +@write +@pubsub +@scripting +@connection -@dangerous +info +time +wait +cluster|nodes'.split(
    ' ',
  )

export const change = (revision: number, said: string, more: Partial<Change> = {}): Change => ({
  revision,
  token: said,
  data: bytes(said),
  ttlMs: 1_000_000,
  ...more,
})

/** What a test made, undone in reverse. */
export class Undo {
  readonly #steps: (() => Promise<unknown>)[] = []

  add<T>(made: T, step: (made: T) => Promise<unknown>): T {
    this.#steps.push(() => step(made))
    return made
  }

  readonly all = async (): Promise<void> => {
    for (const step of this.#steps.splice(0).reverse()) await step()
  }
}

export async function nodeOf(
  undo: Undo,
  url: string,
  ears: Partial<Ears> = {},
  options: RedisOptions = {},
): Promise<{ readonly engine: Engine; readonly id: string }> {
  const engine = redis(url, options)
  const id = await engine.start({ frame() {}, topic() {}, resync() {}, ...ears })
  undo.add(engine, started => started.stop())
  return { engine, id }
}

/** What somebody says to the server past the engine. */
export async function say(url: string, ...words: readonly string[]): Promise<unknown> {
  const client = createClient({ url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await client.sendCommand([...words])
  } finally {
    client.destroy()
  }
}

/** Asked until there is an answer. */
export async function sure<T>(ask: () => Promise<T>, most = 20): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ReparteeError) || error.code !== 'unknown-outcome' || tries === most) throw error
    }
  }
}

export async function won(engine: Engine, cid: string, expect: Lease | null = null) {
  const claimed = await sure(() => engine.claim(cid, expect))
  if (!claimed.won) throw new Error(`${cid} is ${claimed.lease.owner}'s`)
  return claimed
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(done => setTimeout(done, 20))
}

/** A server and a replica that has caught up. */
export async function pairOfServers() {
  const primary = await redisServer()
  const replica = await replicaOf(primary.port)
  await until(async () => String(await say(primary.url, 'INFO', 'replication')).includes('state=online'))
  const end = async (): Promise<void> => {
    await replica.end()
    await primary.end()
  }
  return { url: primary.url, primary, replica, end }
}
