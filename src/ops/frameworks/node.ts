// Measures a listener of `node:http`.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Measuring } from '../measure.ts'
import { exchange, type FrameworkOptions, type RequestLike, type ResponseLike } from './exchange.ts'

export interface NodeOptions<Q> extends FrameworkOptions {
  /** The path as a pattern, for example `/posts/:id`. Asked when the response has closed. Default: one endpoint of each method. */
  readonly pattern?: (request: Q) => string | undefined
}

/**
 * The same listener, measured. What it throws is thrown on as before.
 *
 * @example
 * createServer(measureNode(measuring, (request, response) => void response.end('hello')))
 */
export function measureNode<Q extends RequestLike = IncomingMessage, S extends ResponseLike = ServerResponse>(
  measuring: Measuring,
  listener: (request: Q, response: S) => unknown,
  options: NodeOptions<Q> = {},
): (request: Q, response: S) => unknown {
  return (request, response) => {
    let error: unknown
    const work = exchange(measuring, options, request, response, () => ({
      pattern: options.pattern?.(request),
      error,
    }))
    const failed = (thrown: unknown): never => {
      error = thrown
      throw thrown
    }
    try {
      const result = work.run(() => listener(request, response))
      return result instanceof Promise ? result.then(undefined, failed) : result
    } catch (thrown) {
      return failed(thrown)
    }
  }
}
