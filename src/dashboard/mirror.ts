// What a place shows where there are several nodes: of all of them, or of one. What others show is kept as it was last, and asked for again
// while somebody watches.
// Invariant: a reading waits for nobody. Each other node is asked one question at a time, at most twice a second for all viewers of a place,
// and none while nobody watches. Where there is one node, this is `lookAt` and nothing else.
// Does not know screens, nor how nodes are asked.
import type { Live } from 'repartee'
import type { ClusterShown } from 'repartee/ops'
import type { Desk } from './desk.ts'
import { lookElsewhere } from './elsewhere.ts'
import { FRAME, frameOfAll, lookAt, type NodeChoice, type Seen } from './look.ts'
import { of, queryOf, type Place } from './place.ts'
import type { Part, Parts } from './screen.ts'
import { screenOf } from './screens.ts'

/** So long after an answer the next question, ms. */
const AGAIN_MS = 500
/** Answers that come so soon after each other, ms, are one nudge. */
const TOGETHER_MS = 100
/** Who comes to a place waits so long for other nodes, ms, before it is shown without them. */
const FIRST_MS = 1000
/** What was heard longer ago than that, ms, is not shown any more where nobody watches, or its node does not answer. */
const OLD_MS = 5000
const MOST_NOTE = 300

interface Heard {
  readonly mark: string
  readonly seen: Seen | undefined
  /** Why it was not heard the last time; '' if it was. */
  readonly why: string
  /** When it was heard last. */
  readonly at: number
}

export class Mirror implements Live<Seen> {
  readonly name: string
  readonly #desk: Desk
  readonly #place: Place
  readonly #heard = new Map<string, Heard>()
  readonly #asked = new Map<string, Promise<void>>()
  #usedAt: number
  #hook: (() => void) | undefined
  #unfollow: (() => void) | undefined
  #callOff: (() => void) | undefined
  #nudging: (() => void) | undefined

  constructor(desk: Desk, place: Place) {
    this.#desk = desk
    this.#place = place
    this.name = `ops/dashboard${queryOf(place)}`
    this.#usedAt = desk.ops.outside.ticks()
  }

  read(): Seen {
    const { cluster } = this.#desk.ops
    const shown = cluster.read()
    const chosen = this.#place.node
    const own = (isPart: boolean): Seen => lookAt(this.#desk, of(this.#place, undefined), isPart)
    if (chosen === undefined && (shown === undefined || shown.nodes.length < 2)) return own(false)
    const nodes = (shown?.nodes ?? []).map(({ node, name, here, state }): NodeChoice => ({
      id: node,
      name,
      here,
      state,
    }))
    const seen =
      chosen === undefined
        ? this.#all(nodes, own)
        : chosen === cluster.here
          ? own(false)
          : this.#one(chosen, nodes, own)
    return { ...seen, frame: { ...seen.frame, nodes } }
  }

  /** Nobody watches it, and nobody has come to it lately. */
  get isIdle(): boolean {
    return this.#hook === undefined && this.#desk.ops.outside.ticks() - this.#usedAt > OLD_MS
  }

  setChangeHook(hook: (() => void) | undefined): void {
    this.#unfollow?.()
    this.#callOff?.()
    this.#nudging?.()
    this.#unfollow = this.#callOff = this.#nudging = undefined
    this.#hook = hook
    this.#usedAt = this.#desk.ops.outside.ticks()
    if (hook === undefined || this.#place.at !== 0) {
      if (hook !== undefined) void this.ask()
      return
    }
    const sections = new Set([...screenOf(this.#place.screen).sections, ...FRAME])
    this.#unfollow = this.#desk.ops.sampler.follow(changed => {
      for (const name of changed) if (sections.has(name)) return this.#hook?.()
    })
    this.#go()
  }

  /** Asks all that are to be asked, and waits for them, but not for long. */
  async ask(): Promise<void> {
    this.#usedAt = this.#desk.ops.outside.ticks()
    const asked = this.#others().map(node => this.#ask(node))
    if (asked.length === 0) return
    let callOff = (): void => {}
    const late = new Promise<void>(done => void (callOff = this.#desk.ops.outside.after(FIRST_MS, done)))
    await Promise.race([Promise.all(asked), late])
    callOff()
  }

  #go(): void {
    for (const node of this.#others()) void this.#ask(node)
    this.#callOff = this.#desk.ops.outside.after(AGAIN_MS, () => this.#go())
  }

  #others(): readonly string[] {
    const { cluster } = this.#desk.ops
    const { node } = this.#place
    const { others } = cluster
    return node === undefined ? others : others.filter(each => each === node)
  }

  #ask(node: string): Promise<void> {
    const known = this.#asked.get(node)
    if (known !== undefined) return known
    const asked = this.#look(node).finally(() => this.#asked.delete(node))
    this.#asked.set(node, asked)
    return asked
  }

  async #look(node: string): Promise<void> {
    const { ops } = this.#desk
    const before = this.#heard.get(node)
    // The past does not change.
    if (this.#place.at !== 0 && before?.seen !== undefined) return
    const isPart = this.#place.node === undefined
    const place = of(this.#place, undefined)
    const looked = await lookElsewhere(this.#desk, node, place, isPart, before?.mark ?? '')
    const at = ops.outside.ticks()
    if ('same' in looked) {
      if (before === undefined) return
      this.#heard.set(node, { ...before, at, why: '' })
      if (before.why !== '') this.#nudge()
      return
    }
    if ('why' in looked && before?.why === looked.why) return
    this.#heard.set(
      node,
      'why' in looked
        ? { mark: before?.mark ?? '', seen: before?.seen, why: looked.why, at: before?.at ?? at }
        : { mark: looked.mark, seen: looked.seen, why: '', at },
    )
    this.#nudge()
  }

  #nudge(): void {
    if (this.#hook === undefined || this.#nudging !== undefined) return
    this.#nudging = this.#desk.ops.outside.after(TOGETHER_MS, () => {
      this.#nudging = undefined
      this.#hook?.()
    })
  }

  #known(node: string): Heard | undefined {
    const heard = this.#heard.get(node)
    const isOld = heard !== undefined && this.#desk.ops.outside.ticks() - heard.at > OLD_MS
    return isOld && this.#hook === undefined && this.#place.at === 0 ? undefined : heard
  }

  #one(node: string, nodes: readonly NodeChoice[], own: (isPart: boolean) => Seen): Seen {
    const heard = this.#known(node)
    const known = nodes.find(({ id }) => id === node)
    const isUp = known?.state === 'up'
    const name = known?.name ?? node
    if (heard?.seen !== undefined) {
      if (isUp && heard.why === '') return heard.seen
      const note = `This is the last that was heard of ${name}. ${heard.why}`.trim()
      return { ...heard.seen, frame: { ...heard.seen.frame, note } }
    }
    const why =
      known === undefined
        ? 'There is no such node any more. One that starts again is another one.'
        : isUp && heard === undefined
          ? `${name} is asked …`
          : `${name} does not answer. ${heard?.why ?? ''}`.trim()
    return { frame: own(false).frame, data: null, why }
  }

  #all(nodes: readonly NodeChoice[], own: (isPart: boolean) => Seen): Seen {
    const { ops } = this.#desk
    const seen = own(true)
    const others: Part<unknown>[] = []
    const missing: string[] = []
    for (const { id, name, here, state } of nodes) {
      if (here || state !== 'up') continue
      const heard = this.#known(id)
      const isLost = heard !== undefined && heard.why !== '' && ops.outside.ticks() - heard.at > OLD_MS
      if (heard?.seen !== undefined && !isLost) others.push({ node: { id, name }, data: heard.seen.data })
      else missing.push(`${name}: ${heard?.why ?? 'it is asked …'}`)
    }
    const { id = '', name = '' } = nodes.find(({ here }) => here) ?? {}
    const parts: Parts<unknown> = [{ node: { id, name }, data: seen.data }, ...others]
    const { at } = this.#place
    const then = (at === 0 ? ops.cluster.read() : ops.history.at(at, 'nodes')) as ClusterShown | undefined
    const frame = then === undefined ? seen.frame : frameOfAll(seen.frame, then)
    const data = screenOf(this.#place.screen).merge(parts, this.#place, this.#desk)
    const note = missing.length === 0 ? '' : `Without ${missing.join('; ')}`.slice(0, MOST_NOTE)
    return { frame: { ...frame, note }, data, merged: true }
  }
}

/** Places that are read for viewers at the same time; another one is read for one viewer alone. */
const MOST_SHARED = 200

/** What pages look at and watch: viewers of the same place share one reading. */
export class Looks {
  readonly #desk: Desk
  readonly #shared = new Map<string, Mirror>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Nudges when something changes that is shown there. The past does not change. */
  at(place: Place): Mirror {
    const key = queryOf(place)
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const mirror = new Mirror(this.#desk, place)
    // What other nodes said is still there when the page comes to watch; what nobody came to watch is let go.
    for (const [other, { isIdle }] of this.#shared) if (isIdle) this.#shared.delete(other)
    if (this.#shared.size < MOST_SHARED) this.#shared.set(key, mirror)
    return mirror
  }

  /** What is there now, also on other nodes. */
  async look(place: Place): Promise<Seen> {
    const mirror = this.at(place)
    await mirror.ask()
    return mirror.read()
  }
}
