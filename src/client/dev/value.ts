// A value as a tree that folds, and on one line.
// Invariant: what is folded is the reader's own, kept by path while the value changes.
import type { Plain, PlainBranch } from '../../wire/index.ts'
import { el } from './dom.ts'

const isBranch = (value: Plain): value is PlainBranch =>
  typeof value === 'object' && value !== null && 'of' in value

/** `path` tells this value from others on the page; `open`: how deep it is unfolded at first. */
export function valueTree(name: string, value: Plain, path: string, open = 1): HTMLElement {
  const label = name === '' ? '' : el('span', { class: 'key' }, name)
  if (!isBranch(value) || value.of.length === 0)
    return el('div', { class: 'leaf', 'rp-k': path }, label, leaf(value))
  return el(
    'details',
    { class: 'branch', 'rp-k': path, open: open > 0 },
    el('summary', {}, label, el('span', { class: 'brief' }, brief(value, 60))),
    el(
      'div',
      { class: 'kids' },
      value.of.map(([key, item]) => valueTree(key, item, `${path}.${key}`, open - 1)),
      value.more !== undefined && el('div', { class: 'dim' }, `… ${value.more} more`),
    ),
  )
}

function leaf(value: Plain): HTMLElement {
  if (value === null) return el('span', { class: 'none' }, 'null')
  if (typeof value === 'string') return el('span', { class: 'text' }, JSON.stringify(value))
  if (typeof value !== 'object') return el('span', { class: typeof value }, String(value))
  if ('of' in value) return el('span', { class: 'dim' }, brief(value, 9))
  const more = value.more === undefined ? '' : el('span', { class: 'dim' }, ` … ${value.more} more`)
  const text = value.is === 'text' ? JSON.stringify(value.text) : value.text
  return el('span', { class: value.is === 'undefined' ? 'none' : value.is }, text, more)
}

/** On one line of about so many characters. */
export function brief(value: Plain, most = 40): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return cut(JSON.stringify(value), most)
  if (typeof value !== 'object') return String(value)
  if (!('of' in value)) return cut(value.is === 'text' ? JSON.stringify(value.text) : value.text, most)
  const { is, of, more = 0 } = value
  const count = of.length + more
  const [open, close] = is === 'list' ? ['[', ']'] : is === 'object' ? ['{', '}'] : [`${is} {`, '}']
  if (count === 0) return open + close
  if (most < 10) return `${open}…${close}`
  let text = ''
  for (const [name, item] of of) {
    const next = (is === 'list' || is === 'set' ? '' : `${name}: `) + brief(item, Math.floor(most / 2))
    if (text.length + next.length > most) {
      text += text === '' ? `${count} entries` : ', …'
      break
    }
    text += (text === '' ? '' : ', ') + next
  }
  return is === 'list' ? `${open}${text}${close}` : `${open} ${text} ${close}`
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`
