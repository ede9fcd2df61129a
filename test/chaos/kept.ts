// What is in Redis, looked at from outside: no process is asked, and nobody is woken.
// Invariant: only reads. A conversation is read as a server would take it up, and painted as a page would show it.
import { createClient, RESP_TYPES } from 'redis'
import { namesOf, SLOTS } from '../../src/engines/redis/names.ts'
import { repaint, restore, type World } from '../../src/kernel/index.ts'
import { readRecord } from '../../src/server/record.ts'
import { Shown } from '../crash/page.ts'
import type { Last } from './traces.ts'

const NAMES = namesOf('rp')

interface Found extends Last {
  readonly owner: string
  readonly data: Buffer | undefined
}

export class Kept {
  readonly #client: ReturnType<typeof client>
  readonly #world: World = { program: new Map(), key: [1, 2], dev: false }

  private constructor(url: string) {
    this.#client = client(url)
    // It comes back by itself, as the server does.
    this.#client.on('error', () => {})
  }

  static async at(url: string): Promise<Kept> {
    const kept = new Kept(url)
    await kept.#client.connect()
    return kept
  }

  /** The page that a conversation shows; undefined if it is not there. */
  async page(cid: string): Promise<Shown | undefined> {
    const data = (await this.#found(cid))?.data
    if (data === undefined || data.length === 0) return undefined
    const { html } = repaint(this.#world, restore(this.#world, readRecord(data).snapshot))
    return new Shown(html)
  }

  last(cid: string): Promise<Last | undefined> {
    return this.#found(cid)
  }

  /** As it stands, for reading. */
  async told(cid: string): Promise<string> {
    const found = await this.#found(cid)
    if (found === undefined) return 'not there'
    const { data, ...rest } = found
    return `${JSON.stringify(rest)}\n${data?.toString() ?? 'no data'}`
  }

  /** Conversations of which a timer waits, and when the earliest of these is due; Infinity for none. */
  async waiting(): Promise<{ readonly cids: readonly string[]; readonly first: number }> {
    const cids: string[] = []
    let first = Infinity
    for (let slot = 0; slot < SLOTS; slot++) {
      const due = await this.#client.sendCommand(['ZRANGE', NAMES.wakes(slot), '0', '-1', 'WITHSCORES'])
      // In pairs, or one after the other: that depends on the version of what is spoken.
      const words = (due as unknown as (Buffer | Buffer[])[]).flat().map(String)
      for (let at = 0; at < words.length; at += 2) {
        cids.push(words[at]!)
        first = Math.min(first, Number(words[at + 1]))
      }
    }
    return { cids, first }
  }

  close(): void {
    this.#client.destroy()
  }

  async #found(cid: string): Promise<Found | undefined> {
    const words = ['HMGET', NAMES.record(cid), 'o', 'e', 'r', 'd']
    const reply = (await this.#client.sendCommand(words)) as unknown as (Buffer | null)[]
    const [owner, epoch, revision, data] = reply
    if (owner === null || owner === undefined) return undefined
    return {
      owner: String(owner),
      epoch: Number(epoch),
      revision: Number(revision),
      data: data ?? undefined,
    }
  }
}

const client = (url: string) =>
  createClient({ url, commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } })
