// Which servers run over the same engine: each says hello to all of them every now and then, with what it has to say for itself.
// Invariant: a node hears some twenty hellos a second at most, however many there are, and knows at most a thousand others. Who says
// nothing is silent, and in the end forgotten. Times are by the clock here, so no other clock is trusted.
// Does not know what is said, nor who reads it.
import type { Clock } from '../async/index.ts'
import type { Engine, NodeId } from '../engines/index.ts'
import type { NodeSeen } from './inspect-types.ts'

/** How often, ms: of many nodes each waits longer. */
const EVERY_MS = 2000
const PER_NODE_MS = 50
/** Who knows nobody is answered by whoever comes, and so need not speak often. */
const ALONE_MS = 10_000
/** After so many times that long it is late, and then silent. */
const LATE = 1.25
const MISSED = 3.5
/** Who is silent, or has said good-bye, is shown for so long, ms. */
const SHOWN_MS = 60_000
const MOST = 1000
const MOST_CHARS = 16_000
/** No topic of a program has a space before its name; but if one had, it would hear what it cannot read, and no more. */
export const NODES_TOPIC = ' nodes'

export interface Hello {
  readonly from: NodeId
  readonly said?: unknown
  readonly bye?: true
}

export interface NodesOptions {
  readonly engine: Engine
  readonly clock: Clock
  node(): NodeId
  /** What this one says of itself. */
  greeting(): unknown
  /** Says hello to one alone. */
  tell(to: NodeId, hello: Hello): void
  /** Something is other than it was. */
  onChange(): void
  onLost(error: unknown): void
}

interface Known {
  readonly at: number
  readonly said: unknown
  state: NodeSeen['state']
}

export class Nodes {
  readonly #options: NodesOptions
  readonly #known = new Map<NodeId, Known>()
  #joined = false
  #isLost = false
  #saidAt = -Infinity

  constructor(options: NodesOptions) {
    this.#options = options
  }

  /** This one first, then the others in the order they were met. */
  get list(): readonly NodeSeen[] {
    const { node, clock, greeting } = this.#options
    const here: NodeSeen = {
      node: node(),
      here: true,
      state: 'up',
      heardAt: clock.now(),
      // Most who look want to know who else there is.
      get said() {
        return greeting()
      },
    }
    const others = [...this.#known].map(([id, { at, said, state }]): NodeSeen => ({
      node: id,
      here: false,
      state,
      heardAt: at,
      said,
    }))
    return [here, ...others]
  }

  /** To be called every second while the engine is up. Does nothing where there can be no other node. */
  pulse(): void {
    const { engine, clock, onLost } = this.#options
    if (engine.caps.nodes === 'one') return
    const now = clock.now()
    this.#age(now)
    // A clock that was set back does not make it silent.
    if (Math.abs(now - this.#saidAt) < this.#everyMs) return
    this.#saidAt = now
    const joined = this.#joined ? Promise.resolve() : engine.join(NODES_TOPIC)
    joined
      .then(() => {
        this.#joined = true
        return engine.publish(NODES_TOPIC, bytesOf(this.#hello()))
      })
      .then(
        () => void (this.#isLost = false),
        (error: unknown) => {
          // It is tried again soon, and told of once.
          if (!this.#isLost) onLost(error)
          this.#isLost = true
        },
      )
  }

  /** A hello that was published. Does not throw. */
  topic(bytes: Uint8Array): void {
    try {
      this.heard(JSON.parse(new TextDecoder().decode(bytes)) as Hello)
    } catch (error) {
      this.#options.onLost(error)
    }
  }

  heard({ from, said, bye }: Hello): void {
    const { node, clock, tell, onChange } = this.#options
    if (from === node()) return
    const isNew = !this.#known.has(from)
    if (isNew && (bye === true || this.#known.size >= MOST)) return
    const before = this.#known.get(from)
    const state = bye === true ? 'left' : 'up'
    this.#known.set(from, { at: clock.now(), said: bye === true ? before?.said : said, state })
    // Who has just come need not wait to know us.
    if (isNew && node() !== '') tell(from, this.#hello())
    onChange()
  }

  /** Says good-bye. Never rejects. */
  async end(): Promise<void> {
    const { engine, node, onLost } = this.#options
    if (!this.#joined) return
    await engine.publish(NODES_TOPIC, bytesOf({ from: node(), bye: true })).catch(onLost)
  }

  get #everyMs(): number {
    const { size } = this.#known
    return size === 0 ? ALONE_MS : Math.max(EVERY_MS, size * PER_NODE_MS)
  }

  #hello(): Hello {
    const { node, greeting } = this.#options
    const said = greeting()
    const isShort = said !== undefined && (JSON.stringify(said)?.length ?? 0) <= MOST_CHARS
    return { from: node(), ...(isShort && { said }) }
  }

  #age(now: number): void {
    const { engine, onChange } = this.#options
    let isOther = false
    for (const [id, known] of this.#known) {
      const age = now - known.at
      if (age > SHOWN_MS) isOther = this.#known.delete(id)
      else if (known.state !== 'up' || age <= LATE * this.#everyMs) continue
      else if (age > MISSED * this.#everyMs) {
        known.state = 'silent'
        isOther = true
      } else {
        // The engine may know sooner than its silence tells.
        engine.alive(id).then(
          isAlive => {
            if (isAlive || this.#known.get(id) !== known || known.state !== 'up') return
            known.state = 'silent'
            onChange()
          },
          () => {},
        )
      }
    }
    if (isOther) onChange()
  }
}

const bytesOf = (hello: Hello): Uint8Array => new TextEncoder().encode(JSON.stringify(hello))
