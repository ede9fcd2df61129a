import { ops, worker, type Ops } from 'repartee/ops'
import { serve, type Inspection } from 'repartee/server'
import { afterEach, expect, it } from 'vitest'
import { soon } from './gallery.fixture.ts'
import { pages } from './pages.ts'
import { countOf, simulate } from './visitors.ts'

let close = async (): Promise<void> => {}
afterEach(() => close())

/** The gallery with simulated visitors, who go to these pages. */
async function visited(
  count: number,
  paths: readonly string[],
): Promise<{ operations: Ops; server: Inspection }> {
  let opened = (_: string): void => {}
  const origin = new Promise<string>(done => (opened = done))
  const operations = ops([
    worker('visitors', async run => simulate(run, { origin: await origin, count, paths })),
  ])
  const serving = await serve({ pages, port: 0, ops: operations, onTrouble: () => {} })
  close = serving.close
  opened(serving.url)
  const server = operations.attached.find((it): it is Inspection => 'publish' in it)
  return { operations, server: server as Inspection }
}

it('visitors open pages, press what is there, talk to each other, and stop when they are told to', async () => {
  const { operations, server } = await visited(4, ['/counter', '/chat/kitchen', '/todo', '/dialogs'])
  await soon(() => server.read().events).toBeGreaterThan(40)
  await soon(() => server.read().published).toBeGreaterThan(0)
  expect(server.read().conversations.connected).toBeLessThanOrEqual(4)
  expect(server.read().ended).toMatchObject({ failed: 0, lost: 0 })
  expect(await operations.workers.stop('visitors')).toEqual({ done: true })
  await soon(() => server.read().conversations.connected).toBe(0)
})

it('there are not more than was asked for, and no fewer than somebody', () => {
  expect(['', '0', '20', '500', '501', '-1', '1.5', 'many'].map(text => countOf(text))).toEqual([
    0,
    0,
    20,
    500,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
