// What the tabs of one browser share: cookies, locks and what they tell each other.
// Invariant: a lock has one holder; who leaves, in whatever way, holds nothing and is told nothing. All of it takes a moment, as between
// processes.
import { Jar } from './jar.ts'
import type { Life } from './globals.ts'
import type { Tab } from './tab.ts'
import type { Time } from './time.ts'

/** Milliseconds. */
const MOMENT = 1

interface Request {
  readonly life: Life
  /** Resolves when the lock is free again. */
  readonly hold: () => Promise<void>
  readonly fail: (error: unknown) => void
}

interface Listener {
  readonly name: string
  readonly tab: Tab
  readonly life: Life
  onmessage: ((event: { readonly data: unknown }) => void) | null
}

interface Options {
  readonly ifAvailable?: boolean
  readonly steal?: boolean
  readonly signal?: AbortSignal
}

type Use = (lock: { readonly name: string } | null) => unknown

export class Browser {
  readonly jar: Jar = new Jar()
  /** How it talks to the server: by HTTP/1.1 it has only a few connections. */
  readonly protocol: string
  readonly #time: Time
  readonly #held = new Map<string, Request>()
  readonly #queues = new Map<string, Request[]>()
  readonly #listeners = new Set<Listener>()

  constructor(time: Time, protocol: string) {
    this.#time = time
    this.protocol = protocol
  }

  /** `navigator.locks` of a document. */
  locksOf(life: Life): { request(name: string, ...more: [Use] | [Options, Use]): Promise<unknown> } {
    const held = new Set<() => void>()
    life.atEnd(() => {
      for (const free of held) free()
    })
    return {
      request: (name, ...more) =>
        new Promise((done, fail) => {
          const use = more.at(-1) as Use
          const { ifAvailable = false, steal = false, signal } = more.length > 1 ? (more[0] as Options) : {}
          const aborted = (): void => fail(new DOMException('The request was aborted.', 'AbortError'))
          if (signal?.aborted) return aborted()
          const run = async (lock: { readonly name: string } | null): Promise<void> => {
            try {
              done(await use(lock))
            } catch (error) {
              fail(error)
            }
          }
          const request: Request = {
            life,
            fail,
            hold: () =>
              new Promise(free => {
                held.add(free)
                void run({ name }).then(free)
              }),
          }
          signal?.addEventListener('abort', () => {
            const queue = this.#queues.get(name)
            const at = queue?.indexOf(request) ?? -1
            if (at < 0) return
            queue!.splice(at, 1)
            aborted()
          })
          const queue = this.#queues.get(name) ?? []
          this.#queues.set(name, queue)
          if (ifAvailable && (this.#held.has(name) || queue.length > 0))
            return void this.#time.in(MOMENT, () => void run(null))
          if (steal) {
            this.#held.get(name)?.fail(new DOMException('The lock was stolen.', 'AbortError'))
            this.#held.delete(name)
            queue.unshift(request)
          } else queue.push(request)
          this.#time.in(MOMENT, () => this.#grant(name))
        }),
    }
  }

  #grant(name: string): void {
    if (this.#held.has(name)) return
    const next = this.#queues.get(name)?.shift()
    if (next === undefined) return
    if (next.life.over.signal.aborted) return this.#grant(name)
    this.#held.set(name, next)
    void next.hold().then(() => {
      if (this.#held.get(name) !== next) return
      this.#held.delete(name)
      this.#time.in(MOMENT, () => this.#grant(name))
    })
  }

  /** `BroadcastChannel` of a document. */
  channelOf(tab: Tab, life: Life): new (name: string) => object {
    const listeners = this.#listeners
    const time = this.#time
    return class {
      onmessage: Listener['onmessage'] = null
      readonly name: string
      readonly tab: Tab = tab
      readonly life: Life = life

      constructor(name: string) {
        this.name = name
        listeners.add(this)
        life.atEnd(() => this.close())
      }

      postMessage(said: unknown): void {
        const data: unknown = structuredClone(said)
        for (const each of listeners) {
          if (each === this || each.name !== this.name) continue
          const tell = (): void => {
            if (!listeners.has(each)) return
            // a browser that sleeps hears it when it wakes
            if (each.tab.asleep > time.now) time.at(each.tab.asleep, tell)
            else each.onmessage?.({ data })
          }
          time.in(MOMENT, tell)
        }
      }

      close(): void {
        listeners.delete(this)
      }
    }
  }
}
