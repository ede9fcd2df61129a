// A view for browsers without scripts: what it offers becomes forms and buttons that send it by a full page.
// Idea: the HTML that any browser gets is read tag by tag and written anew, so views, patches and the kernel know nothing of this.
// Invariant: only what the view offers can be sent; what cannot be operated without a script (keys, sight, hooks) stays as it is. HTML that is not
// well formed (`unsafeHtml`) comes out as it went in.
// Does not know conversations or requests.
import { ATTR } from '../wire/index.ts'

/** Names of fields: the number of the event, the page's token; before an offer, its button or its form; before an offer, the value that it asks for. */
export const NUMBER = 'rp-n'
export const TOKEN = 'rp-token'
export const OFFER = 'rp-offer '
export const VALUE = 'rp-value '
/** The form to which buttons belong that send no fields. */
const FORM = 'rp-plain'

interface Tag {
  readonly name: string
  readonly attributes: Map<string, string | undefined>
  /** The position of the end tag; of a void element its own. */
  end: number
}

/** A tag, or whatever stands between two. */
type Piece = string | Tag

const TOKEN_RULE =
  /<!--[^]*?-->|<(textarea|style|script|title)\b[^]*?<\/\1\s*>|<[a-zA-Z/](?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+|</g
const OPEN = /^<([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/
/** Ends by itself, as in drawings. A slash behind a bare value belongs to that. */
const CLOSED = /(?:[\s"']|^<[^\s/>]+)\/>$/
const ATTRIBUTE = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/g
const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/i
const BUTTONS = /^(submit|button|reset)$/
/** What may not stand in a button, or be one. */
const INTERACTIVE = /^(a|button|input|select|textarea|label|form|summary|details|iframe|audio|video|dialog)$/i
const UNFIT =
  /^(tr|tbody|thead|tfoot|table|ul|ol|dl|option|optgroup|fieldset|svg|g|path|circle|rect|line|text|polygon|polyline|ellipse|img|hr|br)$/i

/** `html`: a whole page's view. `n`: the number of the event to come. */
export function plainView(html: string, n: number, token: string): string {
  const pieces = piecesOf(html)
  const hidden = `<input type=hidden name=${NUMBER} value=${n}><input type=hidden name=${TOKEN} value="${token}">`
  const before = new Map<number, string>()
  const after = new Map<number, string>()
  const put = (where: Map<number, string>, at: number, text: string): unknown =>
    where.set(at, where === before ? text + (where.get(at) ?? '') : (where.get(at) ?? '') + text)
  shutBelow(pieces)
  for (const { at, tag, iid, inForm, label } of walk(pieces)) {
    const { name, attributes, end } = tag
    const offerOf = (trigger: string): string | undefined => {
      const text = attributes.get(ATTR.offer + trigger)
      return text === undefined ? undefined : /^\d/.test(text) ? text : `${iid}/${text}`
    }
    const submit = offerOf('submit')
    const click = offerOf('click')
    const change = offerOf('change') ?? offerOf('input')
    const type = attributes.get('type')?.toLowerCase()
    const isButton = name === 'button' || (name === 'input' && BUTTONS.test(type ?? ''))
    if (name === 'form' && submit !== undefined) {
      for (const each of ['action', 'enctype', 'target']) attributes.delete(each)
      attributes.set('method', 'post')
      put(after, at, `${hidden}<input type=hidden name='${OFFER}${quoted(submit)}'>`)
    } else if (isButton && click !== undefined) {
      attributes
        .set('type', 'submit')
        .set('form', FORM)
        .set('name', OFFER + click)
    } else if (/^(input|select|textarea)$/.test(name) && !isButton && change !== undefined && !inForm) {
      attributes.set('form', FORM)
      if (change.endsWith('=')) attributes.set('name', VALUE + change)
      put(
        after,
        label ?? end,
        `<button class=rp-apply form=${FORM} name='${OFFER}${quoted(change)}'>OK</button>`,
      )
    } else if (click !== undefined && end > at && isWrappable(name, pieces.slice(at + 1, end))) {
      put(after, at, `<button class=rp-offer form=${FORM} name='${OFFER}${quoted(click)}'>`)
      put(before, end, '</button>')
    }
  }
  const form = `<form id=${FORM} method=post hidden>${hidden}</form>`
  const written = pieces.map((piece, at) => (before.get(at) ?? '') + textOf(piece) + (after.get(at) ?? ''))
  return form + written.join('')
}

/** Without a script no dialog is modal: it is open, and what lies below is shut. */
function shutBelow(pieces: readonly Piece[]): void {
  const layers: Tag[] = []
  for (let at = 1; at < pieces.length; at++) {
    const piece = pieces[at] as Piece
    if (typeof piece === 'string') continue
    layers.push(piece)
    at = Math.max(at, piece.end)
  }
  for (const [at, { name, attributes }] of layers.entries()) {
    if (name === 'dialog' && attributes.has(ATTR.modal)) attributes.set('open', undefined)
    if (at < layers.length - 1 && layers.at(-1)?.attributes.has(ATTR.modal))
      attributes.set('inert', undefined)
  }
}

interface Standing {
  readonly at: number
  readonly tag: Tag
  readonly iid: string | undefined
  readonly inForm: boolean
  /** Where the label around it ends. */
  readonly label: number | undefined
}

/** Opening tags, and where they stand. */
function* walk(pieces: readonly Piece[]): Generator<Standing> {
  const around: (Pick<Tag, 'name' | 'end'> & { readonly iid: string | undefined })[] = []
  for (const [at, tag] of pieces.entries()) {
    if (typeof tag === 'string') continue
    while (around.length > 0 && (around.at(-1)?.end ?? 0) < at) around.pop()
    const iid = tag.attributes.get(ATTR.instance) ?? around.at(-1)?.iid
    const inForm = around.some(({ name }) => name === 'form') || tag.attributes.has('form')
    yield { at, tag, iid, inForm, label: around.findLast(({ name }) => name === 'label')?.end }
    around.push({ name: tag.name, end: tag.end, iid })
  }
}

function isWrappable(name: string, inside: readonly Piece[]): boolean {
  if (INTERACTIVE.test(name) || UNFIT.test(name)) return false
  return inside.every(piece => typeof piece === 'string' || !INTERACTIVE.test(piece.name))
}

function piecesOf(html: string): Piece[] {
  const pieces: Piece[] = []
  const open: { readonly tag: Tag }[] = []
  for (const [text, raw] of html.matchAll(TOKEN_RULE)) {
    const [head = '', name, attributes = ''] = OPEN.exec(text) ?? []
    if (text.startsWith('</')) {
      const closes = /^<\/([^\s>]+)/.exec(text)?.[1]
      const at = open.findLastIndex(({ tag }) => tag.name === closes)
      for (const { tag } of at < 0 ? [] : open.splice(at)) tag.end = pieces.length
      pieces.push(text)
    } else if (name === undefined || (CLOSED.test(head) && !VOID.test(name))) {
      pieces.push(text)
    } else {
      const tag: Tag = { name, attributes: attributesOf(attributes), end: pieces.length }
      pieces.push(tag)
      if (raw !== undefined) {
        // its text is none of ours
        pieces.push(text.slice(head.length))
        tag.end = pieces.length - 1
      } else if (!VOID.test(name)) open.push({ tag })
    }
  }
  return pieces
}

/** Values as they are written: escaped. */
function attributesOf(text: string): Tag['attributes'] {
  const found: Tag['attributes'] = new Map()
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE))
    if (!found.has(name)) found.set(name, double ?? single ?? bare)
  return found
}

function textOf(piece: Piece): string {
  if (typeof piece === 'string') return piece
  let text = `<${piece.name}`
  for (const [name, value] of piece.attributes)
    text += value === undefined ? ` ${name}` : ` ${name}='${quoted(value)}'`
  return `${text}>`
}

const quoted = (text: string): string => text.replaceAll("'", '&#39;')
