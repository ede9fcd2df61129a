// Settling: views of what changed are evaluated, which gives birth to the children they embed and ends those they no longer do,
// until nothing is left to do.
// Invariant: only instances that are shown are evaluated, and of these only the stale ones, those not shown before, and those
// that must say again what they give to a child. Where nothing changed nobody goes.
// Does not know what a view is (view.ts), nor what the browser has (paint.ts).
import type { Instance } from './conversation.ts'
import { drain } from './handlers.ts'
import { Turn } from './turn.ts'
import { Views } from './view.ts'
import type { Sketches } from './view.ts'

/** Slots in or below which something changed, each with those of its kids. */
export type Paths = ReadonlyMap<string, readonly string[]>
const EMPTY: readonly string[] = []

export function settle(turn: Turn): Sketches {
  const views = new Views(turn)
  for (;;) {
    drain(turn)
    if (turn.ended !== undefined) return views.sketches
    try {
      const walk = new Walk(turn, views)
      walk.slot(turn.root)
      for (const over of turn.overs) walk.slot(over)
    } catch (error) {
      if (!views.contain(error)) throw error
      continue
    }
    // What was born may have something to do at once, and that may change what was just seen.
    if (turn.idle) return views.sketches
  }
}

export function pathsTo(turn: Turn): Paths {
  const paths = new Map<string, string[]>()
  for (const iid of turn.changed) {
    let at = turn.slotOf(iid)
    if (paths.has(at)) continue
    paths.set(at, [])
    for (let owner = turn.get(at)?.owner; owner?.as === 'child'; owner = turn.get(at)?.owner) {
      const above = turn.slotOf(owner.of)
      const kids = paths.get(above)
      if (kids !== undefined) {
        kids.push(at)
        break
      }
      paths.set(above, [at])
      at = above
    }
  }
  return paths
}

class Walk {
  // Never used; see Turn.spare.
  static readonly spare: Walk = new Walk(Turn.spare, Views.spare)

  readonly #turn: Turn
  readonly #views: Views
  readonly #paths: Paths

  constructor(turn: Turn, views: Views) {
    this.#turn = turn
    this.#views = views
    this.#paths = pathsTo(turn)
  }

  /** Brings a slot up to date, and all in it. False if the view around must be evaluated first: it gives children to what shows here. */
  slot(slot: string): boolean {
    const { iid } = this.#turn.shownIn(slot) as Instance
    let evaluate = this.#isWanted(slot, iid)
    for (;;) {
      if (evaluate && !this.#views.evaluate(iid, this.#turn.overs.includes(slot))) return false
      evaluate = false
      for (const kid of this.#kidsOf(slot, iid)) {
        const isDone = this.slot(kid)
        if (!isDone || !this.#wasLentAsIs(iid, kid)) evaluate = true
      }
      if (!evaluate) return true
    }
  }

  #kidsOf(slot: string, iid: string): readonly string[] {
    const sketch = this.#views.sketches.get(iid)
    if (sketch === undefined) {
      const { slots } = this.#turn.screen
      return (this.#paths.get(slot) ?? EMPTY).filter(kid => slots.has(kid))
    }
    return sketch.kids.filter(kid => {
      const shown = this.#turn.shownIn(kid)
      if (shown === undefined) return false
      // One that was evaluated on a walk that an error broke off may have fields that this view has not heard of.
      return this.#paths.has(kid) || this.#views.sketches.has(shown.iid) || this.#isWanted(kid, shown.iid)
    })
  }

  #isWanted(slot: string, iid: string): boolean {
    if (this.#turn.stale.has(iid)) return true
    return !this.#views.sketches.has(iid) && this.#turn.screen.slots.get(slot)?.iid !== iid
  }

  /** Whether a child still has the form fields that the view around it took it to have. */
  #wasLentAsIs(iid: string, kid: string): boolean {
    const sketch = this.#views.sketches.get(iid)
    const lent = sketch === undefined ? this.#turn.screen.slots.get(kid)?.fields : sketch.lent.get(kid)
    const fields = this.#views.fieldsIn(kid)
    return lent === fields || equal(lent ?? EMPTY, fields)
  }
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}
