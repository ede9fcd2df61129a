// What a file may turn out to be, and what is said of it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { standing } from '../../../test/standing.ts'
import { sqlite } from './index.ts'
import type { SqliteOptions } from './index.ts'
import { isFull, troubled } from './trouble.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'repartee-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const file = (name = 'a.db'): string => join(folder, name)
const made = (data: Uint8Array, revision = 0) => ({ revision, token: `t${revision}`, data, ttlMs: 100_000 })

/** An engine on that file, with one conversation. */
async function kept(options: SqliteOptions = {}) {
  const engine = sqlite(file(), options)
  await engine.start()
  const claimed = await engine.claim('c', null)
  await engine.commit(claimed.lease, made(new Uint8Array(100)))
  return { engine, lease: claimed.lease }
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'fine',
    (error: unknown) => (error as { readonly code: unknown }).code,
  )

describe('a file', () => {
  it('of another program is refused, and left as it is', async () => {
    const other = new DatabaseSync(file())
    other.exec('CREATE TABLE theirs (a); PRAGMA user_version = 3')
    other.close()
    const before = readFileSync(file())
    expect(await codeOf(sqlite(file()).start())).toBe('store-foreign')
    expect(readFileSync(file()).equals(before)).toBe(true)
  })

  it('that is no database is refused, and left as it is', async () => {
    writeFileSync(file(), 'Dear diary, '.repeat(1000))
    expect(await codeOf(sqlite(file()).start())).toBe('store-foreign')
    expect(readFileSync(file(), 'utf8')).toContain('Dear diary')
  })

  it('of a newer version is refused', async () => {
    const { engine } = await kept()
    await engine.stop()
    const later = new DatabaseSync(file())
    later.exec('PRAGMA user_version = 1000')
    later.close()
    expect(await codeOf(sqlite(file()).start())).toBe('store-foreign')
  })

  it('in a folder that is not there is refused with the name of the folder', async () => {
    const started = sqlite(join(folder, 'none', 'a.db')).start()
    await expect(started).rejects.toThrow(join(folder, 'none'))
    expect(await codeOf(sqlite(join(folder, 'none', 'a.db')).start())).toBe('store-missing')
    expect(await codeOf(sqlite(folder).start())).toBe('store-missing')
  })

  it('that is damaged is refused', async () => {
    const { engine } = await kept()
    await engine.stop()
    const bytes = readFileSync(file())
    bytes.fill(0xff, 4096 + 8, bytes.length)
    writeFileSync(file(), bytes)
    expect(await codeOf(sqlite(file()).start())).toBe('store-corrupt')
  })

  it('that was cut off is refused, or found damaged where somebody asks', async () => {
    const { engine } = await kept()
    await engine.stop()
    writeFileSync(file(), readFileSync(file()).subarray(0, 5 * 4096))
    expect(await codeOf(sqlite(file()).start())).toBe('store-corrupt')
  })

  it.each(['', ':memory:', 'file:a.db?mode=memory'])('called %j is none', name => {
    expect(() => sqlite(name)).toThrow('the path of a file')
  })

  it('is not looked for before it is opened', async () => {
    const engine = sqlite(file('none.db'))
    expect(await codeOf(engine.peek('c'))).toBe('not-open')
  })
})

describe('a store', () => {
  it('that is full says so, changes nothing, and goes on when there is room', async () => {
    const { engine, lease } = await kept({ maxBytes: 200_000 })
    expect(await codeOf(engine.commit(lease, made(new Uint8Array(1_000_000), 1)))).toBe('store-full')
    const [others, tooMuch] = await Promise.all([
      codeOf(engine.commit(lease, made(new Uint8Array(10), 1))),
      codeOf(engine.put('large', new Uint8Array(1_000_000), 1000)),
    ])
    expect([others, tooMuch]).toEqual(['fine', 'store-full'])
    expect(await engine.commit(lease, made(new Uint8Array(10), 2))).toEqual({ ok: true, revision: 3 })
    await engine.stop()
  })

  it('that others hold too long says so, and goes on when they let go', async () => {
    const { engine, lease } = await kept()
    const other = new DatabaseSync(file())
    other.exec('BEGIN IMMEDIATE')
    const late = engine.commit(lease, made(new Uint8Array(10), 1))
    await new Promise(done => setTimeout(done, 50))
    other.exec('ROLLBACK')
    expect(await late).toEqual({ ok: true, revision: 2 })
    other.exec('BEGIN IMMEDIATE')
    expect(await codeOf(engine.commit(lease, made(new Uint8Array(10), 2)))).toBe('store-locked')
    // Whoever only looks is not in the way of whoever writes.
    expect(await engine.peek('c')).toEqual(lease)
    other.close()
    expect(await engine.commit(lease, made(new Uint8Array(10), 2))).toEqual({ ok: true, revision: 3 })
    await engine.stop()
  })

  it('that cannot be written is told from one that is full', async () => {
    const { engine } = await kept()
    const only = new DatabaseSync(file(), { readOnly: true })
    let thrown: unknown
    try {
      only.exec('DELETE FROM conversation')
    } catch (error) {
      thrown = error
    }
    only.close()
    expect(troubled('a.db', thrown).code).toBe('store-read-only')
    expect(isFull(thrown)).toBe(false)
    await engine.stop()
  })

  it('says on four lines what is wrong, names the file, and has the cause', () => {
    const cause = Object.assign(new Error('disk I/O error'), { errcode: 10 })
    const error = troubled('a.db', cause)
    expect(error.message.split('\n')).toEqual([
      'a.db could not be read or written [store-failed]',
      '  expected: a volume that works',
      '  got:      disk I/O error',
      '  try:      look at the system log for errors of the disk; what was acknowledged is kept',
    ])
    expect(error.cause).toBe(cause)
  })

  it('is copied while it is used', async () => {
    const { engine, lease } = await kept()
    const more = Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        const claimed = await engine.claim(`more ${n}`, null)
        return engine.commit(claimed.lease, made(new Uint8Array(5000)))
      }),
    )
    await engine.backup(file('b.db'))
    await more
    expect(await codeOf(engine.backup(file('b.db')))).toBe('bad-argument')
    await engine.stop()
    const copy = sqlite(file('b.db'))
    await copy.start()
    await copy.check()
    expect(await copy.claim('c', lease)).toMatchObject({ won: true, revision: 1, data: new Uint8Array(100) })
    await copy.stop()
  })

  it('gives conversations out as lines and takes them in again', async () => {
    const { engine } = await kept()
    const line = await engine.export('c')
    expect(await engine.export('none')).toBeNull()
    expect(await engine.import(line!)).toBe(false)
    await engine.stop()
    const other = sqlite(file('b.db'))
    await other.start()
    expect(await other.import(line!)).toBe(true)
    expect(await other.claim('c', null)).toMatchObject({
      won: true,
      revision: 1,
      data: new Uint8Array(100),
      lease: { epoch: 2 },
    })
    for (const bad of ['', '{}', '[]', 'null', '{"cid":1}', line!.slice(0, -5)])
      expect(await codeOf(other.import(bad))).toBe('bad-argument')
    await other.stop()
  })

  it('lists its conversations page by page, with how much they are', async () => {
    const clock = standing()
    const { engine } = await kept({ clock })
    for (let n = 0; n < 5; n++) {
      const claimed = await engine.claim(`d${n}`, null)
      await engine.commit(claimed.lease, { ...made(new Uint8Array(n)), wakeAt: n })
    }
    const first = await engine.list({ limit: 4 })
    const rest = await engine.list({ limit: 4, after: first.at(-1)!.cid })
    expect([...first, ...rest].map(({ cid, bytes, wake }) => [cid, bytes, wake])).toEqual([
      ['c', 100, null],
      ['d0', 0, 0],
      ['d1', 1, 1],
      ['d2', 2, 2],
      ['d3', 3, 3],
      ['d4', 4, 4],
    ])
    expect(first[0]).toMatchObject({ revision: 1, epoch: 1, updated: clock.now() })
    const { conversations, bytes } = await engine.size()
    expect(conversations).toBe(6)
    expect(bytes).toBeGreaterThan(4096)
    await engine.stop()
  })

  it('forgets what is past its time by itself, some in each turn', async () => {
    const clock = standing()
    const { engine, lease } = await kept({ clock })
    await engine.commit(lease, { ...made(new Uint8Array(1), 1), ttlMs: 1e9 })
    await Promise.all(
      Array.from({ length: 1000 }, async (_, n) => {
        const claimed = await engine.claim(`d${n}`, null)
        await engine.commit(claimed.lease, { ...made(new Uint8Array(10)), ttlMs: 20_000 })
        await engine.put(`b${n}`, new Uint8Array(10), 20_000)
      }),
    )
    clock.pass(30_000)
    const look = new DatabaseSync(file(), { readOnly: true })
    const left = (table: string) => look.prepare(`SELECT count(*) AS n FROM ${table}`).get()!['n']
    for (let looks = 0; looks < 1000 && (left('conversation') !== 1 || left('baton') !== 0); looks++) {
      clock.pass(1000)
      await new Promise(done => setImmediate(done))
    }
    expect([left('conversation'), left('baton')]).toEqual([1, 0])
    look.close()
    await engine.stop()
  })

  it('forgets what was claimed and never committed after a minute', async () => {
    const clock = standing()
    const { engine } = await kept({ clock })
    await engine.claim('d', null)
    clock.pass(59_000)
    expect(await engine.peek('d')).not.toBeNull()
    clock.pass(2000)
    expect(await engine.peek('d')).toBeNull()
    await engine.stop()
  })
})

it('keeps what is published for a node that is silent for a while, and tells it that it was taken for dead', async () => {
  const [ours, theirs] = [standing(), standing()]
  let resyncs = 0
  const heard: number[] = []
  const still = sqlite(file(), { clock: ours })
  const node = await still.start({
    frame() {},
    topic: (_, [n]) => void heard.push(n ?? 0),
    resync: () => void resyncs++,
  })
  await still.join('t')
  const other = sqlite(file(), { clock: theirs })
  await other.start()
  const turn = (clock: typeof ours, ms: number): Promise<void> => {
    clock.pass(ms)
    return new Promise(done => setTimeout(done, 5))
  }
  await turn(ours, 1000)
  await turn(theirs, 4100)
  expect([await other.alive(node), await other.publish('t', new Uint8Array([7]))]).toEqual([false, 0])
  // Its sign of life is on the way, and takes long to be written.
  const lock = new DatabaseSync(file())
  lock.exec('BEGIN IMMEDIATE')
  await turn(ours, 1000)
  await turn(ours, 2100)
  lock.exec('COMMIT')
  lock.close()
  await vi.waitFor(async () => expect(await other.alive(node)).toBe(true))
  await vi.waitFor(() => expect([heard, resyncs]).toEqual([[7], 1]))
  await still.stop()
  await other.stop()
})

it('tells a node that stood still so long that others forgot it, and joins its topics again', async () => {
  const [ours, theirs] = [standing(), standing()]
  let resyncs = 0
  const turns = async (clock: typeof ours, seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      clock.pass(1000)
      for (let turn = 0; turn < 5; turn++) await new Promise(done => setImmediate(done))
    }
  }
  const still = sqlite(file(), { clock: ours })
  const node = await still.start({ frame() {}, topic() {}, resync: () => void resyncs++ })
  await still.join('t')
  const other = sqlite(file(), { clock: theirs })
  await other.start()
  await turns(ours, 2)
  await turns(theirs, 2)
  expect([await other.alive(node), await other.publish('t', new Uint8Array(1))]).toEqual([true, 1])
  await turns(theirs, 40)
  expect([await other.alive(node), await other.publish('t', new Uint8Array(1))]).toEqual([false, 0])
  expect(resyncs).toBe(0)
  ours.pass(39_000)
  await turns(ours, 2)
  expect(resyncs).toBe(1)
  expect([await other.alive(node), await other.publish('t', new Uint8Array(1))]).toEqual([true, 1])
  await still.stop()
  await other.stop()
})

it('loads SQLite when an engine starts, and not before', () => {
  const program = `
    import { memory } from 'repartee/engines'
    import { sqlite } from 'repartee/engines/sqlite'
    const loaded = () => process.moduleLoadList.some(name => name === 'NativeModule sqlite' || name === 'Internal Binding sqlite')
    await memory().start()
    const engine = sqlite(${JSON.stringify(file())})
    const before = loaded()
    await engine.start()
    console.log(before, loaded())
    await engine.stop()`
  const args = ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', program]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()).toBe('false true')
})

it('says what is missing where the runtime has no SQLite', () => {
  const program = `
    import { sqlite } from 'repartee/engines/sqlite'
    await sqlite(${JSON.stringify(file())}).start().catch(error => console.log(error.code, error.message.split('\\n')[1]))`
  const args = [
    '--no-experimental-sqlite',
    '--conditions=source',
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    program,
  ]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()).toBe(
    'store-unsupported   expected: the module node:sqlite: Node 22.13 or later',
  )
})
