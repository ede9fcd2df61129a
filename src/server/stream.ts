// One conversation's stream: numbered patches and words to the browser, kept a while for one that comes back.
// Invariant: a browser that shows patch n is sent n+1 next, or everything afresh (a resync) behind the words it has not heard; a reader that does not keep up
// holds a bounded queue and is sent everything afresh when it is back. At most one reader; a displaced one's late end
// changes nothing.
// Does not know conversations: it is given what to send.
import type { Down, Op } from '../wire/index.ts'
import { Encoded } from './encoded.ts'
import type { Data, Sink } from './exchange.ts'

/** Patches kept for a reader that comes back: so many, and so many characters in all. */
const RING_FRAMES = 64
const RING_CHARS = 65_536
/** While a reader is there and takes everything, they are kept for once to twice so long, ms: a dead line is noticed sooner. */
const RING_MS = 20_000
/** Words kept for one that comes back later than that. */
const WORDS = 8
/** A reader with more than so many bytes queued is let be until it has taken them; one that takes nothing for so long, ms, is cut off. */
const LAGGING_BYTES = 65_536
const STUCK_MS = 60_000

interface Frame {
  readonly n: number
  /** All of it but its number. */
  readonly data: Data
}

export class Stream {
  /** The number of the last patch. */
  seen = 0
  /** Of the last request for it. */
  turn = 0
  readonly #whole: () => readonly Op[]
  readonly #encoded: Encoded
  readonly #ring: Frame[] = []
  #chars = 0
  /** The last patch at some time past, and when that was: what is older than that is let go at the next such time. */
  #mark = 0
  #markedAt = 0
  #sink: Sink | undefined
  /** The number of the last event when the reader came. */
  #heard = 0
  #lagging = false
  /** Something was not sent because the reader lagged. */
  #withheld = false
  /** The number of the last frame that was written to it. */
  #sent = 0
  readonly #words: Frame[] = []
  /** What a lagging reader had queued when that was last less than before, and when. */
  #stuck: { readonly queued: number; readonly since: number } | undefined
  #silentSince: number | undefined
  /** The last word that was said. */
  #last: string | undefined

  /** `whole` renders everything, for a resync. `encoded` is shared by all whose patches may be equal. */
  constructor(whole: () => readonly Op[], encoded: Encoded = new Encoded()) {
    this.#whole = whole
    this.#encoded = encoded
  }

  get attached(): boolean {
    return this.#sink !== undefined
  }

  /** Bytes that its reader has not taken. */
  get queued(): number {
    return this.#sink?.queued ?? 0
  }

  /** Whether something was said that no reader was sent. */
  get isUnheard(): boolean {
    return (this.#words.at(-1)?.n ?? 0) > this.#sent
  }

  /** Whether whatever was written has been taken. */
  get isCaughtUp(): boolean {
    return !this.#lagging && this.queued === 0
  }

  /** Whether a browser could show patch `cursor` of this conversation. */
  knows(cursor: number): boolean {
    return cursor <= this.seen
  }

  /** Takes a reader, in place of any other: catches it up from its cursor, or with everything if it has none or an old one. */
  attach(sink: Sink, heard: number, cursor: number | undefined, lost: () => void): void {
    // It was over before the reader was there, who had been let in.
    if (this.#last !== undefined) {
      sink.write(this.#last)
      return sink.close()
    }
    const displaced = this.#sink
    this.#sink = sink
    this.#heard = heard
    this.#lagging = false
    this.#withheld = false
    this.#stuck = undefined
    this.#sent = cursor ?? this.seen
    if (displaced !== undefined) {
      displaced.write(frame('gone', { why: 'elsewhere' }))
      displaced.close()
    }
    sink.onClose(() => {
      if (this.#sink !== sink) return
      this.#sink = undefined
      lost()
    })
    this.#greet()
    if (cursor === undefined) return this.resync()
    const oldest = this.#ring[0]?.n ?? this.seen + 1
    if (cursor < this.seen && cursor + 1 < oldest) return this.resync(cursor)
    for (const each of this.#ring) if (each.n > cursor) this.#number(each)
  }

  /** Sends the next patch; what it is as it travels. */
  push(ops: readonly Op[]): Data {
    const data = this.#encoded.of(ops)
    this.#keep({ n: ++this.seen, data })
    return data
  }

  /** Says something once, numbered as patches are: also to a reader that is away just now. */
  say<E extends 'notice' | 'go'>(event: E, data: Down[E]): void {
    const word = { n: ++this.seen, data: frame(event, data) }
    if (this.#words.push(word) > WORDS) this.#words.shift()
    this.#keep(word)
  }

  #keep(kept: Frame): void {
    this.#ring.push(kept)
    this.#chars += kept.data.length
    while (this.#ring.length > RING_FRAMES || (this.#chars > RING_CHARS && this.#ring.length > 0))
      this.#drop()
    this.#number(kept)
  }

  #number({ n, data }: Frame): void {
    if (!this.#lagging && this.#sink !== undefined) this.#sent = n
    if (typeof data === 'string') this.#write(`id:${n}\n${data}`)
    else this.#write(`id:${n}\n`, data)
  }

  #drop(): void {
    this.#chars -= this.#ring.shift()?.data.length ?? 0
  }

  /** Counts from there: what was sent before was sent by somebody else. */
  begin(seen: number): void {
    this.seen = seen
  }

  /** Counts a patch that no reader was sent: whoever attaches gets everything. */
  skip(): void {
    this.seen++
    this.#ring.length = 0
    this.#chars = 0
  }

  /** Keeps a silent stream alive: proxies and clients take silence for death. */
  beat(now: number, everyMs: number): void {
    if (this.#lagging) return this.#watch(now)
    this.#age(now)
    if (this.#silentSince === undefined) this.#silentSince = now
    else if (now - this.#silentSince >= everyMs) this.send('ping', {})
  }

  /** A page that is told something every second would keep a minute of it for ever. */
  #age(now: number): void {
    if (now - this.#markedAt < RING_MS || this.#sink === undefined || this.#sink.queued > 0) return
    const mark = this.#mark
    for (let first = this.#ring[0]; first !== undefined && first.n <= mark; first = this.#ring[0])
      this.#drop()
    this.#mark = this.seen
    this.#markedAt = now
  }

  /** A reader that lags is given time for as long as it takes something. */
  #watch(now: number): void {
    const queued = this.#sink?.queued ?? 0
    if (this.#stuck === undefined || queued < this.#stuck.queued) this.#stuck = { queued, since: now }
    else if (now - this.#stuck.since > STUCK_MS) this.#sink?.destroy()
  }

  /** Sends everything afresh; to a reader that has heard the words up to `since`, those after it first. */
  resync(since: number = this.seen): void {
    if (this.#sink === undefined) return
    for (const each of this.#words) if (each.n > since) this.#number(each)
    this.#number({ n: this.seen, data: frame('resync', this.#whole()) })
  }

  /** Sends something that is not kept: only a reader that is there gets it. */
  send<E extends Exclude<keyof Down, 'patch' | 'resync' | 'notice' | 'go'>>(event: E, data: Down[E]): void {
    this.#write(frame(event, data))
  }

  /** Says a last word, also to a reader that comes later, and ends the stream. */
  end<E extends 'gone' | 'reload'>(event: E, data: Down[E]): void {
    const sink = this.#sink
    this.#sink = undefined
    this.#last = frame(event, data)
    sink?.write(this.#last)
    sink?.close()
  }

  #write(text: string, bytes?: Uint8Array): void {
    const sink = this.#sink
    if (sink === undefined) return
    if (this.#lagging) {
      this.#withheld = true
      return
    }
    this.#silentSince = undefined
    sink.write(text)
    if (bytes !== undefined) sink.write(bytes)
    if (sink.queued <= LAGGING_BYTES) return
    this.#lagging = true
    sink.onDrain(() => {
      if (this.#sink !== sink) return
      this.#lagging = false
      this.#stuck = undefined
      // One frame may be larger than all that a reader may lag behind: then nothing is missing.
      const isBehind = this.#withheld
      this.#withheld = false
      if (!isBehind) return
      this.#greet()
      this.resync(this.#sent)
    })
  }

  #greet(): void {
    this.#write(frame('hello', { n: this.#heard, seen: this.seen }))
  }
}

function frame<E extends keyof Down>(event: E, data: Down[E]): string {
  return `event:${event}\ndata:${JSON.stringify(data)}\n\n`
}
