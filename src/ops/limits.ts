// The rate limits of a program: who may go on, and what operators changed about it for a while.
// Invariant: allowing a request is no change, so it nudges nobody; being denied is one. A verb's cost does not depend on the number of
// keys. Buckets and overrides go by a clock that is never set, so setting the wall clock neither refills nor locks out.
// Does not know requests: what the key is (an address, a session), and what is told to whoever is denied, is the caller's affair.
// Past 250 lines, as what operators may do is a method each, and each is heard of in other processes as well.
import { ReparteeError } from '../errors/index.ts'
import { Allowances } from './allowances.ts'
import type { Verdict } from './buckets.ts'
import { KeptLimit, type LimitShown } from './limit-kept.ts'
import { LimitNotes, type LimitNote } from './limit-notes.ts'
import { readRule, type Limit, type LimitRule, type Rule } from './limit.ts'
import { checkName, DONE, reasonOf, undone, type Done } from './op.ts'
import { outside as world, type Outside } from './outside.ts'
import type { Shared } from './shared.ts'
import { Source } from './source.ts'

export interface LimitsShown {
  readonly limits: readonly LimitShown[]
}

export interface LimitsOptions {
  readonly outside?: Outside
  /**
   * How many keys a limit remembers: about that many of the latest at least, and twice as many at most. Forgetting a key fills its
   * bucket. Default a million. Keys whose buckets are full again do not count for long.
   */
  readonly keys?: number
}

/** How many limits one program may have. */
const MOST_LIMITS = 1_000
const MOST_KEYS = 1_000_000
/** How often buckets that have become full are let go of where no request does so, ms. */
const SWEEP_MS = 30_000
const LONGEST_OVERRIDE_MS = 366 * 24 * 3_600_000

/**
 * @example
 * const limits = new Limits()
 * limits.add(limit('sign-in', { rate: '5/minute' }))
 * const { ok, retryMs } = limits.allow('sign-in', address)
 * if (!ok) response.writeHead(429, { 'retry-after': retryAfterSeconds(retryMs) }).end()
 */
export class Limits extends Source<LimitsShown> {
  readonly #outside: Outside
  readonly #keys: number
  readonly #limits: Map<string, KeptLimit> = new Map()
  /** Of overrides, by name. */
  readonly #ends: Map<string, () => void> = new Map()
  #sweeping: (() => void) | undefined
  #closed: boolean = false
  #started: boolean = false
  /** Where there may be other processes. */
  #allowances: Allowances | undefined
  #notes: LimitNotes | undefined

  constructor({ outside = world, keys = MOST_KEYS }: LimitsOptions = {}) {
    super('ops/limits')
    this.#outside = outside
    this.#keys = keys
  }

  /** From now on the program may have other processes: `ask` takes from what they all draw on. */
  share(shared: Shared): void {
    if (this.#allowances?.isShared === true) return
    this.#allowances = new Allowances(shared, this.#outside)
    this.#notes = new LimitNotes(shared, this.#outside, (name, note) => this.#heard(name, note))
  }

  /** Learns what operators overrode before. */
  start(): void {
    this.#started = true
    for (const name of this.#limits.keys()) void this.#notes?.meet(name)
  }

  /**
   * Takes a limit, or another declaration of one; an override stays in effect, and nobody is given tokens back. The same again is no
   * change. Throws `bad-argument` for one that cannot be kept to; the former then stays as it was.
   */
  add(op: Limit): void {
    checkName('limit', op.name)
    const sound = { ...op, rule: readRule(op.name, op.rule) }
    const kept = this.#settled(op.name)
    if (kept !== undefined) {
      if (kept.declare(sound)) this.changed()
      return
    }
    if (this.#limits.size >= MOST_LIMITS) throw tooMany(op.name)
    this.#limits.set(op.name, new KeptLimit(sound, this.#outside, this.#keys))
    if (this.#started) void this.#notes?.meet(op.name)
    this.changed()
  }

  /**
   * Takes `cost` tokens of that key, if they are there. Throws `bad-argument` for a limit that nobody added, and for a cost that is
   * negative or not finite.
   *
   * @param key Whose bucket; of no account where the limit is by 'everyone'.
   * @param cost Default 1. More than the burst counts as the burst; 0 takes nothing and is never denied.
   */
  allow(name: string, key: string, cost: number = 1): Verdict {
    const kept = this.#settled(name)
    if (kept === undefined || !(cost >= 0 && cost < Infinity)) throw misuse(name, cost)
    const verdict = kept.take(key, cost)
    if (this.#sweeping === undefined && !this.#closed) this.#sweepLater()
    if (!verdict.ok) this.changed()
    return verdict
  }

  /** As `allow`, for all processes of the program together. At once where there are no others, or enough was taken ahead. */
  ask(name: string, key: string, cost: number = 1): Verdict | Promise<Verdict> {
    if (this.#allowances?.isShared !== true) return this.allow(name, key, cost)
    const kept = this.#settled(name)
    if (kept === undefined || !(cost > 0)) return this.allow(name, key, cost)
    const judged = (verdict: Verdict | undefined): Verdict => {
      // Here at least the limit is kept to.
      if (verdict === undefined) return this.allow(name, key, cost)
      if (!verdict.ok) {
        kept.deny(key)
        this.changed()
      }
      return verdict
    }
    const { rule } = kept
    const taken = this.#allowances.take(kept.sharedKey(key), rule, Math.min(cost, rule.burst))
    return taken !== undefined && 'then' in taken ? taken.then(judged) : judged(taken)
  }

  /** What is left to a key in this process; takes nothing. Undefined where no limit has that name. */
  look(name: string, key: string): Verdict | undefined {
    return this.#settled(name)?.look(key)
  }

  has(name: string): boolean {
    return this.#limits.has(name)
  }

  /** How many buckets are held for that limit. Full ones may be among them. */
  held(name: string): number {
    return this.#limits.get(name)?.held ?? 0
  }

  /**
   * Another rule instead of the declared one, until it is lifted or for a while. Whoever is out of tokens stays so until they come at
   * the new rate; only a greater burst gives the difference, to everybody.
   */
  override(name: string, rule: LimitRule, options: { readonly forMs?: number } = {}): Done {
    const kept = this.#settled(name)
    if (kept === undefined) return unknown(name)
    const { forMs = null } = options
    if (forMs !== null && !(forMs > 0 && forMs <= LONGEST_OVERRIDE_MS))
      return undone('an override lasts longer than 0 ms and at most a year')
    let read: Rule
    try {
      read = readRule(name, rule)
    } catch (error) {
      return undone(reasonOf(error))
    }
    if (!kept.override(read, forMs)) return DONE
    this.#endAfter(name, forMs)
    this.#notes?.say(name, kept.note)
    this.changed()
    return DONE
  }

  /** Back to the declared rule. */
  lift(name: string): Done {
    const kept = this.#settled(name)
    if (kept === undefined) return unknown(name)
    if (!kept.lift()) return undone(`${name} is not overridden`)
    this.#endAfter(name, null)
    this.#notes?.say(name, kept.note)
    this.changed()
    return DONE
  }

  /** Fills the bucket of that key, or of all, and forgets that they were denied. How often somebody was stays. */
  reset(name: string, key?: string): Done {
    const kept = this.#settled(name)
    if (kept === undefined) return unknown(name)
    const { filled, shown } = key === undefined ? { filled: true, shown: kept.resetAll() } : kept.reset(key)
    if (shown) this.changed()
    if (this.#allowances?.isShared === true) {
      if (key === undefined) this.#notes?.say(name, kept.note)
      // Where that fails nothing was filled, as its owner finds out.
      else this.#allowances.fill(kept.sharedKey(key), kept.rule).catch(() => {})
      return DONE
    }
    return filled || shown ? DONE : undone('that key has taken nothing, or has its tokens again')
  }

  /** Waits for nothing any more. Requests are judged as before. */
  close(): void {
    this.#closed = true
    this.#notes?.close()
    this.#sweeping?.()
    this.#sweeping = undefined
    for (const callOff of this.#ends.values()) callOff()
    this.#ends.clear()
  }

  protected show(): LimitsShown {
    return { limits: [...this.#limits.values()].map(kept => kept.show()) }
  }

  /** Another process noted what an operator did there. */
  #heard(name: string, { override, fills }: LimitNote): void {
    const kept = this.#settled(name)
    if (kept === undefined) return
    if (fills !== kept.note.fills && kept.resetAll(fills)) this.changed()
    const until = override?.until ?? null
    const forMs = until === null ? null : until - this.#outside.now()
    if (override === null || (forMs !== null && forMs <= 0)) {
      if (kept.lift()) this.changed()
      return this.#endAfter(name, null)
    }
    try {
      if (kept.override(readRule(name, override), forMs)) this.changed()
      this.#endAfter(name, forMs)
    } catch {
      // Another version of the program may know rules that this one does not.
    }
  }

  /** Ends its override after that time, and not at another one. */
  #endAfter(name: string, forMs: number | null): void {
    this.#ends.get(name)?.()
    this.#ends.delete(name)
    if (forMs === null || this.#closed) return
    this.#ends.set(
      name,
      this.#outside.after(forMs, () => void this.#settled(name)),
    )
  }

  /** That limit, its override ended if its time is over: a timer may be late, and no request is to notice. */
  #settled(name: string): KeptLimit | undefined {
    const kept = this.#limits.get(name)
    if (kept !== undefined && kept.overridden && kept.settle()) this.changed()
    return kept
  }

  #sweepLater(): void {
    this.#sweeping = this.#outside.after(SWEEP_MS, () => {
      this.#sweeping = undefined
      let held = 0
      for (const kept of this.#limits.values()) {
        kept.sweep()
        held += kept.held
      }
      if (held > 0) this.#sweepLater()
    })
  }
}

/** What `Retry-After` says: whole seconds, rounded up, at least one. */
export function retryAfterSeconds(retryMs: number): number {
  return Math.max(1, Math.ceil(retryMs / 1_000))
}

function unknown(name: string): Done {
  return undone(`no limit is called ${name}`)
}

function misuse(name: string, cost: number): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: 'A limit was asked for what it cannot judge',
    expected: 'the name of a limit that was added, and a cost from 0 up',
    got: `${JSON.stringify(name)}, cost ${cost}`,
    try: 'limits.add(limit(name, …)) before the first request',
  })
}

function tooMany(name: string): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: 'A program declared more limits than one may have',
    expected: `at most ${MOST_LIMITS}`,
    got: `one more, ${JSON.stringify(name)}`,
    try: 'one limit, with a key for each of what is limited',
  })
}
