// What every page loads besides itself: the client, the style sheet and the program's client hooks, from our own address, named by
// their content.
// Invariant: an address never changes its content, so it may be cached for ever; a page names the present ones.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { definedStyles } from '../kernel/index.ts'
import type { Asked, Told } from './exchange.ts'
import { CLIENT_HASH, CLIENT_PARTS, CLIENT_SOURCE } from './client.gen.ts'
import { PLAIN_HEADERS } from './security.ts'
import { BASE_STYLE } from './style.ts'

interface Asset {
  readonly type: string
  readonly text: string
  readonly gzip: Uint8Array
}

interface PageText {
  readonly styles?: string
  readonly hooks?: string
  readonly alone?: boolean
}

/** Addresses. */
interface PageAssets {
  readonly style: string | undefined
  readonly hooks: string | undefined
}

/** One style sheet: of the components that had styles when it was made. */
interface Sheet {
  readonly scoped: readonly string[]
  readonly address: string
}

export class Assets {
  readonly client: string
  readonly #hooks: string | undefined
  readonly #base: string
  readonly #styles: string
  readonly #assets = new Map<string, Asset>()
  /** By whether they are for pages alone. */
  readonly #sheets = new Map<boolean, Sheet>()
  readonly #pages = new Map<PageText, PageAssets>()

  /** `pages`: what pages bring of their own. */
  constructor(base: string, styles: string, hooks: string | undefined, pages: readonly PageText[] = []) {
    this.#base = base
    this.#styles = styles
    const assets = this.#assets
    const script = 'text/javascript; charset=utf-8'
    this.client = `${base}/client.${CLIENT_HASH}.js`
    assets.set(this.client, assetOf(script, CLIENT_SOURCE))
    // What the client loads when it needs it, by names relative to its own.
    for (const [name, text] of Object.entries(CLIENT_PARTS))
      assets.set(`${base}/${name}`, assetOf(script, text))
    const module = (text: string): string => {
      const name = `hooks.${markOf(text)}.js`
      assets.set(`${base}/${name}`, assetOf(script, text))
      return name
    }
    const forAll = hooks === undefined ? undefined : module(hooks)
    this.#hooks = forAll && `${base}/${forAll}`
    for (const page of pages) {
      let style: string | undefined
      if (page.styles) {
        style = `${base}/page.${markOf(page.styles)}.css`
        assets.set(style, assetOf('text/css; charset=utf-8', page.styles))
      }
      let own = page.hooks === undefined ? undefined : module(page.hooks)
      if (own !== undefined && forAll !== undefined && page.alone !== true)
        own = module(`export * from './${forAll}'\nexport * from './${own}'\n`)
      this.#pages.set(page, { style, hooks: own && `${base}/${own}` })
    }
  }

  /** What a page loads: the style sheet that it shares with others, its own, and its own hooks with those of all pages. */
  of(page: PageText): PageAssets & { readonly sheet: string } {
    const own = this.#pages.get(page)
    const isAlone = page.alone === true
    const hooks = own?.hooks ?? (isAlone ? undefined : this.#hooks)
    return { sheet: this.#sheet(isAlone), style: own?.style, hooks }
  }

  /** The style sheet of pages that are served now. */
  get style(): string {
    return this.#sheet(false)
  }

  /** Components that were defined since make it another one; former ones stay. */
  #sheet(isAlone: boolean): string {
    const scoped = definedStyles()
    const before = this.#sheets.get(isAlone)
    if (before?.scoped.length === scoped.length && scoped.every((css, at) => css === before.scoped[at]))
      return before.address
    const css = BASE_STYLE + scoped.join('') + (isAlone ? '' : this.#styles)
    const address = `${this.#base}/style.${markOf(css)}.css`
    this.#sheets.set(isAlone, { scoped, address })
    this.#assets.set(address, assetOf('text/css; charset=utf-8', css))
    return address
  }

  answer(asked: Asked): Told | undefined {
    const asset = this.#assets.get(asked.path)
    if (asset === undefined) return undefined
    const headers = {
      ...PLAIN_HEADERS,
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    }
    if (!/\bgzip\b/.test(asked.header('accept-encoding') ?? ''))
      return { status: 200, headers, body: asset.text }
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: asset.gzip }
  }
}

const markOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)
const assetOf = (type: string, text: string): Asset => ({ type, text, gzip: gzipSync(text, { level: 9 }) })
