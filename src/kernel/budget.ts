// What one event may set off before it is taken for a loop: steps and views of one instance, depth of the tree, and everything
// together. Counted by what repeats, so that a page of many parts is no runaway and one part that spins is soon stopped.
// Does not know what is counted.
import { ReparteeError } from '../errors/index.ts'

const MOST_STEPS_OF_ONE = 1_000
const MOST_VIEWS_OF_ONE = 100
const DEEPEST = 250
const MOST = 100_000
/** So many go uncounted one by one: nearly every event ends before. */
const FREE = 64

export class Budget {
  #spent = 0
  #steps: Map<string, number> | undefined
  #views: Map<string, number> | undefined

  /** A step of a handler or a flow. */
  step(iid: string, component: string): void {
    if (++this.#spent <= FREE || this.#count((this.#steps ??= new Map()), iid, MOST_STEPS_OF_ONE)) return
    runaway(
      `${component} kept going without waiting for anything`,
      `at most ${MOST_STEPS_OF_ONE} steps for one event`,
      'let its loop wait for something: a call that a visitor answers, io, or a timer',
    )
  }

  /** An evaluation of a view. */
  view(iid: string, component: string): void {
    if (++this.#spent <= FREE || this.#count((this.#views ??= new Map()), iid, MOST_VIEWS_OF_ONE)) return
    runaway(
      `The view of ${component} kept changing without anybody doing anything`,
      `at most ${MOST_VIEWS_OF_ONE} evaluations for one event`,
      'look for something it embeds that answers at once, is embedded again, and answers again',
    )
  }

  /** A new instance, with so many new ones above it. */
  birth(component: string, depth: number): void {
    if (++this.#spent <= MOST && depth <= DEEPEST) return
    runaway(
      `${component} was embedded or called in itself without end`,
      `at most ${DEEPEST} new instances inside each other, and ${MOST} in all`,
      'look for a component that embeds or calls itself, perhaps by way of others',
    )
  }

  #count(counts: Map<string, number>, iid: string, most: number): boolean {
    const count = (counts.get(iid) ?? 0) + 1
    counts.set(iid, count)
    return this.#spent <= MOST && count <= most
  }
}

function runaway(what: string, expected: string, advice: string): never {
  throw new ReparteeError('runaway', { what, expected, got: 'more', try: advice })
}
