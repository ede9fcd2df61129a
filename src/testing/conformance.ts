// What the engine port promises, as checks: each makes a store, has two nodes or more ask it, and complains where an answer is another
// one than was promised.
// Invariant: an engine that passes can stand beneath a server; answers that were lost (faulty.ts) are asked for again, so the same checks
// hold over a bad line. Registers nothing: any test runner runs them. Past 250 lines, so that the promises are to be read in one place.
// Does not know any engine.
import type { Lease } from '../engines/index.ts'
import { bytes, change, comes, holds, isSame, sure, withPair, won } from './promised.ts'
import type { Bed, Pair } from './promised.ts'

export type { Bed } from './promised.ts'

export interface Check {
  /** The promise, as a sentence. */
  readonly name: string
  /** Rejects with `not-kept` where the engine does not keep it. */
  run(): Promise<void>
}

/**
 * The promises of the port as checks of an engine; `make` is called once for each of them.
 *
 * @example
 * for (const { name, run } of conformance(makeBed)) it(name, run)
 */
export function conformance(make: () => Bed | Promise<Bed>): readonly Check[] {
  return Object.entries(PROMISES).map(([name, check]) => ({ name, run: () => withPair(make, check) }))
}

const PROMISES: Readonly<Record<string, (pair: Pair) => Promise<void>>> = {
  async 'of nodes that claim a new conversation at once, one gets it'({ one, two }) {
    for (let n = 0; n < 20; n++) {
      const cid = `race ${n}`
      const claims = await Promise.all([one, two].map(({ engine }) => sure(() => engine.claim(cid, null))))
      holds('One of two wins', claims.filter(claimed => claimed.won).length, 1)
      const [a, b] = claims.map(claimed => claimed.lease)
      holds('Both are told who', a, b)
      holds('Everybody sees it', await sure(() => two.engine.peek(cid)), a)
    }
  },

  async 'whoever has a conversation is told so again'({ one }) {
    const lease = await won(one, 'c')
    await sure(() => one.engine.commit(lease, change(0, 'a')))
    const again = await sure(() => one.engine.claim('c', null))
    holds('The same lease', again, { won: true, lease, revision: 1, data: bytes('a') })
  },

  async 'who took over goes on, and who had it is fenced'({ one, two }) {
    const old = await won(one, 'c')
    await sure(() => one.engine.commit(old, change(0, 'a')))
    const claimed = await sure(() => two.engine.claim('c', old))
    const lease = { cid: 'c', owner: two.id, epoch: 2 }
    holds('It is taken up as it was', claimed, { won: true, lease, revision: 1, data: bytes('a') })
    holds('Fenced', await sure(() => one.engine.commit(old, change(1, 'b'))), { ok: false, why: 'fenced' })
    await sure(() => one.engine.release(old, 1))
    await sure(() => one.engine.drop(old))
    holds('It stays', await sure(() => one.engine.peek('c')), lease)
    holds('It goes on', await sure(() => two.engine.commit(lease, change(1, 'c'))), { ok: true, revision: 2 })
  },

  async 'who expects an owner of yesterday is told of the present one'({ one, two, another }) {
    const old = await won(one, 'c')
    const lease = await won(two, 'c', old)
    const third = await another()
    const claimed = await sure(() => third.engine.claim('c', old))
    holds('Not won', claimed, { won: false, lease })
    holds('Nor without', await sure(() => third.engine.claim('c', null)), { won: false, lease })
  },

  async 'of nodes that take over at once, one does'({ one, two, another }) {
    const third = await another()
    for (let n = 0; n < 20; n++) {
      const old = await won(one, `over ${n}`)
      const claims = await Promise.all(
        [two, third].map(({ engine }) => sure(() => engine.claim(`over ${n}`, old))),
      )
      holds('One of two wins', claims.filter(claimed => claimed.won).length, 1)
      holds('The epoch grows by one', (await sure(() => one.engine.peek(`over ${n}`)))?.epoch, 2)
    }
  },

  async 'the same token twice is one commit'({ one }) {
    const lease = await won(one, 'c')
    for (const _ of [1, 2, 3]) {
      const committed = await sure(() => one.engine.commit(lease, change(0, 'a')))
      holds('The first revision', committed, { ok: true, revision: 1 })
    }
    const [a, b] = await Promise.all([1, 2].map(() => sure(() => one.engine.commit(lease, change(1, 'b')))))
    holds(
      'Also at once',
      [a, b],
      [
        { ok: true, revision: 2 },
        { ok: true, revision: 2 },
      ],
    )
  },

  async 'a commit that does not follow what is stored changes nothing'({ one, two }) {
    const lease = await won(one, 'c')
    await sure(() => one.engine.commit(lease, change(0, 'a')))
    const late = await sure(() => one.engine.commit(lease, change(0, 'b')))
    holds('A conflict', late, { ok: false, why: 'conflict' })
    const claimed = await sure(() => two.engine.claim('c', lease))
    holds('It is as it was', claimed.won && claimed.data, bytes('a'))
  },

  async 'of commits of one revision at once, one is made'({ one }) {
    const lease = await won(one, 'c')
    for (let revision = 0; revision < 10; revision++) {
      const all = await Promise.all(
        ['a', 'b', 'c'].map(token =>
          sure(() => one.engine.commit(lease, change(revision, `${token}${revision}`))),
        ),
      )
      holds('One of three', all.filter(({ ok }) => ok).length, 1)
    }
  },

  async 'a store that lost revisions is healed by the next commit'({ one, two }) {
    const lease = await won(one, 'c')
    await sure(() => one.engine.commit(lease, change(0, 'a')))
    // The owner remembers four more, which the store does not.
    const committed = await one.engine.commit(lease, change(5, 'b')).catch(() => undefined)
    if (committed !== undefined) holds('Healed', committed, { ok: true, revision: 6, healed: 4 })
    const again = await sure(() => one.engine.commit(lease, change(5, 'b')))
    holds('Where the owner was', again.ok && again.revision, 6)
    const claimed = await sure(() => two.engine.claim('c', lease))
    holds('And kept', claimed.won && [claimed.revision, claimed.data], [6, bytes('b')])
  },

  async 'what is released is for whoever asks, and not if it was changed since'({ one, two }) {
    const lease = await won(one, 'c')
    await sure(() => one.engine.commit(lease, change(0, 'a')))
    await sure(() => one.engine.commit(lease, change(1, 'b')))
    await sure(() => one.engine.release(lease, 1))
    holds('Still owned', await sure(() => two.engine.peek('c')), lease)
    await sure(() => one.engine.release(lease, 2))
    holds('Owned by nobody', (await sure(() => two.engine.peek('c')))?.owner, '')
    holds('A new epoch', (await won(two, 'c')).epoch, 2)
    holds('Fenced', await sure(() => one.engine.commit(lease, change(2, 'c'))), { ok: false, why: 'fenced' })
  },

  async 'what is dropped is forgotten'({ one, two }) {
    const lease = await won(one, 'c')
    await sure(() => one.engine.commit(lease, change(0, 'a', { wakeAt: 1 })))
    await sure(() => one.engine.drop(lease))
    holds('Nobody has it', await sure(() => two.engine.peek('c')), null)
    holds('Nothing is due', await sure(() => two.engine.overdue(10)), [])
    holds('It begins anew', await sure(() => two.engine.claim('c', null)), {
      won: true,
      lease: { cid: 'c', owner: two.id, epoch: 1 },
      revision: 0,
      data: null,
    })
  },

  async 'a record is kept for its time, and not much longer'({ bed, one, two }) {
    const lease = await won(one, 'c')
    await sure(() => one.engine.commit(lease, change(0, 'a', { ttlMs: 1500 })))
    await bed.pass(700)
    await sure(() => one.engine.commit(lease, change(1, 'b', { ttlMs: 1500 })))
    await bed.pass(1000)
    holds('Each commit keeps it longer', await sure(() => two.engine.peek('c')), lease)
    await bed.pass(600)
    holds('It is gone', await sure(() => two.engine.peek('c')), null)
    holds('Its owner learns it', await sure(() => one.engine.commit(lease, change(2, 'c'))), {
      ok: false,
      why: 'fenced',
    })
    const claimed = await sure(() => two.engine.claim('c', null))
    holds('It begins anew', claimed.won && [claimed.revision, claimed.data], [0, null])
  },

  async 'what is due is told, oldest first, until a commit says otherwise'({ bed, one, two }) {
    const leases: Lease[] = []
    for (const n of [3, 1, 2, 4]) {
      const lease = await won(one, `due ${n}`)
      await sure(() => one.engine.commit(lease, change(0, 'a', { wakeAt: n * 1000 })))
      leases.push(lease)
    }
    const never = await won(one, 'never')
    await sure(() => one.engine.commit(never, change(0, 'a')))
    const far = await won(one, 'far')
    await sure(() => one.engine.commit(far, change(0, 'a', { wakeAt: 9e12 })))
    await sure(() => one.engine.release(leases[0] as Lease, 1))
    await bed.pass(10)
    const due = (limit: number, lateMs?: number): Promise<readonly string[]> =>
      sure(() => two.engine.overdue(limit, lateMs))
    holds('All, in order', await due(10), ['due 1', 'due 2', 'due 3', 'due 4'])
    holds('The first', await due(2), ['due 1', 'due 2'])
    holds('The late', await due(10, 9e12), [])
    await sure(() => one.engine.commit(leases[1] as Lease, change(1, 'b')))
    await sure(() => one.engine.commit(leases[2] as Lease, change(1, 'b', { wakeAt: 5000 })))
    holds('As of the last commit', await due(10), ['due 3', 'due 4', 'due 2'])
  },

  async 'of nodes that pop a baton at once, one gets it'({ one, two }) {
    for (let n = 0; n < 20; n++) {
      await sure(() => one.engine.put(`b ${n}`, bytes('flow'), 1_000_000))
      const popped = await Promise.all(
        [one, two].map(({ engine, id }) => sure(() => engine.pop(`b ${n}`, id))),
      )
      const winner = popped.findIndex(value => value !== null)
      holds('One of two', popped.filter(value => value !== null).length, 1)
      const { id } = [one, two][winner] as typeof one
      holds('The same token again', await sure(() => two.engine.pop(`b ${n}`, id)), bytes('flow'))
      holds('Nobody else', await sure(() => one.engine.pop(`b ${n}`, 'somebody else')), null)
    }
    holds('What was never laid down', await sure(() => one.engine.pop('none', 'a')), null)
  },

  async 'a baton is forgotten when its time is over'({ bed, one, two }) {
    await sure(() => one.engine.put('b', bytes('flow'), 500))
    await bed.pass(510)
    holds('Gone', await sure(() => two.engine.pop('b', 'a')), null)
  },

  async 'a node that is there is reached, in order; one that is not is not'({ bed, one, two, another }) {
    const third = await another()
    for (let n = 0; n < 10; n++) await sure(() => one.engine.send(two.id, bytes(String(n))))
    await comes(bed, 'All arrive', () => new Set(two.frames).size === 10)
    const firsts = two.frames.filter((frame, at) => two.frames.indexOf(frame) === at)
    holds('In order', firsts, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    holds('Nobody else hears', [one.frames, third.frames], [[], []])
    holds('It is reached', await sure(() => one.engine.send(two.id, bytes('x'))), 1)
    holds('It is alive', await sure(() => one.engine.alive(two.id)), true)
    await third.engine.stop()
    holds('Stopped', await sure(() => one.engine.send(third.id, bytes('x'))), 0)
    holds('Not alive', await sure(() => one.engine.alive(third.id)), false)
    holds('Unknown', await sure(() => one.engine.send('somebody', bytes('x'))), 0)
    await sure(() => one.engine.send(one.id, bytes('self')))
    await comes(bed, 'One hears oneself', () => one.frames.includes('self'))
  },

  async 'a topic reaches those who joined it, and says how many'({ bed, one, two, another }) {
    const third = await another()
    const publish = (topic: string, said: string): Promise<number> =>
      sure(() => one.engine.publish(topic, bytes(said)))
    holds('Nobody', await publish('t', 'nobody'), 0)
    await sure(() => two.engine.join('t'))
    holds('One', await publish('t', 'a'), 1)
    await sure(() => one.engine.join('t'))
    await sure(() => third.engine.join('t'))
    holds('Three, oneself too', await publish('t', 'b'), 3)
    holds('Another topic', await publish('u', 'c'), 0)
    await sure(() => two.engine.leave('t'))
    holds('Two', await publish('t', 'd'), 2)
    await third.engine.stop()
    holds('One', await publish('t', 'e'), 1)
    await comes(bed, 'All arrive', () => one.topics.includes('t: e') && two.topics.includes('t: b'))
    const heard = (topics: readonly string[]): string[] => [...new Set(topics)]
    holds('Heard by one', heard(one.topics), ['t: b', 't: d', 't: e'])
    holds('Heard by two', heard(two.topics), ['t: a', 't: b'])
  },

  async 'an allowance is never exceeded, whoever takes'({ bed, one, two }) {
    const rule = { perSecond: 10, burst: 5 }
    const began = performance.now()
    let given = 0
    const take = async (n: number): Promise<void> => {
      const { engine } = n % 2 === 0 ? one : two
      const taken = await engine.limit('l', rule, 1).catch(() => undefined)
      if (taken?.ok === true) given++
    }
    await Promise.all(Array.from({ length: 20 }, (_, n) => take(n)))
    // Time that really passes may be more than is asked for.
    const most = (askedMs: number): number =>
      rule.burst + Math.floor((Math.max(askedMs, performance.now() - began) * rule.perSecond) / 1000)
    if (given > most(0)) holds('The burst', given, most(0))
    for (let step = 0; step < 10; step++) {
      await bed.pass(100)
      await Promise.all([take(0), take(1), take(2)])
    }
    const all = most(1000) + 2
    if (given > all) holds('The burst, and what came back', given, all)
    if (given < 5) holds('At least something is given', given, 5)
  },

  async 'who is refused learns when to ask again'({ bed, one, two }) {
    const rule = { perSecond: 2, burst: 4 }
    await sure(() => one.engine.limit('l', rule, 4))
    const refused = await sure(() => two.engine.limit('l', rule, 2))
    if (!refused.ok) {
      await bed.pass(refused.retryMs)
      const { ok } = await two.engine.limit('l', rule, 2).catch(() => ({ ok: true }))
      holds('Then', ok, true)
    }
    const never = await sure(() => one.engine.limit('m', rule, 5))
    holds('More than there ever is', never, { ok: false, retryMs: Infinity })
    holds('That took nothing', (await sure(() => one.engine.limit('m', rule, 1))).ok, true)
  },

  async 'what is given back may be had again, and no more than the burst'({ one, two }) {
    const rule = { perSecond: 0.001, burst: 4 }
    await sure(() => one.engine.limit('l', rule, 4))
    holds('Nothing is left', (await sure(() => two.engine.limit('l', rule, 1))).ok, false)
    for (let times = 0; times < 2; times++) await sure(() => one.engine.limit('l', rule, -4))
    let given = 0
    for (let asked = 0; asked < 30; asked++) {
      const taken = await two.engine.limit('l', rule, 1).catch(() => undefined)
      if (taken?.ok === true) given++
    }
    if (given > 4) holds('The burst', given, 4)
    if (given < 1) holds('At least something is given', given, 1)
  },

  async 'keeps whatever bytes and names it is given'({ one, two }) {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const names = ['plain', 'quote \' " \\', 'ümläut 漢字 🎈', 'x'.repeat(200), '%_*{}', ' ']
    const contents = [all, new Uint8Array(0), new Uint8Array(1_000_000).fill(7)]
    for (const [at, name] of names.entries()) {
      const data = contents[at % contents.length] as Uint8Array
      const lease = await won(one, name)
      await sure(() => one.engine.commit(lease, change(0, name, { data })))
      const claimed = await sure(() => two.engine.claim(name, lease))
      holds('As it was', claimed.won && isSame(claimed.data, data), true)
      await sure(() => one.engine.put(name, data, 1_000_000))
      const popped = await sure(() => two.engine.pop(name, 'a'))
      holds('As it was', isSame(popped, data), true)
    }
  },

  async 'many at once do not disturb each other'({ one, two, bed }) {
    const life = async (n: number): Promise<void> => {
      const node = n % 2 === 0 ? one : two
      const lease = await won(node, `many ${n}`)
      for (let revision = 0; revision < 5; revision++) {
        const committed = await sure(() => node.engine.commit(lease, change(revision, `t${revision}`)))
        holds('The next revision', committed.ok && committed.revision, revision + 1)
      }
    }
    await Promise.all(Array.from({ length: 200 }, (_, n) => life(n)))
    await bed.pass(1)
    const claimed = await sure(() => one.engine.claim('many 2', null))
    holds('As it was left', claimed.won && claimed.data, bytes('t4'))
  },

  async 'lets what was asked for finish before it stops'({ one, two }) {
    const lease = await won(one, 'c')
    const committed = one.engine.commit(lease, change(0, 'a')).catch(() => undefined)
    await one.engine.stop()
    if ((await committed) === undefined) return
    const claimed = await sure(() => two.engine.claim('c', lease))
    holds('It is there', claimed.won && claimed.data, bytes('a'))
  },

  async 'what was acknowledged outlives its nodes, where that is said of it'({ one, two, another }) {
    const leases: Lease[] = []
    for (let n = 0; n < 10; n++) {
      const lease = await won(one, `kept ${n}`)
      await sure(() => one.engine.commit(lease, change(0, `data ${n}`, { wakeAt: n })))
      leases.push(lease)
    }
    await one.engine.stop()
    await two.engine.stop()
    if (one.engine.caps.survives === 'nothing') return
    const next = await another()
    holds('What is due', (await sure(() => next.engine.overdue(100))).length, 10)
    for (const [n, lease] of leases.entries()) {
      const claimed = await sure(() => next.engine.claim(`kept ${n}`, lease))
      holds('As it was', claimed.won && [claimed.revision, claimed.data], [1, bytes(`data ${n}`)])
    }
    holds('No node of before is alive', await sure(() => next.engine.alive(one.id)), false)
  },
}
