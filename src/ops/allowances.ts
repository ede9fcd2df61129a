// How much of a limit this process may give, where all processes of the program draw on one allowance a key.
// Idea: what is asked for often is taken in batches, for a tenth of a second: a key that is used up asks for twice as many, one that leaves
// some for half. What was denied is not asked for again until it can be had.
// Invariant: in t seconds no more than burst + t * rate is given by all together. What is taken and not given yet could exceed that by what
// comes in the time of a batch, so under a rule that has batches so much less may be had at once.
// Does not know names or what is told to whoever is denied; where the engine does not answer, it answers nothing for a second.
import type { Verdict } from './buckets.ts'
import type { Rule } from './limit.ts'
import type { Outside } from './outside.ts'
import type { Shared } from './shared.ts'

/** A batch may be given for so long after it was asked for, ms. */
const BATCH_MS = 100
/** A rule has batches if so many may come in that time, and it may spare them. */
const LEAST = 4
const SPARED = 1 / 4
/** So long somebody is told no without asking, ms: an operator may have filled the bucket elsewhere. */
const DENIED_MS = 1_000
/** And the engine is left alone when it did not answer. */
const AWAY_MS = 1_000
const MOST_KEYS = 10_000

/** What is known here of a key of which something was taken ahead, or nothing is left. */
interface Kept {
  readonly rule: Rule
  credit: number
  /** As all times here: ms that never run backwards. */
  until: number
  batch: number
  deniedUntil: number
  /** When it may be had. */
  retryAt: number
  asking: Promise<unknown> | undefined
}

export class Allowances {
  readonly #shared: Shared
  readonly #outside: Outside
  readonly #keys: Map<string, Kept> = new Map()
  #isAway: boolean = false
  #awayUntil: number = -Infinity

  constructor(shared: Shared, outside: Outside) {
    this.#shared = shared
    this.#outside = outside
  }

  /** Whether there is anybody to share with. */
  get isShared(): boolean {
    return this.#shared.isShared && this.#shared.node !== ''
  }

  /** How many keys something is known of. */
  get size(): number {
    return this.#keys.size
  }

  /** Takes so much, or nothing; `remaining` is what is there without asking. Undefined where it cannot be known just now. */
  take(key: string, rule: Rule, cost: number): Verdict | undefined | Promise<Verdict | undefined> {
    const now = this.#outside.ticks()
    const kept = this.#keys.get(key)
    if (kept !== undefined && kept.rule === rule) {
      if (kept.credit >= cost && now < kept.until) {
        kept.credit -= cost
        return { ok: true, retryMs: 0, remaining: Math.floor(kept.credit) }
      }
      if (now < kept.deniedUntil && cost >= 1) return denied(kept.retryAt - now)
      if (kept.asking !== undefined) return kept.asking.then(() => this.take(key, rule, cost))
    }
    if (this.#isAway) {
      if (now < this.#awayUntil) return undefined
      // One of many tries whether it is there again.
      this.#awayUntil = now + AWAY_MS
    }
    return this.#ask(key, rule, cost, kept?.rule === rule ? kept : undefined)
  }

  /** Fills the bucket of that key, for everybody. */
  async fill(key: string, rule: Rule): Promise<void> {
    this.#keys.delete(key)
    await this.#shared.limit(key, termsOf(rule), -rule.burst)
  }

  /** What is known is as of another rule. */
  forget(): void {
    this.#keys.clear()
  }

  #ask(key: string, rule: Rule, cost: number, kept: Kept | undefined): Promise<Verdict | undefined> {
    const terms = termsOf(rule)
    const now = this.#outside.ticks()
    const most = Math.min(cost, terms.burst)
    if (terms.batch === 0) return this.#answer(key, rule, most, most, now)
    const grown =
      kept === undefined ? 1 : now < kept.until ? kept.batch * 2 : kept.batch / (kept.credit > 0 ? 2 : 1)
    const batch = Math.max(1, Math.min(Math.floor(grown), terms.batch))
    const entry = this.#keep(key, {
      rule,
      credit: 0,
      until: 0,
      batch,
      deniedUntil: 0,
      retryAt: 0,
      asking: undefined,
    })
    const answer = this.#answer(key, rule, most, Math.max(most, batch), now).finally(
      () => (entry.asking = undefined),
    )
    entry.asking = answer
    return answer
  }

  async #answer(
    key: string,
    rule: Rule,
    cost: number,
    wanted: number,
    now: number,
  ): Promise<Verdict | undefined> {
    const { burst, perSecond } = termsOf(rule)
    try {
      let got = wanted
      let { ok, retryMs } = await this.#shared.limit(key, { perSecond, burst }, wanted)
      if (!ok && wanted > cost) {
        got = cost
        ;({ ok, retryMs } = await this.#shared.limit(key, { perSecond, burst }, cost))
      }
      this.#isAway = false
      const kept = this.#keys.get(key)
      if (ok) {
        if (kept?.rule === rule)
          Object.assign(kept, { credit: got - cost, until: now + BATCH_MS, batch: got })
        return { ok, retryMs: 0, remaining: Math.floor(got - cost) }
      }
      if (cost <= 1) {
        const deniedUntil = now + Math.min(retryMs, DENIED_MS)
        const no = { credit: 0, until: 0, batch: 1, deniedUntil, retryAt: now + retryMs }
        // Others may wait for this answer.
        if (kept?.rule === rule) Object.assign(kept, no)
        else this.#keep(key, { rule, ...no, asking: undefined })
      }
      return denied(retryMs)
    } catch {
      // The server is told of it by whoever asks the engine.
      this.#isAway = true
      this.#awayUntil = this.#outside.ticks() + AWAY_MS
      return undefined
    }
  }

  #keep(key: string, kept: Kept): Kept {
    this.#keys.delete(key)
    this.#keys.set(key, kept)
    if (this.#keys.size <= MOST_KEYS) return kept
    // Forgetting one costs a question, or a part of a batch.
    for (const oldest of this.#keys.keys()) {
      this.#keys.delete(oldest)
      break
    }
    return kept
  }
}

interface Terms {
  readonly perSecond: number
  readonly burst: number
  /** How many are taken ahead at most; 0: none. */
  readonly batch: number
}

/** The same in every process that has the rule. */
function termsOf({ perMs, burst }: Rule): Terms {
  const ahead = Math.floor(perMs * BATCH_MS)
  const batch = ahead >= LEAST && ahead <= burst * SPARED ? ahead : 0
  return { perSecond: perMs * 1_000, burst: burst - Math.ceil(batch === 0 ? 0 : perMs * BATCH_MS), batch }
}

function denied(retryMs: number): Verdict {
  return { ok: false, retryMs: Math.max(1, Math.ceil(retryMs)), remaining: 0 }
}
