// The doors of a server: a web-standard handler for somebody else's server, and one of our own.
// Invariant: one handler owns all of its state; two in one process share nothing unless they are given the same engine.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../async/index.ts'
import { memory, type Engine } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import type { Trouble } from '../kernel/index.ts'
import { wallClock } from './clock.ts'
import { wantsOverlay } from './dev-wanted.ts'
import { Edge, shownOf } from './edge.ts'
import * as web from './fetch.ts'
import { DEFAULTS } from './limits.ts'
import { listen } from './listen.ts'
import type { Where } from './listen.ts'
import * as node from './node.ts'
import type { Checked, Options, Pages } from './options.ts'
import { randomId, Sessions } from './session.ts'

/** A web-standard handler, for Hono, Bun, Deno, Next or your own server; `handler.node` for node:http and Express. */
export interface Handler {
  fetch(request: Request): Promise<Response>
  /** An address that is not ours goes to `next`, or is answered with 404 without one. */
  node(request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void
  /** Stops taking visitors, lets clients move, flushes, closes streams. */
  close(): Promise<void>
}

export interface Serving {
  readonly url: string
  /** Stops listening, lets what is under way finish, tells pages to come back, and ends every connection; see docs/deploy.md for its bounds. */
  close(): Promise<void>
}

/**
 * Pages for a server that exists already.
 *
 * @example
 * const pages = handler({ pages: { '/': Counter } })
 * app.use(pages.node) // Express
 * app.all('/app/*', c => pages.fetch(c.req.raw)) // Hono, with basePath: '/app'
 */
export function handler<const P extends Pages>(options: Options<Checked<P>>): Handler {
  const edge = edgeOf(options)
  edge.start()
  return handlerOf(edge, options.proxies)
}

/**
 * Pages on a server of their own, listening on node:http. `port` 3000 and `host` localhost by default; port 0 takes any
 * free one. Rejects with `busy` if the port is taken, and with the engine's error where conversations cannot be kept.
 *
 * @example
 * const { url } = await serve({ pages: { '/': Counter }, port: 8080 })
 */
export async function serve<const P extends Pages>(options: Options<Checked<P>> & Where): Promise<Serving> {
  const edge = edgeOf(options)
  const own = handlerOf(edge, options.proxies)
  try {
    await edge.ready()
    const server = await listen(options, own.node)
    edge.start()
    return {
      url: server.url,
      async close() {
        await server.refuse()
        await own.close()
        await server.end()
      },
    }
  } catch (error) {
    await own.close()
    throw error
  }
}

/** For tests: the same with a clock of their own. */
export function edgeOf(options: Options<unknown>, inside: { readonly clock?: Clock } = {}): Edge {
  const {
    basePath = '',
    engine,
    principal,
    styles = '',
    hooks,
    uploads,
    limits,
    ops,
    redact,
    onTrouble = logged,
  } = options
  if (basePath !== '' && !/^(\/[\w.~-]+)+$/.test(basePath))
    throw new ReparteeError('bad-argument', {
      what: `"${basePath}" cannot be a base path`,
      expected: 'segments such as /app, beginning with a slash and ending without one',
      got: JSON.stringify(basePath),
      try: 'leave it out to serve from the root',
    })
  const pages = Object.fromEntries(
    Object.entries(options.pages as Record<string, unknown>).map(([path, given]) => [path, shownOf(given)]),
  )
  return new Edge({
    pages,
    engine: engine ?? memory(),
    sessions: new Sessions(secretsOf(options.secret, engine?.caps.survives ?? 'nothing'), basePath),
    clock: inside.clock ?? wallClock,
    dev: process.env['NODE_ENV'] !== 'production',
    overlay: wantsOverlay(process.env, line => console.warn(line)),
    basePath,
    styles,
    hooks,
    uploads,
    bounds: { ...DEFAULTS, ...limits },
    principal,
    observer: ops,
    redact,
    onTrouble,
  })
}

export function handlerOf(edge: Edge, proxies?: number): Handler {
  return {
    async fetch(request) {
      const told = (await edge.answer(web.askedOf(request, proxies))) ?? edge.notFound()
      return web.responseOf(told, request.method === 'HEAD')
    },
    node(request, response, next) {
      void edge.answer(node.askedOf(request, proxies)).then(told => {
        if (told === undefined && next !== undefined) next()
        // Somebody else may have answered meanwhile, or nobody waits any more.
        else if (!response.destroyed && !response.headersSent)
          node.tell(response, told ?? edge.notFound(), request.method === 'HEAD')
        else told?.drop?.()
      })
    },
    close: () => edge.close(),
  }
}

/** What is kept is for whoever proves to be of its session, by a cookie that was signed with the secret. */
const NO_SECRET =
  'repartee: no secret was given, so nobody can come back to what is kept once this process has ended, and no other process knows its visitors. ' +
  'Give all of them the same: serve({ secret }) or REPARTEE_SECRET, 16 characters or more.'

function secretsOf(
  given: string | readonly string[] | undefined,
  survives: Engine['caps']['survives'],
): readonly string[] {
  const secrets =
    typeof given === 'string' ? [given] : (given ?? process.env['REPARTEE_SECRET']?.split(/\s+/) ?? [])
  const kept = secrets.filter(secret => secret !== '')
  if (kept.length === 0) {
    if (survives !== 'nothing') console.warn(NO_SECRET)
    return [randomId() + randomId()]
  }
  const short = kept.find(secret => secret.length < 16)
  if (short === undefined) return kept
  throw new ReparteeError('bad-argument', {
    what: 'A secret is too short to sign with',
    expected: 'at least 16 characters',
    got: `${short.length} characters`,
    try: 'make one: node -e "console.log(crypto.randomBytes(32).toString(\'hex\'))"',
  })
}

function logged({ error, component, iid, reference }: Trouble, cid: string): void {
  const where = [
    component && `in ${component}`,
    iid && `instance ${iid}`,
    cid && `conversation ${cid}`,
  ].filter(Boolean)
  console.error(`repartee: trouble ${reference} ${where.join(', ')}\n`, error)
}
