// The connection under an answer, taken over from node:http: a stream that lasts for hours needs neither the request nor the
// response nor their parser, which are four fifths of what an idle one would keep.
// Invariant: after `takeOver` the connection is ours alone; node:http's own listeners are gone from it, everybody else's stay,
// and whoever waits for the response is told that it is over. Where node:http is not as it is known here (another runtime,
// HTTP/2, a response that waits behind another), nothing is touched and nothing taken.
// Knows node:http from within: what it reads is what Node's own `upgrade` does, found by name and asked for before it is used.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Data, Raw } from './exchange.ts'

interface Parser {
  incoming: unknown
  unconsume(): void
  remove(): void
  close(): void
}

/** A reader that does not take the last words within that time is left, ms. */
const LAST_WORDS_MS = 2000

/** The events of a connection that node:http hears itself, and how its listeners are called. */
const HEARD = ['data', 'end', 'close', 'drain', 'error', 'timeout', 'resume', 'pause'] as const
const HEARERS: ReadonlySet<string> = new Set([
  'bound socketOnData',
  'bound socketOnEnd',
  'bound socketOnClose',
  'bound socketOnDrain',
  'socketOnError',
  'socketOnTimeout',
  'onSocketResume',
  'onSocketPause',
])

/** Whether `takeOver` can take the response's connection. To be asked before the head is written. */
export function canTakeOver(response: ServerResponse): boolean {
  const { req: request, socket } = response
  return (
    request.httpVersionMajor === 1 &&
    request.complete &&
    socket !== null &&
    socket === request.socket &&
    typeof response.detachSocket === 'function' &&
    parserOf(socket) !== undefined &&
    socket.listeners('data').some(isNodes) &&
    response.listeners('finish').some(isNodes)
  )
}

/** Sends the head, and takes the connection. What is written to it from now on is the body, until it ends. */
export function takeOver(response: ServerResponse): Socket {
  const { req: request } = response
  const socket = response.socket as Socket
  const parser = parserOf(socket) as Parser
  // The head and the first words leave together.
  socket.cork()
  process.nextTick(() => process.nextTick(() => socket.uncork()))
  response.flushHeaders()
  response.detachSocket(socket)
  for (const event of HEARD)
    for (const hearer of socket.listeners(event)) if (isNodes(hearer)) socket.off(event, hearer as () => void)
  parser.unconsume()
  parser.remove()
  parser.incoming = null
  ;(request as { parser?: unknown }).parser = null
  ;(socket as { parser?: unknown }).parser = null
  // It is still on the stack where the request has just come.
  setImmediate(closeParser, parser)
  socket.setTimeout(0)
  socket.on('error', ignore).on('end', leave).on('data', leave)
  tellThatItIsOver(response)
  return socket
}

/** The body of an answer that ends with its connection. */
export class SocketSink implements Raw {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  write(parts: readonly Data[]): void {
    const socket = this.#socket
    const [only = ''] = parts
    if (parts.length === 1) return void socket.write(only)
    socket.cork()
    for (const part of parts) socket.write(part)
    socket.uncork()
  }
  get queued(): number {
    return this.#socket.writableLength
  }
  onDrain(drained: () => void): void {
    // An event `drain` comes only where more was queued than the connection's own bound, which is the program's to set.
    this.#socket.write('', error => void (error ?? drained()))
  }
  onClose(closed: () => void): void {
    this.#socket.once('close', closed)
  }
  close(): void {
    this.#socket.setTimeout(LAST_WORDS_MS, destroy).destroySoon()
  }
  destroy(): void {
    this.#socket.destroy()
  }
}

function parserOf(socket: Socket): Parser | undefined {
  const parser = (socket as { parser?: Partial<Parser> | null }).parser
  const known = [parser?.unconsume, parser?.remove, parser?.close].every(each => typeof each === 'function')
  return known ? (parser as Parser) : undefined
}

const isNodes = (hearer: Function): boolean => HEARERS.has(hearer.name) || hearer.name === 'bound resOnFinish'

/** Frameworks and logs wait for it; node:http's own part would close the connection. */
function tellThatItIsOver(response: ServerResponse): void {
  for (const hearer of response.listeners('finish'))
    if (isNodes(hearer)) response.off('finish', hearer as () => void)
  response.emit('finish')
  response.emit('close')
}

const closeParser = (parser: Parser): void => parser.close()
const ignore = (): void => {}

/** The reader has left, or says something more, which nobody does who reads a stream. */
function leave(this: Socket): void {
  this.destroy()
}
function destroy(this: Socket): void {
  this.destroy()
}
