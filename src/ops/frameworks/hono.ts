// Measures a Hono program (4): `app.use(watch)` before the routes. On Node it sees callers leave and long bodies end; elsewhere
// the work ends when the response is made.
import type { Measuring } from '../measure.ts'
import { begin, end, exchange, type FrameworkOptions, type ResponseLike } from './exchange.ts'

export interface HonoContext {
  readonly req: {
    readonly method: string
    readonly path: string
    /** Which of the matched routes ran last. */
    readonly routeIndex: number
    readonly matchedRoutes: ReadonlyArray<{ readonly method: string; readonly path: string }>
    header(name: string): string | undefined
  }
  readonly res: { readonly status: number; readonly headers: { get(name: string): string | null } }
  readonly error: unknown
  /** Whatever the runtime gives; Node's server gives its response as `outgoing`. */
  readonly env: unknown
}

/**
 * @example
 * app.use(measureHono(measuring))
 */
export function measureHono(
  measuring: Measuring,
  options: FrameworkOptions = {},
): (c: HonoContext, next: () => Promise<void>) => Promise<void> {
  return async (c, next) => {
    const response = outgoing(c.env)
    let thrown: unknown
    const { method, path: url } = c.req
    const header = (name: string): string | undefined => c.req.header(name)
    const headers = { traceparent: header('traceparent'), accept: header('accept') }
    const work =
      response === undefined
        ? begin(measuring, options, { method, url, headers })
        : exchange(measuring, options, { method, url, headers }, response, () => ({
            pattern: patternOf(c, response.statusCode),
            error: c.error ?? thrown,
          }))
    try {
      await work.run(next)
    } catch (error) {
      thrown = error
      throw error
    } finally {
      if (response === undefined) {
        const status = thrown === undefined ? c.res.status : 500
        const bytes = Number(c.res.headers.get('content-length')) || 0
        const answer = { pattern: patternOf(c, status), error: c.error ?? thrown }
        end(work, method, answer, { status, bytes, lasting: false })
      }
    }
  }
}

/** The route that ran last; a middleware that let it pass is none. */
function patternOf({ req }: HonoContext, status: number): string | undefined {
  const route = req.matchedRoutes[req.routeIndex]
  return status === 404 && route?.method === 'ALL' && route.path.endsWith('*') ? undefined : route?.path
}

function outgoing(env: unknown): ResponseLike | undefined {
  const response = (env as { readonly outgoing?: Partial<ResponseLike> } | null | undefined)?.outgoing
  return typeof response?.once === 'function' ? (response as ResponseLike) : undefined
}
