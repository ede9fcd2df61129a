// What a program says when it serves pages, and the types that hold a page to its path's parameters.
import type { Engine } from '../engines/index.ts'
import type { Component, Definition, Trouble } from '../kernel/index.ts'
import type { Redact } from './inspect-redact.ts'
import type { Observer } from './inspect-types.ts'
import type { Limits } from './limits.ts'
import type { OutputOf, Schema } from './schema.ts'

type Params<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & Params<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : {}

export interface Visitor {
  /** The session's id, from its signed cookie. */
  readonly session: string
  /** The address of the connection; behind a proxy, the proxy's, unless `proxies` says how many there are. */
  readonly ip: string
  readonly principal: unknown
}

/** How often something may be done, and by whom that is counted: what `limit` of `repartee/ops` makes. */
export interface PageLimit {
  readonly kind: 'limit'
  readonly name: string
  readonly by: 'ip' | 'session' | 'everyone'
}

/** Answers requests to one address below a page. */
export type Route = (request: Request, who: Visitor) => Response | Promise<Response>

export interface Rules {
  /**
   * Whether this visitor may open the page; asked for every new conversation, and for every request to its routes. A program that
   * brings no cookie is asked about as a new visitor each time: let it show a header. The request is without its body.
   *
   * @example
   * allow: (who, request) => who.principal === 'admin' || request.headers.get('authorization') === `Bearer ${key}`
   */
  readonly allow?: (who: Visitor, request: Request) => boolean | Promise<boolean>
  /**
   * Further addresses below the page's, for its own visitors: the same `allow` guards them. What is answered travels as it is, also
   * a stream, no faster than it is read, and cancelled when its reader leaves. A request that changes something (any but GET and
   * HEAD) is taken from our own pages only, with at most 1 MiB. An error is answered with 500 and told to `onTrouble`.
   *
   * @example
   * page(Desk, { allow, routes: { '/orders.csv': () => new Response(csv(), { headers: { 'content-type': 'text/csv' } }) } })
   */
  readonly routes?: Readonly<Record<string, Route>>
  /**
   * Without the styles and hooks that are for every page, as of a page that looks the same in any program, or is framed by another.
   * Default: false.
   */
  readonly alone?: boolean
  /** CSS for this page alone, after that for every page. */
  readonly styles?: string
  /** Client hooks for this page alone, besides those for every page; let their names differ. See `hooks` of `serve`. */
  readonly hooks?: string
  /**
   * How often the page may be opened and acted on; each of these counts as one. Too often is answered with 429 and `Retry-After`: the page
   * says what was done again by itself when that is over. Needs `ops` in `serve`, which keeps it.
   *
   * @example
   * const signingIn = limit('signing in', { rate: '5/minute', burst: 10, by: 'ip' })
   * serve({ pages: { '/sign-in': page(SignIn, { limit: signingIn }) }, ops: ops([signingIn]) })
   */
  readonly limit?: PageLimit
  /** Shown in the browser's tab. Default: the component's name. */
  readonly title?: string
  /**
   * Whether the page and its stream travel compressed, where the browser takes that. A stream then costs some 140 kB of memory and 25
   * us more of the server for each change, and a small change travels in a sixth of its bytes: for visitors whose network is
   * slow or paid for. Not for a page that shows a secret beside text that others chose: from how much the two shrink
   * together, somebody who can read lengths off the line may guess the secret (BREACH). Default: false.
   */
  readonly compress?: boolean
  /**
   * A Standard Schema that the parameters of the path and of the query must fit, by name, all of them text: what it makes of them
   * are the component's props. An address that does not fit is answered with 404.
   */
  readonly params?: Schema | undefined
}

/** A page as the server has it: its types have done their work. */
export interface Shown {
  readonly definition: Definition
  readonly rules: Rules
}

export interface Page<in Props> {
  readonly page: Component<Props, unknown>
  readonly rules: Rules
  readonly _p?: (props: Props) => void
}

/**
 * A component with rules for its page. With `params`, what the schema makes of them are its props, and the path may have any
 * parameters.
 *
 * @example
 * serve({ pages: { '/desk': page(Desk, { title: 'The desk', allow: who => who.principal !== null }) } })
 *
 * @example
 * page(List, { params: z.object({ page: z.coerce.number().int().positive().default(1) }) }) // /list?page=2
 */
export function page<S extends Schema>(
  component: Component<OutputOf<S>, unknown>,
  rules: Rules & { readonly params: S },
): Page<{}>
export function page<P>(
  component: Component<P, unknown>,
  rules: Rules & { readonly params?: undefined },
): Page<P>
export function page(component: Component<never, unknown>, rules: Rules): Page<never> {
  return { page: component, rules }
}

export interface Options<Pages> {
  /** Components or pages by path; `:name` segments become props. */
  readonly pages: Pages
  /** Where conversations are kept. Default: `memory()`. */
  readonly engine?: Engine
  /**
   * Who the visitor is, from the request that opens a page, unless `identify` said it in this session. Plain data.
   * Default: null.
   */
  readonly principal?: (request: Request) => unknown
  /**
   * Signs session cookies and page tokens. Several: the first signs, all of them verify. Default: REPARTEE_SECRET
   * (several separated by blanks), else random, so that a restart begins new sessions.
   */
  readonly secret?: string | readonly string[]
  /** Where the pages and repartee's own addresses begin, e.g. `/app`. Default: the root. */
  readonly basePath?: string
  /** CSS for every page, served from our own address with a content hash. */
  readonly styles?: string
  /**
   * Client hooks: the text of an ES module, served from our own address with a content hash. Each named export is one,
   * `{ mounted?(element, push), patched?(element), removed?(element) }`, for elements with `rp-hook` and its name. `push(text)` sends
   * what the element offers with `onPush`. What a hook draws belongs in an element with `rp-ignore`.
   *
   * @example
   * hooks: `export const chart = { mounted(element) { draw(element) }, patched(element) { draw(element) } }`
   */
  readonly hooks?: string
  /** Files that visitors send. */
  readonly uploads?: {
    /**
     * Where they lie until they are moved: on the file system to which they go, moving costs nothing. Default: the system's folder
     * for temporary files, which on some machines is memory.
     */
    readonly folder?: string
    /** Bytes that one conversation's files may have, and the most that a single one may. Default: 1 GiB. */
    readonly perConversation?: number
    /** Bytes in all. Default: 4 GiB. */
    readonly total?: number
  }
  /** How often visitors may do what, where the defaults do not fit. They are generous to people and end floods. */
  readonly limits?: Limits
  /**
   * How many proxies of your own stand before the server, each adding to `x-forwarded-for`: then a visitor's address is the one that the
   * outermost of them saw. 0: there is none, and `x-forwarded-proto` is not believed either. Default: the connection's own address
   * counts, and `x-forwarded-proto` is believed.
   */
  readonly proxies?: number
  /** Watches the server and may handle its conversations: `repartee/ops`, or a program's own. Default: nobody, at no cost. */
  readonly ops?: Observer
  /**
   * What operators are not shown of any conversation, besides what its components keep back (`redact`): by path.
   *
   * @example
   * redact: path => /password|token|iban/i.test(path)
   */
  readonly redact?: Redact
  /** Told of everything that failed, with the reference that the visitor saw. Default: the error log. */
  readonly onTrouble?: (trouble: Trouble, cid: string) => void
}

export type Pages = Record<string, Component<never, unknown> | Page<never>>
export type Checked<P> = {
  [Path in keyof P]: Path extends string ? Component<Params<Path>, unknown> | Page<Params<Path>> : never
} & P
