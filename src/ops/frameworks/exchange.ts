// One HTTP request and its response as Node has them: what every framework on top of them shares.
// Invariant: the work ends when the response is closed, so that its time includes the sending, and a caller who left is counted.
// Knows no framework; each says for itself what its endpoint is called.
import type { Measured, Measuring } from '../measure.ts'

/** As much of a request as is used. */
export interface RequestLike {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** As much of a response as is used. */
export interface ResponseLike {
  readonly statusCode: number
  /** Everything was handed over to the system. */
  readonly writableFinished: boolean
  getHeader(name: string): unknown
  once(event: 'close', listener: () => void): unknown
}

export interface FrameworkOptions {
  /** What the program's endpoints are listed under. Default `app`. */
  readonly service?: string
}

/** Requests for what there is not share this endpoint, whatever they asked for. */
const NOT_FOUND = 'not found'

/** What the framework knows when the response has closed. */
export interface Answered {
  /** The route's path as a pattern; undefined where none was found. */
  readonly pattern: string | undefined
  /** What was thrown, whatever the framework answered then. */
  readonly error?: unknown
}

/** What became of the response. */
interface Sent {
  readonly status: number
  readonly bytes: number
  readonly lasting: boolean
}

const EVENTS = 'text/event-stream'

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined

/** The address without its query: that may hold what is nobody's business. */
function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/** Begins the work of a request. Its endpoint is known at the end. */
export function begin(measuring: Measuring, options: FrameworkOptions, request: RequestLike): Measured {
  const { method = 'GET', url = '/', headers } = request
  return measuring.begin({
    service: options.service ?? 'app',
    endpoint: method,
    transport: 'http',
    method,
    path: pathOf(url),
    traceparent: single(headers['traceparent']),
  })
}

/** Begins the work of a request and ends it when the response closes. */
export function exchange(
  measuring: Measuring,
  options: FrameworkOptions,
  request: RequestLike,
  response: ResponseLike,
  answered: () => Answered,
): Measured {
  const work = begin(measuring, options, request)
  response.once('close', () => {
    const answer = answered()
    const { writableFinished: whole, statusCode } = response
    const type = response.getHeader('content-type')
    const lasting =
      request.headers['accept'] === EVENTS || (typeof type === 'string' && type.startsWith(EVENTS))
    const left = !whole && !lasting
    const status = !left ? statusCode : answer.error === undefined ? 499 : 500
    const bytes = Number(response.getHeader('content-length')) || 0
    end(work, request.method ?? 'GET', answer, { status, bytes, lasting })
  })
  return work
}

/** Ends it under the endpoint's name: without a route one for what there is not, and one of each method for the rest. */
export function end(work: Measured, method: string, { pattern, error }: Answered, sent: Sent): void {
  const { status, bytes, lasting } = sent
  const unrouted = status === 404 ? NOT_FOUND : `${method} *`
  const endpoint = pattern === undefined ? unrouted : `${method} ${pattern}`
  // What was thrown and became an answer like 404 is no fault.
  work.end({ status, error: status >= 500 ? error : undefined, bytes, endpoint, pattern, lasting })
}
