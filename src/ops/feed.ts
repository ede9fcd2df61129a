// The live feed: server-sent events with a snapshot first, then the sections that changed, each viewer at its own pace.
// Invariant: nothing is queued for a viewer but the names of what it has not seen; when it takes the next event it is given the
// present values of these, numbered without a gap. A section is written as JSON once for all viewers.
// Server-sent events as in the HTML standard, section 9.2.
import type { Outside } from './outside.ts'
import { SAMPLE_MS, type Sampler } from './sampler.ts'

/** A sign of life, ms. */
const HEARTBEAT_MS = 15_000
/** A section of so many characters comes at most once a second; a shorter one as much more often. */
const CHARS_PER_SECOND = 1_000_000

interface Written {
  readonly version: number
  readonly json: string
}

export class Feed {
  readonly #sampler: Sampler
  readonly #outside: Outside
  readonly #written = new Map<string, Written>()

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
    const encoder = new TextEncoder()
    const viewer = new Viewer(this, this.#sampler, this.#outside)
    return new ReadableStream(
      {
        // Asked only when the last event was taken.
        pull: async controller => {
          const text = await viewer.next()
          if (text !== undefined) controller.enqueue(encoder.encode(text))
        },
        cancel: () => viewer.leave(),
      },
      { highWaterMark: 0 },
    )
  }

  /** @internal */
  event(kind: 'snapshot' | 'change', number: number, names: Iterable<string>): string {
    const data = `{"seq":${number},"at":${this.#outside.now()},"sections":${this.#sections(names)}}`
    return `event:${kind}\nid:${number}\ndata:${data}\n\n`
  }

  /** @internal How long, ms, a section rests after it was sent. */
  rest(name: string): number {
    return Math.max(SAMPLE_MS, ((this.#written.get(name)?.json.length ?? 0) / CHARS_PER_SECOND) * 1000)
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
  async next(): Promise<string | undefined> {
    if (this.#gone) return undefined
    if (this.#leave === undefined) return this.#first()
    for (;;) {
      const [names, waitMs] = this.#due()
      if (names.length > 0) return this.#tell('change', names)
      const isSilent = await this.#wait(waitMs)
      if (this.#gone) return undefined
      if (isSilent && waitMs === HEARTBEAT_MS) return 'event:ping\ndata:\n\n'
    }
  }

  #first(): string {
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
      const at = this.#rested.get(name) ?? 0
      if (at <= now) names.push(name)
      else until = Math.min(until, at)
    }
    return [names, until - now]
  }

  #tell(kind: 'snapshot' | 'change', names: readonly string[]): string {
    const text = this.#feed.event(kind, this.#number++, names)
    const now = this.#outside.ticks()
    for (const name of names) {
      this.#unseen.delete(name)
      this.#rested.set(name, now + this.#feed.rest(name))
    }
    return text
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
