// What is said to one reader within one tick, as one write: every write is a call into the system, which costs more than
// making the words does.
// Invariant: the order is kept; nothing waits for longer than until the tick's promises have settled.
// Does not know what is written, nor how it travels.
import type { Data, Raw, Sink } from './exchange.ts'

export class Gathered implements Sink {
  readonly #raw: Raw
  /** What waits: parts, then the text that follows them. */
  #parts: Data[] | undefined
  #text = ''
  #bytes = 0
  #woken = false

  constructor(raw: Raw) {
    this.#raw = raw
  }

  write(data: Data): void {
    if (typeof data === 'string') this.#text += data
    else {
      this.#parts ??= []
      if (this.#text !== '') this.#parts.push(this.#text)
      this.#parts.push(data)
      this.#text = ''
    }
    this.#bytes += data.length
    if (this.#woken) return
    this.#woken = true
    process.nextTick(pass, this)
  }

  get queued(): number {
    return this.#bytes + this.#raw.queued
  }

  onDrain(drained: () => void): void {
    this.pass()
    this.#raw.onDrain(drained)
  }

  onClose(closed: () => void): void {
    this.#raw.onClose(closed)
  }

  close(): void {
    this.pass()
    this.#raw.close()
  }

  destroy(): void {
    this.#raw.destroy()
  }

  /** Writes what waits. */
  pass(): void {
    this.#woken = false
    if (this.#bytes === 0) return
    const parts = this.#parts ?? []
    if (this.#text !== '') parts.push(this.#text)
    this.#parts = undefined
    this.#text = ''
    this.#bytes = 0
    this.#raw.write(parts)
  }
}

const pass = (gathered: Gathered): void => gathered.pass()
