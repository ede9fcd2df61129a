// Patches as they travel, made once for those that are equal: what is said to all looks the same in most of their pages.
// Invariant: what comes out depends on what goes in alone. Only the last is remembered, because equal ones come one after another.
// Does not know whose they are, nor their numbers.
import type { Op } from '../wire/index.ts'
import type { Data } from './exchange.ts'

/** From so many characters on, equal ones are sent from the same bytes; shorter ones are written faster as text. */
const LARGE = 16_384

export class Encoded {
  #ops: readonly Op[] | undefined
  #data: Data = ''

  /** All of a frame but its number. */
  of(ops: readonly Op[]): Data {
    if (this.#ops === undefined || !areSame(ops, this.#ops)) {
      this.#ops = ops
      this.#data = `data:${JSON.stringify(ops)}\n\n`
    } else if (typeof this.#data === 'string' && this.#data.length >= LARGE) {
      this.#data = Buffer.from(this.#data)
    }
    return this.#data
  }
}

function areSame(one: readonly Op[], two: readonly Op[]): boolean {
  return (
    one.length === two.length &&
    one.every((op, at) => {
      const other = two[at] as Op
      return op.length === other.length && op.every((part, place) => part === other[place])
    })
  )
}
