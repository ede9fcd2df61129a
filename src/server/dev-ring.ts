// The last events of a conversation, each with the conversation before and after it, and which of them its present rests on.
// Invariant: an event knows the one before it, so that going back and doing something else makes a branch and loses nothing;
// `head` is the event whose outcome is the present. Old ones are forgotten, so it never grows.
// Does not know how to go back.
import type { Conversation, KernelEvent, Patch } from '../kernel/index.ts'
import type { DevDiffers, DevProblem } from '../wire/index.ts'

const MOST = 100

export interface Recorded {
  /** 1, 2, 3... */
  readonly number: number
  /** The event before it; 0 for none. */
  readonly parent: number
  readonly event: KernelEvent
  readonly before: Conversation
  readonly after: Conversation
  readonly outcome: string
  readonly tookMs: number
  readonly patches: readonly Patch[]
  readonly bytes: number
  readonly commands: readonly string[]
  readonly problems: readonly Omit<DevProblem, 'number' | 'at'>[]
}

export class Ring {
  /** The event whose outcome is the present; 0: the beginning. */
  head = 0
  readonly differing: Map<number, DevDiffers> = new Map()
  #last = 0
  #changes = 0
  #entries: Recorded[] = []

  /** Another one after each change. */
  get version(): string {
    return `${this.#last}.${this.#changes}`
  }

  /** Oldest first. */
  get entries(): readonly Recorded[] {
    return this.#entries
  }

  get(number: number): Recorded | undefined {
    return this.#entries.find(each => each.number === number)
  }

  /** Takes in what just happened. */
  record(seen: Omit<Recorded, 'number' | 'parent'>): void {
    const number = ++this.#last
    this.#entries.push({ ...seen, number, parent: this.head })
    this.head = number
    while (this.#entries.length > MOST) this.differing.delete((this.#entries.shift() as Recorded).number)
  }

  /** The present is as that event left it; 0: as at the beginning. */
  go(head: number, differs?: DevDiffers): void {
    this.#changes++
    this.head = head
    if (differs !== undefined) this.differing.set(differs.number, differs)
  }

  /** The numbers of the events that the present rests on. */
  present(): ReadonlySet<number> {
    const found = new Set<number>()
    for (let at = this.get(this.head); at !== undefined; at = this.get(at.parent)) found.add(at.number)
    return found
  }

  /** That event and what followed it, up to `to`: what the present rests on where it can, else what came of it latest. */
  from(number: number, to: number = Infinity): readonly Recorded[] {
    const present = this.present()
    const found: Recorded[] = []
    for (let at = this.get(number); at !== undefined;) {
      found.push(at)
      const { number: own } = at
      if (own === to) break
      const next = this.#entries.filter(each => each.parent === own)
      at = next.find(each => present.has(each.number)) ?? next.at(-1)
    }
    return found
  }
}
