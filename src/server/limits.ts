// How much is too much: every bound on what a visitor, a session or an address may ask of a server, in one place.
// Invariant: no person meets any of these; each is some ten times what the busiest page needs, and turned into a plain answer.
// Does not know who asks. Bounds of one request (its bytes) and of one stream (its queue) stand where they are held.
import { ReparteeError } from '../errors/index.ts'
import type { Conversation } from '../kernel/index.ts'

/** What a program may say of it. */
export interface Limits {
  /** Events a second that one conversation may send for long; a session with several, four times as many. Default: 100. */
  readonly eventsPerSecond?: number
  /** New pages a second for one address (see `proxies`) or session, for long. Default: 50. */
  readonly pagesPerSecond?: number
  /** Conversations of one session that are kept in memory; one more ends the one that was left longest ago. Default: 200. */
  readonly conversationsPerSession?: number
  /**
   * How long a conversation that nobody attends is kept, ms. Default: a day. What visitors left is most of what a store holds; but whoever
   * closes a laptop for longer begins afresh.
   */
  readonly keptMs?: number
}

export type Bounds = Required<Limits>

export const DEFAULTS: Bounds = {
  eventsPerSecond: 100,
  pagesPerSecond: 50,
  conversationsPerSession: 200,
  keptMs: 24 * 3_600_000,
}

/** So many seconds' worth may come at once, from one who was quiet before. A house may stand behind one address. */
export const EVENTS_BURST_S = 5
export const PAGES_BURST_S = 20
/** A session may send as much as so many conversations. */
export const SESSION_FACTOR = 4
/** Addresses and sessions that are remembered for it. */
export const MOST_KNOWN = 20_000

/** Visitors that are let in at each turn of the event loop, and those that may wait for theirs, for so long, ms. */
export const PER_TURN = 1
export const MOST_WAITING = 5000
export const PATIENCE_MS = 5000

/** What one conversation may grow to. */
const INSTANCES = 20_000
const TIMERS = 10_000
const HEARS = 10_000
/** Characters of its snapshot, looked at every so many commits. */
const CHARS = 8_000_000
export const WEIGHED_EVERY = 256

/** Throws `over-quota` where an event made more of something than a conversation may have. What it had before, it keeps. */
export function checkQuota(before: Conversation, after: Conversation, listens: boolean): void {
  refuseMore('instances', before.instances.size, after.instances.size, INSTANCES)
  if (!listens) return
  const [was, is] = [countOf(before), countOf(after)]
  refuseMore('timers', was.timers, is.timers, TIMERS)
  refuseMore('subscriptions and watched sources', was.hears, is.hears, HEARS)
}

/** Throws `over-quota` where a snapshot is too long. */
export function checkWeight(snapshot: string): void {
  refuseMore('characters of state', 0, snapshot.length, CHARS)
}

function countOf({ instances }: Conversation): { readonly timers: number; readonly hears: number } {
  let [timers, hears] = [0, 0]
  for (const instance of instances.values()) {
    timers += instance.timers.length
    hears += instance.hears.length
  }
  return { timers, hears }
}

function refuseMore(what: string, before: number, after: number, most: number): void {
  if (after <= most || after <= before) return
  throw new ReparteeError('over-quota', {
    what: `A conversation grew beyond what one may have`,
    expected: `at most ${most} ${what}`,
    got: `${after}, after an event that was not carried out`,
    try: 'keep what is large or many outside (a store, a topic, a source), and let the page show a part of it',
  })
}
