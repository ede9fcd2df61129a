// The bench itself, played: so many nodes, Redis and the driver on the cores that the machine had, fed with nothing but what an event costs.
// What it says is held against what was measured: it says how far the model may be believed.
import { quantile } from '../harness.ts'
import { chance } from './chance.ts'
import type { Rate } from './learnt.ts'
import { Queues } from './queues.ts'
import { event, SPREAD } from './ways.ts'
import type { Way } from './ways.ts'

const SEED = 11
/** How long it is played, us, of which the first part does not count. */
const LASTS = 6e6
const FIRST = 1e6
const VISITORS = 100

type Fed = Pick<Way, 'local' | 'remote'> & { readonly driver: number; readonly cores: number }

/** As many as are answered, a second, where each visitor acts again at once; or so many a second, and how long they take, us. */
export function played(
  fed: Fed,
  { nodes, isSticky, rate }: { nodes: number; isSticky: boolean; rate?: number },
): Pick<Rate, 'rate' | 'p50' | 'p99'> {
  const random = chance(SEED)
  const queues = new Queues(nodes + 2, fed.cores)
  const [redis, driver] = [nodes, nodes + 1]
  const way = { queues, chance: random, local: fed.local, remote: fed.remote, hop: 0 }
  const took: number[] = []
  const act = (visitor: number, again: () => void): void => {
    const from = queues.now
    const owner = visitor % nodes
    const half = (): number => random.skewed(fed.driver / 2, SPREAD)
    queues.give(driver, half(), () =>
      event(way, isSticky ? owner : random.below(nodes), owner, redis, () =>
        queues.give(driver, half(), () => {
          if (from > FIRST) took.push(queues.now - from)
          again()
        }),
      ),
    )
  }
  if (rate === undefined) {
    const lane = (visitor: number): void => act(visitor, () => lane(visitor))
    for (let visitor = 0; visitor < VISITORS; visitor++) lane(visitor)
  } else {
    const come = (): void => {
      act(random.below(VISITORS), () => {})
      queues.at(queues.now + random.exponential(1e6 / rate), come)
    }
    come()
  }
  queues.run(LASTS)
  return { rate: (took.length * 1e6) / (LASTS - FIRST), p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
}
