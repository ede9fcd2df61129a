// Who calls whom, added up from real spans: what a topology is drawn from. A source.
// Invariant: an edge is there because something went along it, and its figures are those of what did.
// Bounded: 300 edges of about 14 kB; what is more counts as one edge from `other` to `other`.
import type { ChangeHook, ChangeSource } from '../live/index.ts'
import type { Outside } from './outside.ts'
import type { Ended, Summary } from './summary.ts'
import { Tally, type Entry } from './tally.ts'

/** A corner of the topology. A `transport` stands for whoever comes in by it. */
export interface Corner {
  readonly kind: 'transport' | 'service' | 'resource' | 'other'
  readonly name: string
}

export interface EdgeKey {
  readonly from: Corner
  readonly to: Corner
}

export type EdgeRow = EdgeKey & Summary

export interface EdgesOptions {
  readonly outside: Outside
  /** Default 300. */
  readonly most?: number
}

const OTHER: Corner = { kind: 'other', name: 'other' }

export class Edges implements ChangeSource {
  readonly name: string = 'ops/edges'
  readonly #tally: Tally<EdgeKey>

  constructor({ outside, most = 300 }: EdgesOptions) {
    this.#tally = new Tally(outside, most, { from: OTHER, to: OTHER })
  }

  setChangeHook(hook: ChangeHook | undefined): void {
    this.#tally.setChangeHook(hook)
  }

  /** Where an edge's figures are kept; the same for the same ends. */
  edge(from: Corner, to: Corner): Entry<EdgeKey> {
    return this.#tally.entry(`${from.kind}\0${from.name}\0${to.kind}\0${to.name}`, { from, to })
  }

  record(entry: Entry<EdgeKey>, ticks: number, ended: Ended): void {
    this.#tally.record(entry, ticks, ended)
  }

  /** The same object as long as nothing went along and no figure has fallen by itself. */
  read(): readonly EdgeRow[] {
    return this.#tally.rows()
  }
}
