// What a program says when it serves pages, and the types that hold a page to its path's parameters.
import type { Engine } from '../engines/index.ts'
import type { Component, Trouble } from '../kernel/index.ts'

type Params<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & Params<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : {}

export interface Visitor {
  /** The session's id, from its signed cookie. */
  readonly session: string
  /** The address of the connection; behind a proxy, the proxy's. */
  readonly ip: string
  readonly principal: unknown
}

export interface Rules {
  /** Whether this visitor may open the page; asked for every new conversation. */
  readonly allow?: (who: Visitor) => boolean | Promise<boolean>
  /** Shown in the browser's tab. Default: the component's name. */
  readonly title?: string
}

export interface Page<in Props> {
  readonly page: Component<Props, unknown>
  readonly rules: Rules
  readonly _p?: (props: Props) => void
}

/**
 * A component with rules for its page.
 *
 * @example
 * serve({ pages: { '/desk': page(Desk, { title: 'The desk', allow: who => who.principal !== null }) } })
 */
export function page<P>(component: Component<P, unknown>, rules: Rules): Page<P> {
  return { page: component, rules }
}

export interface Options<Pages> {
  /** Components or pages by path; `:name` segments become props. */
  readonly pages: Pages
  /** Where conversations are kept. Default: `memory()`. */
  readonly engine?: Engine
  /** Who the visitor is, from the request that opens a page. Plain data. Default: null. */
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
  /** Told of everything that failed, with the reference that the visitor saw. Default: the error log. */
  readonly onTrouble?: (trouble: Trouble, cid: string) => void
}

export type Pages = Record<string, Component<never, unknown> | Page<never>>
export type Checked<P> = {
  [Path in keyof P]: Path extends string ? Component<Params<Path>, unknown> | Page<Params<Path>> : never
} & P
