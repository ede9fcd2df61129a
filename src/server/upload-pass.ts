// Files of conversations that another process has: what is asked of them is asked of that one, and their bytes go there, since nothing
// binds a visitor to one process.
// Invariant: of a file one piece is under way at a time, each when the one before is written, so that it costs a piece of memory however
// fast it comes. What came before a body broke off counts, as if it had come there itself.
// Does not know what is asked, nor how it travels.
import type { Clock } from '../async/index.ts'
import type { NodeId } from '../engines/index.ts'
import { AT_HEADER } from '../wire/index.ts'
import type { Asked, Told } from './exchange.ts'
import { inTime, type Patience } from './in-time.ts'
import { plain } from './security.ts'
import { BEGIN_BYTES, SILENT_MS } from './upload-edge.ts'
import type { Whereabouts } from './whereabouts.ts'

/** So many bytes are passed on at once, and at most a chunk of the network's more. */
const PIECE = 131_072

export interface UploadPassOptions {
  readonly clock: Clock
  /** Which process had a conversation when it was asked for last. */
  readonly whereabouts: Whereabouts
  /** Whether this process has the conversation, and so its files. */
  readonly isHere: (cid: string) => boolean
  /** Whether whoever asks may ask for it. */
  readonly owns: (asked: Asked, cid: string) => boolean
  /** Which other process has it; undefined where this one has, or nobody. */
  readonly owner: (cid: string) => Promise<NodeId | undefined>
  readonly here: (asked: Asked, cid: string, id: string | undefined) => Promise<Told>
  /** The answer of that process, 503 where it has none. */
  readonly pass: (asked: Asked, body: string | Uint8Array, owner: NodeId) => Promise<Told>
}

export class UploadPass {
  readonly #on: UploadPassOptions

  constructor(on: UploadPassOptions) {
    this.#on = on
  }

  /** `id`: of a file that was begun. */
  async answer(asked: Asked, cid: string, id: string | undefined): Promise<Told> {
    const { isHere, owns, here } = this.#on
    if (isHere(cid) || !owns(asked, cid)) return here(asked, cid, id)
    const from = asked.header(AT_HEADER) ?? ''
    if (asked.method === 'PUT' && /^\d{1,15}$/.test(from)) return this.#put(asked, cid, id, Number(from))
    const text = await asked.body(BEGIN_BYTES)
    return (await this.#passed(asked, cid, text ?? '')) ?? here({ ...asked, body: async () => text }, cid, id)
  }

  async #put(asked: Asked, cid: string, id: string | undefined, from: number): Promise<Told> {
    const { clock, here } = this.#on
    const patience: Patience = late => clock.setTimer(clock.now() + SILENT_MS, late)
    const told = await passOn(from, asked.bytes(), patience, async (at, bytes) => {
      const header = (name: string): string | undefined =>
        name === AT_HEADER ? String(at) : asked.header(name)
      // Whoever took what came before has it no more, and here there is no such file.
      return (await this.#passed({ ...asked, header }, cid, bytes)) ?? here(asked, cid, id)
    })
    // Nobody reads what still comes.
    const more = { 'retry-after': '1', connection: 'close' }
    return told ?? plain(503, 'The file did not come through.', more)
  }

  /** The answer of whoever has the conversation; undefined where that is nobody else. */
  async #passed(asked: Asked, cid: string, body: string | Uint8Array): Promise<Told | undefined> {
    const { whereabouts, owner, pass } = this.#on
    const before = whereabouts.of(cid)
    if (before !== undefined) {
      const told = await pass(asked, body, before)
      if (told.status !== 503) return told
      whereabouts.forget(cid)
    }
    const now = await owner(cid)
    if (now === undefined) return undefined
    const told = await pass(asked, body, now)
    if (told.status !== 503) whereabouts.note(cid, now)
    return told
  }
}

interface Piece {
  readonly bytes: Uint8Array
  readonly end: 'no' | 'whole' | 'broken'
}

/**
 * The answer to all of it: the last one, or the first that is not 204; undefined where the body broke off, or brought nothing for too
 * long. `from`: where it begins in the file. `pass`: takes what begins there.
 */
async function passOn(
  from: number,
  body: AsyncIterable<Uint8Array>,
  patience: Patience,
  pass: (at: number, bytes: Uint8Array) => Promise<Told>,
): Promise<Told | undefined> {
  const chunks = body[Symbol.asyncIterator]()
  let at = from
  let told: Told | undefined
  try {
    for (;;) {
      const { bytes, end } = await pieceOf(chunks, patience)
      // A body without any is one, too.
      if (bytes.byteLength > 0 || (told === undefined && end === 'whole')) told = await pass(at, bytes)
      at += bytes.byteLength
      if (end === 'broken') return undefined
      if (end === 'whole' || told?.status !== 204) return told
    }
  } finally {
    // Not awaited: it would wait for the chunk that does not come.
    void chunks.return?.()?.catch(() => {})
  }
}

async function pieceOf(chunks: AsyncIterator<Uint8Array>, patience: Patience): Promise<Piece> {
  const all: Uint8Array[] = []
  let bytes = 0
  while (bytes < PIECE) {
    const next = await inTime(chunks, patience)
    if (next === undefined || next.done === true)
      return { bytes: Buffer.concat(all), end: next === undefined ? 'broken' : 'whole' }
    all.push(next.value)
    bytes += next.value.byteLength
  }
  return { bytes: Buffer.concat(all), end: 'no' }
}
