import { once } from 'node:events'
import { createServer, request, type RequestListener } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { balance, type Place } from './balance.ts'

const servers: { close(): void }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function served(answer: RequestListener): Promise<{ port: number; die(): void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer(answer).listen(0, '127.0.0.1')
  server.on('connection', (socket: Socket) => sockets.add(socket))
  const die = (): void => {
    server.close()
    for (const socket of sockets) socket.resetAndDestroy()
  }
  servers.push({ close: die })
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, die }
}

/** Behind a proxy of ours; what passed is noted. */
async function proxied(
  up: () => readonly Place[],
): Promise<{ url: string; asked: number[]; ended: boolean[] }> {
  const asked: number[] = []
  const ended: boolean[] = []
  const { port } = await served(
    balance(up, {
      asked: ({ id }) => void asked.push(id),
      streams: () => isCut => void ended.push(isCut),
    }),
  )
  return { url: `http://127.0.0.1:${port}`, asked, ended }
}
const three = async (answer: (id: number) => RequestListener) =>
  Promise.all([1, 2, 3].map(async id => ({ id, ...(await served(answer(id))) })))
const says =
  (id: number): RequestListener =>
  (_, response) =>
    void response.end(`${id}`)
const read = async (answer: Response): Promise<string> => `${answer.status} ${await answer.text()}`

describe('the proxy', () => {
  it('asks them in turn, and says who answered', async () => {
    const places = await three(says)
    const { url } = await proxied(() => places)
    const nodes: (string | null)[] = []
    for (let n = 0; n < 6; n++) nodes.push((await fetch(url)).headers.get('x-node'))
    expect(nodes).toEqual(['1', '2', '3', '1', '2', '3'])
  })

  it('passes over whoever is dead, with what was sent, and asks again once it is back', async () => {
    const places = await three(id => async (incoming, response) => {
      let text = ''
      for await (const chunk of incoming) text += String(chunk)
      response.end(`${id} heard ${text}`)
    })
    const { url, asked } = await proxied(() => places)
    places[1]?.die()
    const send = async (): Promise<string> => read(await fetch(url, { method: 'POST', body: 'tea' }))
    expect([await send(), await send(), await send()]).toEqual([
      '200 1 heard tea',
      '200 3 heard tea',
      '200 3 heard tea',
    ])
    expect(asked).toEqual([1, 3, 3])
    places[1] = { id: 2, ...(await served(says(2))) }
    expect([await send(), await send()]).toEqual(['200 1 heard tea', '200 2'])
  })

  it('says to nobody else what one may have heard, unless it was mere looking', async () => {
    const dies: RequestListener = incoming => {
      incoming.resume().on('end', () => incoming.socket.resetAndDestroy())
    }
    const places = await three(id => (id === 1 ? dies : says(id)))
    const { url, asked } = await proxied(() => places)
    expect(await read(await fetch(url))).toBe('200 2')
    asked.splice(0)
    await fetch(url)
    await fetch(url)
    expect((await fetch(url, { method: 'POST', body: 'tea' })).status).toBe(502)
    expect(asked).toEqual([2, 3, 1])
  })

  it('says 503 where nobody is up, or nobody listens', async () => {
    const places = await three(says)
    let up: readonly Place[] = []
    const { url } = await proxied(() => up)
    expect((await fetch(url)).status).toBe(503)
    up = places
    for (const { die } of places) die()
    expect((await fetch(url, { method: 'POST', body: 'tea' })).status).toBe(503)
  })

  it('passes a stream on as it comes, and ends it when its process or its reader does', async () => {
    const left: Promise<unknown>[] = []
    const places = await three(() => (_, response) => {
      left.push(once(response, 'close'))
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data:1\n\n')
    })
    const { url, ended } = await proxied(() => places)
    const open = async (): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
      const reader = (await fetch(url)).body?.getReader()
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data:1\n\n')
      return reader as ReadableStreamDefaultReader<Uint8Array>
    }
    const [one, two] = [await open(), await open()]
    places[0]?.die()
    await expect(one.read()).rejects.toThrow('terminated')
    await expect.poll(() => ended).toEqual([true])
    await two.cancel()
    await left[1]
    await expect.poll(() => ended).toEqual([true, false])
  })

  it('keeps the host, each header and each cookie, and says who asked', async () => {
    let seen: string[] = []
    const place = await served((incoming, response) => {
      seen = incoming.rawHeaders
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.writeHead(207, { 'x-own': 'yes' }).end()
    })
    const { url } = await proxied(() => [{ id: 7, port: place.port }])
    const asked = request(url, {
      headers: { host: 'shop.example', connection: 'close', 'x-a': ['1', '2'] },
    }).end()
    const [answer] = await once(asked, 'response')
    answer.resume()
    expect(answer.statusCode).toBe(207)
    expect(answer.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-own': 'yes', 'x-node': '7' })
    const pairs = seen.flatMap((name, at) => (at % 2 === 0 ? [`${name.toLowerCase()}: ${seen[at + 1]}`] : []))
    expect(pairs).toEqual(
      expect.arrayContaining(['host: shop.example', 'x-a: 1', 'x-a: 2', 'x-forwarded-for: 127.0.0.1']),
    )
  })
})
