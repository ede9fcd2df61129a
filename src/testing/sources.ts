// Sources that visitors of a scene watch: read at once, and when they nudge, at most as often as was wished.
// Invariant: a source has our hook while somebody watches it and none after. In a scene that replays a log no source is asked:
// what one says at once the tape knows, and whatever it says later is a step of the log.
// Does not know pages.
import type { Live } from '../kernel/index.ts'
import type { Watch } from './running.ts'
import type { Due, Guest, Scene } from './scene.ts'
import type { Tape } from './tape.ts'

interface Watching {
  readonly guest: Guest
  readonly watch: Watch
  /** It is not read again before. */
  next: number
  /** It nudged, and is to be read then. */
  due: number | undefined
}

export class Sources {
  readonly #scene: Scene
  readonly #watched = new Map<Live<unknown>, Watching[]>()
  readonly #tape: Tape | undefined

  constructor(scene: Scene, tape: Tape | undefined) {
    this.#scene = scene
    this.#tape = tape
  }

  watch(guest: Guest, watch: Watch): void {
    if (this.#tape !== undefined) {
      const first = this.#tape.first(this.#scene.guests.indexOf(guest), `${watch.iid} ${watch.key}`)
      if (first !== undefined) this.#scene.later(() => this.#scene.read(guest, watch, first.value, true))
      return
    }
    const { source } = watch
    const watching: Watching = { guest, watch, next: 0, due: undefined }
    const list = this.#watched.get(source)
    if (list === undefined) {
      this.#watched.set(source, [watching])
      source.setChangeHook(() => this.#nudged(source))
    } else {
      list.push(watching)
    }
    this.#scene.later(() => this.#read(watching, true))
  }

  unwatch(guest: Guest, watch: Watch): void {
    const list = this.#watched.get(watch.source)
    const at = list?.findIndex(each => each.guest === guest && each.watch === watch) ?? -1
    if (list === undefined || at < 0) return
    list.splice(at, 1)
    if (list.length > 0) return
    this.#watched.delete(watch.source)
    watch.source.setChangeHook(undefined)
  }

  /** What is to be read first of those that nudged too soon. */
  due(): Due | undefined {
    let first: Due | undefined
    for (const list of this.#watched.values())
      for (const watching of list) {
        const { due } = watching
        if (due !== undefined && (first === undefined || due < first.due))
          first = { due, happen: () => this.#again(watching) }
      }
    return first
  }

  #nudged(source: Live<unknown>): void {
    for (const watching of this.#watched.get(source) ?? []) {
      if (watching.next > this.#scene.now) watching.due = watching.next
      else this.#again(watching)
    }
    this.#scene.drain()
  }

  #again(watching: Watching): void {
    watching.due = undefined
    watching.next = this.#scene.now + watching.watch.atMostEveryMs
    this.#scene.later(() => this.#read(watching, false))
  }

  #read(watching: Watching, isFirst: boolean): void {
    const { guest, watch } = watching
    if (this.#watched.get(watch.source)?.includes(watching) !== true) return
    this.#scene.read(guest, watch, watch.source.read(), isFirst)
  }
}
