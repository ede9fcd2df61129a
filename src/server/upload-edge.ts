// Requests for files: one is begun, its bytes come in as many pieces as the network makes of them, it is asked after, it is given up.
// Invariant: checked as events are (same origin, session, token), begun only for a field that the present view offers, and refused by
// what was announced before a byte is read. What a lost connection brought stays, so whoever comes back goes on where it ended.
// Does not know where files lie, nor of other processes.
import type { Clock } from '../async/index.ts'
import { fileField } from '../kernel/index.ts'
import { AT_HEADER } from '../wire/index.ts'
import type { UpFile } from '../wire/index.ts'
import type { Asked, Told } from './exchange.ts'
import type { Held } from './held.ts'
import type { Opened } from './opening.ts'
import { plain, PLAIN_HEADERS, sameOrigin } from './security.ts'
import type { UploadFile } from './upload-file.ts'
import type { Refusal, Uploads } from './uploads.ts'

/** The body that begins a file may have so many bytes. */
export const BEGIN_BYTES = 16_384
/** A body that brings nothing for so long, ms, is not waited for. */
export const SILENT_MS = 30_000

export interface UploadEdgeOptions {
  readonly uploads: Uploads
  readonly clock: Clock
  /** The key of offers. */
  readonly key: Parameters<typeof fileField>[1]
  readonly held: (cid: string) => Held | undefined
  readonly open: (cid: string) => Promise<Opened>
  /** To be waited for where files of it are still on their way from another process. */
  readonly coming: (cid: string) => Promise<void> | undefined
  readonly closing: () => boolean
  readonly owns: (asked: Asked, cid: string, held: Held | undefined) => boolean
  readonly gone: (why: Exclude<Opened, Held>) => Told
  readonly failed: (error: unknown) => void
}

export class UploadEdge {
  readonly #on: UploadEdgeOptions

  constructor(on: UploadEdgeOptions) {
    this.#on = on
  }

  /** `id`: of a file that was begun. */
  async answer(asked: Asked, cid: string, id: string | undefined): Promise<Told> {
    const { held, owns, uploads, clock, closing, coming } = this.#on
    const { method } = asked
    const allow = id === undefined ? 'POST' : 'PUT, GET, DELETE'
    if (!allow.split(', ').includes(method)) return plain(405, `Files are sent with ${allow}.`, { allow })
    if (method !== 'GET' && !sameOrigin(asked)) return plain(403, 'Files are taken only from our own pages.')
    const known = held(cid)
    if (!owns(asked, cid, known)) return plain(403, 'This conversation is not yours.')
    if (closing()) return plain(503, 'The server is being restarted.', { 'retry-after': '1' })
    const headers = known?.owner.headers(asked) ?? {}
    if (id === undefined) return this.#begin(asked, cid, known)
    await coming(cid)
    const file = uploads.find(cid, id, clock.now())
    if (file === undefined) return plain(404, 'There is no such file any more.', headers)
    if (known !== undefined) known.lastSeen = clock.now()
    if (method === 'PUT') return this.#take(asked, cid, file, headers)
    if (method === 'DELETE') await uploads.remove(cid, id)
    else await file.settle()
    return at(204, file, headers)
  }

  async #begin(asked: Asked, cid: string, known: Held | undefined): Promise<Told> {
    const { uploads, clock, key, open, owns, gone } = this.#on
    if (!/^application\/json\b/.test(asked.header('content-type') ?? ''))
      return plain(415, 'A file is begun as application/json.')
    const text = await asked.body(BEGIN_BYTES)
    const told = text === undefined ? undefined : fileOf(text)
    if (told === undefined) return plain(400, 'That begins no file: { offer, field, name, size, type }.')
    const held = await open(cid)
    if ('why' in held) return gone(held)
    if (known === undefined && !owns(asked, cid, held)) return plain(403, 'This conversation is not yours.')
    held.lastSeen = clock.now()
    const headers = held.owner.headers(asked)
    const field = fileField(held.conversation, key, told.offer, told.field)
    if (field === undefined) return plain(403, 'The page does not ask for a file there.', headers)
    try {
      const file = await uploads.begin(cid, told, field, clock.now())
      if (typeof file === 'string') return refused(file, headers)
      const type = { 'content-type': 'application/json', 'cache-control': 'no-store' }
      return {
        status: 201,
        headers: { ...PLAIN_HEADERS, ...type, ...headers },
        body: JSON.stringify({ id: file.upload.id }),
      }
    } catch (error) {
      return this.#unwritten(error, headers)
    }
  }

  async #take(asked: Asked, cid: string, file: UploadFile, headers: Headers): Promise<Told> {
    const { uploads, clock } = this.#on
    const from = asked.header(AT_HEADER) ?? ''
    if (!/^\d{1,15}$/.test(from)) return plain(400, `A piece of a file says where it begins: ${AT_HEADER}.`)
    const length = Number(asked.header('content-length') ?? 0)
    if (file.received === Number(from) && file.received + length > file.upload.size)
      return at(413, file, headers)
    try {
      const taken = await file.take(Number(from), asked.bytes(), late =>
        clock.setTimer(clock.now() + SILENT_MS, late),
      )
      // It may have been slow.
      uploads.find(cid, file.upload.id, clock.now())
      if (taken === 'taken' || taken === 'elsewhere') return at(taken === 'taken' ? 204 : 409, file, headers)
      // Nobody reads what still comes.
      return at(taken === 'too-long' ? 413 : 409, file, { ...headers, connection: 'close' })
    } catch (error) {
      return this.#unwritten(error, { ...headers, connection: 'close' })
    }
  }

  #unwritten(error: unknown, headers: Headers): Told {
    const { code } = error as NodeJS.ErrnoException
    // It was given up while a piece was on its way.
    if (code === 'ENOENT') return plain(404, 'There is no such file any more.', headers)
    this.#on.failed(error)
    const isFull = code === 'ENOSPC' || code === 'EDQUOT'
    return plain(isFull ? 507 : 500, isFull ? 'There is no room.' : 'The file could not be written.', headers)
  }
}

type Headers = Readonly<Record<string, string>>

const REFUSALS: Readonly<Record<Refusal, readonly [status: number, text: string]>> = {
  'too-large': [413, 'The file is too large.'],
  'not-accepted': [415, 'A file of this kind is not asked for.'],
  'too-many': [429, 'These are too many files at once.'],
  'no-room': [503, 'There is no room at present.'],
}

function refused(why: Refusal, headers: Headers): Told {
  const [status, text] = REFUSALS[why]
  return plain(status, text, status === 503 ? { ...headers, 'retry-after': '5' } : headers)
}

const at = (status: number, file: UploadFile, headers: Headers): Told => ({
  status,
  headers: { ...PLAIN_HEADERS, ...headers, 'cache-control': 'no-store', [AT_HEADER]: String(file.received) },
})

/** Word for word, as events are read. */
function fileOf(text: string): UpFile | undefined {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof body !== 'object' || body === null) return undefined
  const { offer, field, name, size, type, ...more } = body as Partial<UpFile>
  if (Object.keys(more).length > 0 || !Number.isSafeInteger(size) || (size as number) < 0) return undefined
  if ([offer, field, name, type].some(each => typeof each !== 'string')) return undefined
  return body as UpFile
}
