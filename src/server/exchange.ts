// One request and its answer, apart from how they travel: node:http and the web's Request and Response are two ways.
// Invariant: everything that comes in is bounded before it is read; what goes out is a value, or a stream given to a taker.
// Does not know paths, conversations or cookies.
import { ReparteeError } from '../errors/index.ts'

export interface Asked {
  readonly method: string
  /** Without query, as sent (percent-encoded). */
  readonly path: string
  /** As sent, with its question mark; '' without one. */
  readonly query: string
  /** The request's own address as far as it is known, for Origin checks: host and whether it came by https. */
  readonly host: string
  readonly secure: boolean
  readonly ip: string
  header(name: string): string | undefined
  /** The whole body as text; undefined if it is longer than `limit` bytes. Rejects if somebody else has read it. */
  body(limit: number): Promise<string | undefined>
  /** The body as it comes, no faster than it is taken. Who stops early leaves the rest where it is. Rejects where it breaks off. */
  bytes(): AsyncIterable<Uint8Array>
  /** The same request for code that wants the web's own form. Without its body. */
  request(): Request
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body?: string | Uint8Array
  /** Takes the stream as soon as the head was sent. Exclusive with `body`. */
  readonly stream?: (sink: Sink) => void
  /** The stream has an end of its own: one that breaks off before must not look like it. */
  readonly ends?: boolean
  /** Instead of taking the stream, where nobody is there any more. */
  readonly drop?: () => void
}

/** What is written: text, or bytes that others are sent as well and nobody changes. */
export type Data = string | Uint8Array

/** How a stream's bytes travel. */
export interface Raw {
  /** One write, of several parts. At least one. */
  write(parts: readonly Data[]): void
  /** Bytes that were written and not yet taken by the network. */
  readonly queued: number
  /** Called once, when what is queued now has gone. */
  onDrain(drained: () => void): void
  /** Called once, when the stream is over, by either end. */
  onClose(closed: () => void): void
  close(): void
  /** Ends it at once, without waiting for what is queued. */
  destroy(): void
}

/** The writing end of a stream. */
export interface Sink extends Omit<Raw, 'write'> {
  write(data: Data): void
}

/**
 * Whether a proxy says that the visitor came by https. Where proxies stand in a row, the outermost comes first. Where there is
 * certainly none, nobody is believed.
 */
export function saysHttps(forwardedProto: string | undefined, proxies: number | undefined): boolean {
  return proxies !== 0 && forwardedProto?.split(',', 1)[0]?.trim() === 'https'
}

/** The visitor's address: what the outermost of our own proxies saw. What stands before that, anybody may have written. */
export function addressOf(connection: string, forwardedFor: string | undefined, proxies = 0): string {
  if (proxies === 0 || forwardedFor === undefined) return connection
  const seen = forwardedFor.split(',').map(each => each.trim())
  return seen[Math.max(0, seen.length - proxies)] ?? connection
}

/** For a body that is not there to be read any more. */
export function bodyTaken(): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: 'The body of an event was read before repartee was asked',
    expected: 'a request whose body nobody has read',
    got: 'one that has been read to its end, or in part',
    try: 'mount repartee before body parsers and validators; docs/hosts.md says how',
  })
}
