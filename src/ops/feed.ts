// The live feed: server-sent events with a snapshot first, then the sections that changed, each viewer at its own pace.
// Invariant: nothing is queued for a viewer but the names of what it has not seen; when it takes the next event it is given the
// present values of these, numbered without a gap. A section is written as JSON once for all viewers, and so are the bytes of an
// event for all who have missed the same. What all of them are sent in a second is bounded: with their number each waits longer.
// Server-sent events as in the HTML standard, section 9.2.
import type { Outside } from './outside.ts'
import { SAMPLE_MS, type Sampler } from './sampler.ts'

/** A sign of life, ms. */
const HEARTBEAT_MS = 15_000
/** A section of so many characters comes at most once a second; a shorter one as much more often. */
const CHARS_PER_SECOND = 1_000_000
/** To all viewers together, of each section. */
const CHARS_PER_SECOND_TO_ALL = 3_000_000
/** What would be due so soon after an event comes with it, ms: one event costs less than two. */
const TOGETHER_MS = 25
/** Choices of sections whose bytes are held for whoever wants the same. */
const MOST_SHARED = 4

interface Written {
  readonly version: number
  readonly json: string
}

export class Feed {
  readonly #sampler: Sampler
  readonly #outside: Outside
  readonly #encoder = new TextEncoder()
  readonly #written = new Map<string, Written>()
  readonly #shared = new Map<string, Uint8Array>()

  constructor(sampler: Sampler, outside: Outside) {
    this.#sampler = sampler
    this.#outside = outside
  }

  /** All sections at present, as JSON. */
  snapshot(): string {
    return `{"at":${this.#outside.now()},"sections":${this.#sections(this.#sampler.names)}}`
  }

  /** One viewer. Cancel the stream to leave. */
  open(): ReadableStream<Uint8Array> {
    const viewer = new Viewer(this, this.#sampler, this.#outside)
    return new ReadableStream(
      {
        // Asked only when the last event was taken.
        pull: async controller => {
          const event = await viewer.next()
          if (event !== undefined) for (const bytes of event) controller.enqueue(bytes)
        },
        cancel: () => viewer.leave(),
      },
      { highWaterMark: 0 },
    )
  }

  /** @internal What is this viewer's own, then what everybody is sent who is told of the same sections. */
  event(kind: 'snapshot' | 'change', number: number, names: readonly string[]): readonly Uint8Array[] {
    const own = `event:${kind}\nid:${number}\ndata:{"seq":${number},"at":${this.#outside.now()},"sections":`
    return [this.#encoder.encode(own), this.#bytes(names)]
  }

  /** @internal */
  ping(): readonly Uint8Array[] {
    return [this.#encoder.encode('event:ping\ndata:\n\n')]
  }

  /** @internal How long, ms, a section rests after it was sent. */
  rest(name: string): number {
    const chars = this.#written.get(name)?.json.length ?? 0
    const perSecond = Math.min(CHARS_PER_SECOND, CHARS_PER_SECOND_TO_ALL / Math.max(1, this.#sampler.size))
    return Math.max(SAMPLE_MS, (chars / perSecond) * 1000)
  }

  #bytes(names: readonly string[]): Uint8Array {
    // What has changed since is written first: that lets go of bytes that are no longer true.
    for (const name of names) this.#json(name)
    const key = names.join('\n')
    let bytes = this.#shared.get(key)
    if (bytes === undefined) {
      bytes = this.#encoder.encode(`${this.#sections(names)}}\n\n`)
      if (this.#shared.size >= MOST_SHARED) this.#shared.clear()
      this.#shared.set(key, bytes)
    }
    return bytes
  }

  #sections(names: Iterable<string>): string {
    const parts: string[] = []
    for (const name of names) {
      const json = this.#json(name)
      if (json !== undefined) parts.push(`${JSON.stringify(name)}:${json}`)
    }
    return `{${parts.join(',')}}`
  }

  #json(name: string): string | undefined {
    const sampled = this.#sampler.get(name)
    if (sampled === undefined) return undefined
    let written = this.#written.get(name)
    if (written?.version !== sampled.version) {
      written = { version: sampled.version, json: JSON.stringify(sampled.value) }
      this.#written.set(name, written)
      this.#shared.clear()
    }
    return written.json
  }
}

class Viewer {
  readonly #feed: Feed
  readonly #outside: Outside
  readonly #unseen = new Set<string>()
  /** When, by the clock that is never set, each section may come again. */
  readonly #rested = new Map<string, number>()
  readonly #sampler: Sampler
  #leave: (() => void) | undefined
  #wake: (() => void) | undefined
  #number = 0
  #restedAt = 0
  #gone: boolean = false

  constructor(feed: Feed, sampler: Sampler, outside: Outside) {
    this.#feed = feed
    this.#sampler = sampler
    this.#outside = outside
  }

  leave(): void {
    this.#gone = true
    this.#leave?.()
    this.#wake?.()
  }

  /** The next event, when there is one; undefined once it has left. */
  async next(): Promise<readonly Uint8Array[] | undefined> {
    if (this.#gone) return undefined
    if (this.#leave === undefined) return this.#first()
    for (;;) {
      const [names, waitMs] = this.#due()
      if (names.length > 0) return this.#tell('change', names)
      const isSilent = await this.#wait(waitMs)
      if (this.#gone) return undefined
      if (isSilent && waitMs === HEARTBEAT_MS) return this.#feed.ping()
    }
  }

  #first(): readonly Uint8Array[] {
    this.#leave = this.#sampler.follow(changed => {
      for (const name of changed) this.#unseen.add(name)
      this.#wake?.()
    })
    return this.#tell('snapshot', this.#sampler.names)
  }

  /** What may be sent, or for how long nothing may. */
  #due(): [names: readonly string[], waitMs: number] {
    const now = this.#outside.ticks()
    const names: string[] = []
    let until = now + HEARTBEAT_MS
    for (const name of this.#unseen) {
      const at = Math.max(this.#restedAt, (this.#rested.get(name) ?? 0) - TOGETHER_MS)
      if (at <= now) names.push(name)
      else until = Math.min(until, at)
    }
    return [names, until - now]
  }

  #tell(kind: 'snapshot' | 'change', names: readonly string[]): readonly Uint8Array[] {
    const event = this.#feed.event(kind, this.#number++, names)
    const now = this.#outside.ticks()
    this.#restedAt = now + SAMPLE_MS
    for (const name of names) {
      this.#unseen.delete(name)
      this.#rested.set(name, now + this.#feed.rest(name))
    }
    return event
  }

  /** Until something changed, or so long. True if nothing did. */
  #wait(ms: number): Promise<boolean> {
    return new Promise(done => {
      const end = (isSilent: boolean): void => {
        callOff()
        this.#wake = undefined
        done(isSilent)
      }
      const callOff = this.#outside.after(ms, () => end(true))
      this.#wake = () => end(false)
    })
  }
}
