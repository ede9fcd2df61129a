// All processes together, for whoever looks: how each is, what passed through to it, and what happened lately.
// Invariant: what is read is a value, the same until something changed. How long pages were without a stream is measured at the proxy,
// from the cut to the answer of whoever goes on.
// Does not know how it is shown.
import type { Live } from 'repartee'
import type { Toll } from './balance.ts'
import { AWAY_MS, Node, type Ended, type State } from './node.ts'
import type { Told } from './tell.ts'

export interface NodeLook extends Partial<Told> {
  readonly id: number
  readonly state: State
  readonly pid: number
  readonly since: number
  /** Since the start, by whichever process had this place. */
  readonly asked: number
  readonly streams: number
}

export interface Happening {
  readonly n: number
  readonly at: number
  readonly text: string
  readonly kind: 'bad' | 'good' | 'plain'
}

export interface Look {
  readonly asked: number
  readonly nodes: readonly NodeLook[]
  /** The latest first. */
  readonly lately: readonly Happening[]
}

const LATELY = 8
/** What happens within so long is one thing, ms. */
const AT_ONCE_MS = 1000
/** Pages that are not back by then were closed, ms. */
const GONE_MS = 15_000

export class Company implements Live<Look>, Toll<Node> {
  readonly name = 'nodes'
  readonly nodes: readonly Node[]
  readonly #asked = new Map<number, number>()
  readonly #streams = new Map<number, number>()
  #lately: readonly Happening[] = []
  #happened = 0
  #look: Look | undefined
  #hook: (() => void) | undefined
  /** Since when streams that were cut are missed, by the clock that nobody sets. */
  #missed: number[] = []
  /** Those that ended lately, and may have been. */
  #ended: readonly { readonly id: number; readonly at: number }[] = []
  #back = 0
  #begin: { readonly done: () => void; readonly fail: (why: Error) => void } | undefined

  constructor(count: number, env: NodeJS.ProcessEnv) {
    this.nodes = Array.from({ length: count }, (_, at) => {
      const node: Node = new Node(at + 1, env, {
        turned: ended => this.#turned(node, ended),
        told: () => this.#change(),
      })
      return node
    })
  }

  get up(): readonly Node[] {
    return this.nodes.filter(({ port }) => port !== 0)
  }

  read(): Look {
    this.#look ??= {
      asked: [...this.#asked.values()].reduce((sum, each) => sum + each, 0),
      nodes: this.nodes.map(({ id, state, pid, since, told }) => ({
        ...told,
        id,
        state,
        pid,
        since,
        asked: this.#asked.get(id) ?? 0,
        streams: this.#streams.get(id) ?? 0,
      })),
      lately: this.#lately,
    }
    return this.#look
  }

  setChangeHook(hook: (() => void) | undefined): void {
    this.#hook = hook
  }

  /** Resolves when all are up for the first time; rejects if one ends before. */
  async begun(): Promise<void> {
    await new Promise<void>((done, fail) => (this.#begin = { done, fail }))
    this.#begin = undefined
  }

  kill(id: number): void {
    this.nodes.find(node => node.id === id)?.kill()
  }

  start(id: number): void {
    this.nodes.find(node => node.id === id)?.start()
  }

  asked({ id }: Node): void {
    this.#asked.set(id, (this.#asked.get(id) ?? 0) + 1)
    this.#change()
  }

  streams(node: Node): (isCut: boolean) => void {
    const { id } = node
    const count = (by: number): void => {
      this.#streams.set(id, (this.#streams.get(id) ?? 0) + by)
      this.#change()
    }
    count(1)
    this.#found()
    return isCut => {
      count(-1)
      if (!isCut) return
      // The stream's end and the process's are told in either order.
      const one = { id, at: performance.now() }
      if (node.state === 'down') this.#missed.push(one.at)
      else this.#ended = [...this.#ended.filter(({ at }) => at > one.at - AT_ONCE_MS), one]
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.close()))
  }

  /** Whose stream it is is not known; it is counted for the one that is missed longest. */
  #found(): void {
    const now = performance.now()
    if ((this.#missed[0] ?? now) < now - GONE_MS) this.#missed = []
    const since = this.#missed.shift()
    if (since === undefined) return void (this.#back = 0)
    this.#back++
    if (this.#missed.length > 0) return
    const pages =
      this.#back === 1 ? 'The page that was cut off goes' : `${this.#back} pages that were cut off go`
    this.#say('good', `${pages} on elsewhere, ${((now - since) / 1000).toFixed(2)} s later`)
    this.#back = 0
  }

  #turned({ id, state, pid }: Node, why: Ended | undefined): void {
    if (state === 'down') {
      const now = performance.now()
      for (const ended of this.#ended)
        if (ended.id === id && ended.at > now - AT_ONCE_MS) this.#missed.push(ended.at)
      this.#ended = []
      const how = why === 'SIGKILL' ? 'was killed' : `ended (${why})`
      this.#say('bad', `Node ${id} ${how}; it starts again in ${AWAY_MS / 1000} s`)
      this.#begin?.fail(new Error(`Node ${id} ${how} before it was up; its own words are above`))
    }
    if (state === 'up') this.#say('plain', `Node ${id} is up, as process ${pid}`)
    if (this.up.length === this.nodes.length) this.#begin?.done()
    this.#change()
  }

  #say(kind: Happening['kind'], text: string): void {
    const one = { n: ++this.#happened, at: Date.now(), kind, text }
    this.#lately = [one, ...this.#lately].slice(0, LATELY)
    this.#change()
  }

  #change(): void {
    this.#look = undefined
    this.#hook?.()
  }
}
