// Measures a Fastify program (5, also 4): `app.register(watch)` before the routes.
import type { Measured, Measuring } from '../measure.ts'
import { exchange, type FrameworkOptions, type RequestLike, type ResponseLike } from './exchange.ts'

export interface FastifyRequestLike {
  readonly raw: RequestLike
  readonly routeOptions: { readonly url?: string | undefined }
}

export interface FastifyReplyLike {
  readonly raw: ResponseLike
}

/** As much of an instance as is used. */
export interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown
  addHook(
    name: 'onError',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, error: Error, done: () => void) => void,
  ): unknown
}

const ERROR = Symbol('what was thrown')

/**
 * @example
 * await app.register(measureFastify(measuring))
 */
export function measureFastify(
  measuring: Measuring,
  options: FrameworkOptions = {},
): (app: FastifyLike, options: unknown, done: () => void) => void {
  const watch = (app: FastifyLike, _options: unknown, done: () => void): void => {
    app.addHook('onRequest', (request, reply, next) => {
      const noted = request.raw as RequestLike & { [ERROR]?: unknown }
      const work: Measured = exchange(measuring, options, request.raw, reply.raw, () => ({
        pattern: request.routeOptions.url,
        error: noted[ERROR],
      }))
      work.run(next)
    })
    app.addHook('onError', (request, _reply, error, next) => {
      ;(request.raw as RequestLike & { [ERROR]?: unknown })[ERROR] = error
      next()
    })
    done()
  }
  // A plugin is closed up by default: its hooks would see its own routes only.
  return Object.assign(watch, { [Symbol.for('skip-override')]: true })
}
