// Pages: an address becomes a document with a conversation in it, new or the one that this tab has just left.
// Invariant: a page costs nothing to keep; what an error says is for developers, and reaches no visitor in production.
// Does not know streams and events.
import { ReparteeError } from '../errors/index.ts'
import type { Trouble } from '../kernel/index.ts'
import { TAB_COOKIE } from '../wire/index.ts'
import type { Boot } from '../wire/index.ts'
import { sameAddress } from './address.ts'
import type { Clock } from '../async/index.ts'
import type { Assets } from './assets.ts'
import { Buckets } from './buckets.ts'
import { compressedPage, encodingFor } from './compressed.ts'
import { detailOf } from './detail.ts'
import { documentOf, noticePage } from './document.ts'
import type { Link } from './document.ts'
import { admit } from './admission.ts'
import { FORK_PARAM } from './inspect.ts'
import type { Asked, Told } from './exchange.ts'
import type { Gate } from './gate.ts'
import type { Patience } from './patience.ts'
import { MOST_KNOWN, PAGES_BURST_S } from './limits.ts'
import type { Bounds } from './limits.ts'
import type { Rules, Shown } from './options.ts'
import type { Match } from './paths.ts'
import { Plain, plainAddress, plainAt } from './plain.ts'
import type { Runtime } from './runtime.ts'
import { readParams } from './schema.ts'
import { laterBy, pageHeaders, plain } from './security.ts'
import { cookieOf, randomId } from './session.ts'
import type { Session, Sessions } from './session.ts'

export interface PagesOptions {
  readonly runtime: Runtime
  readonly sessions: Sessions
  readonly clock: Clock
  readonly assets: Assets
  readonly gate: Gate
  readonly patience: Patience
  readonly bounds: Bounds
  /** By how many seconds the page's own limit is exceeded. */
  readonly limited: (rules: Rules, asked: Asked, session: string | undefined) => number | Promise<number>
  /** Where the pages begin, and where repartee's own addresses do. */
  readonly basePath: string
  readonly base: string
  readonly dev: boolean
  /** The address of the development overlay's script. */
  readonly overlay: () => string | undefined
  readonly principal: ((request: Request) => unknown) | undefined
  readonly onTrouble: (trouble: Trouble, cid: string) => void
}

/** What is to be shown, and what the client is told of it. */
interface Opened extends Pick<Boot, 'cid' | 'token' | 'seen' | 'place'> {
  readonly html: string
}

export class Pages {
  readonly #options: PagesOptions
  readonly #plain: Plain
  readonly #minted: Buckets

  constructor(options: PagesOptions) {
    this.#options = options
    const { pagesPerSecond } = options.bounds
    this.#minted = new Buckets(pagesPerSecond, pagesPerSecond * PAGES_BURST_S, MOST_KNOWN)
    this.#plain = new Plain({
      ...options,
      notice: (...words) => this.notice(...words),
    })
  }

  async answer(asked: Asked, match: Match<Shown>): Promise<Told> {
    const { runtime, sessions, assets, base } = this.#options
    const at = plainAt(asked.query)
    const fork = forkAt(asked.query)
    const query = at?.query ?? fork?.query ?? asked.query
    const known = sessions.of(asked)
    const title = match.value.rules.title ?? match.value.definition.name
    const own = assets.of(match.value.rules)
    const { rules } = match.value
    const tooMany = this.early(asked, known)
    const early =
      tooMany > 0 || rules.limit === undefined
        ? tooMany
        : await this.#options.limited(rules, asked, known?.id)
    if (early > 0) {
      const told = plain(429, 'These are too many pages at once.', { 'retry-after': laterBy(early) })
      return this.#options.patience.late(told, early)
    }
    // Who brings no cookie is shown a page like any other, and not led here again.
    if (at !== undefined && known !== undefined && !runtime.closing)
      return this.#plain.answer(asked, at, { title, style: own.sheet, ownStyle: own.style })
    if (asked.method !== 'GET' && asked.method !== 'HEAD')
      return plain(405, 'A page is asked for with GET.', { allow: 'GET, HEAD' })
    if (runtime.closing) {
      const told = this.notice(503, 'Back in a moment', 'The server is being restarted.')
      return { ...told, headers: { ...told.headers, 'retry-after': '2' } }
    }
    if (!(await this.#options.gate.enter())) {
      const told = this.notice(
        503,
        'Back in a moment',
        'Too many come at once. Please try again in a moment.',
      )
      return { ...told, headers: { ...told.headers, 'retry-after': laterBy(1) } }
    }
    const cookies: string[] = []
    let opened = fork && (await this.#copy(asked, fork.cid))
    if (fork !== undefined && opened === undefined)
      return this.notice(410, 'Not here', 'This copy is not yours, or was not opened in time.')
    if (opened === undefined) {
      const { who, isAllowed } = await admit(asked, known, rules, this.#options.principal)
      if (!isAllowed) return this.notice(403, 'Not allowed', 'This page is not open to you.')
      if (known === undefined) cookies.push(sessions.cookie(asked, who.session))
      opened = await this.#left(asked, query, who.session)
      if (opened !== undefined) {
        // A semicolon would end the attribute.
        const path = asked.path.replaceAll(';', '%3B')
        cookies.push(`${TAB_COOKIE}=; Path=${path}; Max-Age=0; SameSite=Lax`)
      } else {
        const params =
          rules.params === undefined
            ? { props: match.params }
            : await readParams(rules.params, match.params, query)
        if (params === undefined) return this.notFound()
        opened = await this.#mint(asked.path + query, match, params.props, who)
      }
    }
    const { html, ...boot } = opened
    const nonce = randomId()
    const { hooks } = own
    const also = this.#options.overlay()
    const body = documentOf({
      title,
      style: own.sheet,
      ownStyle: own.style,
      html,
      plain: at === undefined ? plainAddress(asked.path + query, boot.cid) : undefined,
      script: {
        src: assets.client,
        nonce,
        boot: { base, ...boot, ...(hooks !== undefined && { hooks }) },
        also,
      },
    })
    const headers: Record<string, string | string[]> = pageHeaders(nonce)
    if (cookies.length > 0) headers['set-cookie'] = cookies
    if (rules.compress) headers['vary'] = 'accept-encoding'
    const encoding = rules.compress ? encodingFor(asked.header('accept-encoding')) : undefined
    const small = encoding && compressedPage(body, encoding)
    if (encoding === undefined || small === undefined) return { status: 200, headers, body }
    return { status: 200, headers: { ...headers, 'content-encoding': encoding }, body: small }
  }

  /** By how many seconds the page is asked for too early: they are bounded for an address, and for a session where that is not known. */
  early(asked: Asked, session: Session | undefined): number {
    const key = asked.ip || session?.id
    return key === undefined ? 0 : this.#minted.take(key, this.#options.clock.now())
  }

  notFound(): Told {
    return this.notice(404, 'Not found', 'There is no page at this address.')
  }

  /** Tells of trouble that is nobody's conversation's; its reference. */
  noted(error: unknown): string {
    const reference = randomId().slice(0, 8)
    this.#options.onTrouble({ error, component: '', iid: '', reference }, '')
    return reference
  }

  failed(error: unknown): Told {
    const reference = this.noted(error)
    const detail = this.#options.dev ? detailOf(error) : undefined
    if (isAway(error)) {
      const told = this.notice(
        503,
        'Back in a moment',
        'What is needed for this cannot be reached just now.',
        {
          reference,
          detail,
        },
      )
      return { ...told, headers: { ...told.headers, 'retry-after': laterBy(1) } }
    }
    const text = 'The page could not be made. Please try again in a moment.'
    return this.notice(500, 'Something went wrong', text, { reference, detail })
  }

  notice(
    status: number,
    title: string,
    text: string,
    more?: {
      readonly reference?: string
      readonly detail?: string | undefined
      readonly link?: Link
    },
  ): Told {
    const { assets, basePath } = this.#options
    const home = basePath || '/'
    const body = noticePage({ style: assets.style, home, title, text, ...more })
    return { status, headers: pageHeaders('none'), body }
  }

  async #mint(
    opened: string,
    { pattern, value }: Match<Shown>,
    props: unknown,
    who: { readonly session: string; readonly principal: unknown },
  ): Promise<Opened> {
    const { runtime, sessions, basePath } = this.#options
    const { cid, html, address } = await runtime.mint({ pattern, opened }, value.definition, props, who)
    const token = sessions.token(cid, who.session)
    const own = basePath + address
    return { cid, token, html, ...(address !== '' && own !== opened && { place: [own, 0, 0] }) }
  }

  /** A copy that was made for this very session, which is why nobody is asked whether it may be seen. */
  async #copy(asked: Asked, cid: string): Promise<Opened | undefined> {
    const held = await this.#options.runtime.open(cid)
    if ('why' in held || !held.owner.visits(asked)) return undefined
    return { cid, token: held.owner.token, ...held.page() }
  }

  /** The conversation that a tab was in when it left this very address a moment ago: a reload shows it as it stands. */
  async #left(asked: Asked, query: string, session: string): Promise<Opened | undefined> {
    const cid = cookieOf(asked.header('cookie'), TAB_COOKIE)
    if (cid === undefined || !/^[\w-]{22}$/.test(cid)) return undefined
    // Where it cannot be had, the visitor is shown a new page, and its script tries again.
    const held = await this.#options.runtime.open(cid).catch(() => undefined)
    if (held === undefined || 'why' in held || !held.owner.is(session)) return undefined
    if (!sameAddress(held.place()[0], asked.path + query)) return undefined
    return { cid: held.cid, token: held.owner.token, ...held.page() }
  }
}

/** What the address of a copy says, and the query without that. */
function forkAt(query: string): { readonly cid: string; readonly query: string } | undefined {
  const [, before = '', cid = ''] = FORK.exec(query) ?? []
  return cid === '' ? undefined : { cid, query: before.slice(0, -1) }
}

const FORK = new RegExp(`^(.*[?&])${FORK_PARAM}=([\\w-]{22})$`)

/** Whether it is the store that is in trouble, which passes, and no page. */
const isAway = (error: unknown): boolean =>
  error instanceof ReparteeError && (error.code === 'unknown-outcome' || error.code.startsWith('store-'))
