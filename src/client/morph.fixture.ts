// What morph.test.ts runs inside the browser: random trees, counters of moves, and a stage on which one pair is played.
// Invariant: everything random comes from a seed, so a failure names a pair that can be played again.
import { newMemory, noteSent, type Memory } from './fields.ts'
import { morph, noteOpen } from './morph.ts'

/** The reference; the test puts it here. */
declare const Idiomorph: { morph(from: Element, to: Element): void }

type Random = (below: number) => number
type Report = { wrong: string[]; lost: string[]; unlikeReference: string[]; named: number }

const random = (seed: number): Random => {
  let state = seed >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state = (state ^ (state << 5)) >>> 0
    return state % below
  }
}
const shuffled = <T>(list: readonly T[], pick: Random): T[] => {
  const out = [...list]
  for (let at = out.length - 1; at > 0; at--) {
    const other = pick(at + 1)
    ;[out[at], out[other]] = [out[other]!, out[at]!]
  }
  return out
}

/** A random tree. Names are drawn from a small stock, so two trees share many; instances are unique in a tree. */
function tree(pick: Random): string {
  const instances = shuffled(['1', '2', '3', '4', '5', '6'], pick)
  const inside = (depth: number): string => {
    const keys = shuffled(['a', 'b', 'c', 'd', 'e'], pick)
    const ids = depth === 3 ? shuffled(['x', 'y', 'z'], pick) : []
    let html = ''
    for (let n = pick(6); n > 0; n--) {
      const kind = pick(12)
      if (kind < 2) html += ['one', 'two', 'a b', '&amp;'][pick(4)]
      else if (kind === 2) html += '<!--c-->'
      else {
        const tag = ['div', 'p', 'span', 'b', 'section'][kind < 8 ? 0 : pick(5)]!
        const key = kind < 6 ? keys.pop() : undefined
        const instance = kind === 7 ? instances.pop() : undefined
        const id = kind === 8 ? ids.pop() : undefined
        const name = key ? ` rp-k="${key}"` : instance ? ` rp-i="${instance}"` : id ? ` id="${id}"` : ''
        const content = depth > 0 && tag !== 'p' ? inside(depth - 1) : String(pick(3))
        html += `<${tag}${name}${pick(2) ? ` class="c${pick(3)}"` : ''}${pick(4) ? '' : ' hidden=""'}>${content}</${tag}>`
      }
    }
    return html
  }
  return `<div>${inside(3)}</div>`
}

const parse = (html: string): Element => {
  const template = document.createElement('template')
  template.innerHTML = html
  return template.content.firstElementChild!
}
const mount = (html: string): Element => {
  const root = document.importNode(parse(html), true)
  document.body.append(root)
  return root
}

/** The elements whose identity must survive: instances wherever they are, keys and ids under a parent that survives. */
function named(root: Element): Map<string, Element> {
  const out = new Map<string, Element>()
  const walk = (node: Element, path: string): void => {
    for (const child of node.children) {
      const own = ['rp-i', 'rp-k', 'id'].find(name => child.hasAttribute(name))
      const label = own && `${child.nodeName} ${own}=${child.getAttribute(own)}`
      if (!label) continue // where unnamed parents go is a matter of taste
      const at = own === 'rp-i' ? label : `${path} > ${label}`
      out.set(at, child)
      walk(child, at)
    }
  }
  for (const node of root.querySelectorAll('[rp-i]')) {
    const at = `${node.nodeName} rp-i=${node.getAttribute('rp-i')}`
    out.set(at, node)
    walk(node, at)
  }
  walk(root, '')
  return out
}

const records = (root: Element, work: () => void): { removed: number; added: number } => {
  const seen = new MutationObserver(() => {})
  seen.observe(root, { childList: true, subtree: true })
  work()
  const list = seen.takeRecords()
  seen.disconnect()
  const sum = (of: (record: MutationRecord) => number): number =>
    list.reduce((n, record) => n + of(record), 0)
  return { removed: sum(r => r.removedNodes.length), added: sum(r => r.addedNodes.length) }
}

/** The length of a longest increasing run, the slow and obvious way. */
const longest = (list: readonly number[]): number => {
  const best = list.map(() => 1)
  list.forEach((value, at) => {
    for (let before = 0; before < at; before++)
      if (list[before]! < value) best[at] = Math.max(best[at]!, best[before]! + 1)
  })
  return Math.max(0, ...best)
}

const keyed = (keys: readonly number[]): string =>
  `<ul>${keys.map(key => `<li rp-k="${key}">${key}</li>`).join('')}</ul>`

/** Morphs with a mistake in them. */
const MISTAKES = {
  'makes everything anew': (from: Element, to: Element) => from.replaceWith(to),
  'makes all within anew': (from: Element, to: Element) => from.replaceChildren(...to.childNodes),
  'knows no names': (from: Element, to: Element) => Idiomorph.morph(from, to),
  'leaves the order as it was'(from: Element, to: Element) {
    morph(from, to)
    if (from.children.length > 1) from.append(from.firstElementChild!)
  },
  'forgets what is gone'(from: Element, to: Element) {
    const rest = [...from.children].filter(each => each.hasAttribute('rp-k'))
    morph(from, to)
    from.append(...rest.filter(each => !each.isConnected))
  },
}
export type Mistake = keyof typeof MISTAKES

export const lab = {
  mistakes: Object.keys(MISTAKES),

  /** Whether `pairs` would notice a morph with this mistake. */
  notices(mistake: Mistake): boolean {
    const { wrong, lost } = this.pairs(200, 20261, MISTAKES[mistake])
    return wrong.length + lost.length > 0
  },

  pairs(count: number, seed: number, morphs: (from: Element, to: Element) => void = morph): Report {
    const report: Report = { wrong: [], lost: [], unlikeReference: [], named: 0 }
    for (let n = 0; n < count; n++) {
      const pick = random(seed * 7919 + n)
      const [from, to] = [tree(pick), tree(pick)]
      const wish = parse(to)
      const old = mount(from)
      const place = old.previousSibling
      const before = named(old)
      morphs(old, parse(to))
      const root = (place ? place.nextSibling : document.body.firstChild) as Element
      if (!root.isEqualNode(wish)) report.wrong.push(`${from}\n-> ${to}\nis ${root.outerHTML}`)
      for (const [name, element] of named(root)) {
        if (!before.has(name)) continue
        report.named++
        if (before.get(name) !== element) report.lost.push(`${name} in ${from}\n-> ${to}`)
      }
      root.remove()
      const other = mount(from)
      Idiomorph.morph(other, parse(to))
      if (!other.isEqualNode(wish)) report.unlikeReference.push(`${from}\n-> ${to}\nis ${other.outerHTML}`)
      other.remove()
    }
    return report
  },

  /** Keyed lists with additions, removals and moves: how many moves were made, and how few would do. */
  lists(count: number, seed: number): { wrong: string[]; moved: number; least: number } {
    const wrong: string[] = []
    let moved = 0
    let least = 0
    for (let n = 0; n < count; n++) {
      const pick = random(seed * 104729 + n)
      const stock = Array.from({ length: 30 }, (_, key) => key)
      const from = shuffled(stock, pick).slice(0, 5 + pick(20))
      const to = shuffled(stock, pick).slice(0, 5 + pick(20))
      const root = mount(keyed(from))
      const kept = to.filter(key => from.includes(key))
      const count = records(root, () => morph(root, parse(keyed(to))))
      if (root.outerHTML !== keyed(to)) wrong.push(`${from} -> ${to}`)
      moved += count.added - (to.length - kept.length)
      least += kept.length - longest(kept.map(key => from.indexOf(key)))
      root.remove()
    }
    return { wrong, moved, least }
  },

  /** The same lists, where what stays is counted instead of written: is it the same list, of the same elements? */
  counted(count: number, seed: number): { wrong: string[]; lost: string[]; kept: number } {
    const part = (list: string): string => list.replace('<ul', '<ul rp-i="1"')
    const wrong: string[] = []
    const lost: string[] = []
    let kept = 0
    for (let n = 0; n < count; n++) {
      const pick = random(seed * 104729 + n)
      const stock = Array.from({ length: 20 }, (_, key) => key)
      const from = shuffled(stock, pick).slice(0, 3 + pick(16))
      const to = pick(4) === 0 ? from.toReversed() : shuffled(stock, pick).slice(0, 3 + pick(16))
      const root = mount(part(keyed(from)))
      const before = new Map([...root.children].map(each => [Number(each.getAttribute('rp-k')), each]))
      const parts = to.map(key => {
        const at = from.indexOf(key)
        if (at < 0) return `<li rp-k="${key}">${key}</li>`
        kept++
        // As the server does, runs as runs; each by itself at times.
        return pick(3) === 0 ? `<template rp-same="${at}"></template>` : `\0${at}\0`
      })
      const html = part(`<ul>${parts.join('')}</ul>`).replace(/(?:\0\d+\0)+/g, run => {
        const list = run.match(/\d+/g)!.map(Number)
        const first = list[0]!
        const step = list[1] === first - 1 ? -1 : 1
        const isRun = list.length > 1 && list.every((at, i) => at === first + i * step)
        return `<template rp-same="${isRun ? `${first}-${list.at(-1)}` : list.join(' ')}"></template>`
      })
      morph(root, parse(html))
      if (root.outerHTML !== part(keyed(to))) wrong.push(`${from} -> ${to}: ${html} made ${root.outerHTML}`)
      for (const child of root.children) {
        const old = before.get(Number(child.getAttribute('rp-k')))
        if (old && old !== child) lost.push(`${child.outerHTML} of ${from} -> ${to}`)
      }
      root.remove()
    }
    return { wrong, lost, kept }
  },

  oneOf(rows: number, how: 'first to last' | 'last to first'): { removed: number; added: number } {
    const from = Array.from({ length: rows }, (_, key) => key)
    const to = how === 'first to last' ? [...from.slice(1), 0] : [rows - 1, ...from.slice(0, -1)]
    const root = mount(keyed(from))
    const made = records(root, () => morph(root, parse(keyed(to))))
    root.remove()
    return made
  },

  withoutMoveBefore<T>(work: () => T): T {
    const own = Object.getOwnPropertyDescriptor(Element.prototype, 'moveBefore')!
    delete (Element.prototype as Partial<Element>).moveBefore
    try {
      return work()
    } finally {
      Object.defineProperty(Element.prototype, 'moveBefore', own)
    }
  },

  /** One pair, played in acts: between them a test's own script sees `stage`, `root` (what is morphed) and `q`. */
  begin(from: string): void {
    const stage = mount(from)
    const q = (selector: string): Element | null => stage.querySelector(selector)
    Object.assign(globalThis, { stage, root: stage, q })
  },
  play(to: string, old: boolean): void {
    const { root } = globalThis as unknown as { root: Element }
    const memory = newMemory()
    for (const node of root.querySelectorAll('.tall')) memory.scrolled.add(node)
    const work = (): void => morph(root, parse(to), memory)
    if (old) lab.withoutMoveBefore(work)
    else work()
  },
  end(): void {
    ;(globalThis as unknown as { stage: Element }).stage.remove()
  },

  /** A field that sent some values and now shows another: what it shows after these were rendered, one by one. */
  echo(sent: string[], now: string, echoes: string[]): string {
    const memory: Memory = newMemory()
    const root = mount('<div><input></div>')
    const input = root.querySelector('input')!
    for (const value of sent) {
      input.value = value
      noteSent(input, memory)
    }
    input.value = now
    for (const value of echoes) morph(root, parse(`<div><input value="${value}"></div>`), memory)
    root.remove()
    return input.value
  },

  /** A details that is rendered like this, one after another; the visitor toggles it before the morphs numbered so. */
  opened(states: (boolean | undefined)[], toggles: number[]): boolean[] {
    const memory = newMemory()
    const html = (open: boolean | undefined): string =>
      open === undefined ? '<div></div>' : `<div><details${open ? ' open=""' : ''}></details></div>`
    const root = mount(html(states[0]))
    const now = (): HTMLDetailsElement | null => root.querySelector('details')
    if (now()) noteOpen(now()!, memory)
    const seen: boolean[] = []
    for (let at = 1; at < states.length; at++) {
      if (toggles.includes(at)) now()!.open = !now()!.open
      morph(root, parse(html(states[at])), memory)
      seen.push(now()!.open)
    }
    root.remove()
    return seen
  },
}

export type Lab = typeof lab
