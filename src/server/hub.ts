// Hubs: one response that carries the streams of several conversations, for a browser that may have only a few connections open.
// Idea: a tab opens a hub and gets its id; each tab then has its own conversation sent there, under a name that it chose, with the
// same proofs as for a stream of its own. A line `to:` before a frame says whose this and the following ones are.
// Invariant: a hub belongs to one session, and takes no other session's conversation. When it goes, everything in it is
// over; when a stream in it is over, an `end` says so and the hub goes on.
// Does not know requests, and of conversations only how they write.
import type { Clock } from '../async/index.ts'
import type { Sink } from './exchange.ts'
import { randomId } from './session.ts'

type Data = Parameters<Sink['write']>[0]

/** Tabs in a hub, and hubs of a session. */
const MOST_TABS = 100
const MOST_HUBS = 8
/** A hub that carries nothing is let go after so long, ms. */
const EMPTY_MS = 30_000

export class Hubs {
  readonly #clock: Clock
  readonly #hubs = new Map<string, Hub>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether this session may have one more. */
  takes(session: string): boolean {
    return [...this.#hubs.values()].filter(hub => hub.session === session).length < MOST_HUBS
  }

  /** `where`: what its id ends with. */
  open(session: string, sink: Sink, where = ''): void {
    const id = randomId() + where
    const hub = new Hub(id, session, sink, this.#clock, () => this.#hubs.delete(id))
    this.#hubs.set(id, hub)
  }

  /** The hub of that id, if it is this session's. */
  of(id: string, session: string | undefined): Hub | undefined {
    const hub = this.#hubs.get(id)
    return hub?.session === session ? hub : undefined
  }

  close(): void {
    for (const hub of this.#hubs.values()) hub.close()
  }
}

export class Hub {
  readonly session: string
  readonly #sink: Sink
  readonly #clock: Clock
  readonly #tabs = new Map<string, Tab>()
  readonly #drained = new Set<() => void>()
  /** Whose frames are written at present. */
  #to = ''
  #cancelEmpty = (): void => {}

  constructor(id: string, session: string, sink: Sink, clock: Clock, gone: () => void) {
    this.session = session
    this.#sink = sink
    this.#clock = clock
    sink.onClose(() => {
      gone()
      this.#cancelEmpty()
      for (const tab of this.#tabs.values()) tab.over()
    })
    sink.write(`event:hub\ndata:${JSON.stringify({ id })}\n\n`)
    this.#left()
  }

  /** Where a conversation may write for that tab; undefined if there are too many. */
  attach(to: string): Sink | undefined {
    this.#tabs.get(to)?.close()
    if (this.#tabs.size >= MOST_TABS) return undefined
    this.#cancelEmpty()
    const tab = new Tab(this.#sink, {
      write: data => this.#write(to, data),
      onDrain: drained => this.#onDrain(drained),
      over: () => {
        if (this.#tabs.get(to) === tab) this.#tabs.delete(to)
        this.#left()
      },
    })
    this.#tabs.set(to, tab)
    return tab
  }

  /** The tab is not there any more. */
  detach(to: string): void {
    this.#tabs.get(to)?.over()
  }

  close(): void {
    this.#sink.close()
  }

  #write(to: string, data: Data): void {
    if (this.#to !== to) this.#sink.write(`to:${to}\n`)
    this.#to = to
    this.#sink.write(data)
  }

  #onDrain(drained: () => void): void {
    this.#drained.add(drained)
    if (this.#drained.size > 1) return
    this.#sink.onDrain(() => {
      const all = [...this.#drained]
      this.#drained.clear()
      for (const each of all) each()
    })
  }

  #left(): void {
    if (this.#tabs.size > 0) return
    this.#cancelEmpty()
    this.#cancelEmpty = this.#clock.setTimer(this.#clock.now() + EMPTY_MS, () => this.close())
  }
}

/** The writing end of one stream in a hub. */
class Tab implements Sink {
  readonly #shared: Sink
  readonly #hub: Pick<Sink, 'onDrain' | 'write'> & { over(): void }
  #closed: (() => void) | undefined
  #isOver = false

  constructor(shared: Sink, hub: Pick<Sink, 'onDrain' | 'write'> & { over(): void }) {
    this.#shared = shared
    this.#hub = hub
  }

  /** What waits for one waits for all: it is one connection. */
  get queued(): number {
    return this.#shared.queued
  }

  write(data: Data): void {
    if (!this.#isOver) this.#hub.write(data)
  }

  onDrain(drained: () => void): void {
    this.#hub.onDrain(() => this.#isOver || drained())
  }

  onClose(closed: () => void): void {
    this.#closed = closed
  }

  close(): void {
    this.write('event:end\ndata:{}\n\n')
    this.over()
  }

  destroy(): void {
    this.#shared.destroy()
  }

  over(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#hub.over()
    this.#closed?.()
  }
}
