// The bytes of one stream on their way to a browser. They come late, in any portions, slowly, not at all for a while, or break off
// anywhere: in the middle of a frame or of a character.
// Invariant: what arrives is a beginning of what was sent, as TCP has it; only where `muddle` is asked for do whole writes come twice or
// in another order.
import type { Data, Sink } from '../../src/server/exchange.ts'
import type { Time } from './time.ts'

/** How the way is now; it may change while bytes are under way. */
export interface Way {
  delay: () => number
  /** Bytes that arrive together. */
  portion: number
  /** Bytes in a tenth of a second. */
  rate: number
  /** Nothing arrives before that time. */
  still: number
  /** Something in between gives nothing on before the end. */
  buffered: boolean
  /** What becomes of the next frame that is written. */
  muddle: 'twice' | 'swapped' | undefined
}

const TICK = 100

export class Pipe implements Sink {
  /** Whether the browser's end is still there. */
  open: boolean = true
  readonly body: ReadableStream<Uint8Array>
  readonly #time: Time
  readonly #way: Way
  readonly #isShared: boolean
  /** Told of what the server writes. */
  readonly #written: (text: string) => void
  #reader: ReadableStreamDefaultController<Uint8Array> | undefined
  #bytes: Uint8Array[] = []
  #queued = 0
  #due = false
  #held = ''
  /** It breaks when so many bytes more have arrived. */
  #breaks: { after: number; clean: boolean; heard: boolean } | undefined
  #ended = false
  #over = false
  #vanished = false
  #drained: (() => void) | undefined
  #closed: (() => void) | undefined

  /** `isShared`: by several tabs, so that whose a write is depends on the one before. */
  constructor(time: Time, way: Way, isShared: boolean, written: (text: string) => void) {
    this.#written = written
    this.#isShared = isShared
    this.#time = time
    this.#way = way
    this.body = new ReadableStream({
      start: reader => void (this.#reader = reader),
      cancel: () => this.leave(true),
    })
  }

  // The server's end.

  get queued(): number {
    return this.#queued
  }

  write(data: Data): void {
    if (this.#over) return
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data)
    this.#written(text)
    const { muddle } = this.#way
    if (muddle !== undefined && !this.#isShared && text.startsWith('id:')) {
      this.#way.muddle = undefined
      if (muddle === 'swapped') {
        this.#held = text
        return
      }
      this.#put(text)
    }
    this.#put(text)
    if (this.#held !== '') this.#put(this.#held)
    this.#held = ''
  }

  onDrain(drained: () => void): void {
    this.#drained = drained
  }

  onClose(closed: () => void): void {
    this.#closed = closed
  }

  close(): void {
    this.#ended = true
    this.#wake(this.#way.delay())
    this.#finish()
  }

  destroy(): void {
    this.#fail()
    this.#finish()
  }

  // The way.

  /** Nothing passes any more, and neither end learns of it. */
  vanish(): void {
    this.#vanished = true
  }

  /** It breaks after so many bytes more. `clean`: as if it had come to an end; `heard`: the server learns of it. */
  cut(after: number, clean: boolean, heard: boolean): void {
    this.#breaks = { after, clean, heard }
    if (after === 0) this.#break()
  }

  /** The browser gives it up. `heard`: the server learns of it. */
  abort(heard: boolean): void {
    if (this.open) this.#reader?.error(new DOMException('The request was aborted.', 'AbortError'))
    this.leave(heard)
  }

  /** The browser does not read it any more. */
  leave(heard: boolean): void {
    this.open = false
    this.#bytes = []
    if (heard) this.#time.in(this.#way.delay(), () => this.#finish())
  }

  /** No more of what was to go wrong. */
  heal(): void {
    this.#breaks = undefined
    if (this.#held !== '') this.#put(this.#held)
    this.#held = ''
    this.stir()
  }

  /** What waits comes on. */
  stir(): void {
    this.#wake(0)
  }

  #put(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.#queued += bytes.length
    if (!this.open) return
    this.#bytes.push(bytes)
    this.#wake(this.#way.delay())
  }

  #wake(ms: number): void {
    if (this.#due || !this.open || this.#vanished) return
    this.#due = true
    this.#time.at(Math.max(this.#time.now + ms, this.#way.still), () => {
      this.#due = false
      this.#flow()
    })
  }

  #flow(): void {
    if (this.#vanished) return
    if (this.#way.still > this.#time.now) return this.#wake(0)
    if (this.#way.buffered && !this.#ended) return
    let left = this.#way.rate
    while (this.open && left > 0 && this.#bytes.length > 0) {
      const first = this.#bytes[0]!
      const most = Math.min(left, this.#way.portion, this.#breaks?.after ?? left)
      const portion = first.subarray(0, most)
      if (portion.length === first.length) this.#bytes.shift()
      else this.#bytes[0] = first.subarray(portion.length)
      left -= portion.length
      this.#queued -= portion.length
      this.#reader?.enqueue(portion)
      if (this.#breaks !== undefined && (this.#breaks.after -= portion.length) <= 0) this.#break()
    }
    if (!this.open) return
    if (this.#bytes.length > 0) return this.#wake(TICK)
    const drained = this.#drained
    this.#drained = undefined
    drained?.()
    if (!this.#ended || this.#bytes.length > 0) return
    this.open = false
    this.#reader?.close()
  }

  #break(): void {
    if (this.#breaks?.clean && this.open) this.#reader?.close()
    else this.#fail()
    this.leave(this.#breaks?.heard ?? true)
  }

  #fail(): void {
    if (this.open) this.#reader?.error(new TypeError('network error'))
    this.open = false
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#closed?.()
  }
}
