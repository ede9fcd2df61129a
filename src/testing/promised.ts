// What the checks of engines share: two nodes that hear, asking again where an answer was lost, and complaining.
// Invariant: a node of a pair that was started is stopped again, whatever the check came to.
// Does not know what is promised.
import type { Engine, Lease, NodeId } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'

/** Where engines under test live: one store, and the time that they go by. */
export interface Bed {
  /** One more engine over the same store, not started. */
  node(): Engine
  /** Lets that time go by for all of them, ms: by moving their clock, or by waiting. */
  pass(ms: number): Promise<void>
  /** Cleans up; all engines have been stopped. */
  end(): Promise<void>
}

/** A node, and what it heard. */
export interface Heard {
  readonly engine: Engine
  readonly id: NodeId
  readonly frames: readonly string[]
  readonly topics: readonly string[]
}

export interface Pair {
  readonly bed: Bed
  readonly one: Heard
  readonly two: Heard
  /** One more, which is stopped with the others. */
  another(): Promise<Heard>
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const isSame = (got: Uint8Array | null, expected: Uint8Array): boolean =>
  got?.length === expected.length && got.every((byte, at) => byte === expected[at])

const text = (of: Uint8Array): string => new TextDecoder().decode(of)

export async function withPair(
  make: () => Bed | Promise<Bed>,
  body: (pair: Pair) => Promise<void>,
): Promise<void> {
  const bed = await make()
  const started: Engine[] = []
  const another = async (): Promise<Heard> => {
    const engine = bed.node()
    const frames: string[] = []
    const topics: string[] = []
    started.push(engine)
    const id = await engine.start({
      frame: heard => void frames.push(text(heard)),
      topic: (topic, heard) => void topics.push(`${topic}: ${text(heard)}`),
      resync() {},
    })
    return { engine, id, frames, topics }
  }
  try {
    const one = await another()
    const two = await another()
    await body({ bed, one, two, another })
  } finally {
    for (const engine of started) await engine.stop()
    await bed.end()
  }
}

/** So often an answer that was lost is asked for again. */
const TRIES = 100

/** The answer, asked for until there is one. */
export async function sure<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      const isLost = error instanceof ReparteeError && error.code === 'unknown-outcome'
      if (!isLost || tries === TRIES) throw error
    }
  }
}

/** So often it is looked whether something has come, and so much time goes by each time, ms. */
const LOOKS = 400
const LOOK_MS = 25

/** Waits until it holds. */
export async function comes(bed: Bed, what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (await holds()) return
    await bed.pass(LOOK_MS)
    // What travels by threads of the system needs a moment, whatever the clock of the engines says.
    await new Promise(done => setTimeout(done, looks < 20 ? 0 : 5))
  }
  throw broken(what, 'that to come', 'nothing')
}

export function holds(what: string, got: unknown, expected: unknown): void {
  if (plain(got) !== plain(expected)) throw broken(what, plain(expected), plain(got))
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return `${part.length} bytes: ${text(part.subarray(0, 200))}`
    return part === Infinity ? 'Infinity' : part
  }) ?? 'undefined'

function broken(what: string, expected: string, got: string): ReparteeError {
  return new ReparteeError('not-kept', { what, expected, got, try: 'see port.ts of the engines' })
}

/** Claims a conversation that nobody has. */
export async function won({ engine }: Heard, cid: string, expect: Lease | null = null): Promise<Lease> {
  const claimed = await sure(() => engine.claim(cid, expect))
  if (!claimed.won) throw broken('A conversation that is free is won', 'a lease', plain(claimed))
  return claimed.lease
}

export const change = (
  revision: number,
  token: string,
  more: { readonly ttlMs?: number; readonly wakeAt?: number; readonly data?: Uint8Array } = {},
): {
  readonly revision: number
  readonly token: string
  readonly data: Uint8Array
  readonly ttlMs: number
  readonly wakeAt?: number
} => ({ revision, token, data: bytes(token), ttlMs: 1_000_000, ...more })
