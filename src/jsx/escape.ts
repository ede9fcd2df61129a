// Escaping: text and attribute values that an HTML parser reads back as they were.
// Invariant: nothing that comes out of here ends its context, in any parser mode (attributes escape `<`
// too: a raw-text element around them would end there). NUL and lone surrogates, which HTML cannot carry, become U+FFFD.
// Values are unquoted where HTML allows it, else in single quotes: HTML travels inside JSON, where `"` costs two bytes.

const IN_TEXT = /[&<\0\r\ud800-\udfff]/
const IN_VALUE = /[&<'\0\r\ud800-\udfff]/
// Everything but blanks, controls, quotes, backquote, `=`, `<`, `>`, `&` and surrogates.
const UNQUOTED = /^[!#$%(-;?-_a-~\xa0-\ud7ff\ue000-\uffff]+$/

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

/** Whether an attribute's value needs no quotes. The empty string does. */
export function unquoted(value: string): boolean {
  return UNQUOTED.test(value)
}

/** An attribute's value between single quotes. */
export function inQuotes(value: string): string {
  return IN_VALUE.test(value) ? value.replace(EACH_IN_VALUE, replacement) : value
}

/** An attribute's value, with quotes where it needs them. */
export function quoted(value: string): string {
  return UNQUOTED.test(value) ? value : `'${inQuotes(value)}'`
}
