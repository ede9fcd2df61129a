// One request to the program's own origin, made to see what it answers.
// Invariant: it goes to that origin and nowhere else, whatever the path says, and follows nothing; it takes at most so long, and reads and
// keeps at most so much. It brings no cookies and no key, so it is answered as a stranger is.
// Does not know who asks.
import type { Outside } from 'repartee/ops'

/** What it was answered with. Plain data. */
export interface Trial {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly statusText: string
  /** Until the last byte that was read, ms. */
  readonly tookMs: number
  /** At most 50, each of at most 300 characters. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The beginning of the body; null where it is no text. */
  readonly text: string | null
  /** Bytes of it that were read. */
  readonly bytes: number
  /** Whether there was more of it than was read. */
  readonly cut: boolean
}

export type Tried = { readonly trial: Trial } | { readonly why: string }

export interface Request {
  readonly method: string
  /** Begins with one slash; with its query. */
  readonly path: string
  readonly body: string
  /** Of the body. */
  readonly type: string
}

export const METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']
export const TYPES: readonly string[] = [
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
]
/** Those that are to change nothing. */
export const isSafe = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)

const MOST_BYTES = 65_536
const TIMEOUT_MS = 10_000
/** Characters that are shown of what was read. */
const MOST_TEXT = 16_000
const MOST_HEADERS = 50
const LONGEST_HEADER = 300
const LONGEST_PATH = 2000

const TEXTUAL = /^(?:text\/|application\/(?:[\w.+-]*(?:json|xml|javascript|x-www-form-urlencoded)))/i

/** Never rejects. */
export async function tryOut(origin: string, outside: Outside, request: Request): Promise<Tried> {
  const { method, path, body, type } = request
  if (!METHODS.includes(method)) return { why: `the method must be one of ${METHODS.join(', ')}` }
  if (!TYPES.includes(type)) return { why: `the type of the body must be one of ${TYPES.join(', ')}` }
  const address = addressOf(origin, path)
  if (address === undefined) return { why: 'the path must begin with one slash, e.g. /orders/7?full=1' }
  const brings = body !== ''
  if (brings && (method === 'GET' || method === 'HEAD')) return { why: `${method} brings no body` }
  if (body.length > MOST_BYTES) return { why: 'the body must not be longer than 64 kB' }
  const abort = new AbortController()
  const callOff = outside.after(TIMEOUT_MS, () => abort.abort())
  const began = outside.ticks()
  try {
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      signal: abort.signal,
      headers: { accept: '*/*', 'user-agent': 'repartee-dashboard', ...(brings && { 'content-type': type }) },
      ...(brings && { body }),
    })
    const { bytes, cut } = await read(response)
    const isText = TEXTUAL.test(response.headers.get('content-type') ?? 'text/plain')
    return {
      trial: {
        method,
        path: address.pathname + address.search,
        status: response.status,
        statusText: response.statusText.slice(0, LONGEST_HEADER),
        tookMs: outside.ticks() - began,
        headers: headersOf(response),
        text: isText ? new TextDecoder().decode(bytes).slice(0, MOST_TEXT) : null,
        bytes: bytes.length,
        cut,
      },
    }
  } catch (error) {
    if (abort.signal.aborted) return { why: 'there was no answer within 10 s' }
    return { why: `there was no answer: ${reasonOf(error)}` }
  } finally {
    callOff()
  }
}

function addressOf(origin: string, path: string): URL | undefined {
  if (!/^\/(?![/\\])/.test(path) || path.length > LONGEST_PATH) return undefined
  if (!URL.canParse(path, origin)) return undefined
  const address = new URL(path, origin)
  // Parsers drop tabs and line feeds, so what looks like a path may not be one.
  return address.origin === new URL(origin).origin ? address : undefined
}

async function read(response: Response): Promise<{ readonly bytes: Uint8Array; readonly cut: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  let cut = false
  const reader = response.body?.getReader()
  while (reader !== undefined && !cut) {
    const { done, value } = await reader.read()
    if (done) break
    const fits = (value as Uint8Array).subarray(0, MOST_BYTES - size)
    chunks.push(fits)
    size += fits.length
    cut = fits.length < (value as Uint8Array).length
  }
  // It is of no use any more, and how its end goes is of no interest.
  if (cut) reader?.cancel().catch(() => {})
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return { bytes, cut }
}

function headersOf(response: Response): Trial['headers'] {
  return (
    [...response.headers]
      .slice(0, MOST_HEADERS)
      // What a cookie holds is a key to somebody's session.
      .map(([name, value]) =>
        name === 'set-cookie'
          ? [name, `${value.split('=')[0] ?? ''}=…`]
          : [name, value.slice(0, LONGEST_HEADER)],
      )
  )
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const text = cause instanceof Error ? cause.message || cause.name : String(cause)
  return (text.split('\n')[0] ?? '').slice(0, LONGEST_HEADER)
}
