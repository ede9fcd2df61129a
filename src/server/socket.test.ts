import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { selfSigned } from '../../test/certificate.ts'
import { Gathered } from './gathered.ts'
import { canTakeOver, SocketSink, takeOver } from './socket.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

async function listening(server: Server): Promise<number> {
  await new Promise<void>(done => server.listen(0, 'localhost', done))
  open.push(() => new Promise(done => server.close(done)))
  return (server.address() as AddressInfo).port
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** What comes of it, so far. */
function reader(socket: Socket, request = GET): { socket: Socket; text: string; ended: boolean } {
  const read = { socket, text: '', ended: false }
  socket.setEncoding('utf8').on('data', (text: string) => (read.text += text))
  socket.on('close', () => (read.ended = true)).on('error', () => {})
  socket.write(request)
  open.push(() => socket.destroy())
  return read
}
const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4)

function take(response: ServerResponse): SocketSink {
  response.removeHeader('transfer-encoding')
  response.writeHead(200, { connection: 'close' })
  return new SocketSink(takeOver(response))
}

describe('a connection that was taken over', () => {
  it('carries head and body, and ends with its last words', async () => {
    const sinks: Gathered[] = []
    const port = await listening(
      createServer((_, response) => void setImmediate(() => sinks.push(new Gathered(take(response))))),
    )
    const read = reader(connect(port, 'localhost'))
    await vi.waitUntil(() => sinks.length === 1)
    const [sink] = sinks as [Gathered]
    let closed = 0
    sink.onClose(() => closed++)
    sink.write('one ')
    sink.write(new TextEncoder().encode('twö '))
    sink.write('three')
    await vi.waitUntil(() => read.text.endsWith('three'))
    expect(read.text).toMatch(/^HTTP\/1.1 200 OK\r\n/)
    expect(read.text.toLowerCase()).not.toContain('transfer-encoding')
    expect(bodyOf(read.text)).toBe('one twö three')
    sink.write('!')
    sink.close()
    await vi.waitUntil(() => read.ended && closed === 1)
    expect(bodyOf(read.text)).toBe('one twö three!')
  })

  it('keeps neither request nor response', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const kept: WeakRef<object>[] = []
    const sinks: SocketSink[] = []
    const server = createServer((request, response) => {
      kept.push(new WeakRef(request), new WeakRef(response))
      setImmediate(later, response)
    })
    const later = (response: ServerResponse): void => void sinks.push(take(response))
    const port = await listening(server)
    const reads = Array.from({ length: 20 }, () => reader(connect(port, 'localhost')))
    await vi.waitUntil(() => reads.every(read => read.text !== ''))
    // Whatever came last may still be named somewhere.
    await vi.waitUntil(() => {
      collect()
      return kept.filter(each => each.deref() !== undefined).length <= 2
    })
    for (const sink of sinks) sink.write(['still here'])
    await vi.waitUntil(() => reads.every(read => read.text.endsWith('still here')))
  })

  it('is over for frameworks and logs, whose listeners on the connection stay', async () => {
    const heard: string[] = []
    const server = createServer((_, response) => {
      for (const event of ['finish', 'close']) response.on(event, () => heard.push(`response ${event}`))
      setImmediate(() => take(response).write(['x']))
    })
    server.on('connection', (socket: Socket) => socket.once('close', () => heard.push('connection close')))
    const read = reader(connect(await listening(server), 'localhost'))
    await vi.waitUntil(() => read.text.endsWith('x'))
    expect(heard).toEqual(['response finish', 'response close'])
    read.socket.destroy()
    await vi.waitUntil(() => heard.length === 3)
    expect(heard[2]).toBe('connection close')
  })

  it.each([
    ['leaves', (socket: Socket) => void socket.end()],
    ['breaks off', (socket: Socket) => void socket.resetAndDestroy()],
    ['asks for something more', (socket: Socket) => void socket.write(GET)],
  ])('is closed when its reader %s', async (_what, act) => {
    let asked = 0
    let closed = 0
    const server = createServer((_, response) => {
      asked++
      setImmediate(() => {
        const sink = take(response)
        sink.onClose(() => closed++)
        sink.write(['x'])
      })
    })
    const read = reader(connect(await listening(server), 'localhost'))
    await vi.waitUntil(() => read.text.endsWith('x'))
    act(read.socket)
    await vi.waitUntil(() => closed === 1)
    expect(asked).toBe(1)
  })

  it('says when what was queued has gone', async () => {
    let sink: SocketSink | undefined
    const server = createServer((_, response) => void setImmediate(() => (sink = take(response))))
    const read = reader(connect(await listening(server), 'localhost'))
    await vi.waitUntil(() => read.text !== '')
    read.socket.pause()
    const chunk = 'x'.repeat(100_000)
    while ((sink?.queued ?? 0) === 0) {
      sink?.write([chunk])
      await new Promise(setImmediate)
    }
    let drained = 0
    sink?.onDrain(() => drained++)
    await new Promise(setImmediate)
    expect(drained).toBe(0)
    read.socket.resume()
    await vi.waitUntil(() => drained === 1)
    expect(sink?.queued).toBe(0)
  })

  it('does not wait for ever for a reader that does not take the last words', async () => {
    let sink: SocketSink | undefined
    let closed = 0
    const server = createServer((_, response) => void setImmediate(() => (sink = take(response))))
    const read = reader(connect(await listening(server), 'localhost'))
    await vi.waitUntil(() => read.text !== '')
    read.socket.pause()
    sink?.onClose(() => closed++)
    const chunk = 'x'.repeat(1_000_000)
    while ((sink?.queued ?? 0) < 5_000_000) sink?.write([chunk])
    sink?.close()
    await vi.waitUntil(() => closed === 1, { timeout: 20_000 })
  })

  it('may be a secure one', async () => {
    let closed = 0
    const server = createSecureServer(
      selfSigned(),
      (_: IncomingMessage, response: ServerResponse) =>
        void setImmediate(() => {
          const sink = take(response)
          sink.onClose(() => closed++)
          sink.write(['secret'])
        }),
    )
    const read = reader(
      connectSecurely({ port: await listening(server), host: 'localhost', rejectUnauthorized: false }),
    )
    await vi.waitUntil(() => read.text.endsWith('secret'))
    read.socket.destroy()
    await vi.waitUntil(() => closed === 1)
  })
})

describe('what cannot be taken over', () => {
  const asked = async (request: string): Promise<boolean[]> => {
    const can: boolean[] = []
    const server = createServer((_, response) =>
      setImmediate(() => {
        can.push(canTakeOver(response))
        setTimeout(() => response.end('x'), 50)
      }),
    )
    const read = reader(connect(await listening(server), 'localhost'), request)
    await vi.waitUntil(() => read.text.includes('\r\n\r\n'))
    return can
  }

  it('is a response that waits behind another', async () => {
    expect(await asked(GET)).toEqual([true])
    expect(await asked(GET + GET)).toEqual([true, false])
  })

  it('is one whose request is not yet at its end', async () => {
    expect(await asked('GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12')).toEqual([false])
  })
})
