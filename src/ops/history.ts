// What all sections showed, looked up by time: a bounded past for whoever asks "what was it like then?".
// Invariant: bounded in entries and in bytes, the oldest goes first; a section that did not change is kept once. An entry is as
// the sections were read, all in one turn.
// Does not know what the sections are.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Outside } from './outside.ts'
import type { Sampler } from './sampler.ts'

/** How often an entry is made, ms, and how many are kept: ten minutes. */
const EVERY_MS = 2000
const MOST = 300
const MOST_BYTES = 16_000_000

interface Kept {
  readonly version: number
  readonly bytes: Buffer
  /** Entries that hold it. */
  uses: number
}

interface Entry {
  readonly at: number
  readonly sections: ReadonlyMap<string, Kept>
}

export class History {
  readonly #sampler: Sampler
  readonly #outside: Outside
  readonly #mostBytes: number
  #entries: Entry[] = []
  #bytes = 0
  #stop: (() => void) | undefined

  constructor(sampler: Sampler, outside: Outside, mostBytes: number = MOST_BYTES) {
    this.#sampler = sampler
    this.#outside = outside
    this.#mostBytes = mostBytes
  }

  /** When the entries were made, epoch ms, oldest first. */
  get times(): readonly number[] {
    return this.#entries.map(({ at }) => at)
  }

  /** What it holds, compressed. */
  get bytes(): number {
    return this.#bytes
  }

  start(): void {
    this.#stop ??= this.#outside.after(EVERY_MS, () => {
      this.#stop = undefined
      this.keep()
      this.start()
    })
  }

  close(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  /** Makes an entry of what is now. */
  keep(): void {
    const last = this.#entries.at(-1)?.sections
    const sections = new Map<string, Kept>()
    for (const name of this.#sampler.names) {
      const sampled = this.#sampler.get(name)
      if (sampled === undefined) continue
      let kept = last?.get(name)
      if (kept?.version !== sampled.version) {
        const bytes = deflateRawSync(JSON.stringify(sampled.value), { level: 1 })
        kept = { version: sampled.version, bytes, uses: 0 }
        this.#bytes += bytes.length
      }
      kept.uses++
      sections.set(name, kept)
    }
    this.#entries.push({ at: this.#outside.now(), sections })
    while (this.#entries.length > MOST || (this.#bytes > this.#mostBytes && this.#entries.length > 1))
      this.#drop()
  }

  /** What a section showed at that time, by the last entry made until then, or the first; undefined if there is none. */
  at(time: number, name: string): unknown {
    const entry = this.#entries.findLast(({ at }) => at <= time) ?? this.#entries[0]
    const kept = entry?.sections.get(name)
    return kept === undefined ? undefined : JSON.parse(inflateRawSync(kept.bytes).toString())
  }

  #drop(): void {
    for (const kept of this.#entries.shift()?.sections.values() ?? [])
      if (--kept.uses === 0) this.#bytes -= kept.bytes.length
  }
}
