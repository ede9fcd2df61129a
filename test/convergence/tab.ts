// One tab of a browser: a real window, into which pages of this world are loaded, with a history and an address of its own.
// Invariant: as in a browser, a document ends before the next begins, entries of the same document are gone to without loading, and
// what the address bar shows is the present entry's. Each load runs the client anew.
import type { Boot } from '../../src/wire/index.ts'
import { globalsOf, Life, type Arrival } from './globals.ts'
import type { Browser } from './browser.ts'
import { Net, ORIGIN } from './net.ts'
import type { World } from './world.ts'

declare const runClient: (globals: object) => void

interface Entry {
  url: string
  state: unknown
  /** The document that it belongs to. */
  document: number
}

export class Tab {
  readonly world: World
  readonly view: Window
  readonly net: Net
  readonly browser: Browser
  /** What the client said to the console. */
  said: string[] = []
  hidden: boolean = false
  /** Until then it sleeps. */
  asleep: number = 0
  life: Life | undefined
  /** Told before a document ends. */
  leaves: () => void = () => {}
  /** Documents that were loaded. */
  loads: number = 0
  readonly #seed: number
  #entries: Entry[] = [{ url: 'about:blank', state: null, document: 0 }]
  #at = 0

  constructor(world: World, view: Window, seed: number, browser: Browser) {
    this.world = world
    this.view = view
    this.browser = browser
    this.net = new Net(world.time, world.random, browser.jar, () => world.answering())
    this.#seed = seed
  }

  get document(): Document {
    return this.view.document
  }

  get url(): string {
    return this.#entry.url
  }

  get state(): { readonly rp?: { readonly cid: string; readonly at: number } } | null {
    return this.#entry.state as ReturnType<() => Tab['state']>
  }

  get #entry(): Entry {
    return this.#entries[this.#at]!
  }

  /** The conversation that it is in, as far as the page says. */
  get cid(): string {
    return this.state?.rp?.cid ?? this.#born
  }

  /** Whether the page that was loaded was that conversation's. */
  get isOwn(): boolean {
    return this.#born === this.cid
  }

  get #born(): string {
    const boot = this.document.querySelector<HTMLMetaElement>('meta[name=repartee]')?.content
    return boot ? (JSON.parse(boot) as Boot).cid : ''
  }

  /** Opens an address in it. */
  go(url: string): void {
    this.#entries = [...this.#entries.slice(0, this.#at + 1), { url: ORIGIN + url, state: null, document: 0 }]
    this.#at++
    this.#load('navigate')
  }

  reload(): void {
    this.#load('reload')
  }

  /** Goes so many entries through the history, soon, if there are so many. */
  travel(by: number): void {
    const { life } = this
    this.world.time.in(1 + this.world.random() * 20, () => {
      const to = this.#entries[this.#at + by]
      if (life !== this.life || to === undefined || this.#at + by === 0) return
      const same = to.document === this.#entry.document
      this.#at += by
      if (!same) return this.#load('back_forward')
      this.#dispatch('PopStateEvent', 'popstate', { state: structuredClone(to.state) })
    })
  }

  /** Whether there is an entry of ours there. */
  canTravel(by: number): boolean {
    return this.#at + by > 0 && this.#at + by < this.#entries.length
  }

  /** The connection comes or goes. */
  connect(online: boolean): void {
    if (online === this.net.online) return
    this.net.online = online
    if (!online) for (const pipe of this.net.streams) pipe.cut(0, false, false)
    this.#dispatch('Event', online ? 'online' : 'offline')
  }

  show(shown: boolean): void {
    if (this.hidden === !shown) return
    this.hidden = !shown
    this.document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }

  /** Into the back-forward cache, and out of it. */
  async rest(ms: number): Promise<void> {
    this.#dispatch('PageTransitionEvent', 'pagehide', { persisted: true })
    this.asleep = this.world.time.now + ms
    await this.world.time.pass(ms)
    this.#dispatch('PageTransitionEvent', 'pageshow', { persisted: true })
  }

  end(): void {
    this.life?.end()
    this.life = undefined
    const { document } = this
    for (const dialog of document.querySelectorAll('dialog')) dialog.close()
    document.documentElement.replaceChildren()
    for (const name of document.documentElement.getAttributeNames())
      document.documentElement.removeAttribute(name)
  }

  /** The document as the client is to have it. */
  documentOf(life: Life): Document {
    const { document } = this
    const { time } = this.world
    const add = document.addEventListener
    const own: PropertyDescriptorMap = {
      cookie: {
        get: () => this.browser.jar.header(new URL(this.url).pathname, time.now, true),
        set: (line: string) => this.browser.jar.take(line, time.now),
      },
      hidden: { get: () => this.hidden },
      visibilityState: { get: () => (this.hidden ? 'hidden' : 'visible') },
      startViewTransition: { value: undefined },
      addEventListener: {
        value: (...given: Parameters<Document['addEventListener']>) => {
          Reflect.apply(add, document, given)
          life.atEnd(() => document.removeEventListener(given[0], given[1], given[2]))
        },
      },
    }
    for (const [name, property] of Object.entries(own))
      Object.defineProperty(document, name, { ...property, configurable: true })
    life.atEnd(() => {
      for (const name of Object.keys(own)) Reflect.deleteProperty(document, name)
    })
    return document
  }

  readonly location: Location = (() => {
    const tab = this as Tab
    const part = (name: 'host' | 'hostname' | 'pathname' | 'search' | 'hash' | 'protocol'): object => ({
      get: () => new URL(tab.url)[name],
    })
    return Object.create(null, {
      href: {
        get: () => tab.url,
        set: (url: string) => {
          tab.location.assign(url)
        },
      },
      origin: { get: () => ORIGIN },
      host: part('host'),
      hostname: part('hostname'),
      pathname: part('pathname'),
      search: part('search'),
      hash: part('hash'),
      protocol: part('protocol'),
      reload: { value: () => void tab.world.time.in(1, () => tab.reload()) },
      assign: { value: (url: string) => tab.go(new URL(url, tab.url).href.slice(ORIGIN.length)) },
      replace: { value: (url: string) => tab.go(new URL(url, tab.url).href.slice(ORIGIN.length)) },
      toString: { value: () => tab.url },
    }) as Location
  })()

  readonly history: History = (() => {
    const tab = this as Tab
    const now = { get: () => structuredClone(tab.#entry.state) }
    const write = (state: unknown, url: string | undefined): Entry => ({
      url: url === undefined ? tab.url : new URL(url, tab.url).href,
      state: structuredClone(state),
      document: tab.loads,
    })
    return Object.create(null, {
      state: now,
      length: { get: () => tab.#entries.length },
      scrollRestoration: { value: 'auto', writable: true },
      back: { value: () => tab.travel(-1) },
      forward: { value: () => tab.travel(1) },
      go: { value: (by: number) => tab.travel(by) },
      replaceState: {
        value: (state: unknown, _: string, url?: string) => {
          tab.#entries[tab.#at] = write(state, url)
        },
      },
      pushState: {
        value: (state: unknown, _: string, url?: string) => {
          tab.#entries = [...tab.#entries.slice(0, tab.#at + 1), write(state, url)]
          tab.#at++
        },
      },
    }) as History
  })()

  #load(arrival: Arrival): void {
    if (this.life) {
      this.leaves()
      this.#dispatch('Event', 'beforeunload')
      this.#dispatch('PageTransitionEvent', 'pagehide', { persisted: false })
    }
    this.end()
    const document = ++this.loads
    const life = (this.life = new Life(arrival, this.#seed * 1000 + document))
    void this.#get(life).then(html => {
      if (life !== this.life) return
      this.#entry.document = document
      const made = new DOMParser().parseFromString(html, 'text/html')
      // the client is run below, and looks are nothing to it
      for (const each of made.querySelectorAll('link,script,noscript')) each.remove()
      const root = this.document.documentElement
      root.replaceChildren(...made.documentElement.childNodes)
      for (const { name, value } of made.documentElement.attributes) root.setAttribute(name, value)
      runClient(globalsOf(this, life))
      this.#dispatch('PageTransitionEvent', 'pageshow', { persisted: false })
    })
  }

  /** A page as the browser gets it: whoever sees that there is none tries again. */
  async #get(life: Life): Promise<string> {
    for (;;) {
      const { pathname, search } = new URL(this.url)
      const headers = new Headers({ accept: 'text/html' })
      const sent = { method: 'GET', url: pathname + search, headers, body: '', signal: life.over.signal }
      const answer = await this.net.fetch(sent).catch(() => undefined)
      if (answer && answer.status < 500 && answer.status !== 429) return answer.text()
      await new Promise<void>(done => void this.world.time.in(700, done))
      if (life !== this.life) return ''
    }
  }

  #dispatch(kind: 'Event' | 'PopStateEvent' | 'PageTransitionEvent', type: string, more: object = {}): void {
    const made = (this.view as unknown as Record<typeof kind, new (type: string, more: object) => Event>)[
      kind
    ]
    this.view.dispatchEvent(new made(type, more))
  }
}
