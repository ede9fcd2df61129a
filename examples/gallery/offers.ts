// What a page offers, read from its HTML as the client in a browser reads it: clicks and forms that can be pressed just now.
// Does not know who presses them.

export interface Offer {
  /** The instances around it as far as they are known, that which it is of at the end. */
  readonly within: readonly string[]
  /** As it travels. */
  readonly text: string
  /** Of a form: its fields by name, each with the mark of its kind ('' is a text). */
  readonly fields: Readonly<Record<string, string>>
}

const TAG = /<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g
const ATTRIBUTE = /([\w-]+)(?:=("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

interface Open {
  readonly within: readonly string[]
  /** It lies under a dialog, or is hidden. */
  readonly shut: boolean
}

/** `within` are the instances around this HTML. */
export function offersIn(html: string, within: readonly string[] = []): Offer[] {
  const offers: Offer[] = []
  const open: Open[] = [{ within, shut: false }]
  for (const [, end, name = '', rest = ''] of html.matchAll(TAG)) {
    if (end === '/') {
      if (open.length > 1) open.pop()
      continue
    }
    const around = open.at(-1) as Open
    const attributes = attributesOf(rest)
    const instance = attributes.get('rp-i')
    const at: Open = {
      within: instance === undefined ? around.within : [...around.within, instance],
      shut: around.shut || attributes.has('inert') || attributes.has('hidden'),
    }
    if (!VOID.has(name)) open.push(at)
    const text = attributes.get('rp-click') ?? attributes.get('rp-submit')
    if (text === undefined || at.shut || attributes.has('disabled')) continue
    offers.push({
      within: at.within,
      text: /^\d/.test(text) ? text : `${at.within.at(-1)}/${text}`,
      fields: attributes.has('rp-submit') ? fieldsOf(text) : {},
    })
  }
  return offers
}

/**
 * What is offered once an instance, or a piece of it, was drawn again: what the new HTML has, and of the old what stands elsewhere or in
 * an instance that was kept. What else it kept is forgotten: it is enough to know something that is surely there.
 */
export function offersAfter(offers: readonly Offer[], target: string, html: string): Offer[] {
  const [instance = '', piece] = target.split('.')
  const known = offers.find(({ within }) => within.includes(instance))?.within ?? [instance]
  const around = known.slice(0, known.indexOf(instance) + 1)
  const isKept = ({ within }: Offer): boolean => {
    const at = within.indexOf(instance)
    const inner = within[at + 1]
    if (at < 0) return true
    if (inner === undefined) return false
    return piece !== undefined || html.includes('rp-same') || new RegExp(`rp-keep="?${inner}\\b`).test(html)
  }
  return [
    ...offers.filter(isKept),
    // The HTML of an instance begins with its own element, that of a piece inside of it.
    ...offersIn(html, piece === undefined ? around.slice(0, -1) : around),
  ]
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE))
    found.set(name, plain(/^["']/.test(value) ? value.slice(1, -1) : value))
  return found
}

/** `say{from,seats#}` */
function fieldsOf(offer: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const [, list = ''] = /\{(.*)\}$/.exec(offer) ?? []
  for (const field of list.split(',').filter(Boolean)) {
    const [, name = '', mark = ''] = /^([^#?+@]*)(.*)$/.exec(field) ?? []
    fields[decodeURIComponent(name)] = mark
  }
  return fields
}

const SIGNS: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' }
const plain = (text: string): string =>
  text.replaceAll(/&(quot|#39|lt|gt|amp);/g, (_, sign) => SIGNS[sign] ?? '')
