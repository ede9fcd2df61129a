// What runs in the gallery besides its pages: crons, workers, and visitors who are simulated.
// Nothing runs before a server is given the operations; what is said to pages is said through what the server attaches to them.
import { setTimeout as sleep } from 'node:timers/promises'
import { cron, worker, type Ops } from 'repartee/ops'
import type { Inspection } from 'repartee/server'
import { warehouse } from '../operations.ts'
import { changed, forgetDone } from '../tasks-store.ts'
import { room, type Message } from '../chat.tsx'
import { simulate } from './visitors.ts'

export interface Simulation {
  /** Where the gallery is open. */
  readonly origin: Promise<string>
  /** How many visitors come by themselves. With 0 nobody comes until the worker is started by hand; then some do. */
  readonly count: number
}

/** How many come where none were asked for. */
const SOME = 20

const COOKED = ['The soup is ready.', 'Who took the ladle?', 'There is bread again.', 'No more soup, sorry.']

export function runIn(operations: Ops, { origin, count }: Simulation): Ops {
  const server = (): Inspection | undefined =>
    operations.attached.find((it): it is Inspection => 'publish' in it)
  const say = (from: string, text: string): number =>
    server()?.publish(room('kitchen').topic, { from, text } satisfies Message) ?? 0
  let wanted = count

  return operations.add(
    cron(
      'tidy tasks',
      '*/2 * * * *',
      async ({ log }) => {
        for (const [who, tasks] of forgetDone()) {
          log(`${tasks} done tasks of ${who} forgotten`)
          server()?.publish(changed(who).topic, null)
        }
      },
      { description: 'lets go of tasks that are done', per: 'process' },
    ),
    cron(
      'digest',
      '*/15 * * * * *',
      async ({ log }) => {
        const { connected, away } = server()?.read().conversations ?? { connected: 0, away: 0 }
        log(`${connected} are here, ${away} were`)
        say('the house', `${connected} are here just now.`)
      },
      { description: 'says in the kitchen how many are here' },
    ),
    cron(
      'stocktaking',
      '*/5 * * * * *',
      async ({ signal, log }) => {
        await sleep(500, undefined, { signal })
        log(`${(await warehouse.get().stock()).length} things are in the warehouse`)
      },
      {
        description: 'fails while the warehouse is away',
        timeoutMs: 2000,
      },
    ),
    worker(
      'cook',
      async ({ signal, beat }) => {
        for (let said = 0; ; said++) {
          beat()
          await sleep(7000, undefined, { signal })
          say('the cook', COOKED[said % COOKED.length] ?? '')
        }
      },
      { description: 'talks in the kitchen' },
    ),
    worker(
      'courier',
      async ({ signal, beat, log }) => {
        for (;;) {
          const stock = await warehouse.get().stock()
          beat()
          log(`brought ${stock[Math.floor(Math.random() * stock.length)]}`)
          await sleep(3000, undefined, { signal })
        }
      },
      { description: 'fetches things from the warehouse, and falls over where it is away' },
    ),
    worker(
      'visitors',
      async run => {
        const now = wanted
        wanted = Math.max(count, SOME)
        if (now === 0)
          return run.log('Nobody comes by themselves: start this worker, or SIMULATE=50 npm start')
        await simulate(run, { origin: await origin, count: now })
      },
      { description: 'people who look at the examples, simulated', restart: 'never' },
    ),
  )
}
