// What operators did: who, what, to what, and what it was before and after. The last 500 are kept here; where more must be
// kept, `onEntry` passes each on. Invariant: an entry is text that no longer changes, whatever it was made from.
// Does not know who may do what, nor whether it was wise.
import { clip } from './op.ts'
import { outside as real } from './outside.ts'
import type { Outside } from './outside.ts'
import { Ring } from './ring.ts'
import { Source } from './source.ts'

/** What is written down. Values are kept as JSON text of at most 2,000 characters. */
export interface Act {
  readonly who: string
  /** The verb, as 'pause' or 'override'. */
  readonly what: string
  /** As 'cron tidy' or 'limit search'. */
  readonly target: string
  readonly before?: unknown
  readonly after?: unknown
  /** Why it was not done, where it was not. */
  readonly why?: string
}

export interface AuditEntry {
  /** 1 for the first since the program started. */
  readonly number: number
  /** Epoch ms. */
  readonly at: number
  /** What the process is called that it was done in: `node` of `ops`. */
  readonly node: string
  readonly who: string
  readonly what: string
  readonly target: string
  /** JSON text; null where nothing was said. */
  readonly before: string | null
  readonly after: string | null
  /** Null where it was done. */
  readonly why: string | null
}

export interface AuditOptions {
  readonly outside?: Pick<Outside, 'now'>
  /** What this process is called. Default: ''. */
  readonly node?: string
  /** Is given every entry, to be kept elsewhere. What it throws is swallowed. */
  readonly onEntry?: (entry: AuditEntry) => void
}

/** How many entries are kept. */
const AUDIT_ENTRIES = 500
const WORD_LENGTH = 200
const VALUE_LENGTH = 2000

export class Audit extends Source<readonly AuditEntry[]> {
  readonly #options: AuditOptions
  readonly #ring = new Ring<AuditEntry>(AUDIT_ENTRIES)

  constructor(options: AuditOptions = {}) {
    super('ops/audit')
    this.#options = options
  }

  record({ who, what, target, before, after, why }: Act): AuditEntry {
    const entry: AuditEntry = {
      number: this.#ring.written + 1,
      at: (this.#options.outside ?? real).now(),
      node: this.#options.node ?? '',
      who: clip(who, WORD_LENGTH),
      what: clip(what, WORD_LENGTH),
      target: clip(target, WORD_LENGTH),
      before: textOf(before),
      after: textOf(after),
      why: why === undefined ? null : clip(why, WORD_LENGTH),
    }
    this.#ring.push(entry)
    this.changed()
    try {
      this.#options.onEntry?.(entry)
    } catch {
      // It was done and is written down here, whatever becomes of it elsewhere.
    }
    return entry
  }

  /** Newest first. */
  protected show(): readonly AuditEntry[] {
    return this.#ring.list().toReversed()
  }
}

function textOf(value: unknown): string | null {
  if (value === undefined) return null
  try {
    return clip(JSON.stringify(value) ?? value, VALUE_LENGTH)
  } catch {
    return clip(value, VALUE_LENGTH)
  }
}
