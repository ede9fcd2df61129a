// Keys of siblings: each is taken once under one parent, and marked on its element.
// Idea: siblings are what the browser's element has as children, however fragments and arrays divide them in the view. A keyed
// fragment, and children of another view, put something before their keys, so that they do not meet the others.
import type { Key } from './node.ts'
import { describe, refuse } from './refuse.ts'

export interface Siblings {
  readonly names: Names
  readonly prefix: string
  /** Elements without a key get one from their position, so that they move with their fragment. */
  readonly all: boolean
  /** The place of the element around; once somebody asked. */
  group: string | undefined
}

/** What was taken. As long as all follow each other as they did before none can meet another: they are only listed. */
interface Names {
  readonly listed: string[]
  taken: Set<string> | undefined
}

export const siblings = (): Siblings => ({
  names: { listed: [], taken: undefined },
  prefix: '',
  all: false,
  group: undefined,
})

/** Who knows where in the view the rendering is. */
interface At {
  place(): string
}

/** Takes `name` (the key, or what begins those of a fragment) and returns it as it is marked on the element. */
export function take({ names, prefix }: Siblings, name: string, key: string, at: At): string {
  const full = prefix + name
  const taken = (names.taken ??= new Set(names.listed))
  const before = taken.size
  if (taken.add(full).size > before) return full
  return refuse(
    'duplicate-key',
    'two siblings have the same key',
    'a key that tells each one from all others in its element',
    `${describe(key)} again at ${at.place()}`,
    'use the id of what is shown; where one is shown twice, put it together with where: `${group}-${id}`',
  )
}

/** Takes the full name of one that followed these before. False if that is not enough to know that it is taken once. */
export function takeNext({ names }: Siblings, full: string): boolean {
  if (names.taken !== undefined) return false
  names.listed.push(full)
  return true
}

/** A key as text: `1` and `'1'` are the same. */
export function keyText(key: Key, at: At): string {
  if (typeof key === 'string') return key
  if (typeof key === 'number') return String(key)
  return refuse(
    'bad-view',
    'a key is neither a string nor a number',
    'a string or a number, different from those of its siblings',
    `${describe(key)} at ${at.place()}`,
    'use the id of what is shown',
  )
}
