// A conversation held in this process: its events one at a time, each committed before anybody sees what came of it.
// Invariant: check, dispatch, commit, acknowledge, carry out, push, in that order; what was not committed was never shown.
// An owner that was fenced shows nothing and lets go.
// Does not know requests; knows the engine only by its port. Longer than most: the order above is to be read in one place.
import { randomUUID } from 'node:crypto'
import type { Lease } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { commandsOf, dueOf, repaint, snapshot, step, wakeOf } from '../kernel/index.ts'
import type { Command, Conversation, Patch, Trouble, Turned } from '../kernel/index.ts'
import { PLACE, ROOT } from '../wire/index.ts'
import type { Boot, Down, Gone, Op } from '../wire/index.ts'
import { Bucket } from './buckets.ts'
import { Carrier } from './carrier.ts'
import type { Incoming } from './carrier.ts'
import { detailOf } from './detail.ts'
import type { Sink } from './exchange.ts'
import { goneOf } from './farewells.ts'
import { checkQuota, EVENTS_BURST_S } from './limits.ts'
import type { Owner, Standing } from './owner.ts'
import type { Way } from './inspect-tap.ts'
import type { Measured } from './inspect-types.ts'
import { STATUS } from './keeper.ts'
import type { Keeper, Said } from './keeper.ts'
import { Kept, missedIn, Present } from './present.ts'
import type { Gist } from './present.ts'
import type { Copy, Left } from './record.ts'
import { sealed } from './session.ts'
import { Stream } from './stream.ts'
import { Tenure } from './tenure.ts'
import { nameOf } from './wary.ts'
import type { Wary } from './wary.ts'

/** Events that may wait; a visitor who sends more is told to slow down. */
const MOST_WAITING = 256
/** So long, ms, nothing has been done in a conversation that rests. */
const REST_MS = 15_000
/** So long, ms, nobody has attended a conversation that leaves memory, if it may miss messages without being told so, and else. */
const AWAY_HEARING_MS = 600_000
const AWAY_MS = 30_000
/** A conversation whose timer is due within that time, ms, stays: it would be back at once. */
const SOON_MS = 30_000
/** One that was just taken up stays so long, ms: whoever asked for it is on the way. */
const FRESH_MS = 1000
/** What could not be written down is tried again after so long, ms. */
const AGAIN_MS = 60_000
type Change = (present: Conversation) => Turned

const NOTHING: Omit<Turned, 'conversation'> = { patches: [], commands: [], troubles: [], outcome: 'done' }

interface Job {
  readonly event: Incoming | Change | 'park' | 'yield'
  readonly done: ((said: Said) => void) | undefined
  readonly measured: Measured | undefined
  /** Whether a change that changes nothing is written down, too. */
  readonly written?: boolean
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
  /** Whether another process, and so maybe another version of the program, had it before. */
  readonly #isInherited: boolean
  /** Whether it had begun before it was held here. */
  readonly isReturned: boolean
  /** When something was done in it. */
  #stirred: number
  readonly #tenure: Tenure
  #wary: Wary | undefined
  #parkAfter = 0
  /** Its visitor knows that nothing can be kept at present. */
  #isUnwritten = false
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
      /** When it was last attended, if not just now. */
      readonly seen?: number
      readonly isInherited?: boolean
      readonly wary?: Wary
      readonly onAddress: (address: string) => void
    },
  ) {
    this.#keeper = keeper
    this.#present = new Present(keeper.world, conversation)
    this.#tenure = new Tenure(keeper, held.lease, held.revision, wakeOf(conversation) ?? Infinity)
    this.cid = conversation.cid
    this.owner = held.owner
    this.opener = held.owner.session
    this.#pattern = held.pattern
    this.#opened = held.opened
    this.#onAddress = held.onAddress
    this.since = this.active = this.#stirred = keeper.now()
    this.lastSeen = held.seen ?? this.since
    this.isReturned = held.seen !== undefined
    this.#isInherited = held.isInherited === true
    this.#wary = held.wary
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
    return this.#tenure.revision
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

  /** Whether only the engine has it; here is its stream. */
  get isAway(): boolean {
    return this.#present.isAway
  }

  /**
   * Where nothing was done for a while it rests, until somebody asks. Where the engine has it on a disk, and nobody looks at all there
   * is, nothing stays here but the stream. The characters that this took.
   */
  rest(now: number): number {
    const { observe, tap, isBound } = this.#keeper
    const isIdle = this.#running === undefined && now - this.#stirred > REST_MS && !this.#gone
    if (!isIdle || this.#present.isResting || observe !== undefined) return 0
    const isUnseen = tap === undefined && this.stream.attached && this.stream.isCaughtUp
    if (isUnseen && this.#tenure.isDurable && !isBound(this.cid)) {
      this.#present.leave()
      return 0
    }
    try {
      return this.#present.rest()
    } catch (error) {
      // State that cannot be kept, of a program that was told so when it was made.
      this.#stirred = Infinity
      this.#keeper.onLost(error)
      return 0
    }
  }

  /** To be waited for by whoever looks at it: it may have to be fetched. Undefined where it is here. */
  wake(): Promise<void> | undefined {
    this.#stirred = this.#keeper.now()
    if (!this.#present.isAway || this.#gone) return undefined
    return this.change(conversation => ({ ...NOTHING, conversation }), false).then(() => {})
  }

  /** It is as it was when it was written down last. Whoever asks next opens it anew where it cannot be had. */
  async #fetch(): Promise<boolean> {
    const text = await this.#tenure.fetch()
    if (text !== undefined) this.#present.restAs(text)
    return text !== undefined
  }

  /** Writes it down as it is; false if another owner has it by now. */
  keep(): Promise<boolean> {
    return this.#tenure.commit(this.#present.kept, this.#left())
  }

  /** Writes it down anew where it is attended and silent for so long that the engine would soon forget it. Whether it does. */
  renew(now: number): boolean {
    if (this.#gone || this.#running !== undefined || now - this.#tenure.written < this.#keeper.ttlMs / 2)
      return false
    this.#tenure.written = now
    void this.rewrite()
    return true
  }

  /** Writes it down as it is, in its turn. */
  rewrite(): Promise<Said> {
    return this.change(conversation => ({ ...NOTHING, conversation }))
  }

  /** Nobody attends it, nothing is under way, and no timer is due soon: it need not be in memory. */
  isIdle(now: number): boolean {
    const away = now - this.lastSeen
    if (away <= AWAY_MS || this.stream.attached || this.#gone || now - this.since < FRESH_MS) return false
    if (!this.isAtRest || this.#tenure.wakeAt - now < SOON_MS) return false
    if (now < this.#parkAfter || this.#keeper.isBound(this.cid)) return false
    return away > AWAY_HEARING_MS || !(this.stream.isUnheard || this.#present.gist.misses)
  }

  /** Lets another process have it, after what waits now: false where work is under way that must not be done twice. */
  async yield(): Promise<boolean> {
    if (this.#carrier.isOnce) return false
    await new Promise<void>(done =>
      this.#enqueue({ event: 'yield', done: () => done(), measured: undefined }),
    )
    return true
  }

  /** The process may have been taken for dead: somebody else may have it by now, or have said something that nobody here heard. */
  async verify(): Promise<void> {
    // At once: what is said from now on comes after it. If it is somebody else's, what comes of it cannot be kept.
    this.#missed()
    const isOurs = await this.#tenure.isOurs()
    if (!isOurs && !this.#gone) this.#lost()
  }

  #missed(): void {
    if (!this.#present.gist.isTold) return
    const tell = (): void => this.#tellMissed(this.#conversation)
    const waking = this.wake()
    if (waking === undefined) tell()
    else void waking.then(() => this.#present.isAway || tell())
  }

  /** Once nothing more is missed: what is said between would be told by nobody. */
  #tellMissed(conversation: Conversation): void {
    for (const missed of missedIn(conversation)) {
      const joining = this.#keeper.bus.joining(missed.topic)
      if (joining === undefined) this.send({ kind: 'missed', ...missed })
      else void joining.then(() => this.send({ kind: 'missed', ...missed }))
    }
  }

  /** Leaves memory for the engine, unless somebody comes meanwhile. */
  park(): void {
    this.#enqueue({ event: 'park', done: undefined, measured: undefined })
  }

  /** Starts what it listens to and waits for. `again`: it was taken up from what another process had kept. */
  start(again = false): void {
    const { world, now } = this.#keeper
    const conversation = this.#conversation
    // What these bring (a source's first value) waits until all of them stand.
    this.#holding = true
    const due = again ? dueOf(conversation, now()) : []
    for (const timer of due) this.send({ kind: 'timer', ...timer })
    const isDue = new Set(due.map(({ timer }) => timer))
    for (const command of commandsOf(world, conversation, again))
      if (command.do !== 'arm' || !isDue.has(command.timer)) this.#carryOut(command)
    if (again) this.#tellMissed(conversation)
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
    return this.#running === undefined && this.isQuiet
  }

  /** No work is under way. */
  get isQuiet(): boolean {
    return !this.#carrier.isBusy
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

  /** Makes something else of the conversation, in its turn; resolves after the commit, if it is to be `written`. */
  change(change: Change, written = true): Promise<Said> {
    return new Promise(done => this.#enqueue({ event: change, done, measured: undefined, written }))
  }

  /** Resolves when what is queued has been dealt with. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Resolves when nothing is under way, work included. */
  async atRest(): Promise<void> {
    while (!this.isAtRest && !this.#gone) {
      await this.settled()
      await this.#carrier.settled()
    }
  }

  /** Lets go without ending: nothing runs on, the record stays with the engine, and its page asks for its stream again within so long, ms. */
  async release(withinMs: number): Promise<void> {
    if (this.#gone) return
    this.#stop()
    // Only now: who comes back at once would ask for it here, of a process that is about to end.
    try {
      await this.#sayFiles().catch(this.#keeper.onLost)
      await this.#tenure.release()
    } finally {
      this.stream.end('reload', { what: 'stream', withinMs })
    }
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

  async #one({ event, done, measured, written }: Job): Promise<Came> {
    if (this.#present.isAway && event !== 'yield' && !(await this.#fetch())) {
      done?.('lost')
      this.#lost()
      return { said: 'lost' }
    }
    if (event === 'park') return this.#park()
    if (event === 'yield') {
      await this.#sayFiles().catch(this.#keeper.onLost)
      this.#leave('gone', { why: 'elsewhere' })
      done?.('lost')
      return { said: 'lost' }
    }
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
      const turn = (): Turned =>
        dated === undefined ? (event as Change)(before) : step(world, before, dated)
      turned = this.#wary === undefined || dated === undefined ? turn() : await this.#try(nameOf(dated), turn)
      const { conversation, commands } = turned
      if (conversation !== before) checkQuota(before, conversation, commands.some(isListening))
      if (isWatched) tookMs = performance.now() - began
      const identify = commands.findLast(command => command.do === 'identify')
      const standing = identify && this.owner.renewed(sealed(identify.principal))
      if (conversation !== before || written === true) {
        const moves = dated === undefined || dated.kind === 'timer' || commands.some(isTiming)
        const kept = conversation === before ? this.#present.kept : new Kept(conversation)
        const isPatient = dated !== undefined && dated.kind !== 'offer' && dated.kind !== 'end'
        const wakeAt = moves ? (wakeOf(conversation) ?? Infinity) : this.#tenure.wakeAt
        if (!(await this.#tenure.commit(kept, this.#left(standing), wakeAt, isPatient))) {
          done?.('lost')
          this.#lost()
          return { said: 'lost' }
        }
        this.#present.kept = kept
        this.#isUnwritten = false
      }
      // Before the answer, which brings the visitor the new session.
      if (standing !== undefined) this.owner.renew(standing)
      if (dated !== undefined) observe?.(this, { event: dated, before, turned, tookMs })
    } catch (error) {
      // Not the author's code, whose errors the kernel catches: ours, the engine's, or state that cannot be kept.
      const trouble = { error, component: '', iid: '', reference: randomUUID().slice(0, 8) }
      const code = error instanceof ReparteeError ? error.code : ''
      const said = code === 'unknown-outcome' ? 'lost' : code.startsWith('store-') ? 'unwritten' : 'failed'
      if (said === 'failed') this.#tell(trouble, 'failed')
      else if (said === 'unwritten') this.#tellUnwritten(trouble)
      else this.#keeper.onTrouble(trouble, this.cid)
      done?.(said)
      // It may have been written or not; whoever loads the record next knows.
      if (said === 'lost') this.#lost()
      return { said, error }
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
    // It was begun by another version of the program, and cannot go on by this one.
    if (this.#isInherited && turned.troubles.some(isMismatch)) this.#end({ why: 'outdated' })
    const [trouble] = turned.troubles
    return { said: turned.outcome, bytes, ...(trouble !== undefined && { error: trouble.error }) }
  }

  /** Whoever has it next is to know that there are files. */
  async #sayFiles(): Promise<void> {
    if (this.#keeper.isBound(this.cid)) await this.keep()
  }

  #leave<E extends 'gone' | 'reload'>(word: E, data: Down[E]): void {
    this.#stop()
    this.stream.end(word, data)
    this.#keeper.onParked(this, this.#tenure.release().catch(this.#keeper.onLost))
  }

  /** Leaves memory, unless somebody has come. */
  async #park(): Promise<Came> {
    const { onLost, node } = this.#keeper
    try {
      const still = { by: node(), n: this.stream.seen }
      const isWritten = await this.#tenure.commit(this.#present.kept, { ...this.#left(), still })
      if (!isWritten) {
        this.#lost()
        return { said: 'lost' }
      }
      if (this.#queue.length > 0 || this.stream.attached || !this.isQuiet) return { said: 'done' }
    } catch (error) {
      // It stays for now.
      this.#parkAfter = this.#keeper.now() + AGAIN_MS
      onLost(error)
      return { said: 'failed', error }
    }
    this.#present.rest()
    this.#leave('reload', { what: 'stream', withinMs: 0 })
    return { said: 'done' }
  }

  /** What the next owner is to know. */
  #left(standing: Standing = this.owner.standing): Left {
    const { isBound, node } = this.#keeper
    const files = isBound(this.cid) && { files: node() }
    return { ...standing, pattern: this.#pattern, opened: this.#opened, seen: this.lastSeen, ...files }
  }

  #try(event: string, turn: () => Turned): Turned | Promise<Turned> {
    const { trials, now } = this.#keeper
    if (this.#wary?.isCautious(now()) === false) this.#wary = undefined
    return this.#wary === undefined ? turn() : this.#wary.try(event, trials, turn)
  }

  #carryOut(command: Command, traceparent?: string): void {
    if (command.do === 'redirect') this.stream.say('go', { url: command.url })
    else if (command.do === 'identify') return // done with the commit
    else if (command.do !== 'end')
      this.#carrier.carryOut(command, this.#keeper.tap?.about(this.#conversation, this, command, traceparent))
    else this.#end(goneOf(command.ended))
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

  /** Its page sends the event again, and again: once is enough to say so. */
  #tellUnwritten(trouble: Trouble): void {
    if (this.#isUnwritten) return
    this.#isUnwritten = true
    this.#keeper.onTrouble(trouble, this.cid)
    const text = 'This cannot be saved just now. It is tried again by itself.'
    this.stream.say('notice', { text, reference: trouble.reference })
  }

  #end(gone: Gone): void {
    this.#over = 'gone'
    this.#stop()
    this.stream.end('gone', gone)
    this.#tenure.drop()
    this.#keeper.onGone(this, gone)
  }

  /** Another owner has it: nothing of ours counts any more. */
  #lost(): void {
    this.#stop()
    this.stream.end('reload', { what: 'stream', withinMs: 500 })
    this.#keeper.onGone(this)
  }

  #stop(): void {
    this.#gone = true
    this.#tenure.end()
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

/** Whether it may change which timer is due next. */
const isTiming = ({ do: what }: Command): boolean => what === 'arm' || what === 'disarm' || what === 'leave'

const isMismatch = ({ error }: Trouble): boolean =>
  error instanceof ReparteeError && error.code === 'journal-mismatch'

const isListening = (command: Command): boolean =>
  command.do === 'arm' || command.do === 'subscribe' || command.do === 'watch'
