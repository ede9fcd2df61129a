// What runs have said, a ring of lines each. A source of its own, so that a talkative run wakes those who look at lines and
// nobody else. Invariant: at most 200 lines a name, each cut at 500 characters. Does not know who writes.
import type { Outside } from './outside.ts'
import { clip } from './op.ts'
import { Ring } from './ring.ts'
import { Source } from './source.ts'

export interface LogLine {
  /** Epoch ms. */
  readonly at: number
  readonly text: string
}

/** How many lines each has written so far: more than are kept, perhaps. */
export type LogCounts = Readonly<Record<string, number>>

/** How many lines are kept a name. */
export const LOG_LINES = 200
/** Where a line is cut, characters. */
export const LINE_LENGTH = 500

export class Logs extends Source<LogCounts> {
  readonly #now: Outside['now']
  readonly #rings = new Map<string, Ring<LogLine>>()

  constructor(name: string, { now }: Pick<Outside, 'now'>) {
    super(name)
    this.#now = now
  }

  write(name: string, text: string): void {
    let ring = this.#rings.get(name)
    if (ring === undefined) this.#rings.set(name, (ring = new Ring(LOG_LINES)))
    ring.push({ at: this.#now(), text: clip(text, LINE_LENGTH) })
    this.changed()
  }

  /** The last lines of that name, oldest first. */
  of(name: string): readonly LogLine[] {
    return this.#rings.get(name)?.list() ?? []
  }

  protected show(): LogCounts {
    return Object.fromEntries([...this.#rings].map(([name, ring]) => [name, ring.written]))
  }
}
