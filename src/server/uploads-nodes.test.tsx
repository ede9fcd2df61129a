// Files of conversations that another process has: a visitor whose requests go to one process after the other sends them as to one.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { memory, type MemoryEngine } from 'repartee/engines'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { standing, type Standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { Edge } from './edge.ts'
import { edgeOf, handlerOf, type Handler } from './handler.ts'
import { albumIn, bytesOf, checksum, FILES, PAPER, PHOTO, Sender } from './uploads.fixture.tsx'

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
  /** Codes of what went wrong. */
  readonly troubles: string[]
  /** For the engine it is dead. */
  die(): Promise<void>
  /** While true, it does not ask for files. */
  isShy: boolean
}

function served(engine: MemoryEngine, name: string): Served {
  const clock = standing()
  const uploads = { folder: join(folder, name) }
  const troubles: string[] = []
  const onTrouble = ({ error }: { error: unknown }): void =>
    void troubles.push((error as { code?: string }).code ?? String(error))
  const pages = { '/': albumIn(folder) }
  const send = engine.send.bind(engine)
  engine.send = async (to, bytes) =>
    made.isShy && new TextDecoder().decode(bytes).includes('"kind":"files"') ? 0 : send(to, bytes)
  const edge = edgeOf({ pages, engine, uploads, onTrouble, secret: 'a secret of sixteen' }, { clock })
  running.push(edge)
  edge.start()
  mkdirSync(uploads.folder, { recursive: true })
  const files = (): number =>
    readdirSync(uploads.folder, { recursive: true, withFileTypes: true }).filter(each => each.isFile()).length
  const made: Served = {
    ...handlerOf(edge),
    edge,
    clock,
    files,
    troubles,
    die: () => engine.stop(),
    isShy: false,
  }
  return made
}

/** The page is at the first of three processes; what is asked later goes where `at` says, in turn. */
async function both(): Promise<{
  readonly one: Served
  readonly two: Served
  readonly three: Served
  readonly ada: Visitor
  readonly sender: Sender
  at(...order: readonly Served[]): void
}> {
  const first = memory()
  const [one, two, three] = [
    served(first, 'one'),
    served(first.beside(), 'two'),
    served(first.beside(), 'three'),
  ]
  // They are up before the first one dies.
  for (const each of [two, three]) await each.fetch(new Request('http://localhost/'))
  let order: readonly Served[] = [one]
  let turn = 0
  const ada = await new Visitor(request => order[turn++ % order.length]!.fetch(request)).open('/')
  return {
    one,
    two,
    three,
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
    expect((await ada.post({ n: ++ada.n, offer: FILES.offer, fields: { '': [{ id }] } })).status).toBe(204)
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

  it('are begun anew where their process is dead', async () => {
    const { one, two, ada, sender, at } = await both()
    at(two)
    const bytes = bytesOf(300_000, 5)
    const id = await sender.begun({ ...FILES, name: 'sea', size: bytes.length })
    expect((await sender.put(id, 0, bytes.subarray(0, 100_000))).status).toBe(204)
    await one.die()
    expect((await sender.put(id, 100_000, bytes.subarray(100_000))).status).toBe(404)
    const again = await sender.send({ ...FILES, name: 'sea' }, bytes)
    await ada.attach()
    expect((await ada.post({ n: ++ada.n, offer: FILES.offer, fields: { '': [{ id: again }] } })).status).toBe(
      204,
    )
    await ada.reads(`read sea ${checksum(bytes)}`)
  })
})

describe('files of a conversation that moves to another process', () => {
  /** The page's stream is asked for at another process, which has the conversation then. */
  const moves = async ({ ada, at }: { ada: Visitor; at(to: Served): void }, to: Served): Promise<void> => {
    at(to)
    await ada.detach()
    expect((await ada.attach()).status).toBe(200)
    expect(to.edge.runtime.get(ada.boot.cid)).toBeDefined()
  }

  it('go with it, and one that was under way goes on where it was', async () => {
    const all = await both()
    const { one, two, ada, sender } = all
    const [sea, hill] = [bytesOf(500_000, 3), bytesOf(300_001, 5)]
    const id = await sender.begun({ ...FILES, name: 'sea', size: sea.length })
    await sender.put(id, 0, sea.subarray(0, 200_000))
    const other = await sender.send({ ...FILES, name: 'hill' }, hill)
    await moves(all, two)
    expect(await sender.at(id)).toBe(200_000)
    expect((await sender.put(id, 200_000, sea.subarray(200_000))).status).toBe(204)
    const fields = { '': [{ id }, { id: other }] }
    expect((await ada.post({ n: ++ada.n, offer: FILES.offer, fields })).status).toBe(204)
    await ada.reads(`read sea ${checksum(sea)}`)
    await ada.reads(`read hill ${checksum(hill)}`)
    await vi.waitFor(() => expect([one.files(), two.files()]).toEqual([0, 2]))
  })

  it('are whole in the end, however often it moves meanwhile, and whoever is sent what', async () => {
    const step = fc.record({
      move: fc.boolean(),
      says: fc.boolean(),
      isPatient: fc.boolean(),
      to: fc.nat({ max: 2 }),
      bytes: fc.nat({ max: 300_000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
        const all = await both()
        const { ada, sender, at } = all
        const processes = [all.one, all.two, all.three] as const
        const bytes = bytesOf(1_000_000, 11)
        const id = await sender.begun({ ...FILES, name: 'sea', size: bytes.length })
        const whole = await sender.send({ ...PAPER, name: 'paper' }, bytes)
        await ada.post({ n: ++ada.n, offer: PAPER.offer, fields: { paper: { id: whole } } })
        for (const { move, says, isPatient, to, bytes: many } of steps) {
          if (move) await moves(all, processes[to]!)
          // What is written down then is before the files are here.
          if (says) await ada.click('shut')
          if (!isPatient) continue
          at(...processes.slice(to), ...processes.slice(0, to))
          const from = await sender.at(id)
          expect(from).toBeDefined()
          expect((await sender.put(id, from!, bytes.subarray(from, from! + many))).status).toBe(204)
        }
        const from = await sender.at(id)
        await sender.put(id, from!, bytes.subarray(from))
        const fields = { '': [{ id }] }
        expect((await ada.post({ n: ++ada.n, offer: FILES.offer, fields })).status).toBe(204)
        await ada.reads(`read sea ${checksum(bytes)}`)
        const held = processes.find(({ edge }) => edge.runtime.get(ada.boot.cid) !== undefined)!
        const paper = held.edge.runtime.files.open(ada.boot.cid, { id: whole, name: '', size: 0, type: '' })
        expect(checksum(await paper.bytes())).toBe(checksum(bytes))
        await vi.waitFor(() =>
          expect(processes.map(each => each.files())).toEqual(processes.map(each => (each === held ? 2 : 0))),
        )
        for (const each of running.splice(0)) await each.close(0)
      }),
      { numRuns: 12 },
    )
  })

  it('can be opened at once, by whoever remembers them', async () => {
    const all = await both()
    const { one, two, ada, sender } = all
    const paper = new TextEncoder().encode('a paper '.repeat(100_000))
    const id = await sender.send({ ...PAPER, name: 'paper' }, paper)
    expect((await ada.post({ n: ++ada.n, offer: PAPER.offer, fields: { paper: { id } } })).status).toBe(204)
    for (const next of [two, one, two]) await moves(all, next)
    await ada.click('tell')
    await ada.reads('told a paper a paper')
    await vi.waitFor(() => expect([one.files(), two.files()]).toEqual([0, 1]))
    await ada.click('forget')
    const goneAfter = (served: Served) => {
      served.clock.pass(11_000)
      expect(served.files()).toBe(0)
    }
    await vi.waitFor(() => goneAfter(two))
  })

  it('outlive a process that ends in good order', async () => {
    const all = await both()
    const { one, two, ada, sender } = all
    const paper = new TextEncoder().encode('a paper '.repeat(100_000))
    const id = await sender.send({ ...PAPER, name: 'paper' }, paper)
    expect((await ada.post({ n: ++ada.n, offer: PAPER.offer, fields: { paper: { id } } })).status).toBe(204)
    const closed = one.edge.close(1000)
    await ada.until(frame => frame.event === 'reload')
    await moves(all, two)
    await closed
    await ada.click('tell')
    await ada.reads('told a paper')
    expect([one.files(), two.files()]).toEqual([0, 1])
  })

  it('are gone with a process that was killed, which the program is told', async () => {
    const all = await both()
    const { one, two, ada, sender, at } = all
    const id = await sender.send({ ...PAPER, name: 'paper' }, bytesOf(1000))
    expect((await ada.post({ n: ++ada.n, offer: PAPER.offer, fields: { paper: { id } } })).status).toBe(204)
    await one.die()
    at(two)
    await moves(all, two)
    await ada.click('tell')
    await ada.until(frame => frame.event === 'notice')
    expect(two.troubles.join()).toContain('upload-gone')
  })

  it('that nobody fetches wait for two minutes', async () => {
    const all = await both()
    const { one, two, sender } = all
    const id = await sender.send({ ...FILES, name: 'sea' }, bytesOf(1000))
    two.isShy = true
    await moves(all, two)
    expect(await sender.at(id)).toBeUndefined()
    expect(one.files()).toBe(1)
    one.clock.pass(130_000)
    await vi.waitFor(() => expect(one.files()).toBe(0))
  })
})
