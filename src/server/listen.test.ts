import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from 'repartee/engines/sqlite'
import { serve } from 'repartee/server'
import { afterEach, describe, expect, it } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import { listen, troubleOf, type Listening } from './listen.ts'

const open: Listening[] = []
afterEach(async () => {
  for (const each of open.splice(0)) {
    void each.refuse()
    await each.end()
  }
})

type Answer = Parameters<typeof listen>[1]
async function begun(answer: Answer, port = 0, sharePort = true): Promise<Listening> {
  const made = await listen({ port, sharePort }, answer)
  open.push(made)
  return made
}
const says =
  (words: string): Answer =>
  (_, response) =>
    void response.end(words)
const portOf = ({ url }: Listening): number => Number(new URL(url).port)

const connected = (port: number): Promise<Socket> =>
  new Promise(done => {
    const socket = connect(port, 'localhost', () => done(socket))
  })
const ASK = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'
/** All that comes until the connection is over. */
const restOf = (socket: Socket): Promise<string> => text(Readable.from(socket))

describe('a shared port', () => {
  it('has several listeners, and those who come reach the one that is left', async () => {
    const one = await begun(says('one'))
    await begun(says('two'), portOf(one))
    void one.refuse()
    await one.end()
    for (let times = 0; times < 20; times++)
      expect(await (await fetch(one.url, { headers: { connection: 'close' } })).text()).toBe('two')
  })

  it('is not shared with whoever does not say so', async () => {
    const one = await begun(says('one'))
    const alone = begun(says('two'), portOf(one), false)
    await expect(alone).rejects.toThrow(/is taken \[busy\]/)
    const own = await begun(says('three'), 0, false)
    await expect(begun(says('four'), portOf(own))).rejects.toThrow(/start both with sharePort/)
  })

  it('is refused in four lines where the system cannot', () => {
    const error = Object.assign(new Error('listen ENOTSUP'), { code: 'ENOTSUP' })
    const trouble = troubleOf(error, 3000, 'localhost', true)
    expect(trouble).toMatchObject({ code: 'bad-argument', cause: error })
    expect(trouble.message.split('\n')).toHaveLength(4)
    expect(troubleOf(error, 3000, 'localhost', false)).toBe(error)
  })
})

describe('a server that refuses', () => {
  it('still answers who has just connected, and whom it is answering, and tells both to come back elsewhere', async () => {
    let finish = (): void => {}
    const server = await begun((request, response) => {
      if (request.url === '/') return void response.end('here')
      finish = () => void response.end('late')
      asked()
    })
    let asked = (): void => {}
    const isAsked = new Promise<void>(done => (asked = done))
    const [fresh, busy, idle] = [
      await connected(portOf(server)),
      await connected(portOf(server)),
      await connected(portOf(server)),
    ]
    idle.write(ASK)
    await new Promise(done => idle.once('data', done))
    busy.write(ASK.replace('/', '/late'))
    await isAsked
    const refused = server.refuse()
    // Nothing is under way there.
    expect(await restOf(idle)).toBe('')
    fresh.write(ASK)
    expect(await restOf(fresh)).toMatch(/^HTTP\/1.1 200 [^]*connection: close[^]*here/i)
    finish()
    expect(await restOf(busy)).toMatch(/^HTTP\/1.1 200 [^]*connection: close[^]*late/i)
    await refused
    await server.end()
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  })

  it('leaves whoever neither asks nor goes', async () => {
    const server = await begun(says('here'))
    const silent = await connected(portOf(server))
    const over = new Promise(done => silent.once('close', done))
    await server.refuse()
    await server.end()
    await over
  })
})

it('a server does not listen where its conversations cannot be kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'listen-'))
  const serving = serve({ pages: { '/': Counter }, engine: sqlite(join(folder, 'none', 'a.db')), port: 0 })
  await expect(serving).rejects.toMatchObject({ code: 'store-missing' })
  rmSync(folder, { recursive: true })
})
