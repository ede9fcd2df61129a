// Two processes on one file: what one acknowledged the other finds, and who was killed is fenced, not waited for.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sqlite } from './index.ts'
import type { SqliteEngine } from './index.ts'
import type { Said } from './processes.fixture.ts'

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const file = (): string => join(folder, 'a.db')
const text = (data: Uint8Array | null): string => new TextDecoder().decode(data ?? undefined).trimEnd()

/** A process that commits, and what it was told of. */
async function running(name: string, durability: 'full' | 'normal' = 'full') {
  const child = fork(new URL('./processes.fixture.ts', import.meta.url), [file(), name, durability], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
    // One of them is to fail.
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  })
  children.push(child)
  const revisions = new Map<string, number>()
  const heard: string[] = []
  let node: string | undefined
  child.on('message', (said: Said) => {
    if (said.is === 'acknowledged') revisions.set(said.cid, said.revision)
    else if (said.is === 'heard') heard.push(said.text)
    else if (said.is === 'up') node = said.node
  })
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds() && child.exitCode === null && child.signalCode === null)
      await new Promise(done => setTimeout(done, 5))
  }
  await until(() => node !== undefined)
  return { child, revisions, heard, until, node: node ?? '' }
}

/** Everything that was acknowledged is there, and what is there is whole. */
async function holdsAll(engine: SqliteEngine, revisions: ReadonlyMap<string, number>): Promise<void> {
  for (const [cid, revision] of revisions) {
    const claimed = await engine.claim(cid, await engine.peek(cid))
    if (!claimed.won) throw new Error(`${cid} was not won`)
    expect(claimed.revision).toBeGreaterThanOrEqual(revision)
    expect(text(claimed.data)).toBe(`${cid} ${claimed.revision}`)
  }
}

it.each(['full', 'normal'] as const)(
  'keeps what it acknowledged when it is killed, with %s',
  async durability => {
    for (let round = 0; round < 3; round++) {
      const { child, revisions, until, node } = await running('k', durability)
      await until(() => revisions.size === 10 && Math.max(...revisions.values()) > (round + 1) * 40)
      const engine = sqlite(file())
      await engine.start()
      expect(await engine.alive(node)).toBe(true)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(await engine.alive(node)).toBe(false)
      expect(revisions.size).toBe(10)
      await holdsAll(engine, revisions)
      await engine.check()
      await engine.stop()
    }
  },
)

it('is made once by two that start at once; both commit and hear each other; one drains and the other goes on', async () => {
  const [old, next] = await Promise.all([running('old'), running('new')])
  await old.until(() => old.revisions.size === 10)
  await next.until(() => next.revisions.size === 10)
  const engine = sqlite(file())
  await engine.start()
  expect(await engine.publish('news', new TextEncoder().encode('hello'))).toBe(2)
  expect(await engine.send(next.node, new TextEncoder().encode('only you'))).toBe(1)
  await old.until(() => old.heard.length > 0)
  await next.until(() => next.heard.length > 1)
  expect([old.heard, next.heard]).toEqual([['news: hello'], ['news: hello', 'only you']])
  old.child.send('drain')
  await once(old.child, 'exit')
  expect(old.child.exitCode).toBe(0)
  const [first] = [...old.revisions.keys()]
  expect((await engine.peek(first ?? ''))?.owner).toBe('')
  await holdsAll(engine, old.revisions)
  const before = next.revisions.get('new 0') ?? 0
  await next.until(() => (next.revisions.get('new 0') ?? 0) > before + 20)
  // What the other one owns is not to be had while nobody says that it is dead.
  expect(await engine.claim('new 0', null)).toMatchObject({ won: false, lease: { owner: next.node } })
  next.child.send('drain')
  await once(next.child, 'exit')
  await holdsAll(engine, next.revisions)
  await engine.stop()
})

it('fences one that was given up, however alive it is', async () => {
  const { child, revisions, until } = await running('z')
  await until(() => revisions.size === 10)
  const engine = sqlite(file())
  await engine.start()
  const taken = await engine.claim('z 3', await engine.peek('z 3'))
  expect(taken.won).toBe(true)
  await once(child, 'exit')
  expect((await engine.peek('z 3'))?.epoch).toBe(2)
  await engine.stop()
})
