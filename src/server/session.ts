// Who is asking: a session is a random id in a signed cookie, with the principal of one who signed in, and a conversation's
// token proves that its page was served to that session.
// Invariant: nothing about a session is kept on the server; all secrets are compared in constant time. The first key signs,
// any of them verifies, so keys can be rotated. A session's principal never changes: signing in or out begins a new one.
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { parse, stringify } from 'devalue'
import { ReparteeError } from '../errors/index.ts'
import type { Asked } from './exchange.ts'

/** A sealed principal may have so many characters: cookies are sent with every request, and browsers keep 4 kB. */
const PRINCIPAL_CHARS = 2048

export interface Session {
  readonly id: string
  /** Of one who signed in. */
  readonly principal?: unknown
}

export class Sessions {
  readonly #keys: readonly KeyObject[]
  readonly #path: string

  /** `basePath` is where the cookie goes; under https the `__Host-` prefix pins it to the whole host. */
  constructor(secrets: readonly string[], basePath: string) {
    this.#keys = secrets.map(secret => createSecretKey(Buffer.from(secret, 'utf8')))
    this.#path = basePath === '' ? '/' : basePath
  }

  /** The session that the request's cookie proves. */
  of(asked: Asked): Session | undefined {
    const [id, mark = '', sealed = ''] = partsOf(asked)
    if (id === undefined) return undefined
    if (!this.#keys.some(key => sameText(mark, sign(key, sessionText(id, sealed))))) return undefined
    return sealed === '' ? { id } : { id, principal: unsealed(sealed) }
  }

  /**
   * Whether the request's cookie names this session. Its id is as secret as the whole cookie, so where the session is known
   * to be one of ours, its signature need not be worked out again.
   */
  is(asked: Asked, session: string): boolean {
    return sameText(partsOf(asked)[0] ?? '', session)
  }

  /** The header that sets a session, with its sealed principal. */
  cookie(asked: Asked, id: string, sealed = ''): string {
    const value = `${id}.${sign(this.#signer, sessionText(id, sealed))}${sealed && `.${sealed}`}`
    // `__Host-` demands the path `/`.
    const rest = asked.secure ? '; Path=/; Secure' : `; Path=${this.#path}`
    return `${nameFor(asked.secure)}=${value}; HttpOnly; SameSite=Lax${rest}`
  }

  /** Proves, in the page's own requests, that the page of this conversation was served to this session. */
  token(cid: string, session: string): string {
    return sign(this.#signer, `token ${cid} ${session}`).slice(0, 22)
  }

  isToken(token: string | undefined, cid: string, session: string | undefined): boolean {
    if (token === undefined || session === undefined) return false
    return this.#keys.some(key => sameText(token, sign(key, `token ${cid} ${session}`).slice(0, 22)))
  }

  get #signer(): KeyObject {
    return this.#keys[0] as KeyObject
  }
}

/** 128 random bits, in 22 characters that need no escaping anywhere. */
export function randomId(): string {
  return randomBytes(16).toString('base64url')
}

/** Equal, in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  const one = Buffer.from(a)
  const two = Buffer.from(b)
  return one.length === two.length && timingSafeEqual(one, two)
}

/** A principal as a cookie carries it; '' for nobody. Throws `bad-argument` if it is too long, or no plain data. */
export function sealed(principal: unknown): string {
  if (principal === null || principal === undefined) return ''
  let text: string
  try {
    text = Buffer.from(stringify(principal)).toString('base64url')
  } catch (cause) {
    throw refusedPrincipal(cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (text.length > PRINCIPAL_CHARS) throw refusedPrincipal(`${text.length} bytes`)
  return text
}

function refusedPrincipal(got: string, cause?: unknown): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: 'identify() was given a principal that no cookie can carry',
    expected: `plain data of at most ${PRINCIPAL_CHARS} bytes once it is encoded`,
    got,
    try: 'give an id and a name, and look up the rest where it is needed',
    ...(cause !== undefined && { cause }),
  })
}

const unsealed = (text: string): unknown => parse(Buffer.from(text, 'base64url').toString())

const sessionText = (id: string, principal: string): string =>
  principal === '' ? `session ${id}` : `signed in ${id} ${principal}`

/** The id, the signature and the sealed principal in the session's cookie. */
function partsOf(asked: Asked): readonly string[] {
  return cookieOf(asked.header('cookie'), nameFor(asked.secure))?.split('.', 3) ?? []
}

const nameFor = (secure: boolean): string => (secure ? '__Host-rp' : 'rp')

const sign = (key: KeyObject, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url')

/** A cookie's value, as sent. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}
