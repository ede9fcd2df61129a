// Files of conversations that another process has: a visitor whose requests go to one process after the other sends them as to one.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory, type MemoryEngine } from 'repartee/engines'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { standing, type Standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { Edge } from './edge.ts'
import { edgeOf, handlerOf, type Handler } from './handler.ts'
import { albumIn, bytesOf, checksum, FILES, PHOTO, Sender } from './uploads.fixture.tsx'

let folder: string
const running: Edge[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-nodes-'))
})
afterEach(async () => {
  for (const each of running.splice(0)) await each.close(0)
  rmSync(folder, { recursive: true })
})

interface Served extends Handler {
  readonly edge: Edge
  readonly clock: Standing
  /** Its files. */
  files(): number
}

function served(engine: MemoryEngine, name: string): Served {
  const clock = standing()
  const uploads = { folder: join(folder, name) }
  const edge = edgeOf(
    { pages: { '/': albumIn(folder) }, engine, uploads, secret: 'a secret of sixteen' },
    { clock },
  )
  running.push(edge)
  edge.start()
  const files = (): number =>
    readdirSync(uploads.folder, { recursive: true, withFileTypes: true }).filter(each => each.isFile()).length
  return { ...handlerOf(edge), edge, clock, files }
}

/** The page is at the first of two processes; what is asked later goes where `at` says, in turn. */
async function both(): Promise<{
  readonly one: Served
  readonly two: Served
  readonly ada: Visitor
  readonly sender: Sender
  at(...order: readonly Served[]): void
}> {
  const first = memory()
  const [one, two] = [served(first, 'one'), served(first.beside(), 'two')]
  let order: readonly Served[] = [one]
  let turn = 0
  const ada = await new Visitor(request => order[turn++ % order.length]!.fetch(request)).open('/')
  return {
    one,
    two,
    ada,
    sender: new Sender(ada),
    at: (...next) => void (order = next),
  }
}

describe('files of a conversation that another process has', () => {
  it('arrive there whole, whichever process each of their pieces came to', async () => {
    const { one, two, ada, sender, at } = await both()
    at(one, two)
    const bytes = bytesOf(1_700_003, 7)
    const id = await sender.send({ ...FILES, name: 'sea' }, bytes, 300_000)
    for (let times = 0; times < 2; times++) expect(await sender.at(id)).toBe(bytes.length)
    expect([one.files(), two.edge.runtime.size]).toEqual([1, 0])
    expect((await ada.post({ n: 1, offer: FILES.offer, fields: { '': [{ id }] } })).status).toBe(204)
    await ada.reads(`read sea ${checksum(bytes)}`)
  })

  it('are refused as they are there', async () => {
    const { one, two, sender, at } = await both()
    at(two)
    expect((await sender.begin({ ...PHOTO, size: 3_000_000 })).status).toBe(413)
    expect((await sender.begin({ ...PHOTO, type: 'text/plain', name: 'a.txt' })).status).toBe(415)
    expect((await sender.begin({ ...PHOTO, field: 'other' })).status).toBe(403)
    expect(
      (await sender.ask('', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(400)
    const id = await sender.begun({ ...PHOTO, size: 200_000 })
    expect((await sender.put(id, 0, bytesOf(100_000))).status).toBe(204)
    const ahead = await sender.put(id, 150_000, bytesOf(50_000))
    expect([ahead.status, ahead.headers.get('rp-at')]).toEqual([409, '100000'])
    expect((await sender.put(id, 100_000, bytesOf(200_000))).status).toBe(413)
    expect((await sender.put('x'.repeat(22), 0, bytesOf(10))).status).toBe(404)
    expect((await sender.ask(`/${id}`, { method: 'PUT', body: 'x', headers: { 'rp-at': 'x' } })).status).toBe(
      400,
    )
    expect((await sender.ask(`/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await sender.at(id)).toBeUndefined()
    expect([one.files(), two.edge.runtime.size]).toEqual([0, 0])
  })

  it('are nothing to a stranger, who is not even told where they are', async () => {
    const { two, ada, at } = await both()
    at(two)
    const eve = new Visitor(request => two.fetch(request))
    await eve.get('/')
    eve.boot = { ...eve.boot, cid: ada.boot.cid }
    const stranger = new Sender(eve)
    expect((await stranger.begin(FILES)).status).toBe(403)
    expect(await stranger.at('x'.repeat(22))).toBeUndefined()
    expect((await stranger.put('x'.repeat(22), 0, bytesOf(10))).status).toBe(403)
  })

  it('have what came before a body broke off', async () => {
    const { one, two, sender, at } = await both()
    at(two)
    const bytes = bytesOf(400_000, 3)
    const id = await sender.begun({ ...FILES, size: bytes.length })
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === 200_000) return controller.error(new Error('the line broke'))
        controller.enqueue(bytes.subarray(sent, (sent += 50_000)))
      },
    })
    await sender.put(id, 0, body).catch(() => undefined)
    expect(await sender.at(id)).toBe(200_000)
    expect((await sender.put(id, 200_000, bytes.subarray(200_000))).status).toBe(204)
    expect(await sender.at(id)).toBe(400_000)
    expect(one.files()).toBe(1)
  })

  it('are begun anew where their process is gone', async () => {
    const { one, two, ada, sender, at } = await both()
    at(two)
    const bytes = bytesOf(300_000, 5)
    const id = await sender.begun({ ...FILES, name: 'sea', size: bytes.length })
    expect((await sender.put(id, 0, bytes.subarray(0, 100_000))).status).toBe(204)
    await one.edge.close(0)
    expect((await sender.put(id, 100_000, bytes.subarray(100_000))).status).toBe(404)
    const again = await sender.send({ ...FILES, name: 'sea' }, bytes)
    await ada.attach()
    expect((await ada.post({ n: 1, offer: FILES.offer, fields: { '': [{ id: again }] } })).status).toBe(204)
    await ada.reads(`read sea ${checksum(bytes)}`)
  })
})
