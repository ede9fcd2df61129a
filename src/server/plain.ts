// Pages for browsers without scripts: the same conversation, each answer a full page.
// Idea: a page that is served asks such a browser, in <noscript>, to come back with the conversation's id in the address, `rp-plain=<cid>.<entry>`.
// Then the conversation is held as for a stream; its forms are posted to that very address, and answered with 303 to where
// the page is now.
// Invariant: a POST is checked as any event is; its number makes it count once, however often it is sent. Whoever brings no cookie
// (a crawler) is shown the page and costs no more than before.
// Does not know how pages are minted.
import type { Clock } from '../async/index.ts'
import type { Down, Gone } from '../wire/index.ts'
import { sameAddress } from './address.ts'
import { documentOf } from './document.ts'
import type { Link } from './document.ts'
import type { Asked, Told } from './exchange.ts'
import type { Held } from './held.ts'
import { NUMBER, plainView, TOKEN } from './plain-view.ts'
import { formOf, wishOf } from './plain-wish.ts'
import type { Runtime } from './runtime.ts'
import { pageHeaders, plain, sameOrigin } from './security.ts'
import type { Sessions } from './session.ts'

const PARAM = 'rp-plain'
/** A form may have so many bytes. */
const BYTES = 65_536
/** So long an answer waits for work that an event began, ms; the page that comes before it is done looks again after so many seconds. */
const PATIENCE_MS = 2000
const LOOK_MS = 20
const AGAIN_S = 2

/** What an address says of a plain page. */
export interface PlainAt {
  readonly cid: string
  /** The entry of the conversation's history. */
  readonly at: number | undefined
  /** The query without that. */
  readonly query: string
}

export function plainAt(query: string): PlainAt | undefined {
  const [, before = '', cid = '', at] = /^(.*[?&])rp-plain=([\w-]{22})(?:\.(\d{1,15}))?$/.exec(query) ?? []
  if (cid === '') return undefined
  return { cid, at: at === undefined ? undefined : Number(at), query: before.slice(0, -1) }
}

/** The address of a plain page. */
export function plainAddress(address: string, cid: string, at?: number): string {
  const entry = at === undefined ? '' : `.${at}`
  return `${address}${address.includes('?') ? '&' : '?'}${PARAM}=${cid}${entry}`
}

export interface PlainHead {
  readonly title: string
  /** The style sheet that it shares with others, and its own. */
  readonly style: string
  readonly ownStyle: string | undefined
}

export interface PlainOptions {
  readonly runtime: Runtime
  readonly sessions: Sessions
  readonly clock: Clock
  notice(status: number, title: string, text: string, more?: { readonly link: Link }): Told
}

const OVER: Readonly<Record<Gone['why'], string>> = {
  answered: 'This is finished.',
  ended: 'This page was ended.',
  expired: 'This page was left alone for too long and has expired.',
  failed: 'Something went wrong, and this page could not go on.',
  elsewhere: 'This page is open elsewhere.',
  outdated: 'This page has been replaced by a newer one.',
  unknown: 'The server was restarted, or this page was left alone for too long.',
}

export class Plain {
  readonly #options: PlainOptions
  /** The last word that was shown. */
  readonly #told = new WeakMap<Held, number>()

  constructor(options: PlainOptions) {
    this.#options = options
  }

  async answer(asked: Asked, { cid, at, query }: PlainAt, head: PlainHead): Promise<Told> {
    const isPost = asked.method === 'POST'
    if (isPost && !sameOrigin(asked)) return plain(403, 'Events are taken only from our own pages.')
    const address = asked.path + query
    const held = await this.#options.runtime.open(cid)
    if ('why' in held) return this.#over(held, address)
    if (!this.#told.has(held)) this.#told.set(held, held.stream.seen)
    return isPost ? this.#take(asked, held, address) : this.#show(asked, held, address, at, head)
  }

  async #show(
    asked: Asked,
    held: Held,
    address: string,
    at: number | undefined,
    head: PlainHead,
  ): Promise<Told> {
    if (!held.owner.visits(asked)) return see(address)
    held.lastSeen = this.#options.clock.now()
    if (at !== undefined && at !== held.place()[1])
      await held.say({ kind: 'offer', n: held.conversation.heard + 1, offer: `@${at}` })
    await this.#work(held)
    const place = held.place()
    if (at === undefined ? !sameAddress(place[0], address) : at !== place[1])
      return this.#seePage(asked, held)
    const words = this.#words(held)
    this.#told.set(held, held.stream.seen)
    const go = goIn(words)
    if (go !== undefined) return this.#leave(go)
    const n = held.conversation.heard + 1
    const html = noticesOf(words) + plainView(held.page().html, n, held.owner.token)
    const headers = {
      ...pageHeaders('none'),
      // Going back asks for the page again, and the conversation goes back with it.
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex',
      ...(!held.isAtRest && { refresh: String(AGAIN_S) }),
    }
    const body = documentOf({ ...head, html, canonical: place[0] })
    return { status: 200, headers: { ...headers, ...held.owner.headers(asked) }, body }
  }

  async #take(asked: Asked, held: Held, address: string): Promise<Told> {
    const { notice, runtime } = this.#options
    if (!/^application\/x-www-form-urlencoded\b/.test(asked.header('content-type') ?? ''))
      return plain(415, 'A form is sent as application/x-www-form-urlencoded.')
    const text = await asked.body(BYTES)
    if (text === undefined)
      return notice(413, 'Too much at once', 'That was too much to send at once, so it was not taken.')
    const form = formOf(text)
    if (!held.owner.owns(asked, form.get(TOKEN) ?? ''))
      return notice(
        403,
        'Not yours',
        'This page was opened by somebody else, or before you signed in or out.',
      )
    // What was heard before is not done again, and what a page says that has passed not at all.
    const wish = wishOf(form)
    const n = Number(form.get(NUMBER))
    if (wish === undefined || n !== held.conversation.heard + 1) return this.#seePage(asked, held)
    const said = await held.say({ kind: 'offer', n, ...wish })
    if (said === 'busy')
      return notice(429, 'Too busy', 'Too much is waiting here. Please try again in a moment.')
    if (said === 'unwritten')
      return notice(503, 'Not saved', 'This could not be saved just now. Please try again in a moment.')
    await this.#work(held)
    const go = goIn(this.#words(held))
    if (go !== undefined) {
      this.#told.set(held, held.stream.seen)
      return this.#leave(go, held.owner.headers(asked))
    }
    const now = await runtime.open(held.cid)
    return 'why' in now ? this.#over(now, address) : this.#seePage(asked, now)
  }

  /** Waits until what was begun is done, for a while. */
  async #work(held: Held): Promise<void> {
    const { clock } = this.#options
    const until = clock.now() + PATIENCE_MS
    for (;;) {
      await held.settled()
      if (held.isAtRest || clock.now() >= until) return
      await new Promise<void>(done => void clock.setTimer(clock.now() + LOOK_MS, () => done()))
    }
  }

  /** What was said that the visitor has not been shown. */
  #words(held: Held): readonly Word[] {
    const texts: string[] = []
    let closed = (): void => {}
    held.attach(
      {
        write: data => void texts.push(Buffer.from(data).toString()),
        queued: 0,
        onDrain() {},
        onClose: call => void (closed = call),
        close() {},
        destroy() {},
      },
      this.#told.get(held),
    )
    closed()
    const frames = texts.join('').matchAll(/^event:(notice|go)\ndata:(.*)$/gm)
    return Array.from(
      frames,
      ([, event, data = '']) => ({ event, data: JSON.parse(data) as unknown }) as Word,
    )
  }

  /** The policy for forms lets none lead to another origin, by whatever way; a page may. */
  #leave(url: string, headers: Told['headers'] = {}): Told {
    if (!/^https?:/i.test(url)) return see(url, headers)
    const link = { href: url, words: url }
    const told = this.#options.notice(200, 'Going on', 'This page leads to another one.', { link })
    return { ...told, headers: { ...told.headers, ...headers, refresh: `0;url=${url}` } }
  }

  #seePage(asked: Asked, held: Held): Told {
    const [address, at] = held.place()
    return see(plainAddress(address, held.cid, at), held.owner.headers(asked))
  }

  #over({ why, reference }: Gone, address: string): Told {
    const text = OVER[why] + (reference === undefined ? '' : ` Reference ${reference}.`)
    const link = { href: address, words: 'Start again' }
    return this.#options.notice(why === 'answered' ? 200 : 410, 'It is over', text, { link })
  }
}

type Word = { [E in 'notice' | 'go']: { readonly event: E; readonly data: Down[E] } }['notice' | 'go']

/** Where a word says to go, if it is an address that a browser may be sent to. */
function goIn(words: readonly Word[]): string | undefined {
  const word = words.findLast(({ event }) => event === 'go')
  if (word?.event !== 'go') return undefined
  const to = encoded(word.data.url)
  return to !== undefined && /^(\/|https?:)/.test(to) ? to : undefined
}

const HERE = 'http://here.invalid'

/** As a header carries it; of our own a path. Undefined if it is no address. */
function encoded(address: string): string | undefined {
  const url = URL.parse(address, HERE)
  return url?.origin === HERE ? url.pathname + url.search + url.hash : url?.href
}

function noticesOf(words: readonly Word[]): string {
  const notices = words.flatMap(({ event, data }) => (event === 'notice' ? [data] : []))
  if (notices.length === 0) return ''
  const shown = notices.map(
    ({ text, reference = '' }) =>
      `<div class="rp-notice" role="alert"><span class="rp-notice-text">${escaped(text)}</span>` +
      `<span class="rp-notice-reference">${escaped(reference)}</span></div>`,
  )
  return `<div id="rp-notices">${shown.join('')}</div>`
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** To be seen there, asked for anew. */
const see = (location: string, headers: Told['headers'] = {}): Told => ({
  ...plain(303, 'See there.', { ...(headers as Record<string, string>), location: encoded(location) ?? '/' }),
})
