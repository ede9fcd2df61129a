// Nodes that fight for conversations, and what must hold of them whatever happens meanwhile.
// Invariant: each event that was acknowledged is there, once; revisions have no gaps; an epoch has one owner.
// Does not know what happens.
import { expect } from 'vitest'
import type { Engine } from '../port.ts'
import { bytes, sure, text } from './hands.fixture.ts'

const CIDS = ['a', 'b', 'c', 'd']

export interface Fight {
  /** Events that were acknowledged so far. */
  readonly acknowledged: readonly string[]
  /** Ends it, and looks. */
  end(): Promise<void>
}

/** Each of them adds events to all conversations, from now on. */
export function fightOf(engines: readonly Engine[]): Fight {
  const acknowledged: string[] = []
  const offered = new Set<string>()
  const wrong: string[] = []
  const owners = new Map<string, string>()
  let isOver = false

  const asked = <T>(ask: () => Promise<T>): Promise<T> => sure(ask, Infinity)

  /** Takes it, whoever has it. */
  async function taken(engine: Engine, cid: string) {
    for (;;) {
      const expected = await asked(() => engine.peek(cid))
      const claimed = await asked(() => engine.claim(cid, expected))
      if (!claimed.won) continue
      const { owner, epoch } = claimed.lease
      if ((owners.get(`${cid} ${epoch}`) ?? owner) !== owner) wrong.push(`two had ${cid} in epoch ${epoch}`)
      owners.set(`${cid} ${epoch}`, owner)
      return claimed
    }
  }

  /** Adds events; who is fenced takes the conversation up anew, sometimes somebody takes it without need. */
  async function work(engine: Engine, me: string, cid: string): Promise<void> {
    let mine = await taken(engine, cid)
    const take = async (): Promise<void> => {
      const before = mine.lease.epoch
      mine = await taken(engine, cid)
      if (mine.lease.epoch < before) wrong.push(`epoch ${mine.lease.epoch} came after ${before}`)
    }
    for (let n = 0; !isOver; n++) {
      const event = `${me}.${n}`
      offered.add(event)
      if (n % 50 === 49) await take()
      for (;;) {
        const log = text(mine.data)
        // It was committed before the answer was lost, and taken up since.
        if (log.endsWith(` ${event}`) || log.includes(` ${event} `)) break
        const { lease, revision } = mine
        const data = bytes(`${log} ${event}`)
        const change = { revision, token: `${event} ${lease.epoch}.${revision}`, data, ttlMs: 1e9 }
        const committed = await asked(() => engine.commit(lease, change))
        if (committed.ok) {
          if (committed.revision !== revision + 1 || committed.healed !== undefined)
            wrong.push(`${event} follows ${revision}: ${JSON.stringify(committed)}`)
          mine = { ...mine, revision: committed.revision, data }
          break
        }
        await take()
      }
      acknowledged.push(event)
    }
  }

  const done = Promise.all(engines.flatMap((engine, at) => CIDS.map(cid => work(engine, `${at}${cid}`, cid))))
  return {
    acknowledged,
    async end() {
      isOver = true
      await done
      const logs: string[] = []
      for (const cid of CIDS) {
        const { data, revision } = await taken(engines[0] as Engine, cid)
        const log = text(data).split(' ').filter(Boolean)
        expect(revision).toBe(log.length)
        logs.push(...log)
      }
      const known = new Set(logs)
      expect(known.size).toBe(logs.length)
      expect(acknowledged.filter(event => !known.has(event))).toEqual([])
      expect(logs.filter(event => !offered.has(event))).toEqual([])
      expect(wrong).toEqual([])
    },
  }
}
