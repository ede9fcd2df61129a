// A small HTML parser for tests, written from the standard's tokenizer and not from the renderer: states, character by character.
// It knows what the renderer may write (tags, three kinds of attribute values, numeric and named references, void, raw-text and
// escapable-raw-text elements) and throws at whatever a careful writer would not have written.

export type Parsed = string | Element
export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Parsed[]
}

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const RAW = new Set(['style', 'script', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript'])
const ESCAPABLE = new Set(['textarea', 'title'])
const BLANK = /[\t\n\f ]/

export function parse(source: string): readonly Parsed[] {
  const html = source.replace(/\r\n?/g, '\n')
  let at = 0

  function children(of: string | undefined): Parsed[] {
    const found: Parsed[] = []
    if (of !== undefined && (RAW.has(of) || ESCAPABLE.has(of))) {
      const end = html.toLowerCase().indexOf(`</${of}`, at)
      if (end < 0) throw new Error(`<${of}> is not closed`)
      const text = html.slice(at, end)
      at = end
      if (text !== '') found.push(RAW.has(of) ? text : decoded(text, false))
    }
    while (at < html.length) {
      if (html[at] !== '<') {
        const end = html.indexOf('<', at)
        found.push(decoded(html.slice(at, end < 0 ? undefined : end), false))
        at = end < 0 ? html.length : end
      } else if (html[at + 1] === '/') {
        const close = `</${of}>`
        if (!html.startsWith(close, at)) throw new Error(`expected ${close} at ${html.slice(at, at + 30)}`)
        at += close.length
        break
      } else found.push(element())
    }
    if (
      /^(pre|textarea|listing)$/.test(of ?? '') &&
      typeof found[0] === 'string' &&
      found[0].startsWith('\n')
    ) {
      found[0] = found[0].slice(1)
    }
    return joined(found)
  }

  function element(): Element {
    const tag = /^<([a-zA-Z][^\t\n\f />]*)/.exec(html.slice(at))?.[1]
    if (tag === undefined) throw new Error(`a < that begins nothing: ${html.slice(at, at + 30)}`)
    at += tag.length + 1
    const attributes: Record<string, string> = Object.create(null) as Record<string, string>
    for (;;) {
      while (BLANK.test(html[at] ?? '')) at++
      const char = html[at]
      if (char === undefined) throw new Error(`<${tag} is not finished`)
      if (char === '>') break
      if (char === '/') throw new Error('a slash in a tag')
      const name = /^[^\t\n\f />=]+/.exec(html.slice(at))?.[0]
      if (name === undefined || /["'<\0]/.test(name)) throw new Error(`no name at ${html.slice(at, at + 30)}`)
      at += name.length
      if (name in attributes) throw new Error(`${name} twice`)
      attributes[name] = html[at] === '=' ? value() : ''
    }
    at++
    return { tag, attributes: { ...attributes }, children: VOID.has(tag) ? [] : children(tag) }
  }

  function value(): string {
    const quote = html[++at]
    if (quote === '"' || quote === "'") {
      const end = html.indexOf(quote, at + 1)
      if (end < 0) throw new Error('a value is not closed')
      const text = html.slice(at + 1, end)
      at = end + 1
      if (!/[\t\n\f >]/.test(html[at] ?? '')) throw new Error('nothing between two attributes')
      return decoded(text, true)
    }
    const text = /^[^\t\n\f >]*/.exec(html.slice(at))![0]
    if (text === '' || /["'<=`]/.test(text)) throw new Error(`no unquoted value: ${text}`)
    at += text.length
    return decoded(text, true)
  }

  const all = children(undefined)
  if (at < html.length) throw new Error(`left over: ${html.slice(at)}`)
  return all
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function decoded(text: string, inValue: boolean): string {
  if (!inValue && text.includes('\0')) throw new Error('NUL in text')
  return text.replace(
    /&(?:#(\d+);|([a-z]+);)?/gi,
    (all, code: string | undefined, name: string | undefined) => {
      if (code !== undefined) return String.fromCodePoint(Number(code))
      if (name !== undefined && NAMED[name] !== undefined) return NAMED[name]
      throw new Error(`an & that begins nothing: ${all}`)
    },
  )
}

/** Texts side by side are one. */
export function joined(children: readonly Parsed[]): Parsed[] {
  const found: Parsed[] = []
  for (const child of children) {
    const before = found.at(-1)
    if (child === '') continue
    if (typeof child === 'string' && typeof before === 'string') found[found.length - 1] = before + child
    else found.push(child)
  }
  return found
}
