// Painting: sketches become patches against what the browser was last shown, and that record is renewed.
// Invariant: every patch names an element that the browser has; what it has and keeps travels as a placeholder; a slot whose
// HTML is unchanged travels not at all. After the patches the browser shows what a fresh render would.
// Does not know how views are evaluated.
import { hash } from './hash.ts'
import { PAGE } from './conversation.ts'
import type { Instance, Shown } from './conversation.ts'
import { pathsTo } from './settle.ts'
import type { Paths } from './settle.ts'
import type { Table } from './table.ts'
import { Turn } from './turn.ts'
import { MARK, Views } from './view.ts'
import type { Sketch, Sketches } from './view.ts'

/** Withdrawn offers that are remembered, so that a late click is told from a forged one: these, and all of the latest event. */
const MOST_WITHDRAWN = 256

const NONE: readonly never[] = []
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>()

/** Patches for all that changed; the turn's screen is renewed. */
export function paint(turn: Turn, sketches: Sketches): void {
  if (turn.ended !== undefined) return
  const painter = new Painter(turn, sketches)
  painter.visitPage()
  turn.screen = painter.screen()
}

/** The whole page; the turn's screen is made from nothing. */
export function paintWhole(turn: Turn, sketches: Sketches): string {
  if (turn.ended !== undefined) return ''
  const painter = new Painter(turn, sketches)
  const html = painter.fullPage()
  turn.screen = painter.screen()
  return html
}

class Painter {
  // Never used; see Turn.spare.
  static readonly spare: Painter = new Painter(Turn.spare, Views.spare.sketches)

  readonly #turn: Turn
  readonly #sketches: Sketches
  readonly #paths: Paths
  #slots: Table<Shown>
  #withdrawn: number[] = []

  constructor(turn: Turn, sketches: Sketches) {
    this.#turn = turn
    this.#sketches = sketches
    this.#paths = pathsTo(turn)
    this.#slots = turn.screen.slots
  }

  screen(): Turn['screen'] {
    const { screen } = this.#turn
    const latest = this.#withdrawn
    if (latest.length > 0) {
      const withdrawn = [...screen.withdrawn, ...latest].slice(-Math.max(MOST_WITHDRAWN, latest.length))
      return { slots: this.#slots, withdrawn }
    }
    return this.#slots === screen.slots ? screen : { slots: this.#slots, withdrawn: screen.withdrawn }
  }

  /** The page's own slot: its kids are the root's slot and the dialogs over it. */
  visitPage(): void {
    const { root, overs } = this.#turn
    const shown = this.#slots.get(PAGE)
    if (shown === undefined) return
    const kids =
      overs.length === 0 && shown.kids.length === 1 && shown.kids[0] === root ? shown.kids : [root, ...overs]
    this.#visitKids(
      kids === shown.kids || equal(kids, shown.kids) ? kids : this.#redo(PAGE, shown, pageSketch(kids), 0),
    )
  }

  fullPage(): string {
    const sketch = pageSketch([this.#turn.root, ...this.#turn.overs])
    this.#show(PAGE, PAGE, sketch, 0)
    return this.#expand(sketch.html, kid => this.full(kid))
  }

  visit(slot: string): void {
    const shown = this.#slots.get(slot)
    const iid = this.#turn.shownIn(slot)?.iid
    if (shown === undefined || iid === undefined) return
    if (shown.iid !== iid) {
      this.#forget(slot)
      this.#turn.patches.push([shown.iid, this.full(slot)])
      return
    }
    const sketch = this.#sketches.get(iid)
    // Without a sketch nothing here changed but what lies on the way to something that did.
    if (sketch === undefined) return this.#visitKids(this.#paths.get(slot) ?? NONE)
    const mark = hash(this.#turn.world.key, sketch.html)
    // The HTML names offers and kids, so these are the same when it is; fields of kids it does not.
    if (mark !== shown.hash) return this.#visitKids(this.#redo(slot, shown, sketch, mark))
    if (!equal(shown.fields, sketch.fields))
      this.#slots = this.#slots.with(slot, { ...shown, fields: sketch.fields })
    this.#visitKids(shown.kids)
  }

  #visitKids(kids: readonly string[]): void {
    for (const kid of kids) if (this.#paths.has(kid)) this.visit(kid)
  }

  /** A patch for a slot whose own HTML changed. Answers which of its kids the browser keeps. */
  #redo(slot: string, shown: Shown, sketch: Sketch, mark: number): readonly string[] {
    const had = new Set(shown.kids)
    const has = new Set(sketch.kids)
    for (const kid of shown.kids) if (!has.has(kid)) this.#forget(kid)
    const html = this.#expand(sketch.html, kid => (had.has(kid) ? this.#keep(kid) : this.full(kid)))
    this.#turn.patches.push([shown.iid, html])
    this.#show(slot, shown.iid, sketch, mark)
    return sketch.kids.filter(kid => had.has(kid))
  }

  /** A slot's HTML with everything in it. */
  full(slot: string): string {
    const { iid } = this.#turn.shownIn(slot) as Instance
    const sketch = this.#sketches.get(iid) as Sketch
    this.#show(slot, iid, sketch, hash(this.#turn.world.key, sketch.html))
    return this.#expand(sketch.html, kid => this.full(kid))
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

  #show(slot: string, iid: string, { offers, fields, kids }: Sketch, mark: number): void {
    const before = this.#slots.get(slot)
    if (before !== undefined) this.#withdraw(before.offers, offers)
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

function pageSketch(kids: readonly string[]): Sketch {
  const html = `<div id=repartee rp-i=${PAGE}>${kids.map(kid => MARK + kid + MARK).join('')}</div>`
  return { html, kids, offers: NONE, fields: NONE, lent: NOTHING }
}
