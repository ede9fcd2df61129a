// The conversations of one server: minted without cost, opened by their first stream, held until they end or expire.
// Invariant: a mint leaves one baton and nothing else; whoever pops it boots the same conversation again, which the kernel
// makes identical. The runtime owns one Async and its watching; several runtimes live in one process.
// Does not know requests. Longer than most: all that may become of a conversation as a whole, from mint to close.
import { randomBytes } from 'node:crypto'
import { Async } from '../async/index.ts'
import type { Clock } from '../async/index.ts'
import type { Engine, NodeId } from '../engines/index.ts'
import { boot, hash } from '../kernel/index.ts'
import type { Definition, Trouble, World } from '../kernel/index.ts'
import { pathOf, strayAddress } from './address.ts'
import { HEAR, TIMER, Traced } from './carrier.ts'
import { Few } from './few.ts'
import { Bus } from './bus.ts'
import { Company } from './company.ts'
import { Encoded } from './encoded.ts'
import type { Held } from './held.ts'
import type { Keeper } from './keeper.ts'
import type { Tap } from './inspect-tap.ts'
import type { Answered, NodeSeen } from './inspect-types.ts'
import type { Bounds } from './limits.ts'
import { Nodes, NODES_TOPIC } from './nodes.ts'
import { Notes, NOTES_TOPIC } from './notes.ts'
import { Opening } from './opening.ts'
import type { Opened } from './opening.ts'
import { Peers } from './peers.ts'
import type { Inquiry, Passed, Returned } from './peers.ts'
import { randomId } from './session.ts'
import { SIGN_OFFS_TOPIC, SignOffs } from './sign-offs.ts'
import type { Sessions } from './session.ts'
import { UploadMoving } from './upload-moving.ts'
import type { Uploads } from './uploads.ts'
import { Trials } from './wary.ts'
import { Waking } from './waking.ts'
import { Watching } from './watching.ts'

/** How often a silent stream is given a sign of life, ms. Bun ends what says nothing for ten seconds, unless it is told otherwise. */
const HEARTBEAT_MS = 'Bun' in globalThis ? 7000 : 15_000
/** So much is written anew, and so much leaves memory, at one pulse; of the latter so much in one turn. */
const RENEWALS = 100
const PARKS = 4000
const PARKS_A_TURN = 20
/** So long, ms, work that is under way may take when the server closes, and then what is to be written down. */
const DRAIN_MS = 5000
const RELEASE_MS = 5000
const SPREAD_MS = 2000
/** So long, ms, another process is waited for, to let go of a conversation, of which it waits so long for work to be done; and to answer. */
const YIELD_MS = 2500
const REST_MS = 1000
const PASS_MS = 5000
/** So many pieces of files are under way from or to other processes at once. */
const PIECES = 8
/** A good-bye that nobody may hear is not waited for longer, ms. */
const BYE_MS = 500
const UNOBSERVED: Answered = { why: 'Nobody observes that server.' }
/** So long, ms, the engine is waited for when somebody asks whether all is well. */
const READY_MS = 1000
/** Files that nobody needs any more are looked for at every so many pulses. */
const SWEEP = 5

/** So many characters of conversations are put to rest at a pulse: some ten milliseconds' worth. */
const RESTS = 300_000

export interface Minted {
  readonly cid: string
  readonly html: string
  /** What the component says of its address; '' for nothing. */
  readonly address: string
}

export interface RuntimeOptions {
  readonly engine: Engine
  readonly sessions: Sessions
  readonly clock: Clock
  readonly dev: boolean
  /** Where the pages begin. */
  readonly basePath: string
  readonly uploads: Uploads
  readonly bounds: Bounds
  /** The component of a page, by its pattern. */
  readonly component: (pattern: string) => Definition | undefined
  /** The component of the page at a path, below the base path. */
  readonly shownAt: (path: string) => Definition | undefined
  readonly onTrouble: (trouble: Trouble, cid: string) => void
  /** Where a server is observed. */
  readonly tap: Tap | undefined
  /** For development: told of each event. */
  readonly observe: Keeper['observe']
  /** Answers what another process passes on. */
  readonly onPassed: (passed: Passed) => Promise<Returned>
}

export class Runtime {
  readonly async: Async
  /** What is decided for all processes over the same engine. */
  readonly notes: Notes
  readonly world: World
  readonly #options: RuntimeOptions
  readonly #held = new Map<string, Held>()
  readonly #company: Company
  readonly #onLost: (error: unknown) => void
  readonly #opening = new Map<string, { readonly take: boolean; readonly opened: Promise<Opened> }>()
  readonly #peers: Peers
  readonly #bus: Bus
  /** Where a server is observed. */
  readonly #nodes: Nodes | undefined
  /** Bytes of files that are on their way between processes: what carries them shall not be full of them. */
  readonly #bulk = new Few(PIECES)
  /** Files of conversations that come and go. */
  readonly files: UploadMoving
  readonly #signOffs: SignOffs
  readonly #waking: Waking
  /** Conversations that are leaving memory: until then they cannot be opened. */
  readonly #parking = new Map<string, Promise<void>>()
  readonly #openings: Opening
  /** Components whose strange address was told of. */
  readonly #astray = new Set<Definition>()
  #cancelPulse: () => void
  #pulses = 0
  #started: Promise<void> | undefined
  #node: NodeId = ''
  #closing = false

  constructor(options: RuntimeOptions) {
    const { clock, engine } = options
    this.#options = options
    this.#company = new Company(options.bounds.conversationsPerSession)
    this.world = {
      program: new Map(),
      key: [randomBytes(4).readInt32LE(), randomBytes(4).readInt32LE()],
      dev: options.dev,
    }
    const onLost = (error: unknown): void =>
      options.onTrouble({ error, component: '', iid: '', reference: randomId().slice(0, 8) }, '')
    this.#onLost = onLost
    this.#peers = new Peers(
      engine,
      clock,
      {
        yield: ({ cid, epoch }) => this.#yield(cid, epoch),
        taken: async ({ cid }) => this.#held.get(cid)?.verify(),
        request: options.onPassed,
        counted: async ({ id, reached }) => this.#bus.counted(id, reached),
        hello: async hello => this.#nodes?.heard(hello),
        files: ({ cid }) => this.files.files(cid),
        piece: ask => this.files.piece(ask),
        fetched: async left => this.files.fetched(left),
        inquire: async inquiry => options.tap?.answered(inquiry) ?? UNOBSERVED,
      },
      onLost,
    )
    this.files = new UploadMoving({
      uploads: options.uploads,
      now: () => clock.now(),
      node: () => this.#node,
      isHeld: cid => this.#held.has(cid),
      files: (to, cid) => this.#peers.ask({ to, from: this.#node }, 'files', { cid }, PASS_MS),
      piece: (to, ask) =>
        this.#bulk.do(() => this.#peers.ask({ to, from: this.#node }, 'piece', ask, PASS_MS)),
      fetched: (to, left) => this.#peers.tell({ to, from: this.#node }, 'fetched', left),
      wait: ms => new Promise(done => void setTimeout(done, ms)),
      onLost,
    })
    const { tap } = options
    this.#nodes =
      tap &&
      new Nodes({
        engine,
        clock,
        node: () => this.#node,
        greeting: () => tap.greeting(),
        tell: (to, hello) => this.#peers.tell({ to, from: this.#node }, 'hello', hello),
        onChange: () => tap.heard(),
        onLost,
      })
    this.notes = new Notes({
      engine,
      clock,
      node: () => this.#node,
      isClosing: () => this.#closing,
      ready: () => this.ready(),
      onLost,
    })
    this.#signOffs = new SignOffs({
      engine,
      node: () => this.#node,
      end: session => this.#endOf(session),
      onLost,
    })
    this.#bus = new Bus({
      engine,
      clock,
      async: () => this.async,
      node: () => this.#node,
      onLost,
      tell: (to, id, reached) => this.#peers.tell({ to, from: this.#node }, 'counted', { id, reached }),
      onHeard: (topic, reached) => options.tap?.published(topic, reached),
    })
    this.async = new Async({ clock, onError: onLost }, (topic, isHeard) => this.#bus.heeds(topic, isHeard))
    this.async.installDispatch((cid, event) => {
      const held = this.#held.get(cid)
      const iid = event.instanceId
      if (event.event === TIMER) held?.send({ kind: 'timer', iid, timer: event.payload as number })
      else {
        const { payload } = event
        const topic = event.event.slice(HEAR.length)
        if (payload instanceof Traced)
          held?.send({ kind: 'message', iid, topic, message: payload.message }, payload.traceparent)
        else held?.send({ kind: 'message', iid, topic, message: payload })
      }
    })
    const wait = (ms: number): Promise<void> => new Promise(done => clock.setTimer(clock.now() + ms, done))
    const keeper: Keeper = {
      world: this.world,
      wait,
      engine,
      node: () => this.#node,
      encoded: new Encoded(),
      trials: new Trials(),
      async: this.async,
      bus: this.#bus,
      watching: new Watching(wait, onLost),
      ttlMs: options.bounds.keptMs,
      basePath: options.basePath,
      now: () => clock.now(),
      open: (cid, upload) => this.files.open(cid, upload),
      onTrouble: options.onTrouble,
      observe: options.observe,
      tap: options.tap,
      onPublished: options.tap && ((...said) => options.tap?.published(...said)),
      onLost,
      isBound: cid => options.uploads.has(cid) || this.files.coming(cid) !== undefined,
      fetch: (cid, at) => this.files.fetch(cid, at),
      onParked: (held, released) => {
        const { cid } = held
        const done = released.finally(() => this.#parking.delete(cid))
        this.#parking.set(cid, done)
        if (this.#held.get(cid) === held) this.#held.delete(cid)
        this.files.leave(cid)
        this.#company.remove(held)
        options.tap?.left()
      },
      onGone: (held, why) => {
        if (this.#held.get(held.cid) === held) this.#held.delete(held.cid)
        this.#company.remove(held)
        if (why === undefined) this.files.leave(held.cid)
        else options.uploads.drop(held.cid)
        options.tap?.gone(held, why)
        if (why !== undefined) this.#openings.bid(held.cid, why)
      },
    }
    this.#openings = new Opening({
      keeper,
      ...options,
      onAddress: (definition, address) => this.#checkAddress(definition, address),
      onLeft: session => this.#signOffs.leave(session),
      yielded: async ({ cid, owner, epoch }) =>
        (await this.#peers.ask({ to: owner, from: this.#node }, 'yield', { cid, epoch }, YIELD_MS)) === true,
      taken: ({ cid, owner }) => this.#peers.tell({ to: owner, from: this.#node }, 'taken', { cid }),
    })
    this.#waking = new Waking({
      engine,
      isHeld: cid => this.#held.has(cid),
      open: cid => this.open(cid, false),
      isClosing: () => this.#closing,
      onLost,
    })
    this.#cancelPulse = (): void => {}
    this.#pulse()
  }

  /** Conversations held now, for inspection and tests. */
  get size(): number {
    return this.#held.size
  }

  get conversations(): Iterable<Held> {
    return this.#held.values()
  }

  get closing(): boolean {
    return this.#closing
  }

  get(cid: string): Held | undefined {
    return this.#held.get(cid)
  }

  /** A new conversation's page; `opened`: the address that was asked for. Throws what the component throws. */
  async mint(
    address: { readonly pattern: string; readonly opened: string },
    definition: Definition,
    props: unknown,
    who: { session: string; principal: unknown },
  ): Promise<Minted> {
    await this.ready()
    const cid = randomId()
    const now = this.#options.clock.now()
    const { html, conversation } = boot(this.world, definition, props, { cid, now, principal: who.principal })
    const { address: own } = conversation.history
    this.#checkAddress(definition, own)
    await this.#openings.put(cid, { ...address, props, ...who, now, mark: hash(this.world.key, html) })
    this.#options.tap?.minted(cid)
    return { cid, html, address: own }
  }

  /**
   * A conversation that somebody speaks to: held already, or opened now, exactly once however many ask. Or why there is none;
   * `outdated`: it was kept by a program that this one cannot go on from, and is ended. `take`: it is wanted here, and not only to be
   * had where it is. Rejects with `HeldElsewhere` where another process keeps it.
   */
  async open(cid: string, take = true): Promise<Opened> {
    for (;;) {
      const held = this.#held.get(cid)
      if (held !== undefined) {
        // What it shows is to be what is so.
        if (take && !(await this.confirm(held))) continue
        const waking = held.wake()
        if (waking === undefined) return held
        await waking
        if (this.#held.get(cid) === held) return held
        continue
      }
      const opening = this.#opening.get(cid)
      if (opening === undefined) {
        const opened = this.#open(cid, take).finally(() => this.#opening.delete(cid))
        this.#opening.set(cid, { take, opened })
        return opened
      }
      if (opening.take || !take) return opening.opened
      await opening.opened.catch(() => {})
    }
  }

  /**
   * Whether this process has it still, by the engine's word: another one may have taken this one for dead, which does not know so yet.
   * If not, it is let go. Rejects where that cannot be known now.
   */
  async confirm(held: Held): Promise<boolean> {
    if (this.isAlone) return true
    if ((await this.#options.engine.peek(held.cid))?.owner !== this.#node) await held.verify()
    return this.#held.get(held.cid) === held
  }

  /** As `confirm`, by writing it down as it is: where the engine's server was replaced, and does not know so, it still reads what it had. */
  async certain(held: Held): Promise<boolean> {
    if (!this.isAlone) await held.rewrite()
    return this.#held.get(held.cid) === held
  }

  /** Whether no other process can have what this one has not. */
  get isAlone(): boolean {
    return this.#options.engine.caps.nodes === 'one'
  }

  /** This one, as the engine calls it; '' before that is up. */
  get node(): NodeId {
    return this.#node
  }

  /** The servers over the same engine, this one first. */
  get nodes(): readonly NodeSeen[] {
    return this.#nodes?.list ?? []
  }

  /** Asks the observer of another of them; undefined where no answer came. */
  inquire(to: NodeId, inquiry: Inquiry, withinMs: number): Promise<Answered | undefined> {
    return this.#peers.ask({ to, from: this.#node }, 'inquire', inquiry, withinMs)
  }

  /** Has a request answered by the process that has its conversation; undefined if that one does not. */
  pass(to: NodeId, passed: Passed): Promise<Returned | undefined> {
    const ask = (): Promise<Returned | undefined> =>
      this.#peers.ask({ to, from: this.#node }, 'request', passed, PASS_MS)
    return passed.bytes === undefined ? ask() : this.#bulk.do(ask)
  }

  /** Says something to a topic from outside of any conversation; how many it reaches in this process. */
  publish(topic: string, message: unknown): number {
    return this.#bus.publish(topic, message).here
  }

  /** A copy of a conversation as it stands, waiting like a minted page for its first stream: its cid. `session`: whose it is, if not the same visitor's. */
  async fork(held: Held, session?: string): Promise<string> {
    const cid = await this.#openings.fork(held, session)
    this.#options.uploads.share(held.cid, cid)
    return cid
  }

  /** A page that turned out not to be needed. */
  async forget(cid: string): Promise<void> {
    await this.ready()
    this.#options.tap?.popped(cid)
    await this.#openings.forget(cid)
  }

  /** Stops taking visitors, lets what is under way finish for a while, tells streams to come back, and lets go of everything but the engine. */
  async close(withinMs: number = DRAIN_MS): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    this.#cancelPulse()
    await within(withinMs, Promise.allSettled([...this.#opening.values()].map(({ opened }) => opened)))
    // Streams are told to come back within so long, ms, that they do not come all at once.
    const spread = Math.min(SPREAD_MS, this.#held.size)
    const late = new Promise<void>(done => void setTimeout(done, withinMs).unref())
    const released = [...this.#held.values()].map(async held => {
      await Promise.race([held.atRest(), late])
      if (this.#held.get(held.cid) === held) this.#held.delete(held.cid)
      await held.release(spread).catch(this.#onLost)
      this.files.leave(held.cid)
    })
    await within(withinMs + RELEASE_MS, Promise.all([...released, ...this.#parking.values()]))
    this.#held.clear()
    if (!this.isAlone && withinMs > 0) await this.files.emptied()
    await this.#options.uploads.close()
    this.async.resetState()
    if (this.#started !== undefined) await within(BYE_MS, Promise.resolve(this.#nodes?.end()))
  }

  /** After `close`, and after whoever else asks the engine for something. */
  async stop(): Promise<void> {
    if (this.#started !== undefined) await this.#options.engine.stop()
  }

  /** The engine is there. Rejects with its error where it cannot be; who asks again lets it try again. */
  ready(): Promise<void> {
    const ears = {
      frame: (bytes: Uint8Array) => this.#peers.frame(bytes),
      topic: (topic: string, bytes: Uint8Array) => {
        if (topic === NODES_TOPIC) this.#nodes?.topic(bytes)
        else if (topic === NOTES_TOPIC) this.notes.topic(bytes)
        else if (topic === SIGN_OFFS_TOPIC) this.#signOffs.topic(bytes)
        else this.#bus.topic(topic, bytes)
      },
      resync: () => {
        for (const held of this.#held.values()) void held.verify()
      },
    }
    this.#started ??= this.#options.engine.start(ears).then(
      node => {
        this.#node = node
        this.#signOffs.join()
      },
      (error: unknown) => {
        this.#started = undefined
        throw error
      },
    )
    return this.#started
  }

  /** Whether visitors can be served here: it is not closing, and the engine answers in time. */
  async isReady(): Promise<boolean> {
    let isReady = false
    const asked = this.ready().then(() => this.#options.engine.peek(''))
    const learnt = asked.then(
      () => void (isReady = true),
      () => {},
    )
    await within(READY_MS, learnt)
    return isReady && !this.#closing
  }

  async #open(cid: string, take: boolean): Promise<Opened> {
    await this.ready()
    await this.#parking.get(cid)
    const begin = (held: Held): void => {
      this.#held.set(cid, held)
      this.#options.tap?.popped(cid, held)
      this.#company.add(held)?.send({ kind: 'end', why: 'expired' })
    }
    return this.#openings.open(cid, begin, take)
  }

  /** Lets another process have a conversation. */
  async #yield(cid: string, epoch: number): Promise<boolean> {
    const { engine } = this.#options
    await this.#opening.get(cid)?.opened.catch(() => {})
    const held = this.#held.get(cid)
    if (held !== undefined) {
      if (!held.isQuiet) await within(REST_MS, held.atRest())
      if (!(await held.yield())) return false
    }
    if (this.#parking.has(cid)) await this.#parking.get(cid)
    else if (held === undefined) {
      // Taken, and not let go of again: by an error, or by somebody who was not its visitor.
      const claim = await engine.claim(cid, null)
      if (claim.won && claim.lease.epoch === epoch) await engine.release(claim.lease, claim.revision)
    }
    return true
  }

  /** Nobody can prove any more to be of this session: its other pages are loaded again, and what they showed ends. */
  #endOf(session: string): void {
    for (const held of this.#held.values()) {
      if (held.owner.session !== session) continue
      held.stream.end('reload', { what: 'page', withinMs: 0 })
      held.send({ kind: 'end', why: 'expired' })
    }
  }

  /** In development: whether a reload at the address that a page says would show the page. */
  #checkAddress(definition: Definition, address: string): void {
    if (!this.world.dev || address === '' || this.#astray.has(definition)) return
    const { shownAt, onTrouble } = this.#options
    const shown = shownAt(pathOf(address))
    if (shown === definition) return
    this.#astray.add(definition)
    const error = strayAddress(definition.name, address, shown?.name)
    onTrouble({ error, component: definition.name, iid: '', reference: randomId().slice(0, 8) }, '')
  }

  /**
   * One timer for all: silent streams are given a sign of life, unattended conversations leave memory, old ones end, and what is due is
   * woken.
   */
  #pulse(): void {
    const { clock } = this.#options
    this.#cancelPulse = clock.setTimer(clock.now() + 1000, () => {
      const now = clock.now()
      let [rests, renewals] = [0, 0]
      const idle: Held[] = []
      for (const held of this.#held.values()) {
        if (rests < RESTS) rests += held.rest(now)
        if (held.stream.attached) {
          held.lastSeen = now
          held.stream.beat(now, HEARTBEAT_MS)
          if (renewals < RENEWALS && held.renew(now)) renewals++
        } else if (now - held.lastSeen > this.#options.bounds.keptMs) {
          held.send({ kind: 'end', why: 'expired' })
        } else if (idle.length < PARKS && held.isIdle(now)) idle.push(held)
      }
      if (idle.length > 0) void park(idle)
      if (this.#node !== '') {
        this.#waking.look()
        this.#nodes?.pulse()
      }
      if (++this.#pulses % SWEEP === 0) {
        this.#options.uploads.sweep(now, cid => this.#held.get(cid))
        this.files.sweep()
      }
      this.#options.tap?.changed(true)
      if (!this.#closing) this.#pulse()
    })
  }
}

/** Lets them leave memory, some in each turn, so that nobody waits for them. */
async function park(idle: readonly Held[]): Promise<void> {
  for (let at = 0; at < idle.length; at += PARKS_A_TURN) {
    for (const held of idle.slice(at, at + PARKS_A_TURN)) held.park()
    await new Promise(done => setImmediate(done))
  }
}

/** Resolves with the work, or after that time: that of whoever waits for the process to end, whatever clock its conversations go by. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>(done => void (timer = setTimeout(done, ms)))
  await Promise.race([work, late])
  clearTimeout(timer)
}
