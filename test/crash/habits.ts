// What visitors do with their pages: a while in each, in haste, with bad connections, and then they leave it as it is.
// Invariant: ids are never used again, so that what is there twice was done twice.
// Does not know what must come of it.
import { pause } from './process.ts'
import type { Kind } from './story.ts'
import { Visit, type Around } from './visit.ts'

const KINDS: readonly Kind[] = ['ledger', 'ledger', 'alarms', 'desk', 'town', 'halves']
/** Things done in one page, at most. */
const MOST = 40
const TOWNS = ['a', 'b', 'c']
/** An errand takes so long at most, ms, processes that die and disks that are slow included. */
const ERRAND_MS = 60_000

export class Visitor {
  readonly name: string
  readonly #around: Around
  #visit: Visit | undefined
  #ids = 0

  constructor(around: Around, name: string) {
    this.#around = around
    this.name = name
  }

  /** The page that was open when all was over. */
  get visit(): Visit | undefined {
    return this.#visit
  }

  async live(): Promise<void> {
    const { chance } = this.#around
    while (!this.#around.isOver) {
      const kind = chance.pick(KINDS)
      const path = kind === 'town' ? `/town/${chance.pick(TOWNS)}` : `/${kind}`
      const visit = await Visit.open(this.#around, { kind, path, visitor: this.name, cookie: '' })
      if (visit === undefined) {
        await pause(chance.whole(20, 100))
        continue
      }
      this.#visit = visit
      for (let left = chance.whole(5, MOST); left > 0 && !this.#around.isOver && !visit.isLeft; left--) {
        await this.#act(visit)
        // An errand may be under way, and waiting for its word: they give up.
        if (kind === 'desk' && this.#isUndone(visit)) break
        await pause(chance.is(0.05) ? chance.whole(300, 1200) : chance.whole(10, 120))
      }
      if (!this.#around.isOver) await visit.leave()
    }
  }

  async #act(visit: Visit): Promise<void> {
    const { chance } = this.#around
    const { kind } = visit.story
    const id = `${this.name}.${++this.#ids}`
    if (chance.is(0.02)) return visit.reload()
    if (chance.is(0.03)) void visit.away(chance.whole(50, 800))
    if (kind === 'desk') return this.#errand(visit, id)
    if (kind === 'halves') {
      await visit.until(() => visit.isCurrent || visit.isLeft)
      return visit.say('give', { id }, this.#manner(false))
    }
    if (kind === 'alarms')
      return visit.say('set', { id, ms: String(chance.whole(100, 3000)) }, this.#manner(true))
    await visit.say(kind === 'town' ? 'say' : 'add', { id }, this.#manner(true))
  }

  async #errand(visit: Visit, id: string): Promise<void> {
    const { wrong } = this.#around
    const from = performance.now()
    const begun = (): boolean => visit.page.offer('say') !== undefined && visit.isCurrent
    await visit.until(() => visit.isCurrent || visit.isLeft)
    await visit.say('run', { id }, this.#manner(false))
    if (!(await visit.until(() => begun() || visit.isLeft || this.#isUndone(visit), ERRAND_MS)))
      return wrong(visit.story, `errand ${id} was begun and does not ask`)
    if (this.#isUndone(visit)) return
    await visit.say('say', { word: `w${id}` }, this.#manner(false))
    if (this.#isUndone(visit)) return
    const isBack = (): boolean => visit.story.lines.some(line => line.startsWith(`${id} `))
    if (!(await visit.until(() => isBack() || visit.isLeft, ERRAND_MS)))
      wrong(
        visit.story,
        `errand ${id} does not come to an end, after ${Math.round(performance.now() - from)} ms`,
      )
  }

  #isUndone(visit: Visit): boolean {
    const fate = visit.story.sayings.at(-1)?.fate
    return fate === 'unknown'
  }

  #manner(mayGiveUp: boolean): { cutMs?: number; isDouble?: boolean; isGivenUp?: boolean } {
    const { chance } = this.#around
    const at = chance.next()
    if (at < 0.04) return { cutMs: chance.whole(0, 6) }
    if (at < 0.08) return { isDouble: true }
    return mayGiveUp && at < 0.1 ? { isGivenUp: true } : {}
  }
}
