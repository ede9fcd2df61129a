// The edge: requests in, answers out. Pages, the stream, the inbox and the assets, each refused early and plainly when it must be.
// Invariant: bad input gets the right status and changes nothing; no stack reaches a visitor; a page costs nothing to keep.
// Does not know how requests travel (exchange.ts) nor what a conversation does (held.ts).
import type { Clock } from '../async/index.ts'
import { definitionOf } from '../kernel/index.ts'
import type { Definition, Trouble } from '../kernel/index.ts'
import type { Engine } from '../engines/index.ts'
import { BASE, CURSOR_HEADER, INSTEAD_HEADER, TAB_COOKIE, TOKEN_HEADER } from '../wire/index.ts'
import type { EventStatus } from '../wire/index.ts'
import { Assets } from './assets.ts'
import { documentOf, noticePage } from './document.ts'
import { eventOf } from './event.ts'
import type { Asked, Told } from './exchange.ts'
import type { Said } from './held.ts'
import type { Rules } from './options.ts'
import { Paths } from './paths.ts'
import { Runtime } from './runtime.ts'
import type { Minted } from './runtime.ts'
import { pageHeaders, PLAIN_HEADERS, sameOrigin } from './security.ts'
import { cookieOf, randomId, sameText } from './session.ts'
import type { Sessions } from './session.ts'

/** The body of an event may be so long, bytes. */
const EVENT_BYTES = 65_536
/** An event may be so far ahead of the last one heard. */
const FAR_AHEAD = 1000

export interface Shown {
  readonly definition: Definition
  readonly rules: Rules
}

export interface EdgeOptions {
  readonly pages: Readonly<Record<string, Shown>>
  readonly engine: Engine
  readonly sessions: Sessions
  readonly clock: Clock
  readonly dev: boolean
  readonly basePath: string
  readonly styles: string
  readonly principal: ((request: Request) => unknown) | undefined
  readonly onTrouble: (trouble: Trouble, cid: string) => void
}

const STATUS: Readonly<Record<Said, EventStatus>> = {
  done: 204,
  stale: 204,
  // The visitor was told by a notice; there is nothing to send again.
  failed: 204,
  refused: 403,
  gone: 410,
  busy: 429,
}

export class Edge {
  readonly runtime: Runtime
  readonly #options: EdgeOptions
  readonly #base: string
  readonly #paths: Paths<Shown>
  readonly #assets: Assets

  constructor(options: EdgeOptions) {
    this.#options = options
    this.#base = options.basePath + BASE
    this.#paths = new Paths(options.pages)
    this.#assets = new Assets(this.#base, options.styles)
    const component = (pattern: string): Definition | undefined => this.#paths.get(pattern)?.definition
    this.runtime = new Runtime({ ...options, component })
  }

  /** The answer, or undefined if the address is not ours. Never rejects. */
  async answer(asked: Asked): Promise<Told | undefined> {
    try {
      if (asked.path.startsWith(`${this.#base}/`))
        return await this.#own(asked, asked.path.slice(this.#base.length + 1))
      const match = this.#match(asked.path)
      if (match === undefined) return undefined
      if (asked.method !== 'GET' && asked.method !== 'HEAD')
        return plain(405, 'A page is asked for with GET.', { allow: 'GET, HEAD' })
      return await this.#page(asked, match)
    } catch (error) {
      const reference = randomId().slice(0, 8)
      this.#options.onTrouble({ error, component: '', iid: '', reference }, '')
      return this.#notice(
        500,
        'Something went wrong',
        'The page could not be made. Please try again in a moment.',
        reference,
      )
    }
  }

  /** For an address that nobody else has either. */
  notFound(): Told {
    return this.#notice(404, 'Not found', 'There is no page at this address.')
  }

  #match(path: string): ReturnType<Paths<Shown>['match']> {
    const { basePath } = this.#options
    if (basePath === '') return this.#paths.match(path)
    if (path === basePath) return this.#paths.match('/')
    return path.startsWith(`${basePath}/`) ? this.#paths.match(path.slice(basePath.length)) : undefined
  }

  async #page(asked: Asked, match: NonNullable<ReturnType<Paths<Shown>['match']>>): Promise<Told> {
    if (this.runtime.closing) {
      const told = this.#notice(503, 'Back in a moment', 'The server is being restarted.')
      return { ...told, headers: { ...told.headers, 'retry-after': '2' } }
    }
    const { definition, rules } = match.value
    const known = this.#options.sessions.of(asked)
    const { session, cookie } =
      known === undefined ? this.#options.sessions.begin(asked) : { session: known, cookie: undefined }
    const principal = (await this.#options.principal?.(asked.request())) ?? null
    if (rules.allow !== undefined && !(await rules.allow({ session, ip: asked.ip, principal })))
      return this.#notice(403, 'Not allowed', 'This page is not open to you.')
    const cookies: string[] = cookie === undefined ? [] : [cookie]
    const left = this.#left(asked, session)
    if (left !== undefined) {
      // A semicolon would end the attribute.
      const path = asked.path.replaceAll(';', '%3B')
      cookies.push(`${TAB_COOKIE}=; Path=${path}; Max-Age=0; SameSite=Lax`)
    }
    const address = { pattern: match.pattern, path: asked.path }
    const { cid, html, seen } =
      left ?? (await this.runtime.mint(address, definition, match.params, { session, principal }))
    const nonce = randomId()
    const body = documentOf({
      title: rules.title ?? definition.name,
      style: this.#assets.style,
      html,
      script: {
        src: this.#assets.client,
        nonce,
        boot: {
          base: this.#base,
          cid,
          token: this.#options.sessions.token(cid, session),
          ...(seen === 0 ? {} : { seen }),
        },
      },
    })
    const headers = pageHeaders(nonce)
    return {
      status: 200,
      headers: cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies },
      body,
    }
  }

  /** The conversation that a tab was in when it left this very address a moment ago: a reload shows it as it stands. */
  #left(asked: Asked, session: string): (Minted & { seen: number }) | undefined {
    const cid = cookieOf(asked.header('cookie'), TAB_COOKIE)
    const held = cid === undefined ? undefined : this.runtime.get(cid)
    if (held === undefined || held.path !== asked.path || !sameText(held.session, session)) return undefined
    return { cid: held.cid, ...held.page() }
  }

  async #own(asked: Asked, path: string): Promise<Told> {
    const asset = this.#assets.answer(asked)
    if (asset !== undefined) return asset
    const [kind, cid = '', more] = path.split('/', 3)
    if (more !== undefined || !/^[\w-]{22}$/.test(cid)) return plain(404, 'There is nothing at this address.')
    if (kind === 'stream')
      return asked.method === 'GET'
        ? this.#stream(asked, cid)
        : plain(405, 'A stream is asked for with GET.', { allow: 'GET' })
    if (kind === 'event')
      return asked.method === 'POST'
        ? this.#event(asked, cid)
        : plain(405, 'An event is sent with POST.', { allow: 'POST' })
    return plain(404, 'There is nothing at this address.')
  }

  async #stream(asked: Asked, cid: string): Promise<Told> {
    const { sessions } = this.#options
    if (!sessions.isToken(asked.header(TOKEN_HEADER), cid, sessions.of(asked)))
      return plain(403, 'This conversation is not yours.')
    const cursor = asked.header(CURSOR_HEADER)
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return plain(400, 'The cursor is not a number.')
    if (this.runtime.closing) return plain(503, 'The server is being restarted.', { 'retry-after': '1' })
    const held = await this.runtime.open(cid)
    if (held === undefined) return plain(410, 'There is no such conversation any more.')
    if (cursor !== undefined && !held.stream.knows(Number(cursor)))
      return plain(409, 'That patch has not been sent yet.')
    const instead = asked.header(INSTEAD_HEADER)
    if (instead !== undefined && instead !== cid && /^[\w-]{22}$/.test(instead))
      await this.runtime.forget(instead)
    return {
      status: 200,
      headers: {
        ...PLAIN_HEADERS,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // nginx gives events on as they come only if it is told to.
        'x-accel-buffering': 'no',
      },
      stream: sink => held.attach(sink, cursor === undefined ? undefined : Number(cursor)),
    }
  }

  async #event(asked: Asked, cid: string): Promise<Told> {
    if (!sameOrigin(asked)) return plain(403, 'Events are taken only from our own pages.')
    const { sessions } = this.#options
    const held = this.runtime.get(cid)
    const token = asked.header(TOKEN_HEADER)
    // A conversation at hand knows both; for another one they are worked out, so that a stranger learns nothing.
    const own =
      held === undefined
        ? sessions.isToken(token, cid, sessions.of(asked))
        : sessions.is(asked, held.session) && sameText(token ?? '', held.token)
    if (!own) return plain(403, 'This conversation is not yours.')
    if (!/^application\/json\b/.test(asked.header('content-type') ?? ''))
      return plain(415, 'An event is sent as application/json.')
    const text = await asked.body(EVENT_BYTES)
    if (text === undefined) return plain(413, `An event has at most ${EVENT_BYTES} bytes.`)
    const up = eventOf(text)
    if (up === undefined) return plain(400, 'That is not an event: { n, offer, value?, fields? }.')
    if (this.runtime.closing) return plain(503, 'The server is being restarted.', { 'retry-after': '1' })
    if (held === undefined) return plain(410, 'There is no such conversation any more.')
    if (up.n > held.conversation.heard + FAR_AHEAD)
      return plain(409, 'That event is far ahead of the last one heard.')
    const said = await held.say({ kind: 'offer', ...up })
    return said === 'refused'
      ? plain(403, 'The page does not offer that.')
      : { status: STATUS[said], headers: PLAIN_HEADERS }
  }

  #notice(status: number, title: string, text: string, reference?: string): Told {
    const home = this.#options.basePath || '/'
    return {
      status,
      headers: pageHeaders('none'),
      body: noticePage(this.#assets.style, home, title, text, reference),
    }
  }
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Told {
  const type = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers: { ...PLAIN_HEADERS, ...type, ...headers }, body: `${text}\n` }
}

/** The definition and rules of what a program gave as a page. */
export function shownOf(given: unknown): Shown {
  if (typeof given === 'object' && given !== null && 'page' in given) {
    const { page, rules } = given as { page: unknown; rules: Rules }
    return { definition: definitionOf(page), rules }
  }
  return { definition: definitionOf(given), rules: {} }
}
