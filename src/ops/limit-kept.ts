// One limit as it is kept: its declared rule, an operator's override, the one in effect, the buckets under it, and who was denied.
// Invariant: the effective rule is the override's while it lasts, else the declared one; an override ends at its moment, however late
// that is noticed; a rule like the former changes nothing in any bucket. Each verb tells whether it changed what is shown.
// Does not know its name's neighbours, nudges or timers.
import { createHash } from 'node:crypto'
import { Buckets, type Verdict } from './buckets.ts'
import { Denials, type DeniedKey } from './denials.ts'
import type { Limit, LimitBy, Rate, Rule } from './limit.ts'
import type { Outside } from './outside.ts'

export interface RuleShown {
  readonly rate: Rate
  readonly burst: number
}

export interface LimitShown {
  readonly name: string
  readonly by: LimitBy
  readonly declared: RuleShown
  /** What is kept to now. */
  readonly effective: RuleShown
  /** `until` in epoch ms; null: until it is lifted. */
  readonly override: (RuleShown & { readonly until: number | null }) | null
  /** How often somebody was denied. */
  readonly denied: number
  /** 32 at most: those denied most, and whoever was denied last. */
  readonly keys: readonly DeniedKey[]
}

/** Longer keys are kept by their digest. */
const KEY_LENGTH = 256

interface Override {
  readonly rule: Rule
  /** Epoch ms, for showing. */
  readonly until: number | null
  /** By the clock that is never set. */
  readonly endTicks: number
}

export class KeptLimit {
  #op: Limit
  readonly #outside: Outside
  readonly #buckets: Buckets
  readonly #denials: Denials = new Denials()
  #override: Override | undefined
  #effective: Rule
  #denied: number = 0
  #fills: number = 0
  /** How its keys begin where all limits are kept. */
  #prefix: string | undefined
  #shown: LimitShown | undefined

  constructor(op: Limit, outside: Outside, keys: number) {
    this.#op = op
    this.#outside = outside
    this.#effective = op.rule
    this.#buckets = new Buckets(op.rule, outside.ticks(), keys)
  }

  get held(): number {
    return this.#buckets.size
  }

  get overridden(): boolean {
    return this.#override !== undefined
  }

  /** What is kept to now. */
  get rule(): Rule {
    return this.#effective
  }

  /** What is noted for all processes. */
  get note(): { readonly override: LimitShown['override']; readonly fills: number } {
    return { override: this.show().override, fills: this.#fills }
  }

  /** What that key is called where all limits of all processes are kept. */
  sharedKey(key: string): string {
    this.#prefix ??= JSON.stringify([this.#op.name, this.#op.by, this.#fills])
    return this.#prefix + this.#whose(key)
  }

  /** Whether it is other than before. */
  declare(op: Limit): boolean {
    const { by, rule } = this.#op
    if (by === op.by && alike(rule, op.rule)) return false
    // Other keys: what is left to the present ones says nothing about them.
    if (by !== op.by) {
      this.#buckets.fillAll()
      this.#denials.clear()
    }
    this.#op = op
    this.#prefix = undefined
    if (this.#override === undefined) this.#effect(op.rule, this.#outside.ticks())
    return this.#changed()
  }

  take(key: string, cost: number): Verdict {
    const verdict = this.#buckets.take(this.#whose(key), cost, this.#outside.ticks())
    if (!verdict.ok) this.deny(key)
    return verdict
  }

  /** Counts that somebody was denied. */
  deny(key: string): void {
    this.#denied++
    this.#denials.count(this.#whose(key), this.#outside.now())
    this.#changed()
  }

  look(key: string): Verdict {
    return this.#buckets.look(this.#whose(key), this.#outside.ticks())
  }

  /** Whether it is other than before. */
  override(rule: Rule, forMs: number | null): boolean {
    const before = this.#override
    if (before !== undefined && before.until === null && forMs === null && alike(before.rule, rule))
      return false
    const now = this.#outside.ticks()
    this.#override =
      forMs === null
        ? { rule, until: null, endTicks: Infinity }
        : { rule, until: this.#outside.now() + forMs, endTicks: now + forMs }
    this.#effect(rule, now)
    return this.#changed()
  }

  lift(): boolean {
    return this.#back(this.#outside.ticks())
  }

  /** Ends an override whose time is over, as of then. Whether there was one. */
  settle(): boolean {
    const end = this.#override?.endTicks
    return end !== undefined && this.#outside.ticks() >= end && this.#back(end)
  }

  /** Whether that key had taken anything, and whether that shows. */
  reset(key: string): { readonly filled: boolean; readonly shown: boolean } {
    const filled = this.#buckets.fill(this.#whose(key), this.#outside.ticks())
    return { filled, shown: this.#denials.forget(this.#whose(key)) && this.#changed() }
  }

  /** Whether that shows. `fills`: how often it was done by all processes; once more, if not given. */
  resetAll(fills: number = this.#fills + 1): boolean {
    this.#fills = fills
    this.#prefix = undefined
    this.#buckets.fillAll()
    return this.#denials.clear() && this.#changed()
  }

  sweep(): void {
    this.#buckets.sweep(this.#outside.ticks())
  }

  /** The same object until something is other than before. */
  show(): LimitShown {
    const { rule, by, name } = this.#op
    const override = this.#override
    this.#shown ??= {
      name,
      by,
      declared: ruleShown(rule),
      effective: ruleShown(this.#effective),
      override: override === undefined ? null : { ...ruleShown(override.rule), until: override.until },
      denied: this.#denied,
      keys: this.#denials.list(),
    }
    return this.#shown
  }

  #back(at: number): boolean {
    if (this.#override === undefined) return false
    this.#override = undefined
    this.#effect(this.#op.rule, at)
    return this.#changed()
  }

  #effect(rule: Rule, at: number): void {
    this.#buckets.change(rule, at)
    this.#effective = rule
  }

  #changed(): true {
    this.#shown = undefined
    return true
  }

  #whose(key: string): string {
    if (this.#op.by === 'everyone') return ''
    if (key.length <= KEY_LENGTH) return key
    return `sha256:${createHash('sha256').update(key).digest('base64url')}`
  }
}

function ruleShown({ rate, burst }: Rule): RuleShown {
  return { rate, burst }
}

function alike(a: Rule, b: Rule): boolean {
  return a.perMs === b.perMs && a.burst === b.burst && a.rate === b.rate
}
