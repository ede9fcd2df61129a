// Files that visitors sent, until the program takes them over or nobody needs them any more.
// Invariant: whatever is taken was announced with its size and fits a field that the page offers; what one conversation and all of them
// may have is bounded by what was announced, before a byte is read. A file is there while its conversation remembers it (its id is
// in the state, a journal, a timer's payload, or work is under way that was given it) and no longer; one that is not spoken of
// by an event in time goes as well. Everything goes when the process does, but for what others fetch (upload-moving.ts).
// Does not know requests (upload-edge.ts), nor how bytes get onto the disk (upload-file.ts).
import { ReparteeError } from '../errors/index.ts'
import { fileText, isAccepted } from '../kernel/index.ts'
import type { Contents, FileField } from '../kernel/index.ts'
import type { Upload } from '../jsx/index.ts'
import { FILE_BYTES } from '../wire/index.ts'
import type { Sent, SentFile, UpFile } from '../wire/index.ts'
import type { UploadFile } from './upload-file.ts'
import { UploadFolder } from './upload-folder.ts'
import { UploadShelf } from './upload-shelf.ts'
import type { Entry } from './upload-shelf.ts'
import { randomId } from './session.ts'

/** Files that a conversation may have, and that there may be: also an empty one is something to a disk. */
const MOST_FILES = 200
const MOST_IN_ALL = 20_000
/** How long a file may wait for its next byte, or for the event that speaks of it, ms. */
const WAITS_MS = 10 * 60_000
const TIDY_MS = 5 * 60_000

export interface UploadBounds {
  readonly folder?: string | undefined
  /** Bytes. */
  readonly perConversation?: number | undefined
  readonly total?: number | undefined
}

/** A conversation, as far as its files are concerned. */
export interface Rememberer {
  /** Nothing is under way in it. */
  readonly isAtRest: boolean
  /** All that it remembers, as text. */
  memory(): string
}

/** Why a file was not begun. */
export type Refusal = 'too-large' | 'not-accepted' | 'too-many' | 'no-room'

export class Uploads {
  /** All that is there, for whoever moves conversations. */
  readonly shelf: UploadShelf
  readonly #folder: UploadFolder
  readonly #perConversation: number
  readonly #total: number
  #tidied = 0

  constructor({ folder, perConversation = 1 << 30, total = 4 * (1 << 30) }: UploadBounds) {
    this.#folder = new UploadFolder(folder)
    this.shelf = new UploadShelf(this.#folder)
    this.#perConversation = perConversation
    this.#total = total
    // What a process left that was killed is not waited for.
    void this.#folder.tidy()
  }

  /** Files that are there, for inspection and tests. */
  get size(): number {
    return this.shelf.entries.size
  }

  /** A new file, if there is room for it. Rejects if the disk does not take it. */
  async begin(cid: string, told: UpFile, field: FileField, now: number): Promise<UploadFile | Refusal> {
    const { size, type } = told
    const own = this.shelf.of(cid)
    const name = nameOf(told.name)
    if (size > Math.min(field.maxSize ?? FILE_BYTES, this.#perConversation)) return 'too-large'
    if (!isAccepted(field.accept, { name, type })) return 'not-accepted'
    if (own.ids.size >= MOST_FILES || own.bytes + size > this.#perConversation) return 'too-many'
    if (!this.hasRoom(size)) return 'no-room'
    const upload: Upload = { id: randomId(), name, size, type: type.slice(0, 255) }
    return this.shelf.add(cid, upload, { field: field.text, isSpoken: false, touched: now })
  }

  /** Whether the disk may take so many bytes more. */
  hasRoom(size: number): boolean {
    const { bytes, entries } = this.shelf
    return bytes + size <= this.#total && entries.size < MOST_IN_ALL
  }

  /** A file of this conversation. */
  find(cid: string, id: string, now: number): UploadFile | undefined {
    const entry = this.shelf.entries.get(id)
    if (entry === undefined || !entry.cids.has(cid)) return undefined
    entry.touched = now
    return entry.file
  }

  /** An event's fields with the files that it speaks of; undefined if one of these is not there, not whole, or for something else. */
  speak(
    cid: string,
    offer: string,
    fields: Readonly<Record<string, Sent>>,
  ): Record<string, unknown> | undefined {
    const spoken: Entry[] = []
    const told = Object.entries(fields).map(([name, sent]): [string, unknown] => {
      const one = (each: string | SentFile): unknown => {
        if (typeof each === 'string') return each
        const entry = this.shelf.entries.get(each.id)
        if (entry === undefined || !entry.cids.has(cid) || !entry.file.isWhole) return undefined
        if (entry.field !== fileText(offer, name)) return undefined
        spoken.push(entry)
        return entry.file.upload
      }
      return [name, isList(sent) ? sent.map(one) : one(sent)]
    })
    if (told.some(([, value]) => value === undefined || (Array.isArray(value) && value.includes(undefined))))
      return undefined
    for (const entry of spoken) entry.isSpoken = true
    // Not by assignment: a field may have the name of a prototype.
    return Object.fromEntries(told)
  }

  /** What is in a file that this conversation was given. Throws `upload-gone`. */
  open(cid: string, { id, name }: Upload): Contents {
    const entry = this.shelf.entries.get(id)
    if (entry?.isSpoken === true && entry.file.isWhole && entry.cids.has(cid))
      return entry.file.contents(() => this.shelf.forget(id))
    throw new ReparteeError('upload-gone', {
      what: `The contents of ${JSON.stringify(name)} are not there`,
      expected: 'an upload that this conversation was given, and has remembered since',
      got: 'one that was moved, forgotten, sent to another conversation, or lost with its process',
      try: 'read it, or moveTo, in the handler that is given it',
    })
  }

  /** The visitor gives it up. What an event spoke of is not his to give up any more. */
  async remove(cid: string, id: string): Promise<void> {
    const entry = this.shelf.entries.get(id)
    if (entry?.cids.has(cid) === true && !entry.isSpoken) await this.shelf.remove(id)
  }

  /** A copy of a conversation remembers the same files. */
  share(cid: string, other: string): void {
    for (const id of this.shelf.of(cid).ids)
      if (this.shelf.entries.get(id)?.isSpoken === true) this.shelf.give(id, other)
  }

  /** Whether the conversation has files here. */
  has(cid: string): boolean {
    return this.shelf.has(cid)
  }

  /** The conversation is over. */
  drop(cid: string): void {
    this.shelf.drop(cid)
  }

  /** Removes what nobody needs any more; to be called every few seconds. */
  sweep(now: number, conversation: (cid: string) => Rememberer | undefined): void {
    const memories = new Map<string, string | undefined>()
    const memory = (cid: string): string | undefined => {
      if (!memories.has(cid)) memories.set(cid, memoryOf(conversation(cid)))
      return memories.get(cid)
    }
    for (const [id, { isSpoken, touched, cids }] of this.shelf.entries) {
      if (now - touched > WAITS_MS && !isSpoken) void this.shelf.remove(id).catch(() => {})
      // Whoever cannot be asked is taken to remember.
      else if (isSpoken && ![...cids].some(cid => memory(cid)?.includes(id) ?? true))
        void this.shelf.remove(id).catch(() => {})
    }
    if (now - this.#tidied < TIDY_MS) return
    this.#tidied = now
    void this.#folder.tidy()
  }

  close(): Promise<void> {
    return this.shelf.close()
  }
}

const isList = (sent: Sent): sent is readonly string[] | readonly SentFile[] => Array.isArray(sent)

function memoryOf(conversation: Rememberer | undefined): string | undefined {
  if (conversation === undefined || !conversation.isAtRest) return undefined
  try {
    return conversation.memory()
  } catch {
    // State that cannot be kept has been told of elsewhere.
    return undefined
  }
}

/** A name without folders and without what terminals and file systems would take for something else. */
export function nameOf(name: string): string {
  const last = name
    .split(/[/\\]/)
    .at(-1)!
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
    .slice(-255)
  return /^\.*$/.test(last) ? 'unnamed' : last
}
