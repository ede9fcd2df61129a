// All processes together, for whoever looks: how each is, what passed through to it, and what happened lately.
// Invariant: what is read is a value, the same until something changed.
// Does not know how it is shown.
import type { Live } from 'repartee'
import type { Toll } from './balance.ts'
import { Cuts, type Cut } from './cuts.ts'
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

export class Company implements Live<Look>, Toll<Node> {
  readonly name = 'nodes'
  readonly nodes: readonly Node[]
  readonly #asked = new Map<number, number>()
  readonly #streams = new Map<number, number>()
  #lately: readonly Happening[] = []
  #happened = 0
  #look: Look | undefined
  #hook: (() => void) | undefined
  readonly #cuts = new Cuts((n, cut) => this.#tell(n, textOf(cut), cut))
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

  streams({ id }: Node, url: string): (isCut: boolean) => void {
    const count = (by: number): void => {
      this.#streams.set(id, (this.#streams.get(id) ?? 0) + by)
      this.#change()
    }
    count(1)
    this.#cuts.begins(url)
    return isCut => {
      count(-1)
      if (isCut) this.#cuts.ends(id, url)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.close()))
  }

  #turned({ id, state, pid }: Node, why: Ended | undefined): void {
    if (state === 'down') {
      const how = why === 'SIGKILL' ? 'was killed' : `ended (${why})`
      this.#say('bad', `Node ${id} ${how}; it starts again in ${AWAY_MS / 1000} s`)
      this.#cuts.dies(id, ++this.#happened)
      this.#begin?.fail(new Error(`Node ${id} ${how} before it was up; its own words are above`))
    }
    if (state === 'up') this.#say('plain', `Node ${id} is up, as process ${pid}`)
    if (this.up.length === this.nodes.length) this.#begin?.done()
    this.#change()
  }

  #say(kind: Happening['kind'], text: string): void {
    this.#note({ n: ++this.#happened, at: Date.now(), kind, text })
  }

  /** One line for each cut, which changes while its pages come back. */
  #tell(n: number, text: string, { pages, back }: Cut): void {
    if (pages === 0) return
    const kind = back === pages ? 'good' : 'plain'
    const before = this.#lately.find(each => each.n === n)
    this.#note({ n, at: before?.at ?? Date.now(), kind, text })
  }

  #note(one: Happening): void {
    const others = this.#lately.filter(({ n }) => n !== one.n)
    this.#lately = [...others, one].sort((a, b) => b.n - a.n).slice(0, LATELY)
    this.#change()
  }

  #change(): void {
    this.#look = undefined
    this.#hook?.()
  }
}

function textOf({ of, pages, back, awayMs }: Cut): string {
  const its = pages === 1 ? `The page that node ${of} had` : `${pages} pages that node ${of} had`
  const after = `${(awayMs / 1000).toFixed(2)} s later`
  if (back === 0) return `${its} ${pages === 1 ? 'is' : 'are'} cut off`
  if (back < pages) return `${back} of ${its} go on elsewhere, ${after}`
  return `${its} ${pages === 1 ? 'goes' : 'go'} on elsewhere, ${after}`
}
