// Files of conversations that move: whoever has a conversation now fetches them from the process that had it, piece by piece.
// Invariant: nothing is begun on a file before all of it that was there is here; the one that had it keeps it until then, while somebody
// asks for it, and two minutes. Where that one is dead its files are gone, as files are.
// Does not know how processes speak with each other.
import type { NodeId } from '../engines/index.ts'
import type { Contents } from '../kernel/index.ts'
import type { Upload } from '../jsx/index.ts'
import { later, UploadFile } from './upload-file.ts'
import type { Uploads } from './uploads.ts'

/** So many bytes are asked for at once. */
const PIECE = 131_072
/** How long files wait for whoever has their conversation now, ms. */
const LEFT_MS = 2 * 60_000
/** Whoever has not got them all itself is asked again after so long, ms. */
const AGAIN_MS = 100
/** A process that ends waits so long for the next question after its files, ms, and so long altogether. */
const QUIET_MS = 1500
const LONGEST_MS = 30_000

/** What a conversation left behind. */
export interface Left {
  /** Of how many times that it was left there. */
  readonly turn: number
  readonly files: readonly Moved[]
  /** Who has more, which was not fetched from there before the conversation went on. */
  readonly more?: NodeId
}

/** A file of it. */
export interface Moved extends Upload {
  readonly field: string
  readonly isSpoken: boolean
  /** Bytes. */
  readonly received: number
}

export interface UploadMovingOptions {
  readonly uploads: Uploads
  now(): number
  node(): NodeId
  /** Whether this process has the conversation. */
  readonly isHeld: (cid: string) => boolean
  /** What that process has; undefined where it does not answer, null while it has not got it all itself. */
  readonly files: (at: NodeId, cid: string) => Promise<Left | null | undefined>
  /** Of that file from there on, as base64; '' where it ends. */
  readonly piece: (at: NodeId, ask: PieceAsk) => Promise<string | undefined>
  /** All of it is here. */
  readonly fetched: (at: NodeId, left: { readonly cid: string; readonly turn: number }) => void
  readonly wait: (ms: number) => Promise<void>
  readonly onLost: (error: unknown) => void
}

export interface PieceAsk {
  readonly cid: string
  readonly id: string
  readonly from: number
}

export class UploadMoving {
  readonly #on: UploadMovingOptions
  readonly #coming = new Map<string, Promise<void>>()
  /** Conversations that moved, and left files here, or there; when they were asked for last. */
  readonly #left = new Map<string, { asked: number; readonly turn: number; readonly more?: NodeId }>()
  #turns = 0
  /** When somebody asked last, by the machine's own clock, as whoever waits for it. */
  #asked = -Infinity

  constructor(on: UploadMovingOptions) {
    this.#on = on
  }

  /** The conversation is here, and its files are there. */
  fetch(cid: string, at: NodeId): void {
    // One after the other: it may have been here and gone before all of them were.
    const coming = (this.#coming.get(cid) ?? Promise.resolve())
      .then(() => this.#from(cid, at))
      .catch(this.#on.onLost)
      .finally(() => {
        if (this.#coming.get(cid) === coming) this.#coming.delete(cid)
      })
    this.#coming.set(cid, coming)
  }

  /** To be waited for before its files are looked at; undefined where all are here that will be. */
  coming(cid: string): Promise<void> | undefined {
    return this.#coming.get(cid)
  }

  /** What is in a file, as soon as it is here. */
  open(cid: string, upload: Upload): Contents {
    const { uploads } = this.#on
    const coming = this.#coming.get(cid)
    return coming === undefined
      ? uploads.open(cid, upload)
      : later(coming.then(() => uploads.open(cid, upload)))
  }

  /** The conversation is in another process now, or may be; that one may ask for what is here. */
  leave(cid: string): void {
    const { shelf } = this.#on.uploads
    if (!shelf.has(cid)) return
    for (const id of shelf.of(cid).ids) shelf.give(id, leftBy(cid))
    shelf.drop(cid)
    this.#note(cid, {})
  }

  /** Another process has the conversation now, and asks what there is. Nobody writes it any more. */
  async files(cid: string): Promise<Left | null> {
    this.#asked = performance.now()
    if (this.#coming.has(cid)) return null
    if (!this.#on.isHeld(cid)) this.leave(cid)
    const { shelf } = this.#on.uploads
    const found = [...shelf.of(leftBy(cid)).ids].flatMap(id => shelf.entries.get(id) ?? [])
    await Promise.all(found.map(({ file }) => file.settle()))
    const files = found.map(({ file: { upload, received }, field, isSpoken }) => ({
      ...upload,
      field,
      isSpoken,
      received,
    }))
    const { turn = 0, more } = this.#left.get(cid) ?? {}
    return { turn, files, ...(more !== undefined && { more }) }
  }

  async piece({ cid, id, from }: PieceAsk): Promise<string> {
    this.#asked = performance.now()
    const left = this.#left.get(cid)
    if (left !== undefined) left.asked = this.#on.now()
    const { shelf } = this.#on.uploads
    const entry = shelf.entries.get(id)
    const bytes = entry?.cids.has(leftBy(cid)) === true ? await entry.file.read(from, PIECE) : undefined
    return bytes?.toString('base64') ?? ''
  }

  /** Whoever has the conversation has its files, too, unless it was here again since. */
  fetched({ cid, turn }: { readonly cid: string; readonly turn: number }): void {
    if (this.#left.get(cid)?.turn === turn) this.#forget(cid)
  }

  /** To be called every few seconds. */
  sweep(): void {
    for (const [cid, { asked }] of this.#left) if (this.#on.now() - asked > LEFT_MS) this.#forget(cid)
  }

  /** Resolves when all that was left here was fetched, or nobody asks for it. */
  async emptied(): Promise<void> {
    const began = performance.now()
    while (this.#left.size > 0 && performance.now() - began < LONGEST_MS) {
      if (performance.now() - Math.max(began, this.#asked) > QUIET_MS) return
      await this.#on.wait(50)
    }
  }

  async #fetch(cid: string, at: NodeId): Promise<void> {
    const { files, fetched, isHeld, wait, onLost } = this.#on
    let left = await files(at, cid)
    for (; left === null; left = await files(at, cid)) {
      await wait(AGAIN_MS)
      // Whoever has it now is told where they are; that one may be waiting for us.
      if (!isHeld(cid)) return this.#note(cid, { more: at })
    }
    if (left === undefined) return
    // All of them at once, so that none is taken for one that there is not.
    const begun = await Promise.all(
      left.files.map(async each => ({ each, file: await this.#begin(cid, each).catch(onLost) })),
    )
    for (const { each, file } of begun)
      if (file instanceof UploadFile) await this.#copy(cid, at, file, each).catch(onLost)
    if (left.more !== undefined) await this.#from(cid, left.more)
    fetched(at, { cid, turn: left.turn })
  }

  #from(cid: string, at: NodeId): Promise<void> | void {
    return at === this.#on.node() ? this.#back(cid) : this.#fetch(cid, at)
  }

  #note(cid: string, { more }: { readonly more?: NodeId }): void {
    const turn = ++this.#turns
    this.#left.set(cid, { asked: this.#on.now(), turn, ...(more !== undefined && { more }) })
  }

  /** This very process had the conversation before. */
  #back(cid: string): Promise<void> | void {
    const { shelf } = this.#on.uploads
    const more = this.#left.get(cid)?.more
    for (const id of shelf.of(leftBy(cid)).ids) shelf.give(id, cid)
    this.#forget(cid)
    if (more !== undefined) return this.#fetch(cid, more)
  }

  #forget(cid: string): void {
    if (this.#left.delete(cid)) this.#on.uploads.drop(leftBy(cid))
  }

  /** Still to be filled; undefined if there is no room for it. */
  async #begin(
    cid: string,
    { id, name, size, type, field, isSpoken }: Moved,
  ): Promise<UploadFile | undefined> {
    const { uploads, now } = this.#on
    const { shelf } = uploads
    const here = shelf.entries.get(id)
    if (here === undefined) {
      const more = { field, isSpoken, touched: now() }
      return uploads.hasRoom(size) ? shelf.add(cid, { id, name, size, type }, more) : undefined
    }
    // It comes back, or is here for a copy of the conversation.
    shelf.give(id, cid)
    here.isSpoken ||= isSpoken
    here.touched = now()
    return here.file
  }

  /** All of it that is there, or nothing; also where the conversation has gone on meanwhile, since whoever has it asks here next. */
  async #copy(cid: string, at: NodeId, file: UploadFile, { id, received }: Moved): Promise<void> {
    const { uploads, piece } = this.#on
    const { shelf } = uploads
    const isHere = (): boolean => file.received >= received
    try {
      while (!isHere() && shelf.entries.get(id)?.file === file) {
        const text = await piece(at, { cid, id, from: file.received })
        if (!text) return
        const taken = await file.take(file.received, once(Buffer.from(text, 'base64')), () => () => {})
        if (taken !== 'taken') return
      }
    } finally {
      if (!isHere()) await shelf.remove(id)
    }
  }
}

/** By the name of nobody who can be asked for. */
const leftBy = (cid: string): string => `left ${cid}`

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
