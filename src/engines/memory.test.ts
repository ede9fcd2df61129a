import { describe, expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { memory } from './index.ts'
import type { Engine, Lease } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const change = (revision: number, token: string, text = token) => ({
  revision,
  token,
  data: bytes(text),
  ttlMs: 1000,
})

async function claimed(engine: Engine, cid: string): Promise<Lease> {
  const claim = await engine.claim(cid, null)
  if (!claim.won) throw new Error('not won')
  return claim.lease
}

describe('records in memory', () => {
  it('commits by revision, and takes the same token twice for one commit', async () => {
    const engine = memory()
    await engine.start()
    const lease = await claimed(engine, 'c')
    expect(await engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
    expect(await engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
    expect(await engine.commit(lease, change(0, 'b'))).toEqual({ ok: false, why: 'conflict' })
    expect(await engine.commit(lease, change(1, 'b'))).toEqual({ ok: true, revision: 2 })
  })

  it('fences an owner whose epoch has passed', async () => {
    const engine = memory()
    await engine.start()
    const old = await claimed(engine, 'c')
    await engine.commit(old, change(0, 'a', 'kept'))
    await engine.start()
    expect(await engine.claim('c', null)).toMatchObject({ won: false, lease: old })
    const taken = await engine.claim('c', old)
    expect(taken).toMatchObject({ won: true, revision: 1, data: bytes('kept'), lease: { epoch: 2 } })
    expect(await engine.commit(old, change(1, 'b'))).toEqual({ ok: false, why: 'fenced' })
    await engine.drop(old)
    expect(await engine.peek('c')).toMatchObject({ epoch: 2 })
  })

  it('hands a released record to whoever asks, and makes its bytes only then', async () => {
    const engine = memory()
    await engine.start()
    const lease = await claimed(engine, 'c')
    let made = 0
    const data = () => {
      made++
      return bytes('late')
    }
    await engine.commit(lease, { ...change(0, 'a'), data })
    await engine.release(lease, 1)
    expect(made).toBe(0)
    await engine.start()
    expect(await engine.claim('c', null)).toMatchObject({ won: true, data: bytes('late') })
    expect(made).toBe(1)
  })

  it('forgets a record when its time is over, and a dropped one at once', async () => {
    const clock = standing()
    const engine = memory({ clock })
    await engine.start()
    await engine.commit(await claimed(engine, 'c'), change(0, 'a'))
    clock.pass(999)
    expect(await engine.peek('c')).not.toBeNull()
    clock.pass(1)
    expect(await engine.peek('c')).toBeNull()
    await engine.drop(await claimed(engine, 'd'))
    expect(engine.kept.records).toBe(0)
  })
})

describe('batons in memory', () => {
  it('gives a baton to one popper, and to the same one again', async () => {
    const engine = memory()
    await engine.put('c', bytes('flow'), 1000)
    const [one, two] = await Promise.all([engine.pop('c', 'one'), engine.pop('c', 'two')])
    expect([one, two]).toEqual([bytes('flow'), null])
    expect(await engine.pop('c', 'one')).toEqual(bytes('flow'))
  })

  it('leaves nothing of unclaimed batons, although nobody asks for them', async () => {
    const clock = standing()
    const engine = memory({ clock })
    for (let i = 0; i < 1000; i++) await engine.put(String(i), bytes('flow'), 60_000)
    clock.pass(30_000)
    expect(engine.kept.batons).toBe(1000)
    clock.pass(32_000)
    expect(engine.kept.batons).toBe(0)
    expect(clock.waiting).toBe(0)
  })
})
