// Pieces: a view's own HTML, and the HTML of each keyed element in it, with a mark where something stands that is a piece or an
// instance by itself. So one that changed travels alone, and a view that was given the same is not called again.
// Invariant: a piece is known by the element around it and its key; what is known to be as it was is the very object that
// the browser's record has. Marks and holes stand in the order of the page.
// Does not know what becomes of sketches: see paint.ts.
import { sameNode } from '../jsx/index.ts'
import type { Known, Node, Pieces as Told } from '../jsx/index.ts'
import type { Hole, Keyed, Piece } from './conversation.ts'
import type { Nodes } from './written.ts'

/** NUL stands for each hole of a piece; the renderer lets none through from a view. */
export const MARK = '\0'

/** An instance's or a keyed element's own HTML, as rendered now. */
export interface PieceSketch {
  readonly html: string
  /** In full, with their instance. */
  readonly offers: readonly string[]
  /** Names of form fields outside any form of its own: an embedding form offers them. */
  readonly fields: readonly string[]
  readonly holes: readonly SketchHole[]
  /** Where among its former holes each one was; -1 for a new one. */
  readonly from: readonly number[]
  /** What the view wrote for each of them. */
  readonly nodes: Nodes | undefined
}

/** A slot, a keyed element that is as it was, or one that was rendered. */
export type SketchHole = string | Keyed | KeyedSketch

export interface KeyedSketch extends PieceSketch {
  readonly group: string
  readonly name: string
}

/** A slot in what the page keeps to itself, or does not show: it cannot be counted there. */
export const solid = (slot: string): string => `~${slot}`
export const isSolid = (hole: unknown): boolean => typeof hole === 'string' && hole.startsWith('~')
export const slotIn = (hole: string): string => (hole.startsWith('~') ? hole.slice(1) : hole)

const NONE: readonly never[] = []

/** A piece that is being rendered. */
interface Open {
  readonly group: string
  readonly name: string
  readonly former: readonly Hole[]
  /** What was written for these, if it is still there. */
  readonly before: Nodes | undefined
  /** The former hole that comes next, if all is in order. */
  cursor: number
  index: Map<string, number> | undefined
  offers: string[] | undefined
  holes: SketchHole[] | undefined
  from: number[] | undefined
  nodes: (Node | undefined)[] | undefined
  /** An instance stands in it. */
  hasKids: boolean
}

export class Pieces implements Told {
  // Never used; see Turn.spare.
  static readonly spare: Pieces = new Pieces(undefined)

  #open: Open
  readonly #around: Open[] = []

  /** `former`: what stands in the browser's page where this is to stand; nothing if all is new. */
  constructor(former: Piece | undefined) {
    this.#open = opened('', '', former)
  }

  offer(text: string): void {
    const open = this.#open
    if (open.offers === undefined) open.offers = [text]
    else open.offers.push(text)
  }

  kid(hole: string): void {
    const open = this.#open
    open.hasKids = true
    put(open, hole, whence(open, hole, ''), undefined)
  }

  isNext(group: string, name: string): boolean {
    const { former, cursor } = this.#open
    const next = former[cursor]
    return typeof next === 'object' && next.name === name && next.group === group
  }

  /** Puts what stood there, if it need not be rendered again. */
  known(group: string, name: string, written: Node): Known | undefined {
    const open = this.#open
    const at = find(open, group, name)
    if (at < 0) return undefined
    const before = open.before?.[at]
    if (before === undefined || !sameNode(before, written)) return undefined
    const was = open.former[at] as Keyed
    open.cursor = at + 1
    put(open, was, at, before)
    return { html: MARK, fields: was.fields }
  }

  open(group: string, name: string): void {
    const around = this.#open
    this.#around.push(around)
    const was = around.former[find(around, group, name)] as Keyed | undefined
    this.#open = opened(group, name, was)
  }

  close(html: string, fields: readonly string[], written: Node | undefined): string {
    const { group, name, offers, holes, from, nodes, hasKids } = this.#open
    const around = (this.#open = this.#around.pop() as Open)
    around.hasKids ||= hasKids
    const made: KeyedSketch = {
      html,
      offers: offers ?? NONE,
      fields,
      holes: holes ?? NONE,
      from: from ?? NONE,
      nodes,
      group,
      name,
    }
    // What an instance in it shows is not in its own hands.
    put(around, made, whence(around, group, name), hasKids ? undefined : written)
    return MARK
  }

  done(html: string, fields: readonly string[]): PieceSketch {
    const { offers, holes, from, nodes } = this.#open
    return { html, offers: offers ?? NONE, fields, holes: holes ?? NONE, from: from ?? NONE, nodes }
  }
}

function opened(group: string, name: string, former: Piece | undefined): Open {
  return {
    group,
    name,
    former: former?.holes ?? NONE,
    before: former?.written?.deref(),
    cursor: 0,
    index: undefined,
    offers: undefined,
    holes: undefined,
    from: undefined,
    nodes: undefined,
    hasKids: false,
  }
}

function put(open: Open, hole: SketchHole, from: number, written: Node | undefined): void {
  const holes = (open.holes ??= [])
  if (written !== undefined)
    (open.nodes ??= Array.from({ length: holes.length }, nothing))[holes.length] = written
  else open.nodes?.push(undefined)
  holes.push(hole)
  ;(open.from ??= []).push(from)
}

const nothing = (): undefined => undefined

/** Where a hole stood; the one after it is looked for next. */
function whence(open: Open, group: string, name: string): number {
  const at = find(open, group, name)
  if (at >= 0) open.cursor = at + 1
  return at
}

/** Where a hole stood: that of a slot has the slot for its group. -1: nowhere. */
function find(open: Open, group: string, name: string): number {
  const { former, cursor } = open
  if (former.length === 0) return -1
  const next = former[cursor]
  if (typeof next === 'string' ? next === group && name === '' : next?.name === name && next.group === group)
    return cursor
  if (open.index === undefined) {
    open.index = new Map()
    for (let i = 0; i < former.length; i++) {
      const hole = former[i] as Hole
      open.index.set(typeof hole === 'string' ? nameOf(hole, '') : nameOf(hole.group, hole.name), i)
    }
  }
  return open.index.get(nameOf(group, name)) ?? -1
}

const nameOf = (group: string, name: string): string => `${group}\0${name}`
