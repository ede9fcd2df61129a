// Pages and streams in fewer bytes, over real connections: what comes out at the other end is the same.
import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as zlib from 'node:zlib'
import { component } from 'repartee'
import { page } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Visitor } from '../../test/visitor.ts'
import { encodingFor } from './compressed.ts'
import { edgeOf, handlerOf } from './handler.ts'

const Long = component({
  name: 'long',
  state: () => ({ n: 0 }),
  on: { more: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <div>
      <button onClick={on.more}>more</button>
      {Array.from({ length: 400 }, (_, i) => (
        <p>
          This is line {i}, after {s.n} changes.
        </p>
      ))}
    </div>
  ),
})

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

async function serving() {
  const edge = edgeOf({ pages: { '/': Long, '/small': page(Long, { compress: true }) } })
  const pages = handlerOf(edge)
  const server = createServer((asked, response) => pages.node(asked, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(
    () => new Promise(done => server.close(done)),
    () => server.closeAllConnections(),
    () => pages.close(),
  )
  const { port } = server.address() as AddressInfo
  const get = async (path: string, headers: Record<string, string>): Promise<IncomingMessage> => {
    const asked = request({ port, path, headers, agent: false }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    open.push(() => answer.destroy())
    return answer
  }
  return { edge, get, url: `http://127.0.0.1:${port}` }
}

/** Everything that came, as text, so far. */
function heard(answer: IncomingMessage): { text: string; bytes: number } {
  const so = { text: '', bytes: 0 }
  const unzip = { gzip: zlib.createGunzip, zstd: zlib.createZstdDecompress }[
    answer.headers['content-encoding'] as 'gzip'
  ]
  const plain = unzip === undefined ? answer : answer.pipe(unzip())
  answer.on('data', (chunk: Buffer) => (so.bytes += chunk.length))
  plain.on('data', (chunk: Buffer) => (so.text += chunk.toString()))
  plain.on('error', () => {})
  return so
}

describe('a page that asks to be compressed', () => {
  it.each(['gzip', 'zstd'])('is, in %s, and so is its stream, frame by frame', async encoding => {
    const { edge, get, url } = await serving()
    const accepted = { 'accept-encoding': encoding }
    const whole = heard(await get('/small', accepted))
    await vi.waitUntil(() => whole.text.includes('</html>'))
    expect(whole.bytes).toBeLessThan(whole.text.length / 3)
    const ada = new Visitor(asked => fetch(asked), url)
    await ada.get('/small')
    const held = (): unknown => edge.runtime.get(ada.boot.cid)
    const answer = await get(
      `${ada.boot.base}/stream/${ada.boot.cid}`,
      ada.headers({ ...accepted, 'rp-cursor': '0' }),
    )
    expect(answer.headers['content-encoding']).toBe(encoding)
    const stream = heard(answer)
    await vi.waitUntil(() => stream.text.includes('event:hello'))
    for (let n = 1; n <= 3; n++) {
      expect((await ada.click('more')).status).toBe(204)
      await vi.waitUntil(() => stream.text.includes(`id:${n}\n`) && stream.text.endsWith('\n\n'))
    }
    expect(stream.bytes).toBeLessThan(stream.text.length / 3)
    expect(held()).toBeDefined()
    answer.destroy()
    await vi.waitUntil(() => edge.runtime.get(ada.boot.cid)?.stream.attached === false)
  })

  it('is sent as it is to whoever takes nothing else, and so are pages that do not ask', async () => {
    const { get } = await serving()
    expect((await get('/small', {})).headers['content-encoding']).toBeUndefined()
    expect((await get('/', { 'accept-encoding': 'gzip, zstd' })).headers['content-encoding']).toBeUndefined()
  })

  it('has the last words of its stream in full', async () => {
    const { edge, get, url } = await serving()
    const ada = new Visitor(asked => fetch(asked), url)
    await ada.get('/small')
    const headers = ada.headers({ 'accept-encoding': 'gzip', 'rp-cursor': '0' })
    const answer = await get(`${ada.boot.base}/stream/${ada.boot.cid}`, headers)
    const stream = heard(answer)
    await vi.waitUntil(() => stream.text.includes('event:hello'))
    await edge.close()
    await vi.waitUntil(() => stream.text.includes('event:reload'))
    await vi.waitUntil(() => answer.complete)
  })
})

it('what a reader takes is read from its header', () => {
  expect(encodingFor('gzip, deflate, br, zstd')).toBe('zstd')
  expect(encodingFor('gzip;q=1.0, *;q=0.5')).toBe('gzip')
  expect(encodingFor('zstd;q=0, gzip')).toBe('gzip')
  for (const none of [undefined, '', 'br', 'identity', 'gzip;q=0', 'gzip; q=0.000'])
    expect(encodingFor(none)).toBeUndefined()
})
