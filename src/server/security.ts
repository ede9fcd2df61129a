// What the edge asks of every request that changes something, and the headers that keep a page to itself.
// Invariant: a POST that another site caused is refused; scripts run only from our own address with the page's nonce.
import type { Asked, Told } from './exchange.ts'

/**
 * Whether a POST comes from a page of our own. Sec-Fetch-Site cannot be set by a page, so where a browser sends it, it decides
 * (also behind a proxy that renames the host); otherwise Origin must name this host. A request with neither comes
 * from no browser, and still has to show its token.
 */
export function sameOrigin(asked: Asked): boolean {
  const origin = asked.header('origin')
  const site = asked.header('sec-fetch-site')
  if (origin === 'null') return false
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined || site === 'same-origin') return true
  try {
    return new URL(origin).host === asked.host
  } catch {
    return false
  }
}

/** For every answer. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** For every stream. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  ...PLAIN_HEADERS,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx gives events on as they come only if it is told to.
  'x-accel-buffering': 'no',
}

/** For every page. */
export function pageHeaders(nonce: string): Record<string, string> {
  return {
    ...PLAIN_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    // A page names its conversation: no cache may hand it to somebody else.
    'cache-control': 'private, no-cache',
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      "style-src 'self'",
      // Escaped attributes are the view author's own; without this `style="width: 40%"` would silently do nothing.
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      "media-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'x-frame-options': 'DENY',
  }
}

/** An answer for programs, and for those who read what they get. */
export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Told {
  const type = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers: { ...PLAIN_HEADERS, ...type, ...headers }, body: `${text}\n` }
}

/** For a header `retry-after`: not all of them at the same time. */
export const laterBy = (seconds: number): string => String(Math.ceil(seconds + 2 * Math.random()))

/** To whoever waited in vain to be let in. */
export const crowded = (): Told =>
  plain(503, 'Too many come at once. Please try again in a moment.', { 'retry-after': laterBy(1) })
