// A visitor whose browser stops reading while much is said: it costs a bounded amount, hurts nobody, and is let go in the end; one
// that comes back in time is shown everything afresh. Over real connections, with a clock of the test's.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { component, hear, topic } from 'repartee'
import { afterEach, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'

const news = topic<string>('news')
const Feed = component({
  name: 'feed',
  state: () => ({ last: '' }),
  on: { said: (_s, last: string) => ({ last }) },
  listen: (_s, on) => hear(news, on.said),
  view: s => <p>{s.last}</p>,
})

const SAID = 1000
/** Ten times what the buffers of both ends hold. */
const BYTES = 40_000

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

async function firehose() {
  const clock = standing()
  const edge = edgeOf({ pages: { '/': Feed } }, { clock })
  const pages = handlerOf(edge)
  const sockets: Socket[] = []
  const server = createServer((request, response) => pages.node(request, response)).listen(0, '127.0.0.1')
  server.on('connection', socket => sockets.push(socket))
  await once(server, 'listening')
  open.push(
    () => new Promise(done => server.close(done)),
    () => server.closeAllConnections(),
    () => pages.close(),
  )
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const bob = await new Visitor(request => fetch(request), url).open('/')
  const ada = new Visitor(request => fetch(request), url)
  await ada.get('/')
  const deaf = connect(port, '127.0.0.1')
  const head = Object.entries(ada.headers({ host: 'x', 'rp-cursor': '0' })).map(
    each => `${each.join(': ')}\r\n`,
  )
  deaf.write(`GET ${ada.boot.base}/stream/${ada.boot.cid} HTTP/1.1\r\n${head.join('')}\r\n`)
  await once(deaf, 'data')
  deaf.pause()
  open.push(
    () => deaf.destroy(),
    () => bob.detach(),
  )
  let most = 0
  const say = async (): Promise<void> => {
    for (let n = 1; n <= SAID; n++) {
      edge.runtime.async.publish('news', `${n} ${'x'.repeat(BYTES)}`)
      await new Promise(setImmediate)
      for (const socket of sockets) most = Math.max(most, socket.writableLength)
    }
    await bob.reads(`${SAID} x`)
  }
  const attached = (): boolean => edge.runtime.get(ada.boot.cid)?.stream.attached === true
  return { clock, deaf, say, attached, bob, most: () => most }
}

it('queues little for a visitor that reads nothing, while another hears everything', async () => {
  const { say, bob, attached, most } = await firehose()
  await say()
  expect(most()).toBeGreaterThan(65_536)
  expect(most()).toBeLessThan(65_536 + 2 * BYTES)
  expect(attached()).toBe(true)
  expect(bob.frames.map(({ event }) => event)).not.toContain('resync')
})

it('lets it go when it has taken nothing for a minute', async () => {
  const { clock, say, bob, attached } = await firehose()
  await say()
  for (let second = 0; second < 60; second++) clock.pass(1000)
  expect(attached()).toBe(true)
  for (let second = 0; second < 5; second++) clock.pass(1000)
  await vi.waitUntil(() => !attached())
  expect(bob.frames.map(({ event }) => event)).not.toContain('closed')
})

it('shows it everything afresh when it reads again', async () => {
  const { deaf, say, attached } = await firehose()
  await say()
  let heard = ''
  let bytes = 0
  deaf.setEncoding('latin1').on('data', (text: string) => {
    bytes += text.length
    heard = (heard + text).slice(-2 * BYTES)
  })
  deaf.resume()
  await vi.waitUntil(() => heard.includes('event:resync'), { timeout: 20_000 })
  await vi.waitUntil(() => heard.includes(`${SAID} x`) && heard.endsWith('\n\n'))
  expect(bytes).toBeLessThan((SAID * BYTES) / 2)
  expect(attached()).toBe(true)
})
