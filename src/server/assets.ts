// What every page loads besides itself: the client, the style sheet and the program's client hooks, from our own address, named by
// their content.
// Invariant: an address never changes its content, so it may be cached for ever; a page names the present ones. A page of another version
// that is or was served beside this one gets the present ones of what it names, which nobody keeps.
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
  /** Addresses by their names without the mark of their content. */
  readonly #present = new Map<string, string>()
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
    // What the client loads when it needs it has names relative to its own.
    const client = { [`client.${CLIENT_HASH}.js`]: CLIENT_SOURCE, ...CLIENT_PARTS }
    for (const [name, text] of Object.entries(client)) {
      assets.set(`${base}/${name}`, assetOf(script, text))
      this.#present.set(unmarked(`${base}/${name}`), `${base}/${name}`)
    }
    const module = (text: string, name: string): string => {
      const file = `${name}.${markOf(text)}.js`
      assets.set(`${base}/${file}`, assetOf(script, text))
      return file
    }
    const forAll = hooks === undefined ? undefined : module(hooks, 'program')
    this.#hooks = forAll && `${base}/${forAll}`
    if (this.#hooks !== undefined) this.#present.set(unmarked(this.#hooks), this.#hooks)
    for (const page of pages) {
      let style: string | undefined
      if (page.styles) {
        style = `${base}/page.${markOf(page.styles)}.css`
        assets.set(style, assetOf('text/css; charset=utf-8', page.styles))
      }
      let own = page.hooks === undefined ? undefined : module(page.hooks, 'page')
      if (own !== undefined && forAll !== undefined && page.alone !== true)
        own = module(`export * from './${forAll}'\nexport * from './${own}'\n`, 'page')
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
    const address = `${this.#base}/${isAlone ? 'alone' : 'style'}.${markOf(css)}.css`
    this.#sheets.set(isAlone, { scoped, address })
    this.#assets.set(address, assetOf('text/css; charset=utf-8', css))
    return address
  }

  answer(asked: Asked): Told | undefined {
    const instead = this.#assets.has(asked.path) ? undefined : this.#instead(asked.path)
    // A sheet that no page of this process was served with yet is made when it is asked for.
    const known = this.#assets.get(asked.path)
    const asset = known ?? instead
    if (asset === undefined) return undefined
    const headers = {
      ...PLAIN_HEADERS,
      'content-type': asset.type,
      'cache-control': known === undefined ? 'no-store' : 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    }
    if (!/\bgzip\b/.test(asked.header('accept-encoding') ?? ''))
      return { status: 200, headers, body: asset.text }
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: asset.gzip }
  }

  /** What this version has under the name of another one's. */
  #instead(address: string): Asset | undefined {
    const name = unmarked(address)
    if (name === address) return undefined
    const [isSheet, isAlone] = ['style', 'alone'].map(sheet => name === `${this.#base}/${sheet}.css`)
    const present = isSheet || isAlone ? this.#sheet(isAlone === true) : this.#present.get(name)
    return this.#assets.get(present ?? '')
  }
}

/** `/_rp/client.0123456789ab.js` without what says its content. */
const unmarked = (address: string): string => address.replace(/\.[0-9a-f]{12}(?=\.(?:js|css)$)/, '')
const markOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)
const assetOf = (type: string, text: string): Asset => ({ type, text, gzip: gzipSync(text, { level: 9 }) })
