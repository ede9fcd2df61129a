// What a server tells those who watch it and handle its conversations: measurements of its work, and a door to what it holds.
// Invariant: everything that can be read is plain data, bounded in size, with redaction applied; times are ms since 1970.
// Does not know who watches: `repartee/ops` is one, and a program may bring its own. Longer than most: it is one contract.
import type { ChangeSource } from '../live/index.ts'
import type { PageLimit } from './options.ts'
import type { DevEntry, DevNode, DevTree, Plain } from '../wire/index.ts'

/** A piece of work that begins. */
export interface Work {
  /** The component of the page that it is done for. */
  readonly service: string
  /** `GET /orders/:id`, `event cart.add`, `timer clock.tick`, `topic chat.said`, `io cart.pay`. */
  readonly endpoint: string
  /** `http`: an upload, or a route of a page. `io`: work that a handler asked for. */
  readonly transport: 'page' | 'event' | 'timer' | 'topic' | 'http' | 'io'
  readonly method?: string
  /** As it was asked for, without the query; of a topic its name. */
  readonly path?: string
  /** Whose doing it is: of the request, or of the work here that led to it. */
  readonly traceparent?: string
}

/** How it ended. */
export interface Outcome {
  /** HTTP status, also of what was no request. */
  readonly status?: number
  /** What failed, also where the visitor was answered as usual and told by a notice. */
  readonly error?: unknown
  /** Of the answer's body, or of the patches that came of it. */
  readonly bytes?: number
}

export interface Measured {
  /** For what this work leads to. */
  readonly traceparent?: string
  /** Does the work, at once and once. */
  run<T>(work: () => T): T
  /** Called once. */
  end(outcome: Outcome): void
}

/**
 * Watches a server. What it throws is told to `onTrouble`, once for each of its methods, and hurts nobody.
 *
 * @example
 * serve({ pages, ops: { begin: ({ endpoint }) => ({ run: work => work(), end: ({ status }) => console.log(endpoint, status) }) } })
 */
export interface Observer {
  /** Called once, before all else, with the door to what the server holds. */
  attach?(inspection: Inspection): void
  begin?(work: Work): Measured | undefined
  /** Whether a page's component only watches: what it is sent is not counted, or it would be woken by what it shows. */
  hides?(service: string): boolean
  /** Called once, before `start`, with what is decided for all processes over the same engine. */
  share?(shared: Shared): void
  /** Asked where a page has a limit, with the address or session it is kept for: whether this may be now, or in how many ms. */
  allow?(limit: PageLimit, key: string): Allowed | Promise<Allowed>
  /**
   * What this server says of itself to the others over the same engine, every two seconds: data that JSON has words for, of at most 16,000
   * characters. See `Inspection.nodes`.
   */
  greeting?(): unknown
  /** Another server's observer asks (`Inspection.ask`). What it throws is told to that one; undefined is no answer. */
  answer?(question: string): string | undefined | Promise<string | undefined>
  /** The server begins: `serve` once it listens, `handler` at once. */
  start?(): void
  /** Called last when the server closes, which waits for it up to that bound. */
  close?(boundMs: number): Promise<void>
}

export interface Allowed {
  readonly ok: boolean
  readonly retryMs: number
}

/** What all processes over one engine decide together. */
export interface Shared {
  /** Whether other processes may have part in it, at present. */
  readonly isShared: boolean
  /** This process among them; '' before the engine is up. */
  readonly node: string
  /** Whether this process is about to end: others may begin what it would not bring to an end. */
  readonly isClosing: boolean
  /** Whether that process may be running. */
  alive(node: string): Promise<boolean>
  /**
   * Rewrites a note as one step, whoever else does. `make` is given it, undefined where there is none, and answers what it is to be, or
   * undefined to leave it; it may be called again. Rejects where the engine does; whether it was written is then not known.
   */
  rewrite(key: string, make: (text: string | undefined) => Promise<string | undefined>): Promise<void>
  /** Tells of each note that another process wrote. Some may be missed. */
  onNote(heard: (key: string, text: string) => void): void
  /** Takes so much of a key's allowance, for all processes, or nothing. Rejects where the engine does. */
  limit(
    key: string,
    rule: { readonly perSecond: number; readonly burst: number },
    take: number,
  ): Promise<Allowed>
}

/**
 * What a server holds, to be watched (`watch(inspection, on.changed)`) and handled. The verbs say what came of it, and know nothing of
 * who may do what: that is for the caller to ask, and to note.
 */
export interface Inspection extends ChangeSource {
  readonly name: string
  /** Figures; the same object while nothing has changed. Of more than a thousand conversations they are up to 100 ms old. */
  read(): ServerFigures
  /** Conversations in memory. */
  find(query?: ConversationQuery): Listing<ConversationRow>
  /** One of them in full; undefined if it is not in memory. Looking changes nothing, and wakes nothing. */
  look(cid: string): ConversationLook | undefined
  /** What happened lately, newest first: of all conversations the last 1000, of one that is recorded its last 100. */
  events(query?: EventQuery): readonly RecentEvent[]
  /** Ends a conversation as its visitor could: all that it runs stops, and the open page says so. */
  end(cid: string): Promise<Did>
  /**
   * A copy of a conversation as it stands, and where the session of `to` (a conversation, as the dashboard's own, or the session itself)
   * opens it within a minute, whatever the page's `allow` says. What is done in it is done for real, as the visitor that it is a copy of.
   */
  fork(cid: string, to: { readonly cid: string } | { readonly session: string }): Promise<Forked>
  /** From now on remembers the events of a conversation with what they changed: the last 100, of at most 20 conversations. */
  record(cid: string): Did
  /** Forgets what was recorded. */
  unrecord(cid: string): Did
  /** What was recorded, done again: whether the same comes of it. Undefined if nothing was. Nothing is carried out. */
  replay(cid: string): Replay | undefined
  /** The conversation before and after one recorded event. */
  moment(cid: string, number: number): Moment | undefined
  /** Topics that somebody hears, or that were published to lately. */
  topics(query?: TopicQuery): Listing<TopicRow>
  /** Timers that wait, the next one first. */
  timers(query?: TimerQuery): Listing<TimerRow>
  /** Publishes plain data; how many hear it. */
  publish(topic: string, message: unknown): number
  /**
   * The servers over the same engine that are observed, this one first. Who has not been heard of for some seconds is silent, and is
   * forgotten after a minute, as is who has left.
   */
  nodes(): readonly NodeSeen[]
  /**
   * Asks the observer of one of them. The question and the answer have at most a million characters. `by`: the conversation here in which
   * somebody wants it; whoever answers may `fork` to it. `withinMs`: 2,000 by default. Never rejects.
   */
  ask(
    node: string,
    question: string,
    options?: { readonly by?: string; readonly withinMs?: number },
  ): Promise<Answered>
}

/** One server of several over the same engine. */
export interface NodeSeen {
  /** As the engine calls it; another one after each start. */
  readonly node: string
  readonly here: boolean
  readonly state: 'up' | 'silent' | 'left'
  /** When it was heard of last. */
  readonly heardAt: number
  /** What its observer says of it: `Observer.greeting`. */
  readonly said: unknown
}

export type Answered = { readonly answer: string } | { readonly why: string }

export type Did = { readonly done: true } | { readonly done: false; readonly why: string }
export type Forked =
  | { readonly done: true; readonly cid: string; readonly path: string }
  | { readonly done: false; readonly why: string }

export interface ServerFigures {
  /** `resting`: of them all, those that were put to rest as text. */
  readonly conversations: {
    readonly connected: number
    readonly away: number
    readonly resting: number
  }
  /** Streams that are open: of their own, sent through another tab's, fetched in pieces. */
  readonly streams: { readonly own: number; readonly shared: number; readonly pieces: number }
  /** Answers of pages' routes that are being sent. */
  readonly routes: number
  /** Pages that were served and whose stream has not come yet. */
  readonly batons: number
  readonly timers: number
  /** Up to a second old. */
  readonly topics: number
  readonly subscribers: number
  /** Events that wait for their turn. */
  readonly waiting: number
  /** Written, and not yet taken by the network. */
  readonly queuedBytes: number
  /** Since the server began. */
  readonly minted: number
  readonly opened: number
  /** Conversations that left this process for the engine, and those that came here from it. */
  readonly left: number
  readonly returned: number
  readonly ended: Readonly<Record<'answered' | 'ended' | 'expired' | 'failed' | 'lost', number>>
  readonly events: number
  readonly failed: number
  /** Without those that were sent to pages that only watch. */
  readonly patchBytes: number
  readonly published: number
}

/** `limit`: at most 200, 50 by default. */
export interface Slice {
  readonly offset?: number
  readonly limit?: number
}

export interface Listing<T> {
  /** That fit the query. */
  readonly total: number
  readonly rows: readonly T[]
}

export interface ConversationQuery extends Slice {
  /** Anywhere in path, principal, cid or session. */
  readonly text?: string
  /** Anywhere in the path that the page is at, or in the page's pattern. */
  readonly path?: string
  /** Anywhere in the principal as JSON, as far as it may be shown. */
  readonly principal?: string
  /** How the cid begins. */
  readonly cid?: string
  /** As a row says it. */
  readonly session?: string
  readonly state?: 'connected' | 'away' | 'resting'
  /** At least so long here. */
  readonly ageMs?: number
  /** Nothing was done in it for so long. */
  readonly idleMs?: number
  /** Those in which something failed. */
  readonly failed?: boolean
  /** Default: `active`. */
  readonly sort?: 'active' | 'since' | 'events' | 'failed' | 'instances' | 'queuedBytes' | 'path'
  /** Default: the largest (the latest) first, by path the first. */
  readonly reverse?: boolean
}

export interface ConversationRow {
  readonly cid: string
  /** The pattern of its page, and its component. */
  readonly page: string
  readonly component: string
  /** Where it is at present. */
  readonly path: string
  /** As JSON, at most 200 characters; '' for nobody. */
  readonly principal: string
  /** The first characters of the session's id: equal for equal sessions, and no key to any. */
  readonly session: string
  readonly state: 'connected' | 'away'
  readonly resting: boolean
  /** When this process began to hold it, and when something was done in it. */
  readonly since: number
  readonly active: number
  readonly events: number
  readonly failed: number
  readonly instances: number
  /** Events that wait. */
  readonly waiting: number
  readonly queuedBytes: number
  readonly recorded: boolean
}

export interface InstanceLook extends DevNode {
  /** Its key in the view around it. */
  readonly key?: string
  /** What its view offers at present. */
  readonly offers: number
}

export interface ConversationLook extends ConversationRow {
  /** The address that it was opened at. */
  readonly opened: string
  /** Its instances: state, journals of what waits, timers, topics and sources. */
  readonly tree: Omit<DevTree, 'nodes'> & { readonly nodes: readonly InstanceLook[] }
  /** Entries of its history, oldest first; `by` 0 is the present one. */
  readonly checkpoints: readonly DevEntry[]
  readonly offers: number
  /** Characters of it as text. */
  readonly weight: number
  /** How often it was written down. */
  readonly revision: number
  /** The number of its last patch. */
  readonly patches: number
  /** Its last events, newest first. */
  readonly recent: readonly RecentEvent[]
}

export interface EventQuery {
  readonly cid?: string
  /** Only later ones. */
  readonly after?: number
  /** At most 200, which is the default. */
  readonly limit?: number
}

export interface RecentEvent {
  /** Counted for all conversations; of a recorded one for itself. */
  readonly number: number
  readonly cid: string
  readonly at: number
  readonly kind: 'offer' | 'timer' | 'message' | 'missed' | 'read' | 'result' | 'end'
  /** The handler or topic, or in words: `add`, `to entry 3`, `call confirm`. */
  readonly what: string
  readonly component: string
  readonly iid?: string
  readonly payload?: Plain
  readonly outcome: 'done' | 'stale' | 'refused' | 'failed'
  readonly tookUs: number
  readonly patches: number
  readonly patchBytes: number
  /** References of what went wrong. */
  readonly troubles: readonly string[]
}

export interface Replay {
  /** Oldest first. */
  readonly events: readonly RecentEvent[]
  /** How many were done again. */
  readonly ran: number
  /** The first that went otherwise, and where that shows. */
  readonly differs?: { readonly number: number; readonly what: string }
}

export interface Moment {
  readonly event: RecentEvent
  readonly before: DevTree
  readonly after: DevTree
  /** Which instances were drawn, and in how many characters. */
  readonly patches: readonly { readonly target: string; readonly chars: number }[]
}

export interface TopicQuery extends Slice {
  /** Anywhere in the name. */
  readonly text?: string
  /** This one alone. */
  readonly topic?: string
  /** Default: `subscribers`. */
  readonly sort?: 'subscribers' | 'published' | 'last' | 'topic'
  /** Default: the largest (the latest) first, by topic the first. */
  readonly reverse?: boolean
}

export interface TopicRow {
  readonly topic: string
  readonly subscribers: number
  /** Some of them: at most 20. */
  readonly listeners: readonly { readonly cid: string; readonly iid: string }[]
  /** Messages by conversations and operators; how many they reached. */
  readonly published: number
  readonly reached: number
  readonly last?: number
}

export interface TimerQuery extends Slice {
  readonly cid?: string
  /** Anywhere in component, event or cid. */
  readonly text?: string
  /** Due within so long. */
  readonly withinMs?: number
}

export interface TimerRow {
  readonly cid: string
  readonly iid: string
  readonly component: string
  readonly event: string
  readonly due: number
  /** Ms between two. */
  readonly every?: number
}
