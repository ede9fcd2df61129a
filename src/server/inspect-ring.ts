// What happened lately in all conversations, for operators: the last thousand events.
// Invariant: bounded; what came with an event is kept as it came, unless it is large, and shown only when somebody looks, with
// redaction. To note an event makes no text.
// Does not know who looks.
import type { Conversation, Definition, KernelEvent } from '../kernel/index.ts'
import type { Plain } from '../wire/index.ts'
import type { Recorded } from './dev-ring.ts'
import type { Showing } from './dev-tree.ts'
import { wordsOf } from './dev-words.ts'
import type { Seen } from './keeper.ts'
import type { RecentEvent } from './inspect-types.ts'

const MOST = 1000
/** Of what a visitor sent more characters than that are not kept. */
const LARGE = 4096

interface Noted extends Omit<RecentEvent, 'payload' | 'component'> {
  readonly definition: Definition | undefined
  readonly payload?: unknown
}

export class Recent {
  #last = 0
  readonly #noted: Noted[] = []

  note(cid: string, seen: Seen, patchBytes: number): void {
    const noted = notedOf(cid, seen.event, seen.before, {
      number: ++this.#last,
      outcome: seen.turned.outcome,
      tookUs: Math.round(seen.tookMs * 1000),
      patches: seen.turned.patches.length,
      patchBytes,
      troubles: seen.turned.troubles.map(({ reference }) => reference),
    })
    this.#noted[noted.number % MOST] = noted
  }

  /** Newest first. */
  list(show: Showing, cid: string | undefined, after: number, limit: number): RecentEvent[] {
    const found: RecentEvent[] = []
    const first = Math.max(after + 1, this.#last - MOST + 1, 1)
    for (let number = this.#last; number >= first && found.length < limit; number--) {
      const noted = this.#noted[number % MOST] as Noted
      if (cid === undefined || noted.cid === cid) found.push(shownOf(noted, show))
    }
    return found
  }
}

/** An event that was recorded with all around it. */
export function recentOf(cid: string, recorded: Recorded, show: Showing): RecentEvent {
  const { event, before, number, outcome, tookMs, patches, bytes, problems } = recorded
  const rest = {
    number,
    outcome: outcome as RecentEvent['outcome'],
    tookUs: Math.round(tookMs * 1000),
    patches: patches.length,
    patchBytes: bytes,
    troubles: problems.map(({ reference }) => reference),
  }
  return shownOf(notedOf(cid, event, before, rest), show)
}

type Rest = Pick<RecentEvent, 'number' | 'outcome' | 'tookUs' | 'patches' | 'patchBytes' | 'troubles'>

function notedOf(cid: string, event: KernelEvent, before: Conversation, rest: Rest): Noted {
  const size = sizeOf(event)
  const isLarge = size > LARGE
  const { iid, what, payload } = wordsOf(isLarge ? emptied(event) : event, before)
  const definition = before.instances.get(iid ?? before.root)?.definition
  return {
    cid,
    at: event.now,
    kind: event.kind,
    what,
    definition,
    ...(iid !== undefined && { iid }),
    ...(isLarge ? { payload: new Large(size) } : payload !== undefined && { payload }),
    ...rest,
  }
}

/** Stands for what was too large to keep. */
class Large {
  readonly chars: number

  constructor(chars: number) {
    this.chars = chars
  }
}

function shownOf({ definition, payload, ...noted }: Noted, show: Showing): RecentEvent {
  const component = definition?.name ?? ''
  if (payload === undefined) return { ...noted, component }
  const shown: Plain =
    payload instanceof Large
      ? { is: 'text', text: '', more: payload.chars }
      : noted.kind === 'result'
        ? show(payload, 'journal', definition, noted.what)
        : show(payload, 'payload', definition, noted.what)
  return { ...noted, component, payload: shown }
}

function sizeOf(event: KernelEvent): number {
  if (event.kind !== 'offer') return 0
  let size = event.offer.length + (event.value?.length ?? 0)
  if (event.fields === undefined) return size
  for (const [name, value] of Object.entries(event.fields)) {
    size += name.length
    if (typeof value === 'string') size += value.length
    else if (Array.isArray(value))
      for (const each of value) size += typeof each === 'string' ? each.length : 100
  }
  return size
}

/** Its name alone. */
function emptied(event: KernelEvent): KernelEvent {
  if (event.kind !== 'offer') return event
  const { fields: _, value: __, ...rest } = event
  return { ...rest, offer: /^[^:!={]{0,100}/.exec(event.offer)?.[0] ?? '' }
}
