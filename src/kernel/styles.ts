// A component's own CSS: for the elements of its view, and not for those of components embedded in it.
// Invariant: whatever a component writes ends with it: braces, strings and comments are closed. Without styles a component's HTML has
// nothing of this.
// Does not know how styles are served.
import { ReparteeError } from '../errors/index.ts'

/** The attribute text, with a blank before it, of the root element of a component that has styles. */
export function styleMark(name: string): string {
  if (/^[\w-]+$/.test(name)) return ` rp-c=${name}`
  const text = name
    .replaceAll('&', '&amp;')
    .replaceAll("'", '&#39;')
    .replaceAll('<', '&lt;')
    .replaceAll('\0', '\ufffd')
  return ` rp-c='${text}'`
}

/** The styles, for elements of that component alone. Throws `bad-argument` if they would reach beyond. */
export function scoped(name: string, styles: string): string {
  check(name, styles)
  const quoted = name.replace(/["\\\n\r\f\0]/g, char => `\\${(char.charCodeAt(0) || 0xfffd).toString(16)} `)
  return `@scope ([rp-c="${quoted}"]) to (:scope [rp-i]) {\n${styles.trim()}\n}\n`
}

const PIECE = /\/\*[^]*?\*\/|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|\\[^]|(\/\*|["'{}()[\]])/g
const CLOSES: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' }

function check(name: string, styles: string): void {
  const open: string[] = []
  for (const [, sign] of styles.matchAll(PIECE)) {
    if (sign === undefined) continue
    if ('{(['.includes(sign)) open.push(sign)
    else if (CLOSES[sign] === undefined || open.pop() !== CLOSES[sign]) return refuse(name, sign)
  }
  if (open.length > 0 || /(?<!\\)(?:\\\\)*\\$/.test(styles)) refuse(name, open.at(-1) ?? '\\')
}

function refuse(name: string, sign: string): never {
  throw new ReparteeError('bad-argument', {
    what: `The styles of ${name} do not end where they should`,
    expected: 'CSS rules in which every brace, bracket, string and comment is closed',
    got: `a ${sign} without its other half`,
    try: 'close it',
  })
}
