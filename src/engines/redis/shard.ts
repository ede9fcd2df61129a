// A server that decides: one line that asks, one that hears, and one that writes what replicas must have.
// Invariant: nothing is asked of a run of the server before it was looked over and given again what it may have lost; what is kept is
// answered when enough replicas have it. The line that writes leads to the same run as the one that asks.
// Does not know which conversations it has, nor where it is: it is told where each time it connects.
import { run } from './client.ts'
import type { Send } from './client.ts'
import { Line } from './line.ts'
import type { Client, Hears, Reply } from './line.ts'
import type { Script } from './scripts.ts'
import { replicasOf, runOf } from './server.ts'
import type { Kind } from './server.ts'
import { Waits } from './waits.ts'

/** What a shard is for. */
export interface Duty {
  /** How many replicas must have what is kept. */
  replicas(): number
  /** It has so many. */
  seen(replicas: number): void
  /** Before anything is asked of it. `isNew`: it may have lost something. */
  look(shard: Shard, client: Client, isNew: boolean): Promise<void>
  /** What is heard there. */
  channels(shard: Shard): readonly string[]
  readonly hears: Hears
  /** Something may have been missed. */
  missed(): void
}

export interface ShardOptions {
  /** What errors call it. */
  readonly server: string
  readonly kind: Kind
  /** A connection to it. */
  readonly client: () => Promise<Client>
  readonly duty: Duty
}

type Said = readonly (string | Buffer)[]

export class Shard {
  readonly #options: ShardOptions
  readonly #asking: Line
  readonly #hearing: Line
  readonly #keeping: Line
  #waits: Waits | undefined
  /** The run that was looked over; undefined before the first, '' while there is none. */
  #run: string | undefined
  /** The run that what is kept is written to. */
  #kept: string | undefined
  #isHeard = false
  /** Heard by a connection of which it is not yet said what may have been missed before. */
  #early: [message: Buffer, channel: Buffer][] | undefined

  constructor(options: ShardOptions) {
    const { server, client } = options
    this.#options = options
    this.#asking = new Line({ server, client, onUp: made => this.#look(made) })
    this.#hearing = new Line({ server, client, onUp: made => this.#listen(made) })
    this.#keeping = new Line({ server, client, onUp: made => this.#follow(made) })
  }

  /** Rejects where it cannot be used now. */
  async start(): Promise<void> {
    await this.#asking.start()
    await this.#hearing.start()
    if (this.#options.duty.replicas() > 0) await this.#keeping.start()
  }

  /** It is used as soon as it can be. What was said before was missed. */
  begin(): void {
    this.#isHeard = true
    this.#asking.begin()
    this.#hearing.begin()
  }

  /** `isSent`: another server sent us here (ASK). */
  ask(words: Said, isSent = false): Promise<unknown> {
    return this.#asking.do(client => toward(client, isSent)(words))
  }

  run(script: Script, keys: readonly string[], given: Said, isSent = false): Promise<Reply> {
    return this.#asking.do(client => run(toward(client, isSent), script, keys, given))
  }

  /** As `run`, and what it writes is kept though the server is lost. `check`: called last of all, it may throw. */
  keep(
    script: Script,
    keys: readonly string[],
    given: Said,
    isSent = false,
    check: () => void = () => {},
  ): Promise<Reply> {
    const { replicas } = this.#options.duty
    if (replicas() === 0)
      return this.#asking.do(async client => {
        check()
        return run(toward(client, isSent), script, keys, given)
      })
    this.#keeping.begin()
    return this.#keeping.do(async client => {
      check()
      if (this.#waits?.client !== client) this.#waits = new Waits(client, replicas)
      const waits = this.#waits
      const say = toward(client, isSent)
      return run(words => waits.after(() => say(words)), script, keys, given)
    })
  }

  /** Hears that from now on, or not any more. */
  hear(channel: string, isOn: boolean): Promise<unknown> {
    return this.#hearing.do(client =>
      isOn
        ? client.sSubscribe([channel], this.#hears, true)
        : client.sUnsubscribe(channel, this.#hears, true),
    )
  }

  /** It has other channels than before. */
  hearAnew(): void {
    this.#hearing.anew(new Error('channels have moved'))
  }

  /** It is elsewhere: whichever of its lines leads astray, each for itself. */
  anew(isAstray: (client: Client | undefined) => boolean): void {
    const why = new Error('another server is the primary')
    for (const line of [this.#asking, this.#hearing, this.#keeping]) line.anew(why, isAstray)
  }

  /** Lines that nobody uses are asked, too: one that is silent is to be noticed. */
  async beat(): Promise<void> {
    const { duty } = this.#options
    const ping = (client: Client): Promise<unknown> => client.sendCommand(['PING'])
    await Promise.all([
      this.#asking
        .do(client => client.sendCommand(['INFO', 'replication']))
        .then(info => duty.seen(replicasOf(String(info)))),
      this.#hearing.do(ping),
      this.#kept !== undefined && this.#keeping.do(ping),
    ])
  }

  end(): void {
    for (const line of [this.#asking, this.#hearing, this.#keeping]) line.end()
  }

  /** Whatever this server has lost is put again before anything is asked of it. */
  async #look(client: Client): Promise<void> {
    const { server, kind, duty } = this.#options
    const before = this.#run
    const info = String(await client.sendCommand(['INFO']))
    // One that is refused now, a replica for instance, may be another one later under the same name.
    if (before !== undefined) this.#run = ''
    const now = runOf(server, info, kind)
    duty.seen(replicasOf(info))
    await duty.look(this, client, before !== now)
    this.#run = now
    if (this.#kept !== undefined && this.#kept !== now)
      this.#keeping.anew(new Error('the server is another one'))
  }

  async #listen(client: Client): Promise<void> {
    const { duty } = this.#options
    const early = (this.#early = [] as [Buffer, Buffer][])
    // One by one: in a cluster they have slots of their own.
    await Promise.all(duty.channels(this).map(channel => client.sSubscribe([channel], this.#hears, true)))
    if (this.#isHeard) duty.missed()
    this.#isHeard = true
    this.#early = undefined
    for (const [message, channel] of early) duty.hears(message, channel)
  }

  readonly #hears: Hears = (message, channel) => {
    if (this.#early === undefined) this.#options.duty.hears(message, channel)
    else this.#early.push([message, channel])
  }

  async #follow(client: Client): Promise<void> {
    const { server, kind } = this.#options
    const now = runOf(server, String(await client.sendCommand(['INFO'])), kind)
    if (now !== this.#run) throw new Error('LOADING it is being looked over')
    this.#kept = now
  }
}

function toward(client: Client, isSent: boolean): Send {
  if (!isSent) return words => client.sendCommand(words)
  return words => {
    client.sendCommand(['ASKING']).catch(() => undefined)
    return client.sendCommand(words)
  }
}
