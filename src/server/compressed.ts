// Pages and streams in fewer bytes, for pages that ask for it: zstd where both ends have it, else gzip; never brotli, which is slow
// at this. What a stream says is flushed at the end of each tick, so nothing waits for more.
// Invariant: a compressed stream holds some 140 kB (zstd, window of 16 kB) or 100 kB (gzip, of 4 kB) besides its queue, until it is over;
// how many there are at once is bounded, and one more is sent as it is.
// Does not know what is written. Who may have it compressed is the page's to say: see `compress` in options.ts.
import * as zlib from 'node:zlib'
import type { Data, Raw, Sink } from './exchange.ts'
import { Gathered } from './gathered.ts'

export type Encoding = 'zstd' | 'gzip'

/** Streams that are compressed at once. */
const MOST_STREAMS = 500
/** A shorter page fits in three packets as it is. */
const PAGE_CHARS = 4096

const { constants } = zlib
const ZSTD = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 14 }
/** Node has it since 22.15; other runtimes may not. */
const HAS_ZSTD = typeof zlib.createZstdCompress === 'function'

/** The best that the reader takes, by its `accept-encoding`. */
export function encodingFor(accepted: string | undefined): Encoding | undefined {
  const refused = /;\s*q=0(\.0*)?\s*$/
  const names = (accepted ?? '')
    .split(',')
    .flatMap(each => (refused.test(each) ? [] : each.trim().split(/\s*;/, 1)))
  if (HAS_ZSTD && names.includes('zstd')) return 'zstd'
  return names.includes('gzip') ? 'gzip' : undefined
}

/** A whole answer; undefined where that would not be worth it. */
export function compressedPage(text: string, encoding: Encoding): Uint8Array | undefined {
  if (text.length < PAGE_CHARS) return undefined
  if (encoding === 'gzip') return zlib.gzipSync(text, { level: 1 })
  return zlib.zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
}

/** How many streams are compressed at present. */
export class Compressing {
  #streams = 0

  get streams(): number {
    return this.#streams
  }

  get isFull(): boolean {
    return this.#streams >= MOST_STREAMS
  }

  /** Writes to `sink` what is written to the one that is returned, compressed. */
  begin(sink: Sink, encoding: Encoding): Sink {
    this.#streams++
    return new Gathered(new Compressed(sink, encoding, () => this.#streams--))
  }
}

class Compressed implements Raw {
  readonly #sink: Sink
  readonly #zip: zlib.Gzip | zlib.ZstdCompress
  readonly #flush: number
  #closed = (): void => {}

  constructor(sink: Sink, encoding: Encoding, over: () => void) {
    this.#sink = sink
    const isZstd = encoding === 'zstd'
    this.#zip = isZstd
      ? zlib.createZstdCompress({ params: ZSTD, chunkSize: 4096 })
      : zlib.createGzip({ windowBits: 12, memLevel: 5, level: 1, chunkSize: 4096 })
    this.#flush = isZstd ? constants.ZSTD_e_flush : constants.Z_SYNC_FLUSH
    this.#zip.on('data', (chunk: Uint8Array) => sink.write(chunk))
    this.#zip.on('end', () => sink.close())
    this.#zip.on('error', () => sink.destroy())
    sink.onClose(() => {
      this.#zip.destroy()
      over()
      this.#closed()
    })
  }

  write(parts: readonly Data[]): void {
    for (const part of parts) this.#zip.write(part)
    this.#zip.flush(this.#flush)
  }
  get queued(): number {
    return this.#zip.writableLength + this.#sink.queued
  }
  onDrain(drained: () => void): void {
    this.#zip.flush(this.#flush, () => this.#sink.onDrain(drained))
  }
  onClose(closed: () => void): void {
    this.#closed = closed
  }
  close(): void {
    this.#zip.end()
  }
  destroy(): void {
    this.#zip.destroy()
    this.#sink.destroy()
  }
}
