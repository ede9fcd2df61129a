// Files that a visitor chose: what a handler is given of them, and what is in them.
// Invariant: as on a server, but that nothing is written anywhere; ids count, so that a log can be done again.
// Does not know fields.
import { ReparteeError } from '../errors/index.ts'
import type { Upload } from '../jsx/index.ts'
import type { Contents } from '../kernel/index.ts'
import type { Attached } from './element.ts'

/** A file to choose. `size` follows from `contents`, where these are said. */
export interface Chosen {
  readonly name: string
  /** In bytes. Default: as many as `contents` has, else 0. */
  readonly size?: number
  /** Default: none, as for an ending that a browser does not know. */
  readonly type?: string
  readonly contents?: string | Uint8Array
}

export function attached({ name, size, type = '', contents }: Chosen): Attached {
  const bytes = contents === undefined ? undefined : bytesOf(contents)
  return { name, size: bytes?.length ?? size ?? 0, type, ...(contents !== undefined && { contents }) }
}

export class Files {
  readonly moved: Map<string, Uint8Array> = new Map()
  readonly #files = new Map<string, Attached>()

  /** A form's values as they arrive with event `n`: of files what a handler is given. */
  sent(fields: Readonly<Record<string, unknown>> | undefined, n: number): Readonly<Record<string, unknown>> {
    let count = 0
    const one = (value: unknown): unknown => {
      if (!isFile(value)) return value
      const { name, size, type } = value
      // Also in another world, to which the conversation was taken, no two are the same.
      const id = `upload-${n}${count++ === 0 ? '' : `.${count}`}`
      this.#files.set(id, value)
      return { id, name, size, type } satisfies Upload
    }
    return Object.fromEntries(
      Object.entries(fields ?? {}).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(one) : one(value),
      ]),
    )
  }

  open({ id, name }: Upload): Contents {
    const file = this.#files.get(id)
    if (file === undefined)
      throw new ReparteeError('upload-gone', {
        what: `The contents of ${JSON.stringify(name)} are not there`,
        expected: 'an upload that this conversation was given',
        got: 'one that was moved, or was never attached',
        try: 'attach it first, and move it once',
      })
    const bytes = bytesOf(file.contents ?? new Uint8Array(file.size))
    return {
      text: async () => new TextDecoder().decode(bytes),
      bytes: async () => bytes,
      stream: () => new Blob([bytes]).stream(),
      moveTo: async path => {
        this.moved.set(path, bytes)
        this.#files.delete(id)
      },
    }
  }
}

const isFile = (value: unknown): value is Attached =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bytesOf = (contents: string | Uint8Array): Uint8Array<ArrayBuffer> =>
  typeof contents === 'string' ? new TextEncoder().encode(contents) : new Uint8Array(contents)
