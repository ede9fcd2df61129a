// A conversation held in this process: its events one at a time, each committed before anybody sees what came of it.
// Invariant: check, dispatch, commit, acknowledge, carry out, push, in that order; what was not committed was never shown.
// An owner that was fenced shows nothing and lets go.
// Does not know requests; knows the engine only by its port. Longer than most: the order above is to be read in one place.
import { randomUUID } from 'node:crypto'
import type { Engine, Lease } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { commandsOf, repaint, snapshot, step } from '../kernel/index.ts'
import type { Command, Conversation, KernelEvent, Patch, Trouble, Turned, World } from '../kernel/index.ts'
import { PLACE, ROOT } from '../wire/index.ts'
import type { Boot, EventStatus, Gone, Op } from '../wire/index.ts'
import { Bucket } from './buckets.ts'
import { Carrier } from './carrier.ts'
import type { Incoming, Surroundings } from './carrier.ts'
import { detailOf } from './detail.ts'
import type { Encoded } from './encoded.ts'
import type { Sink } from './exchange.ts'
import { goneOf } from './farewells.ts'
import { checkQuota, checkWeight, EVENTS_BURST_S, WEIGHED_EVERY } from './limits.ts'
import type { Owner } from './owner.ts'
import type { Tap, Way } from './inspect-tap.ts'
import type { Measured } from './inspect-types.ts'
import { Present } from './present.ts'
import type { Gist } from './present.ts'
import { recordOf } from './record.ts'
import type { Copy } from './record.ts'
import { sealed } from './session.ts'
import { Stream } from './stream.ts'

/** `gone`: it is over. `lost`: it is not over, but not here any more: who asks again learns what came of it. */
export type Said = Turned['outcome'] | 'gone' | 'lost' | 'busy'

/** What a held conversation needs around it. */
export interface Keeper extends Surroundings {
  readonly world: World
  readonly engine: Engine
  readonly encoded: Encoded
  readonly ttlMs: number
  /** Where the pages begin. */
  readonly basePath: string
  onTrouble(trouble: Trouble, cid: string): void
  /** Where a server is observed. */
  readonly tap: Tap | undefined
  /** For development: told of each event. */
  readonly observe: ((held: Held, seen: Seen) => void) | undefined
  /** The conversation is over (`why`) or was lost: forget it. */
  onGone(held: Held, why?: Gone): void
}

/** An event and what came of it. */
export interface Seen {
  readonly event: KernelEvent
  readonly before: Conversation
  readonly turned: Turned
  /** What the step took. */
  readonly tookMs: number
}

/** Events that may wait; a visitor who sends more is told to slow down. */
const MOST_WAITING = 256
/** So long, ms, nothing has been done in a conversation that rests. */
const REST_MS = 15_000
/** Tries to learn whether a commit happened, before the conversation is let go. */
const COMMIT_TRIES = 5

type Change = (present: Conversation) => Turned

interface Job {
  readonly event: Incoming | Change
  readonly done: ((said: Said) => void) | undefined
  readonly measured: Measured | undefined
}

/** What came of an event, for those who measure. */
interface Came {
  readonly said: Said
  readonly error?: unknown
  readonly bytes?: number
}

export class Held {
  readonly cid: string
  readonly owner: Owner
  readonly stream: Stream
  /** When it was last attached or spoken to. */
  lastSeen: number
  /** Since when this process holds it, and when an event was last dealt with. */
  readonly since: number
  active: number
  /** Events that were dealt with, and those of them in which something failed; counted where a server is observed. */
  events = 0
  failed = 0
  /** How its stream travels. */
  way: Way = 'own'
  /** The session that it was opened by; another may have it now. */
  readonly opener: string
  readonly #keeper: Keeper
  readonly #carrier: Carrier
  /** The page that it was opened as, and at which address. */
  readonly #pattern: string
  readonly #opened: string
  /** Told of each address that its components say. */
  readonly #onAddress: (address: string) => void
  readonly #present: Present
  /** When something was done in it. */
  #stirred: number
  #lease: Lease
  #revision: number
  #commits = 0
  #queue: Job[] = []
  #running: Promise<void> | undefined
  #holding = false
  #bucket: Bucket | undefined
  #gone = false
  /** What is said to events that come after. */
  #over: Said = 'lost'

  constructor(
    keeper: Keeper,
    conversation: Conversation,
    held: {
      readonly owner: Owner
      readonly pattern: string
      readonly opened: string
      readonly lease: Lease
      readonly revision: number
      readonly onAddress: (address: string) => void
    },
  ) {
    this.#keeper = keeper
    this.#present = new Present(keeper.world, conversation)
    this.#lease = held.lease
    this.#revision = held.revision
    this.cid = conversation.cid
    this.owner = held.owner
    this.opener = held.owner.session
    this.#pattern = held.pattern
    this.#opened = held.opened
    this.#onAddress = held.onAddress
    this.lastSeen = this.since = this.active = this.#stirred = keeper.now()
    this.stream = new Stream(() => this.#whole(), keeper.encoded)
    this.#carrier = new Carrier(this.cid, keeper, event => this.send(event))
  }

  /** Where its page is, who its visitor is, and how much it is. */
  get gist(): Gist {
    return this.#present.gist
  }

  /** The conversation, to look at: that changes and wakes nothing. */
  peek(): Conversation {
    return this.#present.peek()
  }

  /** The address of its page, which wakes nothing. */
  get path(): string {
    return this.#addressOf(this.#present.gist.address)
  }

  get opened(): string {
    return this.#opened
  }

  get revision(): number {
    return this.#revision
  }

  /** Events that wait for their turn. */
  get waiting(): number {
    return this.#queue.length
  }

  get timers(): Carrier['timers'] {
    return this.#carrier.timers
  }

  get timerCount(): number {
    return this.#carrier.timerCount
  }

  /** The pattern of its page. */
  get pattern(): string {
    return this.#pattern
  }

  get conversation(): Conversation {
    return this.#conversation
  }

  get #conversation(): Conversation {
    return this.#present.value
  }

  get isResting(): boolean {
    return this.#present.isResting
  }

  /** Where nothing was done for a while it rests, until somebody asks. The characters that this took. */
  rest(now: number): number {
    const isIdle = this.#running === undefined && now - this.#stirred > REST_MS && !this.#gone
    if (!isIdle || this.#present.isResting || this.#keeper.observe !== undefined) return 0
    try {
      return this.#present.rest()
    } catch (error) {
      // State that cannot be kept, of a program that was told so when it was made.
      this.#stirred = Infinity
      this.#keeper.onLost(error)
      return 0
    }
  }

  /** Writes it down as it is; false if another owner has it by now. */
  keep(): Promise<boolean> {
    return this.#commit(this.#conversation)
  }

  /** Starts what it listens to and waits for. `again`: it was taken up from what another process had kept. */
  start(again = false): void {
    // What these bring (a source's first value) waits until all of them stand.
    this.#holding = true
    for (const command of commandsOf(this.#keeper.world, this.#conversation, again)) this.#carryOut(command)
    this.#holding = false
    if (this.#queue.length > 0) this.#running ??= this.#run()
  }

  /** As it stands now, for another conversation to begin with. */
  copy(cid: string, session: string = this.owner.session): Copy {
    return {
      session,
      pattern: this.#pattern,
      opened: this.#opened,
      snapshot: snapshot({ ...this.#conversation, cid }),
    }
  }

  /** Nothing is under way, neither an event nor work. */
  get isAtRest(): boolean {
    return this.#running === undefined && !this.#carrier.isBusy
  }

  /** All that it remembers, as text. */
  memory(): string {
    return this.#present.text
  }

  /** Its page as it stands, where it is, and the number of the patch that this is. */
  page(): { readonly html: string; readonly place: NonNullable<Boot['place']>; readonly seen: number } {
    const { html } = repaint(this.#keeper.world, this.#conversation)
    return { html, place: this.place(), seen: this.stream.seen }
  }

  /** Where its page is. */
  place(): NonNullable<Boot['place']> {
    const { address, at, forgotten, back } = this.#conversation.history
    return [this.#addressOf(address), at, forgotten + back.length]
  }

  /** Takes a stream's reader. */
  attach(sink: Sink, cursor: number | undefined, way: Way = 'own'): void {
    this.lastSeen = this.#keeper.now()
    this.way = way
    this.stream.attach(sink, this.#conversation.heard, cursor, () => {
      this.lastSeen = this.#keeper.now()
      this.#keeper.tap?.changed()
    })
    this.#keeper.tap?.changed()
  }

  /** An event from within: a timer, a message, a result. Dropped when the conversation is gone. */
  send(event: Incoming, traceparent?: string): void {
    if (this.#gone) return
    const measured = this.#keeper.tap?.begin(this, event, traceparent)
    if (event.kind === 'timer') this.#carrier.forgetTimer(event.timer)
    this.#enqueue({ event, done: undefined, measured })
  }

  /** Whether the visitor sends no more than anybody does; else how many seconds too much that is. */
  early(perSecond: number): number {
    const now = this.#keeper.now()
    const burst = perSecond * EVENTS_BURST_S
    this.#bucket ??= new Bucket(burst, now)
    return this.#bucket.take(now, perSecond, burst)
  }

  /** An event from the visitor; resolves after the commit. */
  say(event: Incoming, traceparent?: string): Promise<Said> {
    this.lastSeen = this.#keeper.now()
    const isBusy = this.#queue.length >= MOST_WAITING
    if (this.#gone || isBusy) {
      const said = this.#gone ? this.#over : 'busy'
      this.#keeper.tap?.begin(this, event, traceparent)?.end({ status: STATUS[said] })
      return Promise.resolve(said)
    }
    const measured = this.#keeper.tap?.begin(this, event, traceparent)
    return new Promise(done => this.#enqueue({ event, done, measured }))
  }

  /** Somebody else than its visitor ends it; resolves after the commit. */
  finish(): Promise<Said> {
    const event = { kind: 'end', why: 'ended' } as const
    return new Promise(done => this.#enqueue({ event, done, measured: undefined }))
  }

  /** For development: makes something else of the conversation, in its turn; resolves after the commit. */
  change(change: Change): Promise<Said> {
    return new Promise(done => this.#enqueue({ event: change, done, measured: undefined }))
  }

  /** Resolves when what is queued has been dealt with. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Lets go without ending: nothing runs on, the record stays with the engine. */
  async release(): Promise<void> {
    this.#stop()
    this.stream.end('reload', { what: 'stream', withinMs: 2000 })
    await this.#keeper.engine.release(this.#lease, this.#revision)
  }

  #enqueue(job: Job): void {
    if (this.#gone) return job.done?.(this.#over)
    this.#queue.push(job)
    if (!this.#holding) this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      const { measured } = job
      if (this.#gone) {
        job.done?.(this.#over)
        measured?.end({ status: STATUS[this.#over] })
      } else if (measured === undefined) await this.#one(job)
      else {
        const { said, ...more } = await measured.run(() => this.#one(job))
        measured.end({ status: STATUS[said], ...more })
      }
    }
    this.#running = undefined
  }

  async #one({ event, done, measured }: Job): Promise<Came> {
    const before = this.#conversation
    const { world, observe, tap } = this.#keeper
    const isWatched = observe !== undefined || tap !== undefined
    this.#stirred = this.#keeper.now()
    // What a watched source says is nothing that is done here.
    if (typeof event === 'function' || event.kind !== 'read') this.active = this.#stirred
    const dated = typeof event === 'function' ? undefined : { ...event, now: this.#keeper.now() }
    const began = isWatched ? performance.now() : 0
    let tookMs = 0
    let turned: Turned
    try {
      turned = dated === undefined ? (event as Change)(before) : step(world, before, dated)
      if (turned.conversation !== before)
        checkQuota(before, turned.conversation, turned.commands.some(isListening))
      if (isWatched) tookMs = performance.now() - began
      const identify = turned.commands.findLast(command => command.do === 'identify')
      const principal = identify && sealed(identify.principal)
      if (turned.conversation !== before) {
        if (!(await this.#commit(turned.conversation))) {
          done?.('lost')
          this.#lost()
          return { said: 'lost' }
        }
        this.#present.value = turned.conversation
      }
      // Before the answer, which brings the visitor the new session.
      if (principal !== undefined) this.owner.renew(principal)
      if (dated !== undefined) observe?.(this, { event: dated, before, turned, tookMs })
    } catch (error) {
      // Not the author's code, whose errors the kernel catches: ours, the engine's, or state that cannot be kept.
      this.#tell({ error, component: '', iid: '', reference: randomUUID().slice(0, 8) }, 'failed')
      if (!(error instanceof ReparteeError && error.code === 'unknown-outcome')) {
        done?.('failed')
        return { said: 'failed', error }
      }
      // It may have been written or not; whoever loads the record next knows.
      done?.('lost')
      this.#lost()
      return { said: 'lost', error }
    }
    done?.(turned.outcome)
    for (const command of turned.commands) this.#carryOut(command, measured?.traceparent)
    let bytes = 0
    if (turned.patches.length > 0) {
      const data = this.stream.push(turned.patches.map(patch => this.#opOf(patch)))
      if (tap !== undefined) bytes = Buffer.byteLength(data)
    }
    const { address } = this.#conversation.history
    if (address !== before.history.address) this.#onAddress(address)
    for (const trouble of turned.troubles) this.#tell(trouble, turned.outcome)
    if (dated !== undefined) tap?.seen(this, { event: dated, before, turned, tookMs }, bytes)
    const [trouble] = turned.troubles
    return { said: turned.outcome, bytes, ...(trouble !== undefined && { error: trouble.error }) }
  }

  async #commit(next: Conversation): Promise<boolean> {
    // An engine that writes nothing down does not see how much it is.
    if ((this.#commits + 1) % WEIGHED_EVERY === 0) checkWeight(snapshot(next))
    const change = {
      revision: this.#revision,
      token: `${this.#lease.epoch}.${++this.#commits}`,
      data: () =>
        recordOf(
          { session: this.owner.session, pattern: this.#pattern, opened: this.#opened },
          snapshot(next),
        ),
      ttlMs: this.#keeper.ttlMs,
    }
    for (let tries = 1; ; tries++) {
      try {
        const committed = await this.#keeper.engine.commit(this.#lease, change)
        if (committed.ok) this.#revision = committed.revision
        return committed.ok
      } catch (error) {
        const unknown = error instanceof ReparteeError && error.code === 'unknown-outcome'
        if (!unknown || tries === COMMIT_TRIES) throw error
      }
    }
  }

  #carryOut(command: Command, traceparent?: string): void {
    if (command.do === 'redirect') this.stream.say('go', { url: command.url })
    else if (command.do === 'identify') return // done with the commit
    else if (command.do !== 'end')
      this.#carrier.carryOut(command, this.#keeper.tap?.about(this.#conversation, this, command, traceparent))
    else {
      const gone = goneOf(command.ended)
      this.#over = 'gone'
      this.#stop()
      this.stream.end('gone', gone)
      void this.#keeper.engine.drop(this.#lease)
      this.#keeper.onGone(this, gone)
    }
  }

  /** Where the event itself was done, something else went wrong in its course: work that failed, a part that gave up. */
  #tell(trouble: Trouble, outcome: Turned['outcome']): void {
    this.#keeper.onTrouble(trouble, this.cid)
    this.stream.say('notice', {
      text:
        outcome === 'done'
          ? 'Something went wrong in a part of this page.'
          : 'Something went wrong, and nothing was changed.',
      reference: trouble.reference,
      ...(this.#keeper.world.dev && { detail: detailOf(trouble.error) }),
    })
  }

  /** Another owner has it: nothing of ours counts any more. */
  #lost(): void {
    this.#stop()
    this.stream.end('reload', { what: 'stream', withinMs: 500 })
    this.#keeper.onGone(this)
  }

  #stop(): void {
    this.#gone = true
    this.#carrier.stop()
  }

  #whole(): readonly Op[] {
    const { html, place } = this.page()
    return [
      [ROOT, html],
      [PLACE, ...place],
    ]
  }

  #opOf(patch: Patch): Op {
    const [target, address, at, behind] = patch
    return target === PLACE ? ([PLACE, this.#addressOf(address), at, behind] as Op) : patch
  }

  /** As the browser is to show it. */
  #addressOf(address: string): string {
    return address === '' ? this.#opened : this.#keeper.basePath + address
  }
}

/** What an event's request is answered with. */
export const STATUS: Readonly<Record<Said, EventStatus>> = {
  done: 204,
  stale: 204,
  // The visitor was told by a notice; there is nothing to send again.
  failed: 204,
  refused: 403,
  gone: 410,
  lost: 503,
  busy: 429,
}

const isListening = (command: Command): boolean =>
  command.do === 'arm' || command.do === 'subscribe' || command.do === 'watch'
