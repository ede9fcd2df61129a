// The door for those who watch a server and handle its conversations: figures, what is found and looked at, and the operators' verbs.
// Invariant: it nudges after a change and never in the midst of one. What a watched source says to a conversation is no event here, so
// that a page which watches this door does not wake itself. Where no observer is given, nothing of this exists.
// Does not know who may use it. How things are found, looked at, recorded and measured stands in the other files of this name.
import type { Clock } from '../async/index.ts'
import type { ChangeHook } from '../live/index.ts'
import type { Command, Conversation, Definition } from '../kernel/index.ts'
import type { Gone } from '../wire/index.ts'
import type { About, Incoming } from './carrier.ts'
import type { Ring } from './dev-ring.ts'
import type { Held } from './held.ts'
import type { Seen } from './keeper.ts'
import { findConversations, findTimers, rowOf } from './inspect-find.ts'
import type { Around } from './inspect-find.ts'
import { lookAt } from './inspect-look.ts'
import type { Measuring } from './inspect-measure.ts'
import { NOT_HERE, Recordings } from './inspect-record.ts'
import { Redacting } from './inspect-redact.ts'
import type { Redact } from './inspect-redact.ts'
import { Recent } from './inspect-ring.ts'
import type { Tap } from './inspect-tap.ts'
import { Topics } from './inspect-topics.ts'
import { Asking } from './inspect-ask.ts'
import type {
  Answered,
  ConversationLook,
  ConversationQuery,
  ConversationRow,
  Did,
  EventQuery,
  Forked,
  Inspection,
  Listing,
  Measured,
  Moment,
  NodeSeen,
  RecentEvent,
  Replay,
  ServerFigures,
  TimerQuery,
  TimerRow,
  TopicQuery,
  TopicRow,
} from './inspect-types.ts'
import { ioOf, timerOf, workOf } from './inspect-work.ts'
import type { Inquiry } from './peers.ts'
import type { Runtime } from './runtime.ts'

/** Of more conversations than this, figures are counted at most so often, ms. */
const FEW = 1000
const COUNTED_MS = 100
/** Pages that wait for their stream: so many are known, each for as long as its baton lies. */
const MOST_BATONS = 100_000
const BATON_MS = 60_000
const MOST_EVENTS = 200
/** In the address of a copy. */
export const FORK_PARAM = 'rp-fork'

export interface InspectorOptions {
  readonly runtime: () => Runtime
  readonly clock: Clock
  readonly measuring: Measuring
  readonly redact: Redact | undefined
  readonly component: (pattern: string) => Definition | undefined
  /** Answers of routes that are being sent. */
  readonly routes: () => number
  readonly overlay: (held: Held) => Ring | undefined
}

type Ends = ServerFigures['ended']
type Counted = Pick<
  ServerFigures,
  'conversations' | 'streams' | 'timers' | 'waiting' | 'queuedBytes' | 'topics' | 'subscribers'
>

export class Inspector implements Inspection, Tap {
  readonly name = 'server'
  readonly #options: InspectorOptions
  readonly #redacting: Redacting
  readonly #recordings: Recordings
  readonly #topics: Topics
  readonly #asking: Asking
  readonly #recent = new Recent()
  readonly #texts: Around['texts'] = new WeakMap()
  readonly #batons = new Map<string, number>()
  readonly #ended: Record<keyof Ends, number> = { answered: 0, ended: 0, expired: 0, failed: 0, lost: 0 }
  #minted = 0
  #opened = 0
  #left = 0
  #returned = 0
  #events = 0
  #failed = 0
  #patchBytes = 0
  #hook: ChangeHook | undefined
  #figures: ServerFigures | undefined
  #figuresText = ''
  #isStale = true
  #counted: Counted | undefined
  #countedAt = -Infinity
  #isWaiting = false

  constructor(options: InspectorOptions) {
    this.#options = options
    const { runtime, clock, overlay } = options
    const program = {
      get: (name: string) => runtime().world.program.get(name),
    } as unknown as ReadonlyMap<string, Definition>
    this.#redacting = new Redacting(options.redact, program)
    this.#topics = new Topics(() => runtime().async, clock)
    this.#asking = new Asking(runtime, options.measuring)
    this.#recordings = new Recordings({
      world: () => runtime().world,
      show: this.#redacting.show,
      held: cid => runtime().get(cid),
      overlay,
    })
  }

  setChangeHook(hook: ChangeHook | undefined): void {
    this.#hook = hook
  }

  read(): ServerFigures {
    if (this.#figures !== undefined && !this.#isStale) return this.#figures
    this.#isStale = false
    const now = this.#options.clock.now()
    for (const [cid, until] of this.#batons) {
      if (until > now) break
      this.#batons.delete(cid)
    }
    const figures: ServerFigures = {
      ...this.#count(now),
      routes: this.#options.routes(),
      batons: this.#batons.size,
      minted: this.#minted,
      opened: this.#opened,
      left: this.#left,
      returned: this.#returned,
      ended: { ...this.#ended },
      events: this.#events,
      failed: this.#failed,
      patchBytes: this.#patchBytes,
      published: this.#topics.published,
    }
    const text = JSON.stringify(figures)
    if (this.#figures === undefined || text !== this.#figuresText) {
      this.#figures = figures
      this.#figuresText = text
    }
    return this.#figures
  }

  find(query: ConversationQuery = {}): Listing<ConversationRow> {
    return findConversations(this.#options.runtime().conversations, query, this.#around())
  }

  look(cid: string): ConversationLook | undefined {
    const held = this.#options.runtime().get(cid)
    if (held === undefined) return undefined
    return {
      ...rowOf(held, this.#around()),
      ...lookAt(held.peek(), this.#redacting.show),
      opened: held.opened,
      weight: held.memory().length,
      revision: held.revision,
      patches: held.stream.seen,
      recent: this.events({ cid, limit: 50 }),
    }
  }

  events({ cid, after = 0, limit = MOST_EVENTS }: EventQuery = {}): readonly RecentEvent[] {
    const most = Math.min(MOST_EVENTS, Math.max(0, limit))
    const recorded = cid === undefined ? undefined : this.#recordings.list(cid, after, most)
    return recorded ?? this.#recent.list(this.#redacting.show, cid, after, most)
  }

  async end(cid: string): Promise<Did> {
    const held = this.#options.runtime().get(cid)
    if (held === undefined) return NOT_HERE
    const said = await held.finish()
    if (said === 'done') return { done: true }
    return {
      done: false,
      why: said === 'gone' ? 'It was over already.' : 'It could not be ended; the log says why.',
    }
  }

  async fork(cid: string, to: { readonly cid: string } | { readonly session: string }): Promise<Forked> {
    const runtime = this.#options.runtime()
    const held = runtime.get(cid)
    if (held === undefined) return NOT_HERE
    const session = 'session' in to ? to.session : this.#asking.sessionOf(to.cid)
    if (session === undefined) return { done: false, why: 'Whoever it is for has no page open.' }
    const copy = await runtime.fork(held, session)
    const path = `${held.path}${held.path.includes('?') ? '&' : '?'}${FORK_PARAM}=${copy}`
    return { done: true, cid: copy, path }
  }

  record(cid: string): Did {
    return this.#recordings.begin(cid)
  }

  unrecord(cid: string): Did {
    return this.#recordings.end(cid)
  }

  replay(cid: string): Replay | undefined {
    return this.#recordings.replay(cid)
  }

  moment(cid: string, number: number): Moment | undefined {
    return this.#recordings.moment(cid, number)
  }

  topics(query: TopicQuery = {}): Listing<TopicRow> {
    return this.#topics.find(query)
  }

  timers(query: TimerQuery = {}): Listing<TimerRow> {
    const { runtime, clock } = this.#options
    return findTimers(runtime().conversations, query, clock.now())
  }

  publish(topic: string, message: unknown): number {
    const reached = this.#options.runtime().publish(topic, message)
    this.published(topic, reached)
    return reached
  }

  nodes(): readonly NodeSeen[] {
    return this.#options.runtime().nodes
  }

  ask(
    node: string,
    question: string,
    options?: { readonly by?: string; readonly withinMs?: number },
  ): Promise<Answered> {
    return this.#asking.ask(node, question, options)
  }

  // -- what the server tells ---------------------------------------------

  begin(held: Held, event: Incoming, traceparent: string | undefined): Measured | undefined {
    const work = workOf(event, held.conversation)
    if (work === undefined) return undefined
    const { measuring } = this.#options
    const all = {
      ...work,
      service: this.#componentOf(held.pattern),
      ...(traceparent !== undefined && { traceparent }),
    }
    return event.kind === 'offer' ? measuring.begin(all) : measuring.beginOutside(all)
  }

  about(
    conversation: Conversation,
    held: Held,
    command: Command,
    traceparent: string | undefined,
  ): About | undefined {
    if (command.do === 'arm') return { timer: timerOf(command, conversation) }
    if (command.do === 'publish') return { traceparent }
    if (command.do !== 'io') return undefined
    const work = { ...ioOf(command, conversation), service: this.#componentOf(held.pattern) }
    return {
      measured: this.#options.measuring.begin({ ...work, ...(traceparent !== undefined && { traceparent }) }),
    }
  }

  seen(held: Held, seen: Seen, bytes: number): void {
    const { outcome, troubles } = seen.turned
    const isFailed = outcome === 'failed' || troubles.length > 0
    this.#recordings.observe(held, seen, bytes)
    if (!this.#options.measuring.hides(this.#componentOf(held.pattern))) this.#patchBytes += bytes
    if (seen.event.kind === 'read' && !isFailed) return
    this.#events++
    held.events++
    if (isFailed) {
      this.#failed++
      held.failed++
    }
    this.#recent.note(held.cid, seen, bytes)
    this.changed()
  }

  changed(again = false): void {
    this.#isStale = true
    if (this.#hook === undefined) return
    if (again) {
      const before = this.#figures
      if (this.read() === before) return
    }
    try {
      this.#hook()
    } catch (error) {
      this.#options.measuring.fail('the change hook', error)
    }
  }

  published(topic: string, reached: number): void {
    this.#topics.note(topic, reached)
    this.changed()
  }

  minted(cid: string): void {
    this.#minted++
    this.#batons.set(cid, this.#options.clock.now() + BATON_MS)
    if (this.#batons.size > MOST_BATONS)
      for (const [oldest] of this.#batons) {
        this.#batons.delete(oldest)
        break
      }
    this.changed()
  }

  popped(cid: string, held?: Held): void {
    this.#batons.delete(cid)
    if (held?.isReturned === true) this.#returned++
    else if (held !== undefined) this.#opened++
    this.changed()
  }

  left(): void {
    this.#left++
    this.changed()
  }

  gone(held: Held, why: Gone | undefined): void {
    const how = why?.why ?? 'lost'
    this.#ended[Object.hasOwn(this.#ended, how) ? (how as keyof Ends) : 'lost']++
    this.#recordings.end(held.cid)
    this.changed()
  }

  greeting(): unknown {
    return this.#options.measuring.greeting()
  }

  heard(): void {
    this.changed()
  }

  answered(inquiry: Inquiry): Promise<Answered> {
    return this.#asking.answered(inquiry)
  }

  #componentOf(pattern: string): string {
    return this.#options.component(pattern)?.name ?? ''
  }

  #around(): Around {
    return {
      now: this.#options.clock.now(),
      redacting: this.#redacting,
      componentOf: pattern => this.#componentOf(pattern),
      isRecorded: cid => this.#recordings.has(cid),
      texts: this.#texts,
    }
  }

  #count(now: number): Counted {
    const { runtime, clock } = this.#options
    const age = now - this.#countedAt
    if (this.#counted !== undefined && runtime().size > FEW && age >= 0 && age < COUNTED_MS) {
      // What is shown now is old; whoever watches is to look again when it may be counted.
      if (!this.#isWaiting)
        clock.setTimer(this.#countedAt + COUNTED_MS, () => {
          this.#isWaiting = false
          this.changed()
        })
      this.#isWaiting = true
      return this.#counted
    }
    this.#countedAt = now
    let [connected, away, resting, timers, waiting, queuedBytes] = [0, 0, 0, 0, 0, 0]
    const streams = { own: 0, shared: 0, pieces: 0 }
    for (const held of runtime().conversations) {
      if (held.stream.attached) {
        connected++
        streams[held.way]++
        queuedBytes += held.stream.queued
      } else away++
      if (held.isResting) resting++
      timers += held.timerCount
      waiting += held.waiting
    }
    const conversations = { connected, away, resting }
    this.#counted = { conversations, streams, timers, waiting, queuedBytes, ...this.#topics.counts }
    return this.#counted
  }
}
