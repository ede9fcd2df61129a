// The files that are there, and whose they are.
// Invariant: a file is there while somebody has it; what each has, and all of them, is counted by what was announced, from before a file has
// its place on the disk until it is given up.
// Does not know who may have what, nor when nobody needs it any more.
import type { Upload } from '../jsx/index.ts'
import { UploadFile } from './upload-file.ts'
import type { UploadFolder } from './upload-folder.ts'

export interface Entry {
  readonly file: UploadFile
  /** The field that it is for, as the offer has it. */
  readonly field: string
  /** The conversations that may open it: several where one was copied. */
  readonly cids: Set<string>
  /** An event spoke of it. */
  isSpoken: boolean
  touched: number
}

/** What a conversation has; `bytes` as announced. */
interface Own {
  readonly ids: Set<string>
  bytes: number
}

export class UploadShelf {
  readonly entries: Map<string, Entry> = new Map()
  readonly #folder: UploadFolder
  readonly #byCid = new Map<string, Own>()
  /** All of it. */
  bytes = 0

  constructor(folder: UploadFolder) {
    this.#folder = folder
  }

  /** Of one conversation. */
  of(cid: string): Readonly<{ ids: ReadonlySet<string>; bytes: number }> {
    return this.#byCid.get(cid) ?? { ids: new Set(), bytes: 0 }
  }

  has(cid: string): boolean {
    return this.#byCid.has(cid)
  }

  /** Rejects if the disk does not take it. */
  async add(cid: string, upload: Upload, more: Omit<Entry, 'file' | 'cids'>): Promise<UploadFile> {
    const { id, size } = upload
    const file = new UploadFile(upload, async () => `${await this.#folder.path()}/${id}`)
    this.entries.set(id, { file, cids: new Set(), ...more })
    this.bytes += size
    this.give(id, cid)
    try {
      await file.begin()
      return file
    } catch (error) {
      this.forget(id)
      throw error
    }
  }

  /** That one has it, too. */
  give(id: string, cid: string): void {
    const entry = this.entries.get(id)
    const own = this.#byCid.get(cid) ?? { ids: new Set(), bytes: 0 }
    if (entry === undefined || own.ids.has(id)) return
    entry.cids.add(cid)
    own.ids.add(id)
    own.bytes += entry.file.upload.size
    this.#byCid.set(cid, own)
  }

  /** That one has nothing any more. */
  drop(cid: string): void {
    const { ids } = this.of(cid)
    this.#byCid.delete(cid)
    for (const id of ids) {
      const cids = this.entries.get(id)?.cids
      cids?.delete(cid)
      if (cids?.size === 0) void this.remove(id).catch(() => {})
    }
  }

  async remove(id: string): Promise<void> {
    const entry = this.entries.get(id)
    this.forget(id)
    await entry?.file.remove()
  }

  /** It is somebody else's now. */
  forget(id: string): void {
    const entry = this.entries.get(id)
    if (entry === undefined) return
    this.entries.delete(id)
    this.bytes -= entry.file.upload.size
    for (const cid of entry.cids) {
      const own = this.#byCid.get(cid)
      if (own?.ids.delete(id) !== true) continue
      own.bytes -= entry.file.upload.size
      if (own.ids.size === 0) this.#byCid.delete(cid)
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.entries.keys()].map(id => this.remove(id)))
    await this.#folder.close().catch(() => {})
  }
}
