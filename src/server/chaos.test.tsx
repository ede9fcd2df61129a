// Several processes over one engine that loses requests and answers: visitors whose requests go anywhere, processes that die and begin.
// Whatever happens, an event that was acknowledged is there exactly once, one that was not once or not at all, and each timer fires once.
import fc from 'fast-check'
import { after, component } from 'repartee'
import { memory, type Ears, type MemoryEngine } from 'repartee/engines'
import { faulty } from 'repartee/testing'
import { expect, it } from 'vitest'
import { standing, type Standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { Edge } from './edge.ts'
import { edgeOf, handlerOf, type Handler } from './handler.ts'

const RUNS = Number(process.env['REPARTEE_RUNS'] ?? 40)

const Ledger = component({
  name: 'chaos: ledger',
  state: () => ({ n: 0, set: 0, fired: 0 }),
  on: {
    add: s => ({ ...s, n: s.n + 1 }),
    *later(_, ms: number) {
      yield* after(ms, { event: 'fire', payload: undefined })
      return s => ({ ...s, set: s.set + 1 })
    },
    fire: s => ({ ...s, fired: s.fired + 1 }),
  },
  view: (s, on) => (
    <p>
      n{s.n} s{s.set} f{s.fired}.<button onClick={on.add}>add</button>
      <button onClick={on.later(5_000)}>soon</button>
      <button onClick={on.later(50_000)}>later</button>
    </p>
  ),
})

interface Process {
  readonly engine: MemoryEngine
  readonly ears: { readonly now?: Ears }
  readonly edge: Edge
  readonly own: Handler
}

type Step =
  | { readonly do: 'click'; readonly label: string; readonly at: number; readonly who: number }
  | { readonly do: 'attach' | 'leave'; readonly at: number; readonly who: number }
  | { readonly do: 'kill'; readonly at: number }
  | { readonly do: 'close'; readonly at: number }
  | { readonly do: 'cut'; readonly at: number }
  | { readonly do: 'pass'; readonly ms: number }

const at = fc.nat(2)
const who = fc.nat(1)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('click' as const),
        label: fc.constantFrom('add', 'soon', 'later'),
        at,
        who,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('attach' as const, 'leave' as const), at, who }),
    },
    {
      weight: 2,
      arbitrary: fc.oneof(
        fc.record({ do: fc.constant('kill' as const), at }),
        fc.record({ do: fc.constant('close' as const), at }),
        fc.record({ do: fc.constant('cut' as const), at }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1000, 6000, 35_000) }),
    },
  ),
  { minLength: 4, maxLength: 30 },
)

/** A world of three processes over a bad line. */
class World {
  readonly clock: Standing = standing()
  readonly #hub = memory({ clock: this.clock })
  readonly #chance: number
  readonly #processes: Process[] = []
  #seed: number

  constructor(chance: number, seed: number) {
    this.#chance = chance
    this.#seed = seed
  }

  async begin(): Promise<void> {
    // Somebody who keeps what is kept while all others are dead.
    await this.#hub.start()
    for (let n = 0; n < 3; n++) this.#processes[n] = this.#born()
  }

  #born(): Process {
    const engine = this.#hub.beside()
    const ears: { now?: Ears } = {}
    const start = engine.start.bind(engine)
    engine.start = given => start((ears.now = given as Ears))
    const edge = edgeOf(
      {
        pages: { '/': Ledger },
        secret: 'a secret of sixteen',
        engine: faulty(engine, { chance: this.#chance, seed: ++this.#seed }),
        onTrouble: () => {},
      },
      { clock: this.clock },
    )
    edge.start()
    return { engine, ears, edge, own: handlerOf(edge) }
  }

  at(n: number): Process {
    return this.#processes[n] as Process
  }

  /** It says nothing more to anybody, and what it had under way comes to nothing. */
  async kill(n: number): Promise<void> {
    await this.at(n).engine.stop()
    void this.at(n).edge.close(0)
    this.#processes[n] = this.#born()
  }

  /** It goes on, and the others take it for dead. */
  cut(n: number): Promise<void> {
    return this.at(n).engine.stop()
  }

  /** Each learns that it may have been taken for dead. */
  heal(): void {
    for (const { ears } of this.#processes) ears.now?.resync()
  }

  async close(n: number): Promise<void> {
    await this.at(n).edge.close(0)
    this.#processes[n] = this.#born()
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.pass(500)
      for (let turn = 0; turn < 8; turn++) await new Promise(done => setImmediate(done))
    }
  }

  async end(): Promise<void> {
    for (const { edge } of this.#processes) await edge.close(0)
  }
}

class Person {
  readonly visitor: Visitor
  readonly #world: World
  at = 0
  /** What was acknowledged. */
  readonly kept = { add: 0, later: 0 }

  constructor(world: World) {
    this.#world = world
    this.visitor = new Visitor(request => world.at(this.at).own.fetch(request))
  }

  /** As the client does: the same number, until somebody says what came of it. */
  async click(label: string): Promise<void> {
    const found = this.visitor.page.offers().find(each => each.label === label)
    if (found === undefined) throw new Error(`no ${label} on ${this.visitor.page.html()}`)
    const event = { n: ++this.visitor.n, offer: found.offer }
    const { status } = await this.#until(() => this.visitor.post(event), [204])
    expect(status).toBe(204)
    this.kept[label === 'add' ? 'add' : 'later']++
  }

  async attach(): Promise<void> {
    await this.#until(() => this.visitor.attach({}), [200])
  }

  async #until(ask: () => Promise<Response>, statuses: readonly number[]): Promise<Response> {
    for (let tries = 0; ; tries++) {
      const asked = ask()
      const told = await this.#passing(asked)
      if (statuses.includes(told.status) || tries === 60) return told
      expect([429, 503]).toContain(told.status)
      await this.#world.pass(500)
      this.at = (this.at + 1) % 3
    }
  }

  /** Time goes on while somebody waits. */
  async #passing<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    void work.finally(() => (isDone = true)).catch(() => {})
    for (let turn = 0; !isDone; turn++) {
      await new Promise(done => setImmediate(done))
      if (turn > 20) this.#world.clock.pass(100)
    }
    return work
  }
}

it(
  'an acknowledged event is there exactly once and each timer fires once, wherever requests go and whatever dies',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom(0, 0.1, 0.3),
        fc.nat(1_000_000),
        async (script, chance, seed) => {
          const world = new World(chance, seed)
          await world.begin()
          const people = [new Person(world), new Person(world)]
          for (const person of people) {
            for (let tries = 0; tries < 20; tries++) {
              if ((await person.visitor.get('/')).status !== 200) continue
              if ((await person.visitor.attach()).status === 200) break
            }
          }
          for (const step of script) {
            if (step.do === 'pass') await world.pass(step.ms)
            else if (step.do === 'kill') await world.kill(step.at)
            else if (step.do === 'close') await world.close(step.at)
            else if (step.do === 'cut') await world.cut(step.at)
            else {
              const person = people[step.who] as Person
              person.at = step.at
              if (step.do === 'click') await person.click(step.label)
              else if (step.do === 'attach') await person.attach()
              else await person.visitor.detach()
            }
          }
          await world.pass(60_000)
          world.heal()
          await world.pass(1000)
          for (const person of people) {
            await person.attach()
            await person.visitor.until(({ event }) => event === 'resync' || event === 'hello')
            await world.pass(1000)
            const [, n, set, fired] = /n(\d+) s(\d+) f(\d+)/.exec(person.visitor.page.text()) ?? []
            const { add, later } = person.kept
            expect({ n, set, fired }).toEqual({ n: `${add}`, set: `${later}`, fired: `${later}` })
          }
          await world.end()
        },
      ),
      {
        numRuns: RUNS,
        ...(process.env['REPARTEE_SEED'] !== undefined && { seed: Number(process.env['REPARTEE_SEED']) }),
      },
    )
  },
  60_000 + RUNS * 3000,
)
