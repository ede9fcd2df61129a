// What the model is fed with: figures of one run of the bench, written down by it.
// Invariant: CPU and times in us, memory and messages in bytes, each for one of what it is named after.
// Does not know how they were measured, nor what becomes of them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** CPU for one of something: in its node, and in Redis. */
export interface Cost {
  readonly node: number
  readonly redis: number
}

/** Events, or commits alone, one after the other. */
export interface Taken extends Cost {
  readonly p50: number
  readonly p99: number
}

/** Events of many at once, or so many a second (`paced`). */
export interface Rate extends Taken {
  readonly nodes: number
  readonly rate: number
  readonly driver: number
}

/** From the end of a node until the visitors have their pages again, ms. */
export interface Taking {
  readonly p50: number
  readonly last: number
}

export interface Learnt {
  /** The machine that it was measured on. */
  readonly cores: number
  /** What a counter's conversation is as text. */
  readonly data: number
  readonly bare: Taken
  readonly local: Taken
  readonly remote: Taken
  readonly memory: Taken
  readonly sqlite: Taken
  /** As fast as they are answered, each at the process that has the conversation, or anywhere. */
  readonly sticky: readonly Rate[]
  readonly anywhere: readonly Rate[]
  /** `rate`: what was wanted. */
  readonly paced: readonly (Rate & { readonly reached: number })[]
  /** Commits alone, as many at once as a process can. */
  readonly commits: { readonly rate: number; readonly redis: number }
  readonly delivery: Cost
  readonly fanOut: { readonly listeners: number; readonly nodes: number; readonly lastMs: number }
  readonly timer: Cost
  readonly mount: Cost
  /** One that comes back to where it was, and one that comes from a process that died or that was stopped in good order. */
  readonly back: Cost
  readonly taken: Cost
  readonly handed: Cost
  readonly killed: Taking & { readonly visitors: number; readonly one: number }
  readonly frozen: Taking & { readonly one: number }
  readonly deployed: Taking
  /** In a second: of a node that nobody visits, of Redis for each node, and of a node for each visitor who does nothing. */
  readonly base: Cost
  readonly idle: Cost
  /** Of Redis, for each conversation: a counter, and one with 1 kB of state. */
  readonly kept: { readonly counter: number; readonly sized: number }
  /** Of a node for each visitor who is there and does nothing: live, and of the process. */
  readonly visitor: { readonly live: number; readonly process: number; readonly empty: number }
  /** On the wire, without TLS and TCP. */
  readonly bytes: {
    readonly up: number
    readonly answer: number
    readonly patch: number
    readonly ping: number
    readonly page: number
    readonly toRedis: number
    readonly fromRedis: number
  }
}

const FILE = fileURLToPath(new URL('../../.cache/bench/nodes.json', import.meta.url))

/** What was not measured in this run stays as it was. */
export function remember(learnt: Partial<Learnt>): void {
  mkdirSync(fileURLToPath(new URL('../../.cache/bench', import.meta.url)), { recursive: true })
  writeFileSync(FILE, JSON.stringify({ ...recall(), ...learnt }, undefined, 2))
}

export function recall(): Partial<Learnt> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Partial<Learnt>
  } catch {
    return {}
  }
}
