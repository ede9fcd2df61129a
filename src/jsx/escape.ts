// Escaping: text and attribute values that an HTML parser reads back as they were.
// Invariant: nothing that comes out of here ends its context, in any parser mode (attributes escape `<`
// too: a raw-text element around them would end there). NUL and lone surrogates, which HTML cannot carry, become U+FFFD.
// Values are unquoted where HTML allows it, else in single quotes: HTML travels inside JSON, where `"` costs two bytes.

const IN_TEXT = /[&<\0\r\ud800-\udfff]/
const EACH_IN_TEXT = /[&<\0\r]|\p{Surrogate}/gu
const EACH_IN_VALUE = /[&<'\0\r]|\p{Surrogate}/gu
const LOST = /\0|\p{Surrogate}/gu

function replacement(char: string): string {
  switch (char) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case "'":
      return '&#39;'
    case '\r':
      return '&#13;' // a parser turns a bare one into a line feed
    default:
      return '\ufffd'
  }
}

/** Text between tags. */
export function text(value: string): string {
  return IN_TEXT.test(value) ? value.replace(EACH_IN_TEXT, replacement) : value
}

/** HTML as it is, but for what HTML cannot carry. */
export function carried(html: string): string {
  return html.replace(LOST, '\ufffd')
}

/** What an attribute's value needs: nothing, quotes, or quotes and some of it replaced. */
const QUOTES = 1
const REPLACING = 2

/** The same for each character of ASCII. */
const NEEDS: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  if ("&<'\0\r".includes(char)) return QUOTES | REPLACING
  return code <= 32 || code === 127 || '"=>`'.includes(char) ? QUOTES : 0
})

/** An attribute's value after ` name=`, or in quotes after ` name='`. */
export function valued(bare: string, quote: string, value: string): string {
  // By hand: most values are short, and a loop is done before a regular expression has begun.
  let needs = value === '' ? QUOTES : 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code < 128) needs |= NEEDS[code]!
    else if (code < 160) needs |= QUOTES
    else if (code >= 0xd800 && code <= 0xdfff) needs |= QUOTES | REPLACING
  }
  if (needs === 0) return bare + value
  return quote + (needs & REPLACING ? value.replace(EACH_IN_VALUE, replacement) : value) + "'"
}
