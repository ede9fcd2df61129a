// Makes one tree equal another with the least moves, keeping what the visitor has in it.
// Siblings are matched by identity: instance, then key, then id, then tag and position. An element never becomes another
// instance or key. A longest increasing run of matched elements stays; only the others move, with `moveBefore` where the
// browser has it. Instances are found anywhere in the old tree, so wrapping one does not lose it.
// Does not know frames or conversations; what fields and `open` do is compared three ways (fields.ts).
import { ATTR } from '../wire/index.ts'
import { placeholders } from './holes.ts'
import { isField, isTick, merge, newMemory, type Field, type Memory } from './fields.ts'

/** The attribute of a subtree that is the page's own: never touched once it is there. */
const IGNORE = 'rp-ignore'
const BUSY = 'rp-busy'
/** What in a new subtree has to be looked at. */
/** Equality does not look into templates, nor knows what was last rendered open. */
const DEEPER = 'details,dialog,template'
const NOTED = `[${ATTR.instance}],[${ATTR.keep}],${DEEPER}`

/**
 * Makes `from` equal `to`, and takes `to` apart for it. If they are different instances, keys or tags, `to` replaces `from`.
 * `<template rp-keep="ID">` in `to` stands for the element of that instance in `from`; where `from` has none, the template
 * itself stays, for the caller to find. So does `<template rp-same>` (holes.ts).
 */
export function morph(from: Element, to: Element, memory: Memory = newMemory()): void {
  const doomed: ChildNode[] = []
  const last: (() => void)[] = [hold(from.ownerDocument, memory)]
  const held = placeholders(from, to)
  const wanted = instances(from, to)
  const kept = new Set(held.values())
  const partnerOf = (made: Node): Element | undefined => held.get(made) ?? wanted.get(instanceOf(made) ?? '')
  const isKeep = (made: Node): boolean => held.has(made) || (isElement(made) && made.hasAttribute(ATTR.keep))

  const element = (old: Element, made: Element): void => {
    if (isKeep(made) || (old.hasAttribute(IGNORE) && made.hasAttribute(IGNORE))) return
    // the browser compares faster than we walk, but not all
    if (old.isEqualNode(made) && !old.matches(DEEPER) && !old.querySelector(DEEPER)) return
    if (old.hasAttribute('rp-hook')) memory.touched.add(old)
    // once the doomed are gone: an option among them is no choice any more
    if (isField(old)) last.push(merge(old, made as Field, memory))
    attributes(old, made)
    toggle(old, made, memory)
    if (old instanceof HTMLTemplateElement) children(old.content, (made as HTMLTemplateElement).content)
    else if (old instanceof HTMLTextAreaElement) old.defaultValue = (made as HTMLTextAreaElement).defaultValue
    else children(old, made)
  }

  /** Whether `old`, here, may become `made`. */
  const fits = (old: ChildNode, made: ChildNode): boolean => {
    if (instanceOf(made) === null && !held.has(made)) return alike(old, made)
    return partnerOf(made) === old
  }

  const children = (parent: Element | DocumentFragment, made: Node): void => {
    const olds = [...parent.childNodes]
    const own = memory.own?.parentNode === parent ? memory.own : null
    if (own) olds.splice(olds.indexOf(own), 1)
    const news = [...made.childNodes]
    const partners = match(olds, news)
    const stay = longestRun(partners, new Map(olds.map((old, at) => [old, at])))
    const matched = new Set(partners)
    // doomed nodes wait until the end, as what they hold may be wanted elsewhere
    for (const old of olds) if (!matched.has(old) && !isWanted(old)) doomed.push(old)
    let next: ChildNode | null = own
    for (let at = news.length - 1; at >= 0; at--) {
      const fresh = news[at]!
      const old = partners[at]
      if (!old) insert(parent, fresh, next)
      else if (!stay.has(at) && (old.nextSibling !== next || old.parentNode !== parent))
        move(parent, old, next)
      next = old ?? fresh
    }
    for (const [at, fresh] of news.entries()) {
      const old = partners[at]
      if (!old) continue
      if (isElement(old)) element(old, fresh as Element)
      else if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue
    }
  }

  /** The new nodes' partners among the old: common ends first, then instances anywhere, then equal names in order. */
  const match = (olds: ChildNode[], news: ChildNode[]): (ChildNode | undefined)[] => {
    const partners: (ChildNode | undefined)[] = []
    let start = 0
    let oldEnd = olds.length
    let newEnd = news.length
    for (; start < oldEnd && start < newEnd && fits(olds[start]!, news[start]!); start++)
      partners[start] = olds[start]
    while (oldEnd > start && newEnd > start && fits(olds[oldEnd - 1]!, news[newEnd - 1]!))
      partners[--newEnd] = olds[--oldEnd]
    const pools = new Map<string, ChildNode[]>()
    for (let at = oldEnd - 1; at >= start; at--) {
      const name = nameOf(olds[at]!)
      pools.set(name, pools.get(name) ?? [])
      pools.get(name)!.push(olds[at]!)
    }
    for (let at = start; at < newEnd; at++) {
      const made = news[at]!
      partners[at] =
        partnerOf(made) ?? (instanceOf(made) === null ? pools.get(nameOf(made))?.pop() : undefined)
    }
    return partners
  }

  /** A new element comes with its descendants; those that the page already has take the place of their likeness. */
  const insert = (parent: Node, fresh: ChildNode, next: ChildNode | null): void => {
    parent.insertBefore(fresh, next)
    if (!isElement(fresh)) return
    for (const made of [fresh, ...fresh.querySelectorAll(NOTED)]) {
      noteOpen(made, memory)
      const old = partnerOf(made)
      if (!old || made === old || !fresh.contains(made)) continue
      move(made.parentNode!, old, made)
      made.remove()
      element(old, made)
      if (made === fresh) return
    }
  }

  const isWanted = (old: Node): boolean =>
    kept.has(old as Element) || wanted.get(instanceOf(old) ?? '') === old

  if (isKeep(to) || alike(from, to)) element(from, to)
  else {
    insert(from.parentNode!, to, from)
    if (!isWanted(from)) doomed.push(from)
  }
  for (const old of doomed) old.remove()
  for (const settle of last) settle()
}

/** Positions in `partners` whose elements may stay: a longest run of increasing old positions. Text goes where it must. */
function longestRun(
  partners: readonly (ChildNode | undefined)[],
  was: ReadonlyMap<ChildNode, number>,
): Set<number> {
  const tails: number[] = [] // tails[k]: where the run of length k + 1 with the smallest last old position ends
  const before: number[] = []
  const old = partners.map(node => (node && isElement(node) ? (was.get(node) ?? -1) : -1))
  for (let at = 0; at < old.length; at++) {
    if (old[at]! < 0) continue
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (old[tails[middle]!]! < old[at]!) low = middle + 1
      else high = middle
    }
    before[at] = low > 0 ? tails[low - 1]! : -1
    tails[low] = at
  }
  const run = new Set<number>()
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) run.add(at)
  return run
}

const isElement = (node: Node): node is Element => node.nodeType === Node.ELEMENT_NODE
const instanceOf = (node: Node): string | null =>
  isElement(node) ? (node.getAttribute(ATTR.instance) ?? node.getAttribute(ATTR.keep)) : null

/** What tells an element from its siblings: instance, else key, else id. */
const NAMES = [ATTR.instance, ATTR.key, 'id']

/** Nodes of equal names may become each other. Fields that are not the same field never do: what was typed would change hands. */
function nameOf(node: Node): string {
  if (!isElement(node)) return node.nodeName
  const own = NAMES.find(name => node.hasAttribute(name))
  const by = own
    ? [own]
    : node.nodeName === 'OPTION' || isTick(node)
      ? ['name', 'value']
      : isField(node)
        ? ['name']
        : []
  return [node.nodeName, ...by.map(name => `${name}=${node.getAttribute(name)}`)].join(' ')
}

/** Whether two nodes have equal names; the same as comparing `nameOf`, without making them. */
function alike(a: Node, b: Node): boolean {
  if (a.nodeName !== b.nodeName) return false
  if (!isElement(a) || !isElement(b)) return true
  for (const name of NAMES) {
    const value = a.getAttribute(name)
    if (value !== b.getAttribute(name)) return false
    if (value !== null) return true
  }
  return !/^(INPUT|TEXTAREA|SELECT|OPTION)$/.test(a.nodeName) || nameOf(a) === nameOf(b)
}

/** The elements in `from` of the instances that `to` mentions, by instance. */
function instances(from: Element, to: Element): Map<string, Element> {
  const found = new Map<string, Element>()
  const here = new Map<string | null, Element>()
  for (const old of [from, ...from.querySelectorAll(`[${ATTR.instance}]`)]) here.set(instanceOf(old), old)
  for (const made of [to, ...to.querySelectorAll(`[${ATTR.instance}],[${ATTR.keep}]`)]) {
    const id = instanceOf(made)
    const old = here.get(id)
    if (id && old && (made.hasAttribute(ATTR.keep) || old.nodeName === made.nodeName)) found.set(id, old)
  }
  return found
}

function attributes(old: Element, made: Element): void {
  for (const name of Array.from(old.attributes, attribute => attribute.name))
    if (!made.hasAttribute(name) && name !== BUSY && !isOpen(old, name)) old.removeAttribute(name)
  for (const attribute of made.attributes) {
    if (old.getAttribute(attribute.name) === attribute.value || isOpen(old, attribute.name)) continue
    // cloned, as names that a parser takes (`@x`) are not all good enough for setAttribute
    old.setAttributeNode(attribute.cloneNode() as Attr)
  }
}

const isOpening = (node: Element): boolean => /^(DETAILS|DIALOG)$/.test(node.nodeName)
const isOpen = (node: Element, name: string): boolean => name === 'open' && isOpening(node)

/** Notes that `open` is now as rendered. */
export function noteOpen(element: Element, memory: Memory): void {
  if (isOpening(element)) memory.open.set(element, element.hasAttribute('open'))
}

/** `open` belongs to the visitor, until the server renders another one than last time. */
function toggle(old: Element, made: Element, memory: Memory): void {
  if (!isOpening(old) || made.hasAttribute(ATTR.modal)) return
  const will = made.hasAttribute('open')
  if ((memory.open.get(old) ?? will) !== will) old.toggleAttribute('open', will)
  memory.open.set(old, will)
}

/** Inserts `node`; nothing in it notices, if it is in the page already. */
export function move(parent: Node, node: ChildNode, next: ChildNode | null): void {
  if ('moveBefore' in parent && node.isConnected) (parent as Element).moveBefore(node, next)
  else parent.insertBefore(node, next)
}

/** What moves may lose the focus and its scroll, with `moveBefore` seldom; the function returned gives them back. */
function hold(document: Document, { scrolled }: Memory): () => void {
  const active = document.activeElement as HTMLInputElement | null
  const { selectionStart, selectionEnd } = active ?? {}
  const places: (readonly [Element, number, number])[] = []
  for (const node of scrolled)
    if (node.isConnected) places.push([node, node.scrollLeft, node.scrollTop])
    else scrolled.delete(node)
  return () => {
    if (active?.isConnected && active !== document.activeElement) {
      active.focus({ preventScroll: true })
      if (typeof selectionStart === 'number') active.setSelectionRange(selectionStart, selectionEnd!)
    }
    for (const [node, left, top] of places) if (!node.scrollTop && !node.scrollLeft) node.scrollTo(left, top)
  }
}
