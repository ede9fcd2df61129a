// The edge: requests in, answers out. Pages, the stream, the inbox and the assets, each refused early and plainly when it must be.
// Invariant: bad input gets the right status and changes nothing; what is not the owner's own request learns nothing.
// Does not know how requests travel (exchange.ts), how a page is made (page.ts) nor what a conversation does (held.ts).
import type { Clock } from '../async/index.ts'
import { definitionOf, wasAhead } from '../kernel/index.ts'
import type { Definition, Trouble } from '../kernel/index.ts'
import type { Engine } from '../engines/index.ts'
import {
  BASE,
  CURSOR_HEADER,
  GONE_HEADER,
  INSTEAD_HEADER,
  PLACE,
  TOKEN_HEADER,
  TURN_HEADER,
} from '../wire/index.ts'
import type { Gone } from '../wire/index.ts'
import { Assets } from './assets.ts'
import { Buckets } from './buckets.ts'
import { Compressing, encodingFor } from './compressed.ts'
import { eventOf } from './event.ts'
import type { Overlay } from './dev.ts'
import type { Asked, Sink, Told } from './exchange.ts'
import { Gate } from './gate.ts'
import { STATUS } from './keeper.ts'
import type { Held } from './held.ts'
import type { Keeper } from './keeper.ts'
import { Inspector } from './inspect.ts'
import { Measuring } from './inspect-measure.ts'
import type { Redact } from './inspect-redact.ts'
import type { Observer, Work } from './inspect-types.ts'
import { EVENTS_BURST_S, MOST_KNOWN, SESSION_FACTOR } from './limits.ts'
import type { Bounds } from './limits.ts'
import type { Rules, Shown } from './options.ts'
import { HeldElsewhere } from './opening.ts'
import type { Opened } from './opening.ts'
import { checkLimits, earlyBy } from './page-limit.ts'
import { Pages } from './page.ts'
import { Paths } from './paths.ts'
import { LONGEST_POLL, polled } from './poll.ts'
import { Routes } from './routes.ts'
import { Patience } from './patience.ts'
import { askedOf, passedOf, returnedOf } from './peers.ts'
import { Runtime } from './runtime.ts'
import { crowded, laterBy, plain, PLAIN_HEADERS, sameOrigin, STREAM_HEADERS } from './security.ts'
import type { Sessions } from './session.ts'
import { steady } from './steady.ts'
import { Tabs } from './tabs.ts'
import type { Reached } from './tabs.ts'
import { UploadEdge } from './upload-edge.ts'
import { UploadPass } from './upload-pass.ts'
import { Uploads } from './uploads.ts'
import type { UploadBounds } from './uploads.ts'
import { Whereabouts } from './whereabouts.ts'

/** The body of an event may be so long, bytes. */
const EVENT_BYTES = 65_536
/** An event whose owner does not answer is passed on so often again, after so long, ms. */
const PASSES = 20
const PASS_AGAIN_MS = 100
/** An event may be so far ahead of the last one heard: documents that take a conversation up count on from the time, ms. */
const FAR_AHEAD = 1e15
/** Whoever observes the server may take so long to close, ms. */
const CLOSING_MS = 5000
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

export interface EdgeOptions {
  readonly pages: Readonly<Record<string, Shown>>
  readonly engine: Engine
  readonly sessions: Sessions
  readonly clock: Clock
  readonly dev: boolean
  /** Whether the development overlay is to be there. */
  readonly overlay: boolean
  readonly basePath: string
  readonly styles: string
  readonly hooks: string | undefined
  readonly uploads: UploadBounds | undefined
  readonly bounds: Bounds
  readonly principal: ((request: Request) => unknown) | undefined
  readonly observer: Observer | undefined
  readonly redact: Redact | undefined
  readonly onTrouble: (trouble: Trouble, cid: string) => void
}

/** An event for another process. `isHint`: that is where the conversation was. */
interface Passing {
  readonly elsewhere: Pick<HeldElsewhere, 'owner'>
  readonly text: string
  readonly isHint: boolean
}

export class Edge {
  readonly runtime: Runtime
  readonly #options: EdgeOptions
  readonly #base: string
  readonly #paths: Paths<Shown>
  readonly #assets: Assets
  readonly #shown: Pages
  readonly #routes: Routes
  readonly #tabs: Tabs
  readonly #uploads: Uploads
  readonly #files: UploadEdge
  readonly #filesAnywhere: UploadPass
  readonly #gate: Gate
  readonly #compressing = new Compressing()
  readonly #events: Buckets
  readonly #measuring: Measuring | undefined
  readonly #whereabouts = new Whereabouts()
  #started = false
  #closed: Promise<void> | undefined
  readonly #patience: Patience
  #overlay: Overlay | undefined
  readonly #loading: Promise<void> | undefined

  constructor(given: EdgeOptions) {
    const options = { ...given, engine: steady(given.engine) }
    this.#options = options
    this.#base = options.basePath + BASE
    this.#paths = new Paths(options.pages)
    this.#assets = new Assets(
      this.#base,
      options.styles,
      options.hooks,
      Object.values(options.pages).map(({ rules }) => rules),
    )
    const component = (pattern: string): Definition | undefined => this.#paths.get(pattern)?.definition
    const shownAt = (path: string): Definition | undefined => this.#paths.match(path)?.value.definition
    const observe: Keeper['observe'] = (held, seen) => this.#overlay?.observe(held, seen)
    const { eventsPerSecond } = options.bounds
    const { observer } = options
    checkLimits(options.pages, observer)
    this.#measuring = observer && new Measuring(observer, error => this.#shown.noted(error))
    const forAll = eventsPerSecond * SESSION_FACTOR
    this.#events = new Buckets(forAll, forAll * EVENTS_BURST_S, MOST_KNOWN)
    this.#patience = new Patience(options.clock)
    this.#gate = new Gate(() => options.clock.now())
    this.#uploads = new Uploads(options.uploads ?? {})
    const inspector = this.#observed(component)
    this.runtime = new Runtime({
      ...options,
      tap: inspector,
      uploads: this.#uploads,
      component,
      shownAt,
      observe: options.overlay ? observe : undefined,
      onPassed: async passed => returnedOf(await this.#answerHere(askedOf(passed))),
    })
    this.#shown = new Pages({
      ...options,
      runtime: this.runtime,
      gate: this.#gate,
      patience: this.#patience,
      limited: (rules, asked, session) => this.#limited(rules, asked, session),
      assets: this.#assets,
      base: this.#base,
      overlay: () => this.#overlay?.script,
    })
    this.#routes = new Routes({
      ...options,
      runtime: this.runtime,
      gate: this.#gate,
      pages: this.#shown,
      shown: options.pages,
    })
    this.#tabs = new Tabs({
      ...options,
      runtime: this.runtime,
      reach: (asked, cid, take) => this.#reach(asked, cid, take),
    })
    this.#files = new UploadEdge({
      uploads: this.#uploads,
      clock: options.clock,
      key: this.runtime.world.key,
      held: cid => this.runtime.get(cid),
      open: cid => this.runtime.open(cid, false),
      coming: cid => this.runtime.files.coming(cid),
      closing: () => this.runtime.closing,
      owns: (asked, cid, held) => this.#owns(asked, cid, held),
      gone,
      failed: error => this.#shown.failed(error),
    })
    this.#filesAnywhere = new UploadPass({
      clock: options.clock,
      whereabouts: this.#whereabouts,
      isHere: cid => this.runtime.get(cid) !== undefined,
      owns: (asked, cid) => this.#owns(asked, cid, undefined),
      owner: async cid => {
        const held = await this.#openOrLearn(cid)
        return held instanceof HeldElsewhere ? held.owner : undefined
      },
      here: (asked, cid, id) => this.#files.answer(asked, cid, id),
      pass: (asked, body, owner) => this.#pass(asked, body, { owner }),
    })
    if (options.overlay) this.#loading = this.#load()
    this.#tell('share', () => options.observer?.share?.(this.runtime.notes))
    if (inspector !== undefined) this.#tell('attach', () => options.observer?.attach?.(inspector))
  }

  /** Resolves when conversations can be kept. Rejects with the engine's error. */
  ready(): Promise<void> {
    return this.runtime.ready()
  }

  /** The server begins: called once it listens, or at once where somebody else's does. */
  start(): void {
    if (this.#started) return
    this.#started = true
    // What came due meanwhile does not wait for a visitor.
    this.runtime.ready().catch((error: unknown) => this.#shown.noted(error))
    this.#tell('start', () => this.#options.observer?.start?.())
  }

  /** Answers of routes that are being sent, for tests. */
  get routeStreams(): number {
    return this.#routes.streams
  }

  /** The answer, or undefined if the address is not ours. Never rejects. */
  async answer(asked: Asked): Promise<Told | undefined> {
    try {
      if (this.#loading !== undefined) await this.#loading
      if (asked.path.startsWith(`${this.#base}/`))
        return await this.#own(asked, asked.path.slice(this.#base.length + 1))
      const path = this.#pathOf(asked.path)
      if (path === undefined) return undefined
      const route = this.#routes.match(path)
      if (route !== undefined) {
        const { pattern, value } = route
        const work = { service: value.shown.definition.name, pattern, transport: 'http' } as const
        return await this.#measure(asked, work, () => this.#routes.answer(asked, value))
      }
      const match = this.#paths.match(path)
      if (match === undefined) return undefined
      const { pattern, value } = match
      const work = { service: value.definition.name, pattern, transport: 'page' } as const
      return await this.#measure(asked, work, () => this.#shown.answer(asked, match))
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** What another process was asked, since this one has the conversation. */
  async #answerHere(asked: Asked): Promise<Told> {
    try {
      const [kind, cid = '', more] = asked.path.slice(this.#base.length + 1).split('/')
      if (kind === 'upload' && this.runtime.get(cid) === undefined) return elsewhere()
      if (kind === 'upload') return await this.#files.answer(asked, cid, more)
      if (kind === 'fork') return await this.#tabs.fork(asked, cid)
      if (kind === 'hub') return await this.#tabs.join(asked, cid)
      return await this.#heard(asked, cid, true)
    } catch (error) {
      return this.#failed(error)
    }
  }

  #failed(error: unknown): Told {
    return error instanceof HeldElsewhere ? elsewhere() : this.#shown.failed(error)
  }

  /** Has the process that has the conversation answer. */
  async #pass(
    asked: Asked,
    body: string | Uint8Array,
    { owner }: Pick<HeldElsewhere, 'owner'>,
  ): Promise<Told> {
    return (await this.runtime.pass(owner, passedOf(asked, body))) ?? elsewhere()
  }

  /** For an address that nobody else has either. */
  notFound(): Told {
    return this.#shown.notFound()
  }

  /** Stops taking visitors, lets what is under way finish for a while (five seconds by default), and ends all streams. */
  close(withinMs?: number): Promise<void> {
    this.#closed ??= this.#close(withinMs)
    return this.#closed
  }

  async #close(withinMs?: number): Promise<void> {
    await this.runtime.close(withinMs)
    this.#tabs.close()
    this.#routes.close()
    // It has turns of crons to give back.
    await this.#closeObserver()
    await this.runtime.stop()
  }

  #observed(component: (pattern: string) => Definition | undefined): Inspector | undefined {
    const { clock, redact } = this.#options
    const measuring = this.#measuring
    if (measuring === undefined) return undefined
    return new Inspector({
      runtime: () => this.runtime,
      clock,
      measuring,
      redact,
      component,
      routes: () => this.#routes.streams,
      overlay: held => this.#overlay?.ringOf(held),
    })
  }

  #tell(method: string, tell: () => void): void {
    try {
      tell()
    } catch (error) {
      this.#measuring?.fail(method, error)
    }
  }

  async #closeObserver(): Promise<void> {
    const { observer, clock } = this.#options
    if (observer?.close === undefined || !this.#started) return
    let cancel = (): void => {}
    try {
      const late = new Promise<void>(
        done => void (cancel = clock.setTimer(clock.now() + CLOSING_MS + 1000, done)),
      )
      await Promise.race([observer.close(CLOSING_MS), late])
    } catch (error) {
      this.#measuring?.fail('close', error)
    }
    cancel()
  }

  /** Answers, and measures that where the server is observed. */
  async #measure(
    asked: Asked,
    { pattern, ...work }: Pick<Work, 'service' | 'transport'> & { readonly pattern: string },
    answer: () => Promise<Told>,
  ): Promise<Told> {
    if (this.#measuring === undefined) return answer()
    const method = asked.method === 'HEAD' ? 'GET' : METHODS.has(asked.method) ? asked.method : 'OTHER'
    const traceparent = asked.header('traceparent')
    const measured = this.#measuring.begin({
      ...work,
      endpoint: `${method} ${pattern}`,
      method,
      path: asked.path,
      ...(traceparent !== undefined && { traceparent }),
    })
    if (measured === undefined) return answer()
    try {
      const told = await measured.run(answer)
      measured.end({ status: told.status, bytes: told.body === undefined ? 0 : Buffer.byteLength(told.body) })
      return told
    } catch (error) {
      measured.end({ status: 500, error })
      throw error
    }
  }

  /** Below the base path; undefined outside. */
  #pathOf(path: string): string | undefined {
    const { basePath } = this.#options
    if (basePath === '') return path
    if (path === basePath) return '/'
    return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined
  }

  async #own(asked: Asked, path: string): Promise<Told> {
    const asset = this.#assets.answer(asked)
    if (asset !== undefined) return asset
    if (this.#overlay !== undefined && path.startsWith('dev/'))
      return this.#overlay.answer(asked, path.slice('dev/'.length))
    if (path === 'hub') return this.#tabs.hub(asked)
    if (path === 'ready')
      return (await this.runtime.isReady())
        ? { status: 204, headers: { ...PLAIN_HEADERS, 'cache-control': 'no-store' } }
        : plain(503, 'Not now.', { 'retry-after': '1' })
    const [kind, cid = '', more] = path.split('/', 3)
    if (kind === 'upload' && /^[\w-]{22}$/.test(cid)) {
      const work = { service: this.#serviceOf(cid), pattern: 'upload', transport: 'http' } as const
      return this.#measure(asked, work, () => this.#filesAnywhere.answer(asked, cid, more))
    }
    if (more !== undefined || !/^[\w-]{22}$/.test(cid)) return plain(404, 'There is nothing at this address.')
    if (kind === 'stream')
      return asked.method === 'GET'
        ? this.#stream(asked, cid)
        : plain(405, 'A stream is asked for with GET.', { allow: 'GET' })
    if (kind === 'event')
      return asked.method === 'POST'
        ? this.#heard(asked, cid)
        : plain(405, 'An event is sent with POST.', { allow: 'POST' })
    if (kind === 'hub') return this.#tabs.join(asked, cid)
    if (kind === 'fork')
      return this.#tabs.fork(asked, cid).catch((error: unknown) => {
        if (error instanceof HeldElsewhere) return this.#pass(asked, '', error)
        throw error
      })
    return plain(404, 'There is nothing at this address.')
  }

  /** The conversation, ready to be attached to, with the cursor it was asked for with; or why not. */
  async #reach(asked: Asked, cid: string, take = true): Promise<Reached | Told> {
    if (!this.#owns(asked, cid, this.runtime.get(cid))) return plain(403, 'This conversation is not yours.')
    const cursor = asked.header(CURSOR_HEADER)
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return plain(400, 'The cursor is not a number.')
    if (this.runtime.closing) return plain(503, 'The server is being restarted.')
    if (!(await this.#gate.enter())) return crowded()
    const held = await this.runtime.open(cid, take)
    if ('why' in held) return gone(held)
    // Who it belongs to may only be known now.
    if (!this.#owns(asked, cid, held)) return plain(403, 'This conversation is not yours.')
    if (cursor !== undefined && !held.stream.knows(Number(cursor)))
      return plain(409, 'That patch has not been sent yet.')
    const instead = asked.header(INSTEAD_HEADER)
    if (instead !== undefined && instead !== cid && /^[\w-]{22}$/.test(instead))
      await this.runtime.forget(instead)
    // Last, so that none comes in between.
    const turn = Number(asked.header(TURN_HEADER) ?? Infinity)
    if (!(turn > held.stream.turn))
      return plain(409, 'A later request came before.', { [TURN_HEADER]: String(held.stream.turn) })
    if (Number.isSafeInteger(turn)) held.stream.turn = turn
    return { held, cursor: cursor === undefined ? undefined : Number(cursor) }
  }

  async #stream(asked: Asked, cid: string): Promise<Told> {
    const reached = await this.#reach(asked, cid)
    if ('status' in reached) return reached
    const { held, cursor } = reached
    const headers = { ...STREAM_HEADERS, ...held.owner.headers(asked) }
    const poll = /^\?poll=(\d{1,3})$/.exec(asked.query)?.[1]
    if (poll === undefined) {
      const rules = this.#paths.get(held.pattern)?.rules
      const encoding =
        rules?.compress && !this.#compressing.isFull
          ? encodingFor(asked.header('accept-encoding'))
          : undefined
      if (encoding === undefined) return { status: 200, headers, stream: sink => held.attach(sink, cursor) }
      return {
        status: 200,
        headers: { ...headers, 'content-encoding': encoding },
        stream: sink => held.attach(this.#compressing.begin(sink, encoding), cursor),
      }
    }
    const attach = (sink: Sink): void => held.attach(sink, cursor, 'pieces')
    const seconds = Math.min(Number(poll), LONGEST_POLL)
    return { status: 200, headers, body: await polled(attach, this.#options.clock, seconds * 1000) }
  }

  /** An event that reaches its conversation is measured there, where its handler is known. */
  async #heard(asked: Asked, cid: string, isPassed = false): Promise<Told> {
    const reached = { isSaid: false }
    // Somebody thinks that it is here.
    if (isPassed) this.#whereabouts.forget(cid)
    let told = await this.#event(asked, cid, reached)
    // Its owner may be closing, or dead: then it is soon to be had from another, or here.
    for (let tries = 0; 'elsewhere' in told; tries++) {
      if (isPassed) return elsewhere()
      const { text, elsewhere: to, isHint } = told
      const passed = await this.#pass(asked, text, to)
      if (passed.status !== 503) {
        this.#whereabouts.note(cid, to.owner)
        return passed
      }
      this.#whereabouts.forget(cid)
      if (tries === PASSES) return passed
      if (!isHint)
        await new Promise<void>(
          done => void this.#options.clock.setTimer(this.#options.clock.now() + PASS_AGAIN_MS, done),
        )
      told = await this.#event({ ...asked, body: async () => text }, cid, reached)
    }
    if (!reached.isSaid)
      this.#measuring
        ?.begin({ service: this.#serviceOf(cid), endpoint: 'event (refused)', transport: 'event' })
        ?.end({ status: told.status })
    return told
  }

  #serviceOf(cid: string): string {
    const held = this.runtime.get(cid)
    return (held && this.#paths.get(held.pattern)?.definition.name) ?? ''
  }

  async #event(asked: Asked, cid: string, reached: { isSaid: boolean }): Promise<Told | Passing> {
    if (!sameOrigin(asked)) return plain(403, 'Events are taken only from our own pages.')
    const known = this.runtime.get(cid)
    if (!this.#owns(asked, cid, known)) return plain(403, 'This conversation is not yours.')
    const early = this.#early(known)
    if (early > 0)
      return this.#patience.late(plain(429, 'Slow down.', { 'retry-after': laterBy(early) }), early)
    if (!/^application\/json\b/.test(asked.header('content-type') ?? ''))
      return plain(415, 'An event is sent as application/json.')
    const text = await asked.body(EVENT_BYTES)
    if (text === undefined) return plain(413, `An event has at most ${EVENT_BYTES} bytes.`)
    const up = eventOf(text)
    if (up === undefined) return plain(400, 'That is not an event: { n, offer, value?, fields? }.')
    // What is still held is heard; else another process may be there already.
    if (this.runtime.closing && known === undefined) return plain(503, 'The server is being restarted.')
    const waking = known?.wake()
    if (waking !== undefined) await waking
    const here = waking === undefined ? known : this.runtime.get(cid)
    const owner = here === undefined ? this.#whereabouts.of(cid) : undefined
    if (owner !== undefined) return { elsewhere: { owner }, text, isHint: true }
    const held = here ?? (await this.#openOrLearn(cid))
    if (held instanceof HeldElsewhere) return { elsewhere: held, text, isHint: false }
    if ('why' in held) return gone(held)
    if (known === undefined && !this.#owns(asked, cid, held))
      return plain(403, 'This conversation is not yours.')
    const again = () => this.#event({ ...asked, body: async () => text }, cid, reached)
    if (up.n > held.conversation.heard + FAR_AHEAD) {
      if (!(await this.runtime.certain(held))) return again()
      return plain(409, 'That event is far ahead of the last one heard.')
    }
    const rules = this.#paths.get(held.pattern)?.rules
    if (rules?.limit !== undefined && up.n > held.conversation.heard) {
      const limited = await this.#limited(rules, asked, held.opener)
      if (limited > 0)
        return this.#patience.late(plain(429, 'Slow down.', { 'retry-after': laterBy(limited) }), limited)
      // Another process may have been asked about the limit, and have been given the conversation meanwhile.
      if (held.wake() !== undefined || this.runtime.get(cid) !== held) return elsewhere()
    }
    const coming = up.fields && this.runtime.files.coming(cid)
    if (coming !== undefined) {
      await coming
      if (held.wake() !== undefined || this.runtime.get(cid) !== held) return elsewhere()
    }
    // What was heard before may speak of files that are moved by now.
    const isAgain = up.n <= held.conversation.heard || up.fields === undefined
    const fields = isAgain ? up.fields : this.#uploads.speak(cid, up.offer, up.fields)
    if (!isAgain && fields === undefined)
      return plain(422, 'A file did not arrive.', held.owner.headers(asked))
    reached.isSaid = true
    const event = { kind: 'offer', ...up, ...(fields !== undefined && { fields }) } as const
    const said = await held.say(event, asked.header('traceparent'))
    // What came of it was pushed in the same turn, and is at most that far.
    const headers = { ...held.owner.headers(asked), [CURSOR_HEADER]: String(held.stream.seen) }
    const isMove = up.offer.startsWith(PLACE)
    // Nothing was written, so nobody knows yet whether it was refused by what is so.
    if (said === 'refused' && !(await this.runtime.certain(held))) return again()
    // A visitor in a hurry went on to what a click of theirs, not heard by then, had made an end of.
    if (said === 'refused' && isMove && wasAhead(held.conversation.history, Number(up.offer.slice(1))))
      return plain(409, 'The page has gone on elsewhere.', headers)
    if (said === 'refused') return plain(403, 'The page does not offer that.', headers)
    // The browser is where the page is not.
    if (said === 'failed' && isMove) return plain(409, 'The page could not go there.', headers)
    // Nothing is in it that could be sniffed, framed or embedded.
    return {
      status: STATUS[said],
      headers: said === 'busy' ? { ...headers, 'retry-after': laterBy(1) } : headers,
    }
  }

  /** The conversation, or where it is. */
  async #openOrLearn(cid: string): Promise<Opened | HeldElsewhere> {
    try {
      return await this.runtime.open(cid, false)
    } catch (error) {
      if (error instanceof HeldElsewhere) return error
      throw error
    }
  }

  /** By how many seconds its visitor's event comes too early: they are bounded for a conversation, and for all of a session. */
  #early(held: Held | undefined): number {
    if (held === undefined) return 0
    const { clock, bounds } = this.#options
    return held.early(bounds.eventsPerSecond) || this.#events.take(held.opener, clock.now())
  }

  #limited(rules: Rules, { ip }: Asked, session: string | undefined): number | Promise<number> {
    const { runtime } = this
    const early = (): number | Promise<number> =>
      earlyBy(this.#options.observer, rules, { ip, session }, error => this.#measuring?.fail('allow', error))
    // What is counted for all processes can be counted once the engine is up.
    return rules.limit === undefined || runtime.node !== '' ? early() : runtime.ready().then(early, early)
  }

  async #load(): Promise<void> {
    const { Overlay } = await import('./dev.ts')
    const { runtime } = this
    this.#overlay = new Overlay({
      base: this.#base,
      world: runtime.world,
      now: () => this.#options.clock.now(),
      held: cid => runtime.get(cid),
      owns: (asked, cid) => this.#owns(asked, cid, runtime.get(cid)),
    })
  }

  /** A conversation at hand knows whose it is; for another one it is worked out, so that a stranger learns nothing. */
  #owns(asked: Asked, cid: string, held: Held | undefined): boolean {
    const { sessions } = this.#options
    return held === undefined
      ? sessions.isToken(asked.header(TOKEN_HEADER), cid, sessions.of(asked)?.id)
      : held.owner.owns(asked)
  }
}

const elsewhere = (): Told => plain(503, 'Another process has this conversation.', { 'retry-after': '1' })

/** The definition and rules of what a program gave as a page. */
export function shownOf(given: unknown): Shown {
  if (typeof given === 'object' && given !== null && 'page' in given) {
    const { page, rules } = given as { page: unknown; rules: Rules }
    return { definition: definitionOf(page), rules }
  }
  return { definition: definitionOf(given), rules: {} }
}

function gone({ why, reference = '' }: Gone): Told {
  if (why === 'unknown') return plain(410, 'There is no such conversation any more.')
  return plain(410, 'This conversation is over.', { [GONE_HEADER]: `${why} ${reference}`.trim() })
}
