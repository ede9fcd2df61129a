// A wire of TCP that can be cut, slow, or dead: between a node and the Redis server, or between visitors and a node.
// Invariant: what comes out is what went in, in its order, as much of it as comes out. What was under way when one end died still arrives
// at the other one, late as it may be: so does a commit of somebody who is dead.
// Does not know what is said.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Place {
  readonly host: string
  readonly port: number
}

/** Each piece takes so long, ms, one after the other. */
export interface Slow {
  readonly fromMs: number
  readonly toMs: number
}

type Mood = 'open' | 'dead' | 'refusing' | Slow

export class Wire {
  readonly #server: Server
  readonly #chance: () => number
  readonly #ways = new Set<Way>()
  #mood: Mood = 'open'

  private constructor(server: Server, chance: () => number) {
    this.#server = server
    this.#chance = chance
  }

  /** From that port here, or any, to there. */
  static async to(there: Place, chance: () => number, port = 0): Promise<Wire> {
    const server = createServer()
    const wire = new Wire(server, chance)
    server.on('connection', near => wire.#connected(near, there))
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return wire
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends all connections at both ends, some of them rudely. */
  cut(): void {
    for (const { near, far } of this.#pairs())
      for (const end of [near, far])
        if (this.#chance() < 0.5) end.resetAndDestroy()
        else end.destroy()
  }

  slow(slow: Slow): void {
    this.#set(slow)
  }

  /** Nothing passes, as if the cable had been pulled: neither what is said, nor that somebody is gone. */
  die(): void {
    this.#set('dead')
  }

  /** All connections are cut, and others refused. */
  refuse(): void {
    this.#set('refusing')
    this.cut()
  }

  /** All is well again; what was held up arrives now. */
  open(): void {
    this.#set('open')
  }

  async end(): Promise<void> {
    for (const way of this.#ways) way.from.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #set(mood: Mood): void {
    this.#mood = mood
    for (const way of this.#ways) way.go()
  }

  #connected(near: Socket, { host, port }: Place): void {
    if (this.#mood === 'refusing') return void near.resetAndDestroy()
    const far = connect(port, host)
    const delay = (): number | undefined => {
      const mood = this.#mood
      if (typeof mood !== 'object') return mood === 'dead' ? undefined : 0
      return mood.fromMs + this.#chance() * (mood.toMs - mood.fromMs)
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      const way = new Way(from, to, delay, () => this.#ways.delete(way))
      this.#ways.add(way)
    }
  }

  #pairs(): { readonly near: Socket; readonly far: Socket }[] {
    return [...this.#ways].map(({ from, to }) => ({ near: from, far: to }))
  }
}

/** One direction of a connection. */
class Way {
  readonly from: Socket
  readonly to: Socket
  readonly #delay: () => number | undefined
  /** Pieces under way; the last one may be the end. */
  readonly #pieces: (Buffer | 'end')[] = []
  readonly #onOver: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket, delay: () => number | undefined, onOver: () => void) {
    this.from = from
    this.to = to
    this.#delay = delay
    this.#onOver = onOver
    from.on('data', piece => this.#add(piece))
    from.on('error', () => {})
    from.on('close', () => this.#add('end'))
    to.on('close', () => this.#over())
  }

  /** Things are otherwise now. */
  go(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#next()
  }

  #add(piece: Buffer | 'end'): void {
    this.#pieces.push(piece)
    if (this.#timer === undefined) this.#next()
  }

  #next(): void {
    while (this.#pieces.length > 0) {
      const ms = this.#delay()
      if (ms === undefined) return
      if (ms > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.#pass()
          this.#next()
        }, ms)
        return
      }
      this.#pass()
    }
  }

  #pass(): void {
    const piece = this.#pieces.shift()
    if (piece === 'end') {
      this.to.destroySoon()
      this.#over()
    } else if (piece !== undefined && !this.to.destroyed) this.to.write(piece)
  }

  #over(): void {
    clearTimeout(this.#timer)
    this.#pieces.length = 0
    this.#onOver()
  }
}
