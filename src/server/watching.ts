// Live sources, watched by conversations: read once for all that watch at the same pace, and only after a nudge.
// Invariant: a source has our change hook while somebody watches it and none after; a watcher is given the present value at
// once, then whenever the source nudged, at most once per its interval; a source that throws stops nobody else.
// Does not know conversations.
import { Notifier } from '../live/index.ts'
import type { ChangeSource, Nudges } from '../live/index.ts'

export interface Readable extends ChangeSource {
  read(): unknown
}

type Tell = (value: unknown) => void

interface Group {
  readonly nudges: Nudges
  readonly watchers: Set<Tell>
}

interface Source {
  readonly notifier: Notifier
  readonly groups: Map<number, Group>
}

export class Watching {
  readonly #sources = new Map<Readable, Source>()
  readonly #wait: (ms: number) => Promise<void>
  readonly #onError: (error: unknown) => void

  constructor(wait: (ms: number) => Promise<void>, onError: (error: unknown) => void) {
    this.#wait = wait
    this.#onError = onError
  }

  /** How many sources are watched, for inspection and tests. */
  get size(): number {
    return this.#sources.size
  }

  /** Returns how to stop. */
  watch(readable: Readable, atMostEveryMs: number, tell: Tell): () => void {
    const source = this.#sourceOf(readable)
    let group = source.groups.get(atMostEveryMs)
    if (group === undefined) {
      group = { nudges: source.notifier.subscribe(), watchers: new Set() }
      source.groups.set(atMostEveryMs, group)
      void this.#follow(readable, group, atMostEveryMs)
    }
    const { watchers, nudges } = group
    watchers.add(tell)
    this.#read(readable, [tell])
    return () => {
      if (!watchers.delete(tell) || watchers.size > 0) return
      nudges.cancel()
      source.groups.delete(atMostEveryMs)
      if (source.groups.size > 0) return
      readable.setChangeHook(undefined)
      this.#sources.delete(readable)
    }
  }

  #sourceOf(readable: Readable): Source {
    let source = this.#sources.get(readable)
    if (source === undefined) {
      const notifier = new Notifier()
      source = { notifier, groups: new Map() }
      this.#sources.set(readable, source)
      readable.setChangeHook(() => notifier.notify())
    }
    return source
  }

  /** A nudge that comes while waiting is held, so the last change is never missed. */
  async #follow(readable: Readable, { nudges, watchers }: Group, atMostEveryMs: number): Promise<void> {
    for await (const _ of nudges) {
      this.#read(readable, watchers)
      await this.#wait(atMostEveryMs)
    }
  }

  #read(readable: Readable, watchers: Iterable<Tell>): void {
    try {
      const value = readable.read()
      for (const tell of watchers) tell(value)
    } catch (error) {
      this.#onError(error)
    }
  }
}
