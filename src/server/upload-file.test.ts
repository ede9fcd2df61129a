// One file's bytes, however the network brings them: cut anywhere, sent twice, by two connections at once.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { UploadFile } from './upload-file.ts'
import { bytesOf } from './uploads.fixture.tsx'

const folder = mkdtempSync(join(tmpdir(), 'upload-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const never = (): (() => void) => () => {}
let files = 0
async function begun(size: number): Promise<{ file: UploadFile; there: () => Uint8Array }> {
  const path = join(folder, `${++files}`)
  const file = new UploadFile({ id: 'x', name: 'a', size, type: '' }, async () => path)
  await file.begin()
  return { file, there: () => new Uint8Array(readFileSync(path)) }
}

/** Bytes in chunks, the last of them followed by what `end` does. */
async function* chunked(
  bytes: Uint8Array,
  sizes: readonly number[],
  end: () => Promise<void> | void = () => {},
): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const size of sizes) {
    if (at >= bytes.length) break
    yield bytes.subarray(at, at + size)
    at += size
  }
  if (at < bytes.length) yield bytes.subarray(at)
  await end()
}
const breaks = (): never => {
  throw new Error('aborted')
}
const hangs = (): Promise<void> => new Promise(() => {})

describe('a file', () => {
  it('has each byte once and in order, wherever connections are cut and however often pieces are sent again', async () => {
    const piece = fc.record({
      // where the client believes that it goes on: where it does, or near it
      off: fc.constantFrom(0, 0, 0, -3, 1, 7),
      length: fc.integer({ min: 0, max: 60 }),
      chunks: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 6 }),
      how: fc.constantFrom('ends', 'ends', 'breaks', 'hangs'),
      // whether the next one comes while this is still on its way
      waits: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300 }),
        fc.array(piece, { maxLength: 12 }),
        async (size, pieces) => {
          const bytes = bytesOf(size, 7)
          const { file, there } = await begun(size)
          const underWay: Promise<unknown>[] = []
          for (const { off, length, chunks, how, waits } of pieces) {
            const at = Math.max(0, file.received + off)
            const end = how === 'breaks' ? breaks : how === 'hangs' ? hangs : undefined
            const taking = file.take(at, chunked(bytes.subarray(at, at + length), chunks, end), never)
            if (waits && how !== 'hangs') await taking
            else underWay.push(taking)
            // Only what is to be goes on; nobody may be let write beside another.
            if (!waits) await later(0)
          }
          // As the client does: it asks, and goes on from there.
          await file.settle()
          expect(new Set(await Promise.all(underWay)).has('too-long')).toBe(false)
          expect(there()).toEqual(bytes.subarray(0, file.received))
          expect(await file.take(file.received, chunked(bytes.subarray(file.received), []), never)).toBe(
            'taken',
          )
          expect(file.isWhole).toBe(true)
          expect(there()).toEqual(bytes)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('takes no byte beyond what was announced', async () => {
    const { file, there } = await begun(10)
    expect(await file.take(0, chunked(bytesOf(11), [4, 4]), never)).toBe('too-long')
    expect([file.received, there().length]).toEqual([8, 8])
  })

  it('lets whoever comes later write, and stops who wrote before, also one that hangs', async () => {
    const { file, there } = await begun(20)
    const bytes = bytesOf(20, 3)
    const first = file.take(0, chunked(bytes.subarray(0, 5), [], hangs), never)
    while (file.received < 5) await later(1)
    expect(await file.take(5, chunked(bytes.subarray(5), []), never)).toBe('taken')
    expect(await first).toBe('stopped')
    expect(there()).toEqual(bytes)
  })

  it('does not wait for ever for a chunk', async () => {
    const { file } = await begun(20)
    let late = (): void => {}
    const taking = file.take(0, chunked(bytesOf(5), [], hangs), over => {
      late = over
      return () => (late = () => {})
    })
    while (file.received < 5) await later(1)
    await later(0)
    late()
    expect(await taking).toBe('broken')
    expect(file.received).toBe(5)
  })

  it('is gone when it is removed, also while it is written', async () => {
    const { file, there } = await begun(20)
    const taking = file.take(0, chunked(bytesOf(5), [], hangs), never)
    while (file.received < 5) await later(1)
    await file.remove()
    expect(await taking).toBe('stopped')
    expect(there).toThrow(/ENOENT/)
  })

  it('keeps nothing for each of very many small chunks', async () => {
    const { file } = await begun(3000)
    expect(
      await file.take(
        0,
        chunked(
          bytesOf(3000),
          Array.from({ length: 3000 }, () => 1),
        ),
        never,
      ),
    ).toBe('taken')
    expect(file.isWhole).toBe(true)
  })

  it('is the program’s own once it was moved, in place of what was there', async () => {
    const { file, there } = await begun(3)
    await file.take(0, chunked(bytesOf(3), []), never)
    const contents = file.contents(() => taken++)
    let taken = 0
    expect(await contents.bytes()).toEqual(Buffer.from(bytesOf(3)))
    const read: Uint8Array[] = []
    for await (const chunk of contents.stream()) read.push(chunk)
    expect(Buffer.concat(read)).toEqual(Buffer.from(bytesOf(3)))
    const to = join(folder, 'deep', 'er', 'kept')
    await contents.moveTo(to)
    expect([new Uint8Array(readFileSync(to)), taken]).toEqual([bytesOf(3), 1])
    expect(there).toThrow(/ENOENT/)
  })
})
