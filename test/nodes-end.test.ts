// The gallery on several processes is ended, in good order and without a word: nothing that it started is left.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { begin } from './outlive/program.ts'
import { Visitor } from './visitor.ts'

const PATIENCE = { timeout: 60_000 }
const folder = mkdtempSync(join(tmpdir(), 'nodes-end-'))
const env = { PORT: '0', DATA: join(folder, 'gallery.db') }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const answers = (port: number): Promise<boolean> =>
  new Promise(done => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done(true)
    }).on('error', () => done(false))
  })

describe('the gallery on two processes', () => {
  it.each([
    ['ends them and the store when it is told to', 'SIGINT', 0],
    ['leaves neither them nor the store where it is killed', 'SIGKILL', 'SIGKILL'],
  ] as const)('%s', async (_, signal, how) => {
    const gallery = await begin('examples/gallery/main.tsx', env, ['--nodes', '2'])
    const operator = await new Visitor(request => fetch(request), gallery.url).open('/nodes')
    await operator.reads('Node 2 is up')
    const html = operator.page.html()
    const pids = [...html.matchAll(/process<\/dt>\s*<dd>(\d+)/g)].map(([, pid]) => Number(pid))
    const store = Number(/port (\d+)/.exec(html)?.[1])
    expect([pids.length, pids.every(isThere), await answers(store)]).toEqual([2, true, true])
    expect((await fetch(`${gallery.url}/counter`)).status).toBe(200)
    expect(await gallery.stop(signal)).toBe(how)
    await expect.poll(() => pids.filter(isThere), PATIENCE).toEqual([])
    await expect.poll(() => answers(store), PATIENCE).toBe(false)
    expect(gallery.said()).toBe('')
  })

  it('says in four lines what is wrong with a number that is none', async () => {
    const failed = await begin('examples/gallery/main.tsx', env, ['--nodes', 'many']).catch(String)
    expect(failed).toMatch(
      /does not understand.*\n {2}expected:.*\n {2}got: {6}--nodes many\n {2}try: .*--nodes 3/,
    )
  })

  it('says in four lines that there is no server to share, where there is none', async () => {
    // Nothing is installed by whoever finds no program to do it with.
    const failed = await begin('examples/gallery/main.tsx', { ...env, PATH: folder }, ['--nodes', '2']).catch(
      String,
    )
    expect(failed).toMatch(
      /need a Redis server.*\n {2}expected:.*\n {2}got:.*\n {2}try: .*apt-get install redis-server/,
    )
  })
})
