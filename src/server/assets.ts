// What every page loads besides itself: the client and the style sheet, from our own address, named by their content.
// Invariant: an address never changes its content, so it may be cached for ever; a page names the present ones.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Asked, Told } from './exchange.ts'
import { CLIENT_HASH, CLIENT_SOURCE } from './client.gen.ts'
import { PLAIN_HEADERS } from './security.ts'
import { BASE_STYLE } from './style.ts'

interface Asset {
  readonly type: string
  readonly text: string
  readonly gzip: Uint8Array
}

export class Assets {
  readonly client: string
  readonly style: string
  readonly #assets: ReadonlyMap<string, Asset>

  constructor(base: string, styles: string) {
    const css = BASE_STYLE + styles
    this.client = `${base}/client.${CLIENT_HASH}.js`
    this.style = `${base}/style.${createHash('sha256').update(css).digest('hex').slice(0, 12)}.css`
    this.#assets = new Map([
      [this.client, assetOf('text/javascript; charset=utf-8', CLIENT_SOURCE)],
      [this.style, assetOf('text/css; charset=utf-8', css)],
    ])
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

const assetOf = (type: string, text: string): Asset => ({ type, text, gzip: gzipSync(text, { level: 9 }) })
