// Painting: sketches become patches against what the browser was last shown, and that record is renewed.
// Invariant: every patch names an element that the browser has; what it has and keeps travels as a placeholder; a slot whose
// HTML is unchanged travels not at all. After the patches the browser shows what a fresh render would.
// Does not know how views are evaluated.
import { hash } from './hash.ts'
import { PAGE } from './conversation.ts'
import type { Shown } from './conversation.ts'
import { pathsTo } from './settle.ts'
import type { Paths } from './settle.ts'
import type { Table } from './table.ts'
import type { Turn } from './turn.ts'
import { MARK } from './view.ts'
import type { Sketch, Sketches } from './view.ts'

/** Withdrawn offers that are remembered, so that a late click is told from a forged one: these, and all of the latest event. */
const MOST_WITHDRAWN = 256

/** Patches for all that changed; the turn's screen is renewed. */
export function paint(turn: Turn, sketches: Sketches): void {
  if (turn.ended !== undefined) return
  const painter = new Painter(turn, sketches)
  painter.visit(PAGE)
  turn.screen = painter.screen()
}

/** The whole page; the turn's screen is made from nothing. */
export function paintWhole(turn: Turn, sketches: Sketches): string {
  if (turn.ended !== undefined) return ''
  const painter = new Painter(turn, sketches)
  const html = painter.full(PAGE)
  turn.screen = painter.screen()
  return html
}
const NONE: readonly never[] = []

class Painter {
  readonly #turn: Turn
  readonly #sketches: Sketches
  #slots: Table<Shown>
  #withdrawn: number[] = []
  #paths: Paths | undefined

  constructor(turn: Turn, sketches: Sketches) {
    this.#turn = turn
    this.#sketches = sketches
    this.#slots = turn.screen.slots
  }

  screen(): Turn['screen'] {
    const { screen } = this.#turn
    if (this.#slots === screen.slots && this.#withdrawn.length === 0) return screen
    const latest = this.#withdrawn
    const withdrawn =
      latest.length === 0
        ? screen.withdrawn
        : [...screen.withdrawn, ...latest].slice(-Math.max(MOST_WITHDRAWN, latest.length))
    return { slots: this.#slots, withdrawn }
  }

  visit(slot: string): void {
    const shown = this.#slots.get(slot)
    const iid = this.#shownIid(slot)
    if (shown === undefined || iid === undefined) return
    if (shown.iid !== iid) {
      this.#forget(slot)
      this.#turn.patches.push([shown.iid, this.full(slot)])
      return
    }
    const sketch = this.#sketchOf(slot, iid)
    this.#paths ??= pathsTo(this.#turn)
    const paths = this.#paths
    // Without a sketch nothing here changed but what lies on the way to something that did.
    let kept = paths.get(slot) ?? NONE
    if (sketch !== undefined) {
      kept = shown.kids
      const mark = hash(this.#turn.world.key, sketch.html)
      if (mark !== shown.hash) {
        const had = new Set(shown.kids)
        kept = sketch.kids.filter(kid => had.has(kid))
        const has = new Set(sketch.kids)
        for (const kid of shown.kids) if (!has.has(kid)) this.#forget(kid)
        this.#turn.patches.push([
          iid,
          this.#expand(sketch.html, kid => (had.has(kid) ? this.#keep(kid) : this.full(kid))),
        ])
      }
      this.#show(slot, iid, sketch, mark)
    }
    for (const kid of kept) if (paths.has(kid)) this.visit(kid)
  }

  /** A slot's HTML with everything in it. */
  full(slot: string): string {
    const iid = this.#shownIid(slot) as string
    const sketch = this.#sketchOf(slot, iid) as Sketch
    this.#show(slot, iid, sketch, hash(this.#turn.world.key, sketch.html))
    return this.#expand(sketch.html, kid => this.full(kid))
  }

  #shownIid(slot: string): string | undefined {
    return slot === PAGE ? PAGE : this.#turn.shownIn(slot)?.iid
  }

  #sketchOf(slot: string, iid: string): Sketch | undefined {
    return slot === PAGE ? pageSketch(this.#turn) : this.#sketches.get(iid)
  }

  #keep(kid: string): string {
    return `<template rp-keep=${this.#slots.get(kid)?.iid ?? kid}></template>`
  }

  #expand(html: string, kid: (slot: string) => string): string {
    if (!html.includes(MARK)) return html
    const parts = html.split(MARK)
    for (let i = 1; i < parts.length; i += 2) parts[i] = kid(parts[i] as string)
    return parts.join('')
  }

  #show(slot: string, iid: string, sketch: Sketch, mark: number): void {
    const before = this.#slots.get(slot)
    if (before !== undefined) {
      if (
        before.hash === mark &&
        before.iid === iid &&
        equal(before.offers, sketch.offers) &&
        equal(before.fields, sketch.fields)
      )
        return
      this.#withdraw(before.offers, sketch.offers)
    }
    const { offers, fields, kids } = sketch
    this.#slots = this.#slots.with(slot, { iid, hash: mark, offers, fields, kids })
  }

  #forget(slot: string): void {
    const shown = this.#slots.get(slot)
    if (shown === undefined) return
    for (const kid of shown.kids) this.#forget(kid)
    this.#withdraw(shown.offers, [])
    this.#slots = this.#slots.without(slot)
  }

  #withdraw(before: readonly number[], after: readonly number[]): void {
    if (before.length === 0 || equal(before, after)) return
    const still = new Set(after)
    for (const mark of before) if (!still.has(mark)) this.#withdrawn.push(mark)
  }
}

function equal<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The page's own sketch: the root's slot, and the dialogs over it. */
function pageSketch(turn: Turn): Sketch {
  const kids = [turn.root, ...turn.overs]
  const html = `<div id=repartee rp-i=${PAGE}>${kids.map(kid => MARK + kid + MARK).join('')}</div>`
  return { html, kids, offers: NONE, fields: NONE, lent: new Map() }
}
