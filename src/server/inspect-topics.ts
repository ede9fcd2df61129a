// Topics: who hears them, and what was published to them by conversations and operators.
// Invariant: of topics that nobody hears the last ten thousand that were published to are remembered. Who hears what is asked of the
// registry at most once a second, since it costs all subscriptions.
// Does not know messages.
import type { Async, Clock } from '../async/index.ts'
import { sliceOf } from './inspect-find.ts'
import type { Listing, TopicQuery, TopicRow } from './inspect-types.ts'

const MOST = 10_000
const LISTENERS = 20
const ASKED_MS = 1000
/** Where there are no more than that, they are asked for anew each time. */
const FEW = 1000

interface Published {
  readonly published: number
  readonly reached: number
  readonly last: number
}

export class Topics {
  published = 0
  readonly #async: () => Async
  readonly #clock: Clock
  readonly #byName = new Map<string, Published>()
  #asked: ReturnType<Async['subscriptions']> = new Map()
  #askedAt = -Infinity
  #subscribers = 0

  constructor(async: () => Async, clock: Clock) {
    this.#async = async
    this.#clock = clock
  }

  note(topic: string, reached: number): void {
    this.published++
    const before = this.#byName.get(topic)
    // The one that was published to last stands last.
    this.#byName.delete(topic)
    this.#byName.set(topic, {
      published: (before?.published ?? 0) + 1,
      reached: (before?.reached ?? 0) + reached,
      last: this.#clock.now(),
    })
    if (this.#byName.size <= MOST) return
    for (const [oldest] of this.#byName) {
      this.#byName.delete(oldest)
      return
    }
  }

  get counts(): { readonly topics: number; readonly subscribers: number } {
    return { topics: this.#listening().size, subscribers: this.#subscribers }
  }

  find(query: TopicQuery): Listing<TopicRow> {
    const listening = this.#listening()
    const text = query.text?.toLowerCase()
    const { topic: only, sort = 'subscribers', reverse = false } = query
    const names = new Set([...listening.keys(), ...this.#byName.keys()])
    const fitting = [...names].filter(
      name => (only === undefined || name === only) && (!text || name.toLowerCase().includes(text)),
    )
    const key = (name: string): number =>
      sort === 'subscribers'
        ? (listening.get(name)?.length ?? 0)
        : (this.#byName.get(name)?.[sort as 'published' | 'last'] ?? 0)
    const byName = (a: string, b: string): number => (a < b ? -1 : 1)
    if (sort === 'topic') fitting.sort(byName)
    else fitting.sort((a, b) => key(b) - key(a) || byName(a, b))
    if (reverse) fitting.reverse()
    const rows = sliceOf(fitting, query).map((topic): TopicRow => {
      const listeners = listening.get(topic) ?? []
      const said = this.#byName.get(topic)
      return {
        topic,
        subscribers: listeners.length,
        listeners: listeners.slice(0, LISTENERS).map(({ cid, instanceId }) => ({ cid, iid: instanceId })),
        published: said?.published ?? 0,
        reached: said?.reached ?? 0,
        ...(said !== undefined && { last: said.last }),
      }
    })
    return { total: fitting.length, rows }
  }

  #listening(): ReturnType<Async['subscriptions']> {
    const now = this.#clock.now()
    const age = now - this.#askedAt
    if (this.#subscribers > FEW && age >= 0 && age < ASKED_MS) return this.#asked
    this.#askedAt = now
    this.#asked = this.#async().subscriptions()
    this.#subscribers = 0
    for (const each of this.#asked.values()) this.#subscribers += each.length
    return this.#asked
  }
}
