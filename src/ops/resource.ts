// The declaration of a resource: something outside that the program opens, uses and closes, as a database. Inert until it
// is given to Resources. Invariant: `get` gives what is open now, or says that nothing is.
import { ReparteeError } from '../errors/index.ts'
import { checkName } from './op.ts'
import type { Op } from './op.ts'

export type ResourceKind = 'database' | 'cache' | 'queue' | 'other'

export interface Resource<T> extends Op {
  readonly kind: 'resource'
  /** What is open. Throws `not-open` before it is, and after it was closed; not because a check failed. */
  get(): T
}

export interface ResourceLife<T> {
  /** 'other' by default. */
  readonly kind?: ResourceKind
  readonly description?: string
  /** Tried again, after a pause, when it throws. The signal is aborted when it has taken too long, or on closing. */
  open(signal: AbortSignal): Promise<T> | T
  close?(it: T): Promise<void> | void
  /** Throwing means unhealthy, for that reason. The signal is aborted when the answer has taken too long. */
  check?(it: T, signal: AbortSignal): Promise<unknown>
  /** How often it is checked, ms. As Resources says by default. */
  readonly everyMs?: number
  /** How long a check may take, ms. As Resources says by default. */
  readonly timeoutMs?: number
}

/**
 * Declares a resource. Throws `bad-argument`.
 *
 * @example
 * const orders = resource('orders', {
 *   kind: 'database',
 *   open: () => connect(url),
 *   close: db => db.end(),
 *   check: db => db.query('select 1'),
 * })
 */
export function resource<T>(name: string, life: ResourceLife<T>): Resource<T> {
  return new HeldResource(name, life)
}

/** A resource as its keeper sees it. */
export class HeldResource<T> implements Resource<T> {
  readonly kind = 'resource' as const
  readonly name: string
  readonly life: ResourceLife<T>
  #held: { readonly it: T } | undefined
  #keeper: object | undefined

  constructor(name: string, life: ResourceLife<T>) {
    checkName('resource', name)
    const { open, everyMs = 1, timeoutMs = 1 } = life
    if (
      typeof open !== 'function' ||
      !(everyMs > 0 && everyMs < Infinity && timeoutMs > 0 && timeoutMs < Infinity)
    )
      throw new ReparteeError('bad-argument', {
        what: `The resource '${name}' cannot be declared so`,
        expected: 'a function `open`; `everyMs` and `timeoutMs`, if given, milliseconds above 0',
        got: `open: ${typeof open}, everyMs: ${everyMs}, timeoutMs: ${timeoutMs}`,
        try: "resource('orders', { open: () => connect(url), close: db => db.end() })",
      })
    this.name = name
    this.life = life
  }

  get(): T {
    if (this.#held !== undefined) return this.#held.it
    throw new ReparteeError('not-open', {
      what: `The resource '${this.name}' is not open`,
      expected: 'a use between its opening and its closing',
      got: 'a use before, after, or while it cannot be opened',
      try: 'start the program only when its resources are open, and stop using them when it closes',
    })
  }

  /** Whether that keeper may open and close it: one at a time may. */
  claim(keeper: object): boolean {
    this.#keeper ??= keeper
    return this.#keeper === keeper
  }

  disclaim(): void {
    this.#keeper = undefined
  }

  hold(it: T): void {
    this.#held = { it }
  }

  /** What was held, if anything was. */
  release(): { readonly it: T } | undefined {
    const held = this.#held
    this.#held = undefined
    return held
  }
}
