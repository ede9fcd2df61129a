// What the client finds around it, in a tab of this world: the browser's own window, but for time, chance, the network, the address
// and the history.
// Invariant: what one document began ends with it, as in a browser: its timers, its requests (but those that may outlive it), its
// listeners.
import { randomOf, type Random } from './time.ts'
import { ORIGIN, type Sent } from './net.ts'
import type { Tab } from './tab.ts'

/** How a document was come by. */
export type Arrival = 'navigate' | 'reload' | 'back_forward'

/** One document's time in a tab. */
export class Life {
  readonly over: AbortController = new AbortController()
  readonly arrival: Arrival
  readonly random: Random
  readonly #ends: (() => void)[] = []
  readonly #timers = new Map<number, () => void>()
  #count = 0

  constructor(arrival: Arrival, seed: number) {
    this.arrival = arrival
    this.random = randomOf(seed)
  }

  atEnd(end: () => void): void {
    this.#ends.push(end)
  }

  end(): void {
    this.over.abort()
    for (const off of this.#timers.values()) off()
    for (const end of this.#ends) end()
  }

  timer(tab: Tab, run: () => void, ms: number, again: boolean): number {
    const id = ++this.#count
    const arm = (wait: number): void => {
      const { time } = tab.world
      const off = time.in(wait, () => {
        // a browser that sleeps runs nothing
        if (tab.asleep > time.now) return arm(tab.asleep - time.now)
        this.#timers.delete(id)
        if (again) arm(ms)
        run()
      })
      this.#timers.set(id, off)
    }
    arm(Number(ms) || 0)
    return id
  }

  clear(id: number): void {
    this.#timers.get(id)?.()
    this.#timers.delete(id)
  }
}

/** Stands for `window`, and for every name that is looked up there. */
export function globalsOf(tab: Tab, life: Life): object {
  const { view, world } = tab
  const { time } = world
  const window = view as unknown as Record<string | symbol, unknown>
  class Day extends Date {
    constructor(...given: [] | [number | string]) {
      super(given.length === 0 ? Day.now() : given[0])
    }
    static override now = (): number => Math.floor(time.now)
  }
  const listen = (...given: Parameters<Window['addEventListener']>): void => {
    view.addEventListener(...given)
    life.atEnd(() => view.removeEventListener(...given))
  }
  const own: Record<string | symbol, unknown> = {
    document: tab.documentOf(life),
    setTimeout: (run: () => void, ms: number) => life.timer(tab, run, ms, false),
    setInterval: (run: () => void, ms: number) => life.timer(tab, run, ms, true),
    clearTimeout: (id: number) => life.clear(id),
    clearInterval: (id: number) => life.clear(id),
    requestAnimationFrame: (run: (now: number) => void) => life.timer(tab, () => run(time.age), 16, false),
    cancelAnimationFrame: (id: number) => life.clear(id),
    requestIdleCallback: (run: () => void) => life.timer(tab, run, 1, false),
    addEventListener: listen,
    removeEventListener: view.removeEventListener.bind(view),
    Date: Day,
    Math: Object.create(Math, { random: { value: life.random } }) as Math,
    performance: {
      now: () => time.age,
      getEntriesByType: (kind: string) =>
        kind === 'navigation' ? [{ type: life.arrival, nextHopProtocol: tab.browser.protocol }] : [],
    },
    navigator: Object.create(view.navigator, {
      onLine: { get: () => tab.net.online },
      locks: { value: tab.browser.locksOf(life) },
    }) as Navigator,
    location: tab.location,
    history: tab.history,
    console: {
      ...console,
      warn: (...said: unknown[]) => void tab.said.push(said.map(String).join(' ')),
      error: (...said: unknown[]) => void tab.said.push(`error: ${said.map(String).join(' ')}`),
    },
    fetch: (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const given = typeof input === 'object' && 'method' in input ? input : undefined
      const { signal = given?.signal ?? null, keepalive = false, method = given?.method ?? 'GET' } = init
      const sent: Sent = {
        method,
        url: new URL(given?.url ?? (input as string | URL), tab.url).href.slice(ORIGIN.length),
        headers: new Headers(init.headers ?? given?.headers),
        body: typeof init.body === 'string' ? init.body : '',
        signal: keepalive
          ? (signal ?? null)
          : AbortSignal.any([life.over.signal, ...(signal ? [signal] : [])]),
      }
      // nobody who is gone hears an answer
      return new Promise((take, fail) => {
        tab.net.fetch(sent).then(
          answer => life.over.signal.aborted || take(answer),
          (error: unknown) => life.over.signal.aborted || fail(error as Error),
        )
      })
    },
    scrollTo: () => {},
    SharedWorker: undefined,
    BroadcastChannel: tab.browser.channelOf(tab, life),
  }
  const scope: object = new Proxy(own, {
    has: (_, name) => typeof name === 'string' && (name in own || name in window),
    get(_, name) {
      if (name in own) return own[name]
      if (name === 'window' || name === 'self' || name === 'globalThis') return scope
      const value = window[name]
      // a method of the window's, but not a class of its
      return typeof value === 'function' && !/^[A-Z]/.test(String(name))
        ? (value.bind(view) as unknown)
        : value
    },
    set(_, name, value) {
      if (name === 'location') tab.location.assign(String(value))
      else own[name] = value
      return true
    },
  })
  return scope
}
