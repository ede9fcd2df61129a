// A small proxy: each request goes to whichever process has its turn, nothing is sticky, and streams pass as they come.
// Invariant: a process that takes no connection is passed over, and is asked again in its next turn. What one may have heard is said to
// another only if it was mere looking; whoever sent more than that sends it again by itself.
// Does not know how processes come and go: who is up is asked for at each request.
import { request as ask, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

export interface Place {
  readonly id: number
  /** On this machine. */
  readonly port: number
}

/** Is told what passes. */
export interface Toll<P> {
  asked(of: P): void
  /** A stream began, at this address; what is returned is called at its end. `isCut`: not by its reader. */
  streams(from: P, url: string): (isCut: boolean) => void
}

/** Each answer says in `x-node` whose it is. */
export function balance<P extends Place>(up: () => readonly P[], toll: Toll<P>): RequestListener {
  let turn = 0
  return (incoming, response) => {
    const places = up()
    const first = turn++ % Math.max(1, places.length)
    pass(incoming, response, [...places.slice(first), ...places.slice(0, first)], toll)
  }
}

function pass<P extends Place>(
  incoming: IncomingMessage,
  response: ServerResponse,
  [place, ...others]: readonly P[],
  toll: Toll<P>,
): void {
  if (place === undefined) return refuse(incoming, response, 503)
  const { method = 'GET', url = '/' } = incoming
  const looks = method === 'GET' || method === 'HEAD'
  let isHeard = false
  // A connection of its own: one that was kept may have died with the process behind it.
  const outgoing = ask({
    host: '127.0.0.1',
    port: place.port,
    agent: false,
    method,
    path: url,
    headers: onwards(incoming),
  })
  const leave = (): void => void outgoing.destroy()
  response.once('close', leave)
  outgoing.once('socket', socket =>
    socket.once('connect', () => {
      isHeard = true
      toll.asked(place)
      if (looks) outgoing.end()
      else incoming.pipe(outgoing)
    }),
  )
  outgoing.on('response', answer => {
    const { statusCode = 502, statusMessage = '', rawHeaders, headers } = answer
    const isStream = statusCode === 200 && headers['content-type']?.startsWith('text/event-stream') === true
    const ends = isStream ? toll.streams(place, url) : undefined
    response.writeHead(statusCode, statusMessage, [...passed(rawHeaders), 'x-node', `${place.id}`])
    response.flushHeaders()
    let isLeft = false
    response.once('close', () => (isLeft = !answer.destroyed))
    pipeline(answer, response, () => ends?.(!isLeft))
  })
  outgoing.on('error', () => {
    response.off('close', leave)
    incoming.unpipe(outgoing)
    // An answer that breaks off ends by itself what it is passed to.
    if (response.headersSent || response.destroyed) return
    if (looks || !isHeard) pass(incoming, response, others, toll)
    else refuse(incoming, response, 502)
  })
}

/** Without `retry-after`: a page knows better when to ask again. */
function refuse(incoming: IncomingMessage, response: ServerResponse, status: number): void {
  incoming.resume()
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end('None of the processes is up at the moment; /nodes shows them.\n')
}

/** What is said between two neighbours is not passed on. */
const BETWEEN = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect)$/i

const passed = (raw: readonly string[]): string[] =>
  raw.filter((_, at) => !BETWEEN.test(raw[at - (at % 2)] ?? ''))

function onwards({ rawHeaders, headers, socket }: IncomingMessage): string[] {
  const kept = passed(rawHeaders)
  // A body without a length is sent on as it came: in pieces.
  if (headers['transfer-encoding'] !== undefined) kept.push('transfer-encoding', 'chunked')
  return [...kept, 'x-forwarded-for', socket.remoteAddress ?? '', 'x-forwarded-proto', 'http']
}
