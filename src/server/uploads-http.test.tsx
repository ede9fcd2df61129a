// Files over real sockets, from clients that lie, dawdle, break off and push: what is taken is bounded, and others do not notice.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Visitor } from '../../test/visitor.ts'
import { handler, serve } from './handler.ts'
import { albumIn, bytesOf, checksum, FILES, PHOTO, Sender } from './uploads.fixture.tsx'

let folder: string
const open: (() => Promise<unknown> | void)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-http-'))
})
afterEach(async () => {
  for (const close of open.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

const options = () => ({ pages: { '/': albumIn(folder) }, uploads: { folder } })

async function serving(): Promise<string> {
  const { url, close } = await serve({ ...options(), port: 0 })
  open.push(close)
  return url
}

async function arrive(url: string): Promise<{ ada: Visitor; sender: Sender }> {
  const ada = await new Visitor(each => fetch(each), url).open('/')
  open.unshift(() => ada.detach())
  return { ada, sender: new Sender(ada) }
}

/** A socket on which the head of a piece was written, and what it says of its body. */
function piece(ada: Visitor, sender: Sender, id: string, at: number, body: string): Socket {
  const { port, host, pathname } = new URL(`${sender.base}/${id}`)
  const socket = connect(Number(port), 'localhost')
  open.unshift(() => void socket.destroy())
  socket.on('error', () => {})
  const headers = ada.headers({ host, origin: ada.origin, 'rp-at': String(at) })
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`PUT ${pathname} HTTP/1.1\r\n${lines.join('')}${body}\r\n\r\n`)
  return socket
}
const answerOf = (socket: Socket): Promise<string> =>
  new Promise(done => {
    let said = ''
    socket.on('data', data => {
      said += String(data)
      if (said.includes('\r\n\r\n')) done(said)
    })
    socket.on('close', () => done(said))
  })
const received = (sender: Sender, id: string, bytes: number): Promise<void> =>
  vi.waitFor(() => expect(sizeOf(id)).toBe(bytes), { timeout: 15_000 })
const sizeOf = (id: string): number =>
  Number(execFileSync('sh', ['-c', `cat ${folder}/repartee-*/${id} | wc -c`], { encoding: 'utf8' }))

/** Ada's file goes on as if nothing had been. */
async function goesOn(
  ada: Visitor,
  sender: Sender,
  id: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const at = (await sender.at(id))!
  expect((await sender.put(id, at, bytes.subarray(at))).status).toBe(204)
  await ada.send({ offer: FILES.offer, fields: { '': [{ id }] } })
  await ada.reads(`read big ${checksum(bytes)}`)
}

describe('a client', () => {
  const bytes = bytesOf(100_000, 5)
  const begun = async () => {
    const arrived = await arrive(await serving())
    const id = await arrived.sender.begun({ ...FILES, name: 'big', size: bytes.length })
    return { ...arrived, id }
  }

  it('that breaks off in the middle has sent what has arrived', async () => {
    const { ada, sender, id } = await begun()
    const socket = piece(ada, sender, id, 0, 'content-length: 100000')
    socket.write(bytes.subarray(0, 40_000))
    await received(sender, id, 40_000)
    socket.resetAndDestroy()
    expect(await sender.at(id)).toBe(40_000)
    await goesOn(ada, sender, id, bytes)
  })

  it('whose connection died unnoticed is overtaken by its next one', async () => {
    const { ada, sender, id } = await begun()
    const socket = piece(ada, sender, id, 0, 'content-length: 100000')
    socket.write(bytes.subarray(0, 30_000))
    await received(sender, id, 30_000)
    const said = answerOf(socket)
    await goesOn(ada, sender, id, bytes)
    socket.write(bytes.subarray(30_000, 60_000))
    expect(await said).toMatch(/^HTTP\/1.1 409 /)
  })

  it('that says more than it announced is refused before it is read, and stopped where it hides it', async () => {
    const { ada, sender, id } = await begun()
    const said = answerOf(piece(ada, sender, id, 0, 'content-length: 100001\r\nconnection: close'))
    expect(await said).toMatch(/^HTTP\/1.1 413 /)
    expect(await sender.at(id)).toBe(0)
    const socket = piece(ada, sender, id, 0, 'transfer-encoding: chunked')
    const hidden = answerOf(socket)
    const chunk = Buffer.concat([Buffer.from('ea60\r\n'), bytes.subarray(0, 60_000), Buffer.from('\r\n')])
    socket.write(chunk)
    socket.write(chunk)
    expect(await hidden).toMatch(/^HTTP\/1.1 413 /)
    expect(sizeOf(id)).toBeLessThanOrEqual(100_000)
    await goesOn(ada, sender, id, bytes)
  })

  it('that says less than it sends has sent no more than it said', async () => {
    const { ada, sender, id } = await begun()
    const socket = piece(ada, sender, id, 0, 'content-length: 10')
    const said = answerOf(socket)
    socket.write(bytes.subarray(0, 5000))
    // What follows is no request, and may be answered first.
    expect(await said).toMatch(/^HTTP\/1.1 (204|400) /)
    expect(await sender.at(id)).toBeLessThanOrEqual(10)
    await goesOn(ada, sender, id, bytes)
  })

  it('that sends a byte now and then keeps nobody, and is no hindrance to itself', async () => {
    const { ada, sender, id } = await begun()
    const sockets = Array.from({ length: 20 }, () => piece(ada, sender, id, 0, 'content-length: 100000'))
    for (const socket of sockets) socket.write('x')
    // Whoever came last may write; of the others none is waited for.
    const overtaken = sockets.map(answerOf)
    await vi.waitFor(async () => expect(await sender.at(id)).toBeLessThanOrEqual(1), { timeout: 15_000 })
    expect((await Promise.all(overtaken)).every(said => said === '' || said.startsWith('HTTP/1.1 409'))).toBe(
      true,
    )
    const other = await sender.send({ ...FILES, name: 'big' }, bytes)
    await ada.send({ offer: FILES.offer, fields: { '': [{ id: other }] } })
    await ada.reads(`read big ${checksum(bytes)}`)
  })

  it('that sends fifty at once has each of them arrive as it was', async () => {
    const { ada, sender } = await begun()
    const all = Array.from({ length: 50 }, (_, at) => bytesOf(20_000 + at * 777, at + 1))
    const ids = await Promise.all(
      all.map((each, at) => sender.send({ ...FILES, name: `n${at}` }, each, 9000)),
    )
    await ada.send({ offer: FILES.offer, fields: { '': ids.map(id => ({ id })) } })
    for (const [at, each] of all.entries()) await ada.reads(`read n${at} ${checksum(each)}`)
  })
})

it('files come through somebody else’s server by fetch as they do over node:http', async () => {
  const pages = handler(options())
  const server = createServer(
    (asked, answered) => void getRequestListener(each => pages.fetch(each))(asked, answered),
  )
  await new Promise<void>(done => server.listen(0, 'localhost', done))
  open.push(async () => {
    await pages.close()
    server.close()
    server.closeAllConnections()
  })
  const { ada, sender } = await arrive(`http://localhost:${(server.address() as { port: number }).port}`)
  const bytes = bytesOf(1_900_000, 3)
  const id = await sender.begun({ ...PHOTO, name: 'b.png', size: bytes.length })
  const { port, pathname } = new URL(`${sender.base}/${id}`)
  const cut = request({
    port,
    path: pathname,
    method: 'PUT',
    headers: ada.headers({ origin: ada.origin, 'rp-at': '0', 'content-length': '900000' }),
  })
  cut.on('error', () => {})
  cut.write(bytes.subarray(0, 500_000))
  await received(sender, id, 500_000)
  cut.destroy()
  for (let at = (await sender.at(id))!; at < bytes.length; at += 700_000)
    expect((await sender.put(id, at, bytes.subarray(at, at + 700_000))).status).toBe(204)
  await ada.send({ offer: PHOTO.offer, fields: { photo: { id } } })
  await ada.reads('kept b.png 1900000')
})

it('a process that is killed leaves nothing behind once the next one has begun', async () => {
  const source = `
    import { serve } from 'repartee/server'
    import { albumIn } from ${JSON.stringify(join(import.meta.dirname, 'uploads.fixture.tsx'))}
    const folder = ${JSON.stringify(folder)}
    const { url } = await serve({ pages: { '/': albumIn(folder) }, uploads: { folder }, port: 0 })
    console.log(url)`
  const born = async () => {
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', source],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    open.push(() => void child.kill('SIGKILL'))
    const url = await new Promise<string>(done =>
      child.stdout.once('data', said => done(String(said).trim())),
    )
    const died = new Promise<void>(done => child.once('exit', () => done()))
    return { url, kill: () => (child.kill('SIGKILL'), died) }
  }
  const first = await born()
  const { sender } = await arrive(first.url)
  await sender.send({ ...FILES, name: 'a' }, bytesOf(50_000))
  await sender.begun({ ...FILES, name: 'b', size: 10 })
  await first.kill()
  const left = (): string[] => readdirSync(folder).filter(name => name.startsWith('repartee-'))
  expect(left()).toHaveLength(1)
  const second = await born()
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 20_000 })
  await second.kill()
})
