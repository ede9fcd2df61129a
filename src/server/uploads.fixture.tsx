// A page that asks for files, and a visitor without a browser who sends them: as the client does, or as it never would.
import { component, io } from 'repartee'
import type { Upload } from 'repartee'
import type { Visitor } from '../../test/visitor.ts'

interface State {
  readonly rows: readonly string[]
  readonly kept: readonly Upload[]
  readonly isOpen: boolean
}

const sum = (bytes: Uint8Array): number => bytes.reduce((all, byte, at) => (all * 31 + byte + at) % 1e9, 7)

/** `folder`: where photos go. */
export const albumIn = (folder: string) =>
  component({
    name: 'upload album',
    state: (): State => ({ rows: [], kept: [], isOpen: true }),
    on: {
      *keep(_, { photo }: { readonly photo: Upload | null }) {
        if (photo === null) return (now: State) => now
        yield* io(({ open }) => open(photo).moveTo(`${folder}/album/${photo.id}`))
        return (now: State) => ({
          ...now,
          rows: [...now.rows, `kept ${photo.name} ${photo.size} ${photo.type}`],
        })
      },
      *read(_, files: readonly Upload[]) {
        const sums: string[] = []
        for (const file of files) {
          const total = yield* io(async ({ open }) => sum(await open(file).bytes()))
          sums.push(`read ${file.name} ${total}`)
        }
        return (now: State) => ({ ...now, rows: [...now.rows, ...sums] })
      },
      hold: (s, { paper }: { readonly paper: Upload | null }) => ({
        ...s,
        kept: paper === null ? [] : [...s.kept, paper],
      }),
      *tell(s) {
        const [paper] = s.kept
        const text = yield* io(({ open }) => open(paper as Upload).text())
        return (now: State) => ({ ...now, rows: [...now.rows, `told ${text}`] })
      },
      forget: s => ({ ...s, kept: [] }),
      shut: s => ({ ...s, isOpen: false }),
    },
    view: (s, on) => (
      <main>
        {s.isOpen && (
          <form onSubmit={on.keep}>
            <input type="file" name="photo" accept="image/*" maxsize={2_000_000} />
          </form>
        )}
        <input type="file" multiple onUpload={on.read} maxsize={2_000_000_000} />
        <form onSubmit={on.hold}>
          <input type="file" name="paper" />
        </form>
        <button onClick={on.tell}>tell</button>
        <button onClick={on.forget}>forget</button>
        <button onClick={on.shut}>shut</button>
        {s.rows.map(row => (
          <p>{row}</p>
        ))}
      </main>
    ),
  })

export const PHOTO = { offer: '1/keep{photo@2000000:image%2F*}', field: 'photo' }
export const FILES = { offer: '1/read{@+2000000000}', field: '' }
export const PAPER = { offer: '1/hold{paper@}', field: 'paper' }

export const checksum = (bytes: Uint8Array): number => sum(bytes)

/** Bytes that are not the same at any two places near each other. */
export function bytesOf(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = (at * seed + (at >> 8)) & 255
  return bytes
}

type Told = Partial<{ offer: string; field: string; name: string; size: number; type: string }>

interface Init extends Omit<RequestInit, 'headers'> {
  readonly headers?: Record<string, string>
}

/** What a visitor does about files. */
export class Sender {
  readonly #visitor: Visitor

  constructor(visitor: Visitor) {
    this.#visitor = visitor
  }

  get base(): string {
    const { origin, boot } = this.#visitor
    return `${origin}${boot.base}/upload/${boot.cid}`
  }

  ask(path: string, init: Init = {}): Promise<Response> {
    const headers = this.#visitor.headers({ origin: this.#visitor.origin, ...init.headers })
    return this.#visitor.fetch(new Request(this.base + path, { ...init, headers }))
  }

  begin(told: Told): Promise<Response> {
    const body = JSON.stringify({ name: 'a.png', size: 0, type: 'image/png', ...told })
    return this.ask('', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  }

  /** A file that was begun: its id. */
  async begun(told: Told): Promise<string> {
    const response = await this.begin(told)
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`)
    return ((await response.json()) as { id: string }).id
  }

  put(id: string, at: number, body: BodyInit | null): Promise<Response> {
    const streams = body instanceof ReadableStream ? { duplex: 'half' } : {}
    return this.ask(`/${id}`, {
      method: 'PUT',
      body,
      headers: { 'rp-at': String(at) },
      ...streams,
    })
  }

  /** How much is there. */
  async at(id: string): Promise<number | undefined> {
    const response = await this.ask(`/${id}`)
    return response.status === 204 ? Number(response.headers.get('rp-at')) : undefined
  }

  /** All of a file, in pieces of this size. */
  async send(told: Told, bytes: Uint8Array<ArrayBuffer>, piece = 900_000): Promise<string> {
    const id = await this.begun({ ...told, size: bytes.length })
    for (let at = 0; at < bytes.length; at += piece) await this.put(id, at, bytes.subarray(at, at + piece))
    return id
  }
}
