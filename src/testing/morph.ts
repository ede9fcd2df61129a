// Makes one tree equal another as the client does: elements that stay are the same objects, with what the visitor made of them.
// Siblings are matched by identity: instance, then key, then id, then tag and position; instances are found anywhere.
// Does not know where patches come from. There is nothing to move: children are written down anew.
import { Element, print } from './element.ts'
import type { Node } from './element.ts'
import { isField, merge } from './fields.ts'
import { holesOf, sameOf } from './holes.ts'

const INSTANCE = 'rp-i'
const KEEP = 'rp-keep'
const SAME = 'rp-same'
const IGNORE = 'rp-ignore'
const NAMES = [INSTANCE, 'rp-k', 'id']

/** What stands where `from` stood. Throws if a placeholder in `to` stands for something that is not in `from`. */
export function morph(from: Element, to: Element): Element {
  const held = placeholders(from, to)
  const wanted = instances(from, to)
  const partnerOf = (made: Element): Element | undefined =>
    held.get(made) ?? wanted.get(instanceOf(made) ?? '')
  const last: (() => void)[] = []

  const become = (old: Element, made: Element): Element => {
    if (isKeep(made) || (old.has(IGNORE) && made.has(IGNORE))) return old
    if (isField(old)) last.push(merge(old, made))
    if (old.has('open') !== made.has('open')) old.opened = undefined
    old.attributes = made.attributes
    old.children = children(old.children, made.children)
    return old
  }

  const children = (olds: readonly Node[], news: readonly Node[]): Node[] => {
    const partners = match(olds, news, (old, made) => {
      if (made instanceof Element && (isKeep(made) || made.has(INSTANCE))) return partnerOf(made) === old
      return nameOf(old) === nameOf(made)
    })
    return news.map((made, at) => {
      if (typeof made === 'string') return made
      const old = partnerOf(made) ?? partners[at]
      return old instanceof Element ? become(old, made) : fresh(made)
    })
  }

  /** A new element; what the page already has of it takes the place of its likeness. */
  const fresh = (made: Element): Element => {
    const old = partnerOf(made)
    if (old !== undefined) return become(old, made)
    if (isKeep(made)) throw new Error(`nothing to keep for ${made.get(KEEP) ?? print(made)}`)
    made.children = made.children.map(each => (typeof each === 'string' ? each : fresh(each)))
    return made
  }

  const stands = isKeep(to) || nameOf(from) === nameOf(to) ? become(from, to) : fresh(to)
  for (const settle of last) settle()
  return stands
}

/** The new nodes' partners among the old: common ends first, then equal names in order. */
function match(
  olds: readonly Node[],
  news: readonly Node[],
  fits: (old: Node, made: Node) => boolean,
): (Node | undefined)[] {
  const partners: (Node | undefined)[] = []
  let start = 0
  let oldEnd = olds.length
  let newEnd = news.length
  const fit = (old: number, made: number): boolean => fits(olds[old] as Node, news[made] as Node)
  for (; start < oldEnd && start < newEnd && fit(start, start); start++) partners[start] = olds[start]
  while (oldEnd > start && newEnd > start && fit(oldEnd - 1, newEnd - 1)) partners[--newEnd] = olds[--oldEnd]
  const pools = new Map<string, Node[]>()
  for (const old of olds.slice(start, oldEnd)) {
    const name = nameOf(old)
    const pool = pools.get(name)
    if (pool === undefined) pools.set(name, [old])
    else pool.push(old)
  }
  for (let at = start; at < newEnd; at++) {
    const made = news[at] as Node
    if (instanceOf(made) === undefined) partners[at] = pools.get(nameOf(made))?.shift()
  }
  return partners
}

const isKeep = (node: Node): boolean => typeof node === 'object' && (node.has(KEEP) || node.has(SAME))
const instanceOf = (node: Node): string | undefined =>
  typeof node === 'string' ? undefined : (node.get(INSTANCE) ?? node.get(KEEP))

/** Nodes of equal names may become each other. Fields that are not the same field never do. */
function nameOf(node: Node): string {
  if (typeof node === 'string') return ''
  const own = NAMES.find(name => node.has(name))
  if (own !== undefined) return `${node.tag} ${own}=${node.get(own)}`
  if (!isField(node) && node.tag !== 'option') return node.tag
  const isTick = node.tag === 'option' || /^(checkbox|radio)$/.test(node.get('type') ?? '')
  return `${node.tag} ${node.get('name')}${isTick ? ` ${node.get('value')}` : ''}`
}

/** What each placeholder for elements of `from` stands for; one for several becomes several. */
function placeholders(from: Element, to: Element): ReadonlyMap<Element, Element> {
  const held = new Map<Element, Element>()
  const holes = holesOf(from)
  const look = (made: Element): void => {
    made.children = made.children.flatMap(child => {
      const same = typeof child === 'string' ? undefined : child.get(SAME)
      if (typeof child === 'string' || same === undefined) {
        if (typeof child !== 'string') look(child)
        return [child]
      }
      return sameOf(same, holes).map(old => {
        if (old === undefined) throw new Error(`nothing is the same for ${print(child)}`)
        const placeholder = new Element('template', new Map([[SAME, '']]))
        held.set(placeholder, old)
        return placeholder
      })
    })
  }
  look(to)
  return held
}

/** The elements in `from` of the instances that `to` mentions. */
function instances(from: Element, to: Element): Map<string, Element> {
  const here = new Map<string, Element>()
  const note = (element: Element): void => {
    const id = element.get(INSTANCE)
    if (id !== undefined) here.set(id, element)
    for (const child of element.children) if (typeof child === 'object') note(child)
  }
  note(from)
  const found = new Map<string, Element>()
  const look = (made: Element): void => {
    const id = instanceOf(made)
    const old = here.get(id ?? '')
    if (id !== undefined && old !== undefined && (isKeep(made) || old.tag === made.tag)) found.set(id, old)
    for (const child of made.children) if (typeof child === 'object') look(child)
  }
  look(to)
  return found
}
