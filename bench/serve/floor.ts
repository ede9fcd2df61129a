// The floor: what node:http alone asks for the same bytes. The same requests, and nothing happens for them: a POST is answered with
// 204 and a frame, made beforehand, is written to the response that the visitor holds open (or to everybody's).
// Checks nothing, renders nothing, keeps the open responses and nothing else.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Sizes {
  /** Of a page and of a frame, bytes. */
  readonly page: number
  readonly frame: number
}

export async function floor(sizes: Sizes): Promise<number> {
  const streams = new Map<string, ServerResponse>()
  const frame = `id:1\ndata:${'x'.repeat(Math.max(0, sizes.frame - 12))}\n\n`
  const hello = 'event:hello\ndata:{"n":0,"seen":0}\n\n'
  const server = createServer((request, response) => {
    const { url = '' } = request
    const cid = url.slice(-22)
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { offer } = JSON.parse(Buffer.concat(chunks).toString()) as { offer: string }
        response.writeHead(204).end()
        if (offer === 'all') for (const stream of streams.values()) stream.write(frame)
        else streams.get(cid)?.write(frame)
      })
    } else if (url.startsWith('/_rp/stream/')) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(hello)
      streams.set(cid, response)
      response.on('close', () => streams.delete(cid))
    } else {
      const boot = JSON.stringify({ base: '/_rp', cid: randomBytes(16).toString('base64url'), token: '' })
      const start = `<!doctype html><meta name="repartee" content="${boot.replaceAll('"', '&quot;')}">`
      const body = start + 'x'.repeat(Math.max(0, sizes.page - start.length))
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length })
        .end(body)
    }
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}
