// Who is there: this node's sign of life, and what is known of the others.
// Invariant: whoever gave no sign for three seconds is dead; whoever's connection is gone for more than half a second, too, unless the
// server itself has just come back. Both are hints: a node that is wrongly thought dead is fenced, not harmed.
// Does not know what nodes do.
import type { NodeId } from '../port.ts'
import type { Send } from './client.ts'
import type { Names } from './names.ts'

/** How often a node gives a sign of life, and how long that holds, ms. */
export const BEAT_MS = 700
const LEASE_MS = 3000
/** Who is dead stays so, without asking, ms. */
const DEAD_MS = 5000
/** After a server came back it is not known for so long who else will, ms; while it stands still nobody comes. */
const BACK_MS = 1500
/** It is asked so far apart whether it answers, and stands still if that takes so long, ms. */
const PROBE_MS = 100
const STILL_MS = 300
/** So often it is looked whether a connection is made anew, and so far apart, ms. */
const LOOKS = 3
const BETWEEN_MS = 250

export class Nodes {
  readonly #ask: (name: string, words: readonly (string | Buffer)[]) => Promise<unknown>
  readonly #names: Names
  /** Those that are being looked at, or were found dead. */
  readonly #looked = new Map<NodeId, Promise<boolean>>()
  readonly #timers = new Set<NodeJS.Timeout>()
  /** By `performance.now()`. */
  #backAt = -Infinity
  /** Counts the servers that came back as other ones; nothing is settled while the last of them is looked at. */
  #turn = 0
  #isSettled = true

  constructor(ask: (name: string, words: readonly (string | Buffer)[]) => Promise<unknown>, names: Names) {
    this.#ask = ask
    this.#names = names
  }

  /** A sign of life. Whether there was one that still held. */
  async beat(me: NodeId, send: Send = words => this.#ask(this.#names.lease(me), words)): Promise<boolean> {
    const words = ['SET', this.#names.lease(me), '1', 'PX', String(LEASE_MS), 'GET']
    return (await send(words)) !== null
  }

  async gone(me: NodeId): Promise<void> {
    const lease = this.#names.lease(me)
    await this.#ask(lease, ['DEL', lease])
  }

  /** The connection to the server is another one; `isNew`: the server, too, and it may have lost something. */
  back(isNew: boolean): void {
    this.#backAt = performance.now()
    if (isNew) void this.#settle()
  }

  /** Whether whoever lives has had time to put again what the server lost. */
  get isSettled(): boolean {
    return this.#isSettled
  }

  /** Resolves when that is so. */
  async settled(): Promise<void> {
    while (!this.isSettled) await new Promise<void>(done => this.#later(BETWEEN_MS, done))
  }

  alive(node: NodeId): Promise<boolean> {
    const known = this.#looked.get(node)
    if (known !== undefined) return known
    const looking = this.#look(node)
    this.#looked.set(node, looking)
    looking.then(
      isAlive =>
        isAlive ? this.#looked.delete(node) : this.#later(DEAD_MS, () => this.#looked.delete(node)),
      () => this.#looked.delete(node),
    )
    return looking
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #look(node: NodeId): Promise<boolean> {
    const lease = this.#names.lease(node)
    for (let looks = 1; ; looks++) {
      const [isHeard, held] = await Promise.all([this.#heard(node), this.#ask(lease, ['EXISTS', lease])])
      // Asked last: these answers may have been waited for until the server was back.
      if ((isHeard && held === 1) || performance.now() - this.#backAt < BACK_MS) return true
      if (held === 0) return false
      if (looks === LOOKS) return false
      await new Promise<void>(done => this.#later(BETWEEN_MS, done))
    }
  }

  /** Whether it hears, as far as the server knows. */
  async #heard(node: NodeId): Promise<boolean> {
    const inbox = this.#names.inbox(node)
    const reply = await this.#ask(inbox, ['PUBSUB', 'SHARDNUMSUB', inbox])
    return Number((reply as readonly unknown[])[1]) > 0
  }

  async #settle(): Promise<void> {
    this.#isSettled = false
    const turn = ++this.#turn
    const key = this.#names.lease('nobody')
    let since = performance.now()
    while (performance.now() - since < BACK_MS) {
      const asked = performance.now()
      const isAnswered = await this.#ask(key, ['EXISTS', key]).then(
        () => true,
        () => false,
      )
      if (!isAnswered || performance.now() - asked > STILL_MS) since = performance.now()
      await new Promise<void>(done => this.#later(PROBE_MS, done))
      if (turn !== this.#turn) return
    }
    this.#isSettled = true
  }

  #later(ms: number, go: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      go()
    }, ms)
    this.#timers.add(timer)
    timer.unref()
  }
}
