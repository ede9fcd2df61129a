// What a visitor may send, how much of it, and for how long it is there: by fetch, with a clock that stands.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Trouble } from '../kernel/index.ts'
import { albumIn, bytesOf, checksum, FILES, PAPER, PHOTO, Sender } from './uploads.fixture.tsx'
import { nameOf } from './uploads.ts'

let folder: string
const open: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-'))
})
afterEach(async () => {
  for (const close of open.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

function serving(bounds: { perConversation?: number; total?: number } = {}) {
  const clock = standing()
  const onTrouble = vi.fn<(trouble: Trouble) => void>()
  const edge = edgeOf(
    { pages: { '/': albumIn(folder) }, uploads: { folder, ...bounds }, onTrouble },
    { clock },
  )
  const pages = handlerOf(edge)
  open.push(() => pages.close())
  const arrive = async (): Promise<{ ada: Visitor; sender: Sender }> => {
    const ada = await new Visitor(each => pages.fetch(each)).open('/')
    return { ada, sender: new Sender(ada) }
  }
  /** Files that wait, on the disk. */
  const waiting = (): string[] =>
    readdirSync(folder)
      .filter(name => name.startsWith('repartee-'))
      .flatMap(name => readdirSync(join(folder, name)))
  const gone = (): Promise<void> => vi.waitFor(() => expect(waiting()).toEqual([]), { timeout: 15_000 })
  return { clock, edge, pages, onTrouble, arrive, waiting, gone }
}

const statuses = (...all: Promise<Response>[]): Promise<number[]> =>
  Promise.all(all.map(async each => (await each).status))

describe('a file', () => {
  it('arrives in pieces, then the event that speaks of it; what was moved is the program’s own', async () => {
    const { arrive, waiting } = serving()
    const { ada, sender } = await arrive()
    const bytes = bytesOf(1_500_000, 3)
    const id = await sender.send({ ...PHOTO, name: 'sea.png' }, bytes)
    expect(waiting()).toEqual([id])
    expect((await ada.send({ offer: PHOTO.offer, fields: { photo: { id } } })).status).toBe(204)
    await ada.reads('kept sea.png 1500000 image/png')
    expect(new Uint8Array(readFileSync(join(folder, 'album', id)))).toEqual(bytes)
    expect(waiting()).toEqual([])
  })

  it('goes with others, is read, and is not kept when it is forgotten', async () => {
    const { arrive, clock, gone } = serving()
    const { ada, sender } = await arrive()
    const files = [bytesOf(10), bytesOf(0), bytesOf(70_000, 5)]
    const ids = await Promise.all(
      files.map((bytes, at) => sender.send({ ...FILES, name: `${at}.txt` }, bytes)),
    )
    await ada.send({ offer: FILES.offer, fields: { '': ids.map(id => ({ id })) } })
    for (const [at, bytes] of files.entries()) await ada.reads(`read ${at}.txt ${checksum(bytes)}`)
    clock.pass(10_000)
    await gone()
  })

  it('can be sent on from wherever a lost connection left it', async () => {
    const { arrive } = serving()
    const { ada, sender } = await arrive()
    const bytes = bytesOf(5000, 9)
    const id = await sender.begun({ ...FILES, name: 'cut', size: 5000 })
    let taken = 0
    const cut = new ReadableStream({
      async pull(controller) {
        if (taken === 2) return controller.error(new Error('the network'))
        controller.enqueue(bytes.slice(taken * 1000, ++taken * 1000))
      },
    })
    await sender.put(id, 0, cut)
    const at = await sender.at(id)
    expect(at).toBe(2000)
    expect(await statuses(sender.put(id, 0, bytes), sender.put(id, 4000, bytes.slice(4000)))).toEqual([
      409, 409,
    ])
    expect((await sender.put(id, at!, bytes.slice(at))).status).toBe(204)
    await ada.send({ offer: FILES.offer, fields: { '': [{ id }] } })
    await ada.reads(`read cut ${checksum(bytes)}`)
  })

  it('is there for as long as its conversation remembers it', async () => {
    const { arrive, clock, waiting, gone } = serving()
    const { ada, sender } = await arrive()
    const id = await sender.send({ ...PAPER, name: 'p' }, new TextEncoder().encode('words'))
    await ada.send({ offer: PAPER.offer, fields: { paper: { id } } })
    clock.pass(3_600_000)
    expect(waiting()).toEqual([id])
    await ada.click('tell')
    await ada.reads('told words')
    await ada.click('forget')
    clock.pass(10_000)
    await gone()
    expect((await ada.send({ offer: PAPER.offer, fields: { paper: { id } } })).status).toBe(422)
  })

  it('that is gone is told of to who asks for it, as any failure is', async () => {
    const { arrive, onTrouble } = serving()
    const { ada } = await arrive()
    await ada.click('tell')
    await ada.until(frame => frame.event === 'notice')
    expect(String(onTrouble.mock.calls[0]?.[0].error)).toContain('undefined')
  })

  it('of which nobody speaks goes after a while; one that still comes does not', async () => {
    const { arrive, clock, waiting, gone } = serving()
    const { sender } = await arrive()
    await sender.send({ ...FILES, name: 'whole' }, bytesOf(10))
    const slow = await sender.begun({ ...FILES, size: 10 })
    for (let at = 0; at < 4; at++) {
      clock.pass(5 * 60_000)
      await sender.put(slow, at, bytesOf(1))
    }
    await vi.waitFor(() => expect(waiting()).toEqual([slow]))
    clock.pass(11 * 60_000)
    await gone()
    expect(await sender.at(slow)).toBe(undefined)
  })

  it('goes with its conversation, whole or not, spoken of or not', async () => {
    const { arrive, edge, gone, waiting } = serving()
    const { ada, sender } = await arrive()
    const id = await sender.send({ ...PAPER, name: 'p' }, bytesOf(5))
    await ada.send({ offer: PAPER.offer, fields: { paper: { id } } })
    await sender.begun({ ...FILES, size: 10 })
    expect(waiting()).toHaveLength(2)
    edge.runtime.get(ada.boot.cid)?.send({ kind: 'end', why: 'ended' })
    await gone()
  })

  it('goes with the server', async () => {
    const { arrive, pages } = serving()
    const { sender } = await arrive()
    await sender.send({ ...FILES, name: 'p' }, bytesOf(5))
    await sender.begun({ ...FILES, size: 10 })
    await pages.close()
    expect(readdirSync(folder)).toEqual([])
    expect((await sender.begin({ ...FILES, size: 1 })).status).toBe(503)
  })

  it('can be given up', async () => {
    const { arrive, waiting } = serving()
    const { sender } = await arrive()
    const id = await sender.begun({ ...FILES, size: 10 })
    expect((await sender.ask(`/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(waiting()).toEqual([])
    expect(await statuses(sender.put(id, 0, bytesOf(1)), sender.ask(`/${id}`, { method: 'DELETE' }))).toEqual(
      [404, 404],
    )
  })
})

describe('an event', () => {
  it('may come twice, also when its file was moved meanwhile', async () => {
    const { arrive } = serving()
    const { ada, sender } = await arrive()
    const id = await sender.send({ ...PHOTO, name: 'a.png' }, bytesOf(5))
    const event = { n: 1, offer: PHOTO.offer, fields: { photo: { id } } }
    await ada.post(event)
    await ada.reads('kept a.png')
    expect((await ada.post(event)).status).toBe(204)
    expect(ada.page.text().split('kept').length).toBe(2)
  })

  it('speaks only of what arrived, for that field, in that conversation', async () => {
    const { arrive } = serving()
    const { ada, sender } = await arrive()
    const bob = await arrive()
    const say = (
      sayer: Visitor,
      { offer, field }: { offer: string; field: string },
      id: string,
    ): Promise<Response> => sayer.send({ offer, fields: { [field]: field === '' ? [{ id }] : { id } } })
    const whole = await sender.send({ ...FILES, name: 'a.png' }, bytesOf(5))
    const half = await sender.begun({ ...PHOTO, size: 10 })
    expect(
      await statuses(
        say(ada, PHOTO, whole),
        say(ada, PHOTO, half),
        say(ada, PHOTO, 'x'),
        say(ada, PHOTO, '__proto__'),
        say(bob.ada, FILES, whole),
      ),
    ).toEqual([422, 422, 422, 422, 422])
    expect((await say(ada, FILES, whole)).status).toBe(204)
  })
})

describe('what is refused', () => {
  it('is what no field of the page asks for', async () => {
    const { arrive } = serving()
    const { ada, sender } = await arrive()
    expect(
      await statuses(
        sender.begin({ ...PHOTO, offer: '1/keep{photo@3000000:image%2F*}' }),
        sender.begin({ ...PHOTO, offer: '9/keep{photo@2000000:image%2F*}' }),
        sender.begin({ ...PHOTO, field: 'other' }),
        sender.begin({ offer: '1/tell', field: '' }),
        sender.begin({ ...PHOTO, size: 2_000_001 }),
        sender.begin({ ...PAPER, size: 16_777_217 }),
        sender.begin({ ...PHOTO, type: 'text/html' }),
      ),
    ).toEqual([403, 403, 403, 403, 413, 413, 415])
    await ada.click('shut')
    expect((await sender.begin(PHOTO)).status).toBe(403)
  })

  it('is what is no beginning, and no piece', async () => {
    const { arrive } = serving()
    const { sender } = await arrive()
    const json = { 'content-type': 'application/json' }
    const begin = (body: string, headers: Record<string, string> = json): Promise<Response> =>
      sender.ask('', { method: 'POST', body, headers })
    const told = { ...FILES, name: 'a', size: 1, type: '' }
    expect(
      await statuses(
        begin('{'),
        begin('[]'),
        begin('null'),
        begin(JSON.stringify({ ...told, more: 1 })),
        begin(JSON.stringify({ ...told, size: -1 })),
        begin(JSON.stringify({ ...told, size: 1.5 })),
        begin(JSON.stringify({ ...told, name: 5 })),
        begin(JSON.stringify({ ...told, name: 'x'.repeat(20_000) })),
        begin(JSON.stringify(told), { 'content-type': 'text/plain' }),
        sender.ask('', { method: 'PUT', body: 'x' }),
        sender.ask(`/${'x'.repeat(22)}`, { method: 'POST' }),
      ),
    ).toEqual([400, 400, 400, 400, 400, 400, 400, 400, 415, 405, 405])
    const id = await sender.begun({ ...FILES, size: 3 })
    const piece = (at: string): Promise<Response> =>
      sender.ask(`/${id}`, { method: 'PUT', body: 'x', headers: { 'rp-at': at } })
    expect(await statuses(piece(''), piece('-1'), piece('x'), piece('0x1'), piece('1'))).toEqual([
      400, 400, 400, 400, 409,
    ])
  })

  it('is what comes from elsewhere, or from somebody else', async () => {
    const { arrive } = serving()
    const { ada, sender } = await arrive()
    const bob = await arrive()
    const id = await sender.begun({ ...FILES, size: 3 })
    const theirs = async (path: string, method: string, headers: Record<string, string>): Promise<number> => {
      const body = method === 'GET' || method === 'DELETE' ? null : 'x'
      const { status } = await ada.fetch(new Request(sender.base + path, { method, headers, body }))
      return status
    }
    for (const [path, method] of [
      ['', 'POST'],
      [`/${id}`, 'PUT'],
      [`/${id}`, 'GET'],
      [`/${id}`, 'DELETE'],
    ] as const) {
      expect(await theirs(path, method, bob.ada.headers({ 'rp-at': '0' }))).toBe(403)
      expect(await theirs(path, method, { ...ada.headers({ 'rp-at': '0' }), 'rp-token': 'x' })).toBe(403)
      expect(await theirs(path, method, {})).toBe(403)
      if (method !== 'GET')
        expect(await theirs(path, method, ada.headers({ origin: 'http://evil.example', 'rp-at': '0' }))).toBe(
          403,
        )
    }
    // One's own conversation, another's file.
    expect(await statuses(bob.sender.put(id, 0, 'x'), bob.sender.ask(`/${id}`))).toEqual([404, 404])
    expect(await sender.at(id)).toBe(0)
  })

  it('is more than one conversation may have, or than there is room for, whatever of it has arrived', async () => {
    const { arrive, waiting } = serving({ perConversation: 1000, total: 2500 })
    const { sender } = await arrive()
    const more = [await arrive(), await arrive()]
    expect((await sender.begin({ ...FILES, size: 1001 })).status).toBe(413)
    // All at once: what was announced counts, not what is there.
    const begun = await statuses(...Array.from({ length: 50 }, () => sender.begin({ ...FILES, size: 100 })))
    expect(begun.filter(status => status === 201)).toHaveLength(10)
    expect(begun.filter(status => status === 429)).toHaveLength(40)
    expect((await more[0]!.sender.begin({ ...FILES, size: 1000 })).status).toBe(201)
    const late = await more[1]!.sender.begin({ ...FILES, size: 1000 })
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '5'])
    expect(waiting()).toHaveLength(11)
  })

  it('is one file too many', async () => {
    const { arrive } = serving()
    const { sender } = await arrive()
    const begun = await statuses(...Array.from({ length: 210 }, () => sender.begin({ ...FILES, size: 0 })))
    expect(begun.filter(status => status === 201)).toHaveLength(200)
  })
})

it('room that was taken is free again, whichever way a file went', async () => {
  const { arrive, gone } = serving({ perConversation: 100 })
  const { ada, sender } = await arrive()
  for (let turn = 0; turn < 3; turn++) {
    const given = await sender.begun({ ...FILES, size: 100 })
    await sender.ask(`/${given}`, { method: 'DELETE' })
    const moved = await sender.send({ ...PHOTO, name: `${turn}.png` }, bytesOf(100))
    await ada.send({ offer: PHOTO.offer, fields: { photo: { id: moved } } })
    await ada.reads(`kept ${turn}.png`)
  }
  await gone()
})

it.each([
  ['a.png', 'a.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\fakepath\\a b.png', 'a b.png'],
  ['..', 'unnamed'],
  ['', 'unnamed'],
  ['a\u0000\n\u001b[31mb', 'a[31mb'],
  ['gpj.\u202eexe', 'gpj.exe'],
  [`${'x'.repeat(300)}.png`, `${'x'.repeat(251)}.png`],
])('the name %j is %j', (name, clean) => {
  expect(nameOf(name)).toBe(clean)
})
