// Values of a program as operators see them: a line where they are small, else a tree that opens, perhaps with what differs marked.
// Invariant: what `cut` gives is bounded, whatever it was given, and says how much it left out.
// Does not know what the values are of.
import type { Node } from 'repartee'
import type { Plain } from 'repartee/server'
import { number } from './units.ts'

type Leaf = Extract<Plain, { readonly text: string }>
type Branch = Extract<Plain, { readonly of: unknown }>

/** Characters of one text, and entries of one list or object, that are shown. */
const LONGEST = 600
const MOST_ENTRIES = 60
const LONGEST_NAME = 100
/** What fits on one line. */
const LINE = 90

/** How many characters all that is cut with it may have together. */
export interface Room {
  left: number
}

export function cut(value: Plain, room: Room): Plain {
  room.left -= 8
  if (typeof value === 'string') return cutText({ is: 'text', text: value }, room, value)
  if (typeof value !== 'object' || value === null) return value
  if ('text' in value) return cutText(value, room, value)
  const of: (readonly [string, Plain])[] = []
  for (const [name, item] of value.of) {
    if (of.length === MOST_ENTRIES || room.left <= 0) break
    room.left -= Math.min(LONGEST_NAME, name.length)
    of.push([name.slice(0, LONGEST_NAME), cut(item, room)])
  }
  const more = (value.more ?? 0) + value.of.length - of.length
  return { is: value.is, of, ...(more > 0 && { more }) }
}

function cutText(leaf: Leaf, room: Room, whole: Plain): Plain {
  const length = Math.min(LONGEST, Math.max(0, room.left))
  room.left -= Math.min(length, leaf.text.length)
  if (leaf.text.length <= length) return whole
  return { is: leaf.is, text: leaf.text.slice(0, length), more: (leaf.more ?? 0) + leaf.text.length - length }
}

const isBranch = (value: Plain): value is Branch =>
  typeof value === 'object' && value !== null && 'of' in value

export const same = (a: Plain | undefined, b: Plain | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

const ENDS: Readonly<Record<Branch['is'], readonly [string, string]>> = {
  object: ['{ ', ' }'],
  list: ['[', ']'],
  map: ['Map { ', ' }'],
  set: ['Set { ', ' }'],
}
const NOUNS: Readonly<Record<Branch['is'], string>> = {
  object: 'fields',
  list: 'in a list',
  map: 'in a map',
  set: 'in a set',
}

/** On one line, if it has room there. */
function line(value: Plain, room: number): string | undefined {
  if (!isBranch(value)) {
    const text = leafText(value)
    return text.length <= room ? text : undefined
  }
  if (value.more !== undefined) return undefined
  const [start, end] =
    value.of.length === 0 ? (ENDS[value.is].map(each => each.trim()) as [string, string]) : ENDS[value.is]
  let text = start
  for (const [i, [name, item]] of value.of.entries()) {
    const isNamed = value.is === 'object' || value.is === 'map'
    text += `${i === 0 ? '' : ', '}${isNamed ? `${name}: ` : ''}`
    const inner = line(item, room - text.length)
    if (inner === undefined) return undefined
    text += inner
  }
  return text.length + end.length <= room ? text + end : undefined
}

function leafText(value: Exclude<Plain, Branch>): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (value.is !== 'text') return value.text
  return value.more === undefined
    ? JSON.stringify(value.text)
    : `${JSON.stringify(value.text)} … ${number(value.more)} more characters`
}

const kindOf = (value: Exclude<Plain, Branch>): string =>
  value === null ? 'null' : typeof value === 'object' ? value.is : typeof value

export interface ValueProps {
  readonly of: Plain
  readonly name?: string
  /** Compared with this: what differs is marked, and stands open. */
  readonly beside?: { readonly value: Plain | undefined } | undefined
  readonly open?: boolean
}

export function Value({ of, name, beside, open = false }: ValueProps): Node {
  const differs = beside !== undefined && !same(of, beside.value)
  const mark = differs ? ' differs' : ''
  const label = name !== undefined && <b>{name}</b>
  if (!isBranch(of))
    return (
      <span class={`value${mark}`}>
        {label} <code class={kindOf(of)}>{leafText(of)}</code>
      </span>
    )
  const text = line(of, LINE)
  if (text !== undefined)
    return (
      <span class={`value${mark}`}>
        {label} <code>{text}</code>
      </span>
    )
  const count = of.of.length + (of.more ?? 0)
  return (
    <details class={`value${mark}`} open={open || differs}>
      <summary>
        {label} <i>{`${number(count)} ${NOUNS[of.is]}`}</i>
      </summary>
      <ul>
        {of.of.map(([key, item], i) => (
          <li key={of.is === 'object' && key.length < LONGEST_NAME ? `n:${key}` : `i:${i}`}>
            <Value of={item} name={key} beside={beside && { value: within(beside.value, key) }} />
          </li>
        ))}
      </ul>
      {of.more !== undefined && <p class="more">{`… and ${number(of.more)} more`}</p>}
    </details>
  )
}

const within = (value: Plain | undefined, name: string): Plain | undefined =>
  value !== undefined && isBranch(value) ? value.of.find(([key]) => key === name)?.[1] : undefined
