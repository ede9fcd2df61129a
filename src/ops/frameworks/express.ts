// Measures an Express program (5, also 4): `app.use(watch)` before the routes, `app.use(watch.errors)` after them.
// Idea: the router takes `baseUrl` back when an error leaves it, so the route's full path is only whole while the route is being set:
// it is taken down then, by an accessor on the program's own prototype of requests. Where a router is mounted under a
// pattern, `baseUrl` has what it matched; the parameters that were set on the way turn it back into the pattern.
import type { Measuring } from '../measure.ts'
import { exchange, type FrameworkOptions, type RequestLike, type ResponseLike } from './exchange.ts'

export interface ExpressRequest extends RequestLike {
  readonly originalUrl: string
  readonly baseUrl: string
  /** The program. It has the prototype of its requests as `request`. */
  readonly app: object
}

export interface ExpressWatch {
  (request: ExpressRequest, response: ResponseLike, next: (error?: unknown) => void): void
  /** Takes down what was thrown and passes it on; without it errors are counted, but have no stacks. */
  errors(error: unknown, request: ExpressRequest, response: unknown, next: (error?: unknown) => void): void
}

const ROUTE = Symbol('the route as it was set')
const PARAMS = Symbol('the parameters as they were set')
const SET = Symbol('all parameters that were set')
const PATTERN = Symbol('the path of the route as a pattern')
const ERROR = Symbol('what was thrown')

type Params = Readonly<Record<string, unknown>>

interface Noted {
  readonly baseUrl: string
  [ROUTE]?: { readonly path?: unknown } | undefined
  [PARAMS]?: Params | undefined
  [SET]?: Params[]
  [PATTERN]?: string
  [ERROR]?: unknown
}

/**
 * @example
 * const watch = measureExpress(measuring)
 * app.use(watch)
 * app.get('/posts/:id', show)
 * app.use(watch.errors)
 */
export function measureExpress(measuring: Measuring, options: FrameworkOptions = {}): ExpressWatch {
  const watch = (request: ExpressRequest, response: ResponseLike, next: (error?: unknown) => void): void => {
    const noted = request as ExpressRequest & Noted
    noteRoutes(noted)
    const { method, originalUrl: url, headers } = request
    const work = exchange(measuring, options, { method, url, headers }, response, () => ({
      pattern: noted[PATTERN],
      error: noted[ERROR],
    }))
    work.run(next)
  }
  const errors: ExpressWatch['errors'] = (error, request, _response, next) => {
    ;(request as ExpressRequest & Noted)[ERROR] = error
    next(error)
  }
  return Object.assign(watch, { errors })
}

/** Once for each program, by its first request. */
function noteRoutes(request: ExpressRequest & Noted): void {
  const { request: prototype } = request.app as { readonly request: object }
  if (Object.hasOwn(prototype, 'route')) return
  // This one request has its own already; it would hide the accessor.
  Reflect.deleteProperty(request, 'params')
  Object.defineProperties(prototype, {
    route: {
      configurable: true,
      enumerable: true,
      get(this: Noted) {
        return this[ROUTE]
      },
      set(this: Noted, route: { readonly path?: unknown } | undefined) {
        this[ROUTE] = route
        if (route !== undefined) this[PATTERN] = patternOf(this.baseUrl, this[SET], route.path)
      },
    },
    params: {
      configurable: true,
      enumerable: true,
      get(this: Noted) {
        return this[PARAMS]
      },
      set(this: Noted, params: Params | undefined) {
        this[PARAMS] = params
        for (const _ in params) {
          ;(this[SET] ??= []).push(params)
          break
        }
      },
    },
  })
}

function patternOf(base: string, set: readonly Params[] | undefined, path: unknown): string {
  const end = Array.isArray(path) ? path.join('|') : String(path)
  if (base === '') return end
  const start =
    set === undefined
      ? base
      : base
          .split('/')
          .map(part => parameter(part, set))
          .join('/')
  return end === '/' ? start : start + end
}

function parameter(part: string, set: readonly Params[]): string {
  if (part === '') return part
  for (const params of set) {
    for (const [name, value] of Object.entries(params)) {
      if (value === part || (typeof value === 'string' && encodeURIComponent(value) === part))
        return `:${name}`
    }
  }
  return part
}
