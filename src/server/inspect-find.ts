// Conversations and timers, found among all that are held.
// Invariant: finding wakes nothing and renders nothing; of ten thousand it reads what stands at hand, and makes rows only of those
// that are asked for.
// Does not know where they are held.
import type { Held } from './held.ts'
import type { Redacting } from './inspect-redact.ts'
import type {
  ConversationQuery,
  ConversationRow,
  Listing,
  Slice,
  TimerQuery,
  TimerRow,
} from './inspect-types.ts'

/** Characters of a session's id that are shown: enough to tell sessions apart, and far too few to be one. */
const SESSION_CHARS = 8

export interface Around {
  readonly now: number
  readonly redacting: Redacting
  readonly componentOf: (pattern: string) => string
  readonly isRecorded: (cid: string) => boolean
  /** What is searched in, of those that were searched before. */
  readonly texts: WeakMap<Held, Text>
}

/** Made again where the conversation has another address or visitor. */
export interface Text {
  readonly address: string
  readonly who: unknown
  readonly session: string
  readonly path: string
  readonly principal: string
  readonly all: string
}

export function findConversations(
  all: Iterable<Held>,
  query: ConversationQuery,
  around: Around,
): Listing<ConversationRow> {
  const fits = testOf(query, around)
  const { sort = 'active', reverse = false } = query
  const key = sort === 'path' ? (held: Held) => held.path : KEYS[sort]
  // Numbers go down and paths go up, unless it is to be the other way.
  const isUp = (sort === 'path') !== reverse
  const most = endOf(query)
  let total = 0
  const first = new First<Held>(most, isUp)
  for (const held of all) {
    if (!fits(held)) continue
    total++
    const by = key(held)
    if (first.takes(by)) first.add(by, held)
  }
  return { total, rows: sliceOf(first.items, query).map(held => rowOf(held, around)) }
}

/** To put one in its place among more than that costs more than to sort all at the end. */
const MANY = 500

/** The first so many of all that are added, in order: it costs little more than looking at each. */
class First<T> {
  readonly #most: number
  readonly #isUp: boolean
  #added: { readonly key: number | string; readonly item: T }[] = []

  constructor(most: number, isUp: boolean) {
    this.#most = most
    this.#isUp = isUp
  }

  get items(): readonly T[] {
    if (this.#most > MANY)
      this.#added = this.#added.sort((a, b) => this.#compare(a.key, b.key)).slice(0, this.#most)
    return this.#added.map(({ item }) => item)
  }

  /** Whether it may be among them. */
  takes(key: number | string): boolean {
    const added = this.#added
    if (added.length < this.#most || this.#most > MANY) return true
    const last = added.at(-1)
    return last !== undefined && this.#compare(key, last.key) < 0
  }

  /** What it takes. */
  add(key: number | string, item: T): void {
    const added = this.#added
    if (this.#most > MANY) return void added.push({ key, item })
    let [from, to] = [0, added.length]
    while (from < to) {
      const at = (from + to) >> 1
      if (this.#compare(key, (added[at] as { readonly key: number | string }).key) < 0) to = at
      else from = at + 1
    }
    added.splice(from, 0, { key, item })
    if (added.length > this.#most) added.pop()
  }

  /** Below 0: `a` comes first. */
  #compare(a: number | string, b: number | string): number {
    if (a === b) return 0
    return a < b === this.#isUp ? -1 : 1
  }
}

export function rowOf(held: Held, { redacting, componentOf, isRecorded }: Around): ConversationRow {
  const { gist } = held
  return {
    cid: held.cid,
    page: held.pattern,
    component: componentOf(held.pattern),
    path: held.path,
    principal: redacting.principal(gist.principal),
    session: sessionOf(held),
    state: held.stream.attached ? 'connected' : 'away',
    resting: held.isResting,
    since: held.since,
    active: held.active,
    events: held.events,
    failed: held.failed,
    instances: gist.instances,
    waiting: held.waiting,
    queuedBytes: held.stream.queued,
    recorded: isRecorded(held.cid),
  }
}

export function findTimers(all: Iterable<Held>, query: TimerQuery, now: number): Listing<TimerRow> {
  const { cid, withinMs = Infinity } = query
  const text = query.text?.toLowerCase()
  let total = 0
  const first = new First<TimerRow>(endOf(query), true)
  for (const held of all) {
    if (cid !== undefined && held.cid !== cid) continue
    for (const { iid, timer, name } of held.timers) {
      if (timer.dueAt - now > withinMs) continue
      const { component = '', event = '', every } = name ?? {}
      if (text && !`${component}.${event} ${held.cid}`.toLowerCase().includes(text)) continue
      total++
      if (!first.takes(timer.dueAt)) continue
      const row = { cid: held.cid, iid, component, event, due: timer.dueAt }
      first.add(row.due, every === undefined ? row : { ...row, every })
    }
  }
  return { total, rows: sliceOf(first.items, query) }
}

export function sliceOf<T>(all: readonly T[], { offset = 0, limit = 50 }: Slice): T[] {
  return all.slice(fromOf(offset), endOf({ offset, limit }))
}

const fromOf = (offset: number): number => Math.max(0, Math.floor(offset) || 0)
const endOf = ({ offset = 0, limit = 50 }: Slice): number =>
  fromOf(offset) + Math.min(200, Math.max(0, Math.floor(limit) || 0))

const KEYS: Readonly<
  Record<Exclude<NonNullable<ConversationQuery['sort']>, 'path'>, (held: Held) => number>
> = {
  active: held => held.active,
  since: held => held.since,
  events: held => held.events,
  failed: held => held.failed,
  instances: held => held.gist.instances,
  queuedBytes: held => held.stream.queued,
}

const sessionOf = (held: Held): string => held.owner.session.slice(0, SESSION_CHARS)

function testOf(query: ConversationQuery, around: Around): (held: Held) => boolean {
  const { now } = around
  const { cid, session, state, ageMs, idleMs, failed } = query
  const [text, path, principal] = [query.text, query.path, query.principal].map(each => each?.toLowerCase())
  return held =>
    (state === undefined ||
      (state === 'resting' ? held.isResting : held.stream.attached === (state === 'connected'))) &&
    (!cid || held.cid.startsWith(cid)) &&
    (!session || sessionOf(held) === session) &&
    (ageMs === undefined || now - held.since >= ageMs) &&
    (idleMs === undefined || now - held.active >= idleMs) &&
    (failed !== true || held.failed > 0) &&
    (!path || textOf(held, around).path.includes(path)) &&
    (!principal || textOf(held, around).principal.includes(principal)) &&
    (!text || textOf(held, around).all.includes(text))
}

function textOf(held: Held, { redacting, texts }: Around): Text {
  const { address, principal: who } = held.gist
  const { session } = held.owner
  const known = texts.get(held)
  const isKnown = known?.address === address && known.who === who && known.session === session
  if (isKnown) return known
  const path = `${held.path}\n${held.pattern}`.toLowerCase()
  const principal = redacting.principal(who).toLowerCase()
  const all = `${path}\n${principal}\n${held.cid}\n${sessionOf(held)}`.toLowerCase()
  const text = { address, who, session, path, principal, all }
  texts.set(held, text)
  return text
}
