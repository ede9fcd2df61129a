// Painting: sketches become patches against what the browser was last shown, and that record is renewed.
// Invariant: every patch names an element that the browser has when it comes to it; what it has and keeps travels as a
// placeholder; what is unchanged travels not at all. After the patches the browser shows what a fresh render would.
// Does not know how views are evaluated.
import { hash } from './hash.ts'
import { PAGE } from './conversation.ts'
import type { Hole, Instance, Keyed, Piece, Shown } from './conversation.ts'
import { isSolid, MARK, slotIn } from './pieces.ts'
import type { KeyedSketch, PieceSketch } from './pieces.ts'
import { pathsTo } from './settle.ts'
import type { Paths } from './settle.ts'
import { Same } from './same.ts'
import type { Table } from './table.ts'
import { Turn } from './turn.ts'
import { noted } from './written.ts'
import { Views } from './view.ts'
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
    const isSame = overs.length === 0 && shown.kids.length === 1 && shown.kids[0] === root
    if (isSame) this.#visitKids(shown.kids)
    else this.#show(PAGE, shown, pageSketch([root, ...overs], shown.holes))
  }

  fullPage(): string {
    const sketch = pageSketch([this.#turn.root, ...this.#turn.overs], NONE)
    const holes: Hole[] = []
    const html = this.#whole(sketch, holes)
    this.#note(PAGE, PAGE, sketch, holes)
    return html
  }

  #visit(slot: string): void {
    const shown = this.#slots.get(slot)
    const iid = this.#turn.shownIn(slot)?.iid
    if (shown === undefined || iid === undefined) return
    if (shown.iid !== iid) {
      this.#forget(slot)
      this.#turn.patches.push([shown.iid, this.#full(slot)])
      return
    }
    const sketch = this.#sketches.get(iid)
    // Without a sketch nothing here changed but what lies on the way to something that did.
    if (sketch === undefined) this.#visitKids(this.#paths.get(slot) ?? NONE)
    else this.#show(slot, shown, sketch)
  }

  #visitKids(kids: readonly string[]): void {
    for (const kid of kids) if (this.#paths.has(kid)) this.#visit(kid)
  }

  /** Patches for what changed in a slot, and in those in it. */
  #show(slot: string, shown: Shown, sketch: Sketch): void {
    let { kids } = shown
    if (!equal(kids, sketch.kids)) {
      const has = new Set(sketch.kids)
      for (const kid of kids) if (!has.has(kid)) this.#forget(kid)
      kids = sketch.kids.filter(kid => this.#slots.has(kid))
    }
    const piece = this.#renew(shown.iid, shown, sketch)
    if (piece !== shown) this.#slots = this.#slots.with(slot, { ...piece, iid: shown.iid, kids: sketch.kids })
    this.#visitKids(kids)
  }

  /** Patches for a piece and the keyed elements in it. The very same if nothing changed. */
  #renew(target: string, was: Piece, sketch: PieceSketch): Piece {
    const mark = hash(this.#turn.world.key, sketch.html)
    const { fields } = sketch
    const holes = mark === was.hash && isInOrder(sketch, was) ? was.holes : this.#redo(target, was, sketch)
    const renewed = this.#renewHoles(target, holes, was, sketch)
    // The HTML names offers, so these are the same when it is; fields of kids it does not.
    const isSame = mark === was.hash
    const written = noted(was.written, sketch.nodes)
    if (renewed === was.holes && isSame && written === was.written && equal(fields, was.fields)) return was
    const offers = isSame ? was.offers : this.#marks(sketch.offers)
    this.#withdraw(was.offers, offers)
    return { hash: mark, offers, fields, holes: renewed, written }
  }

  /** `holes`: what the browser has there now. */
  #renewHoles(target: string, holes: readonly Hole[], was: Piece, sketch: PieceSketch): readonly Hole[] {
    let renewed: Hole[] | undefined
    for (let i = 0, count = 0; i < holes.length; i++) {
      const hole = sketch.holes[i] as Keyed | KeyedSketch | string
      const old = was.holes[sketch.from[i] as number]
      if (isSolid(hole)) continue
      count++
      if (hole === old || typeof hole === 'string' || typeof old !== 'object') continue
      // What is not the old object was rendered.
      const made = hole as KeyedSketch
      const piece = this.#renew(`${target}.${count - 1}`, old, made)
      if (piece === old) continue
      renewed ??= [...holes]
      renewed[i] = keyed(made, piece)
    }
    return renewed ?? holes
  }

  /** A patch for a piece whose own HTML changed, or the order in it. Answers what the browser then has in it. */
  #redo(target: string, was: Piece, { html, holes, from }: PieceSketch): readonly Hole[] {
    const parts = html.split(MARK)
    const now: Hole[] = []
    const same = new Same(was.holes)
    let text = parts[0] as string
    for (let i = 0; i < holes.length; i++) {
      const hole = holes[i] as Keyed | KeyedSketch | string
      const old = was.holes[from[i] as number]
      if (old !== undefined && !isSolid(hole)) {
        same.add(from[i] as number)
        now.push(old)
      } else {
        text += same.text()
        if (typeof hole !== 'string') text += this.#keyed(hole as KeyedSketch, now)
        else {
          now.push(hole)
          text += this.#slots.has(slotIn(hole)) ? this.#keep(slotIn(hole)) : this.#full(slotIn(hole))
        }
      }
      const next = parts[i + 1] as string
      if (next !== '') text += same.text() + next
    }
    this.#turn.patches.push([target, text + same.text()])
    const kept = new Set(now)
    for (const old of was.holes) if (!kept.has(old)) this.#forgetIn(old)
    return now
  }

  /** A slot's HTML with everything in it. */
  #full(slot: string): string {
    const { iid } = this.#turn.shownIn(slot) as Instance
    const sketch = this.#sketches.get(iid) as Sketch
    const holes: Hole[] = []
    const html = this.#whole(sketch, holes)
    this.#note(slot, iid, sketch, holes)
    return html
  }

  /** A piece's HTML with everything in it; what stands in it is noted in `into`. */
  #whole({ html, holes }: PieceSketch, into: Hole[]): string {
    if (holes.length === 0) return html
    const parts = html.split(MARK)
    let text = parts[0] as string
    for (let i = 0; i < holes.length; i++) {
      const hole = holes[i] as KeyedSketch | string
      if (typeof hole !== 'string') text += this.#keyed(hole, into)
      else {
        into.push(hole)
        text += this.#full(slotIn(hole))
      }
      text += parts[i + 1] as string
    }
    return text
  }

  #keyed(made: KeyedSketch, into: Hole[]): string {
    const holes: Hole[] = []
    const html = this.#whole(made, holes)
    const offers = this.#marks(made.offers)
    const { fields } = made
    const mark = hash(this.#turn.world.key, made.html)
    const written = noted(undefined, made.nodes)
    const inner = holes.length === 0 ? NONE : holes
    into.push(keyed(made, { hash: mark, offers, fields, holes: inner, written }))
    return html
  }

  #keep(kid: string): string {
    return `<template rp-keep=${this.#slots.get(kid)?.iid ?? kid}></template>`
  }

  #note(
    slot: string,
    iid: string,
    { html, offers, fields, kids, nodes }: Sketch,
    holes: readonly Hole[],
  ): void {
    const mark = hash(this.#turn.world.key, html)
    const marks = this.#marks(offers)
    const written = noted(undefined, nodes)
    this.#slots = this.#slots.with(slot, { iid, hash: mark, offers: marks, fields, holes, written, kids })
  }

  #marks(offers: readonly string[]): readonly number[] {
    const { key } = this.#turn.world
    return offers.length === 0 ? NONE : offers.map(offer => hash(key, offer))
  }

  #forget(slot: string): void {
    const shown = this.#slots.get(slot)
    if (shown === undefined) return
    for (const kid of shown.kids) this.#forget(kid)
    this.#withdraw(shown.offers, NONE)
    for (const hole of shown.holes) this.#forgetIn(hole)
    this.#slots = this.#slots.without(slot)
  }

  /** What stood in keyed elements that are gone; slots are forgotten by themselves. */
  #forgetIn(hole: Hole): void {
    if (typeof hole === 'string') return
    this.#withdraw(hole.offers, NONE)
    for (const inner of hole.holes) this.#forgetIn(inner)
  }

  #withdraw(before: readonly number[], after: readonly number[]): void {
    if (before.length === 0 || equal(before, after)) return
    const still = new Set(after)
    for (const mark of before) if (!still.has(mark)) this.#withdrawn.push(mark)
  }
}

/** Whether nothing in a piece came, went or moved. */
function isInOrder({ from }: PieceSketch, { holes }: Piece): boolean {
  if (from.length !== holes.length) return false
  for (let i = 0; i < from.length; i++) if (from[i] !== i) return false
  return true
}

function keyed({ group, name }: KeyedSketch, piece: Piece): Keyed {
  const { hash: mark, offers, fields, holes, written } = piece
  return { hash: mark, offers, fields, holes, group, name, written }
}

function equal<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function pageSketch(kids: readonly string[], former: readonly Hole[]): Sketch {
  const html = `<div id=repartee rp-i=${PAGE}>${MARK.repeat(kids.length)}</div>`
  const from = kids.map(kid => former.indexOf(kid))
  return { html, kids, holes: kids, from, offers: NONE, fields: NONE, nodes: undefined, lent: NOTHING }
}
