// What a page offers, read from its HTML as the client in a browser reads it: clicks and forms that can be pressed just now.
// Does not know who presses them.

export interface Offer {
  /** The instance that it is of. */
  readonly instance: string
  /** As it travels. */
  readonly text: string
  /** Of a form: its fields by name, each with the mark of its kind ('' is a text). */
  readonly fields: Readonly<Record<string, string>>
}

const TAG = /<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g
const ATTRIBUTE = /([\w-]+)(?:=("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

interface Open {
  readonly instance: string
  /** It lies under a dialog, or is hidden. */
  readonly shut: boolean
}

/** `instance` is the one around this HTML. */
export function offersIn(html: string, instance = ''): Offer[] {
  const offers: Offer[] = []
  const open: Open[] = [{ instance, shut: false }]
  for (const [, end, name = '', rest = ''] of html.matchAll(TAG)) {
    if (end === '/') {
      if (open.length > 1) open.pop()
      continue
    }
    const around = open.at(-1) as Open
    const attributes = attributesOf(rest)
    const at: Open = {
      instance: attributes.get('rp-i') ?? around.instance,
      shut: around.shut || attributes.has('inert') || attributes.has('hidden'),
    }
    if (!VOID.has(name)) open.push(at)
    const text = attributes.get('rp-click') ?? attributes.get('rp-submit')
    if (text === undefined || at.shut || attributes.has('disabled')) continue
    offers.push({
      instance: at.instance,
      text: /^\d/.test(text) ? text : `${at.instance}/${text}`,
      fields: attributes.has('rp-submit') ? fieldsOf(text) : {},
    })
  }
  return offers
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
