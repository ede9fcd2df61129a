// The HTML around a view: head, and the plain pages that say what went wrong.
// Invariant: readable before any script runs; nothing inline, so that the policy can forbid it.
import { PAGE_META } from '../wire/index.ts'
import type { Boot } from '../wire/index.ts'

export interface Frame {
  readonly title: string
  readonly style: string
  /** A second style sheet, after that. */
  readonly ownStyle?: string | undefined
  readonly html: string
  /** Where a browser without scripts goes on. */
  readonly plain?: string | undefined
  /** The address of the page itself, where it is shown at another one. */
  readonly canonical?: string
  /** With these the page comes alive; a plain notice has neither. */
  readonly script?: {
    readonly src: string
    readonly nonce: string
    readonly boot: Boot
    /** One more. */
    readonly also?: string | undefined
  }
}

export function documentOf({ title, style, ownStyle, html, plain, canonical, script }: Frame): string {
  const scriptOf = (src: string | undefined): string =>
    src === undefined
      ? ''
      : `<script type="module" nonce="${script?.nonce ?? ''}" src="${escape(src)}"></script>`
  const live =
    script === undefined
      ? ''
      : `<meta name="${PAGE_META}" content="${escape(JSON.stringify(script.boot))}">` +
        scriptOf(script.src) +
        scriptOf(script.also)
  const sheet = ownStyle === undefined ? '' : `<link rel="stylesheet" href="${escape(ownStyle)}">`
  const otherwise =
    (plain === undefined
      ? ''
      : `<noscript><meta http-equiv="refresh" content="0;url=${escape(plain)}"></noscript>`) +
    (canonical === undefined ? '' : `<link rel="canonical" href="${escape(canonical)}">`)
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">' +
    `<title>${escape(title)}</title><link rel="stylesheet" href="${escape(style)}">${sheet}${otherwise}${live}</head><body>${html}</body></html>`
  )
}

export interface Link {
  readonly href: string
  readonly words: string
}

/** A page for a person who met an error: what happened, what to do, and a way to where the pages begin. */
export function noticePage(notice: {
  readonly style: string
  readonly home: string
  readonly title: string
  readonly text: string
  readonly reference?: string
  /** For a developer. */
  readonly detail?: string | undefined
  /** Instead of the way to the start. */
  readonly link?: Link | undefined
}): string {
  const { style, home, title, text, reference, detail } = notice
  const { href, words } = notice.link ?? { href: home, words: 'To the start' }
  const code = reference === undefined ? '' : `<p>Reference <code>${escape(reference)}</code></p>`
  const stack = detail === undefined ? '' : `<pre>${escape(detail)}</pre>`
  return documentOf({
    title,
    style,
    html: `<main class="rp-page-notice"><h1>${escape(title)}</h1><p>${escape(text)}</p>${code}${stack}<p><a href="${escape(href)}">${escape(words)}</a></p></main>`,
  })
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
