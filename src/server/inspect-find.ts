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
}

export function findConversations(
  all: Iterable<Held>,
  query: ConversationQuery,
  around: Around,
): Listing<ConversationRow> {
  const fits = testOf(query, around)
  const found: Held[] = []
  for (const held of all) if (fits(held)) found.push(held)
  const { sort = 'active', reverse = false } = query
  if (sort === 'path') found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  else found.sort((a, b) => KEYS[sort](b) - KEYS[sort](a))
  if (reverse) found.reverse()
  return { total: found.length, rows: sliceOf(found, query).map(held => rowOf(held, around)) }
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
  const found: TimerRow[] = []
  for (const held of all) {
    if (cid !== undefined && held.cid !== cid) continue
    for (const { iid, timer, name } of held.timers) {
      if (timer.dueAt - now > withinMs) continue
      const { component = '', event = '', every } = name ?? {}
      if (text && !`${component}.${event} ${held.cid}`.toLowerCase().includes(text)) continue
      const row = { cid: held.cid, iid, component, event, due: timer.dueAt }
      found.push(every === undefined ? row : { ...row, every })
    }
  }
  found.sort((a, b) => a.due - b.due)
  return { total: found.length, rows: sliceOf(found, query) }
}

export function sliceOf<T>(all: readonly T[], { offset = 0, limit = 50 }: Slice): T[] {
  const from = Math.max(0, Math.floor(offset) || 0)
  return all.slice(from, from + Math.min(200, Math.max(0, Math.floor(limit) || 0)))
}

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

function testOf(query: ConversationQuery, { now, redacting }: Around): (held: Held) => boolean {
  const { cid, session, state, ageMs, idleMs, failed } = query
  const [text, path, principal] = [query.text, query.path, query.principal].map(each => each?.toLowerCase())
  const has = (whole: string, part: string): boolean => whole.toLowerCase().includes(part)
  const isAt = (held: Held, part: string): boolean => has(held.path, part) || has(held.pattern, part)
  const isBy = (held: Held, part: string): boolean => has(redacting.principal(held.gist.principal), part)
  return held =>
    (state === undefined ||
      (state === 'resting' ? held.isResting : held.stream.attached === (state === 'connected'))) &&
    (!cid || held.cid.startsWith(cid)) &&
    (!session || sessionOf(held) === session) &&
    (ageMs === undefined || now - held.since >= ageMs) &&
    (idleMs === undefined || now - held.active >= idleMs) &&
    (failed !== true || held.failed > 0) &&
    (!path || isAt(held, path)) &&
    (!principal || isBy(held, principal)) &&
    (!text || isAt(held, text) || isBy(held, text) || has(held.cid, text) || has(sessionOf(held), text))
}
