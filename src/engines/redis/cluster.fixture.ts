// A cluster for tests: real servers on free ports, each with its part of the slots, and replicas.
// Invariant: it is whole when it is handed over: every server says so, and replicas have caught up.
// Does not know engines.
import { say, until } from './hands.fixture.ts'
import { freePort, redisServer } from './server.fixture.ts'
import type { TestServer } from './server.fixture.ts'
import { CLUSTER_SLOTS, membersOf, ownersOf } from './slots.ts'

export interface TestCluster {
  readonly url: string
  readonly primaries: readonly TestServer[]
  readonly replicas: readonly TestServer[]
  end(): Promise<void>
}

/** So many primaries, with a replica each where `isReplicated`. */
export async function clusterOf(primaries: number, isReplicated: boolean): Promise<TestCluster> {
  const count = isReplicated ? primaries * 2 : primaries
  const all = await Promise.all(
    Array.from({ length: count }, async () => {
      const bus = await freePort()
      const settings = [
        '--cluster-enabled',
        'yes',
        '--cluster-port',
        String(bus),
        '--cluster-node-timeout',
        '2000',
      ]
      return { bus, server: await redisServer([...settings, '--appendonly', 'yes']) }
    }),
  )
  for (const [at, { server }] of all.entries()) {
    await say(server.url, 'CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1))
    if (at >= primaries) continue
    const [first, last] = [at, at + 1].map(part => Math.floor((part * CLUSTER_SLOTS) / primaries))
    await say(server.url, 'CLUSTER', 'ADDSLOTSRANGE', String(first), String((last ?? 0) - 1))
  }
  const servers = all.map(({ server }) => server)
  const { url } = servers[0] as TestServer
  for (const { bus, server } of all.slice(1))
    await say(url, 'CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(bus))
  const owners = servers.slice(0, primaries)
  const replicas = servers.slice(primaries)
  for (const [at, { url: replica }] of replicas.entries()) {
    const owner = String(await say((owners[at] as TestServer).url, 'CLUSTER', 'MYID'))
    await until(async () => String(await say(replica, 'CLUSTER', 'NODES')).includes(owner))
    await say(replica, 'CLUSTER', 'REPLICATE', owner)
    await until(async () => /master_link_status:up/.test(String(await say(replica, 'INFO', 'replication'))))
  }
  for (const server of servers) {
    await until(async () => {
      const said = String(await say(server.url, 'CLUSTER', 'INFO'))
      return said.includes('cluster_state:ok') && said.includes(`cluster_known_nodes:${count}`)
    })
  }
  return {
    url: `redis+cluster://${owners.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    primaries: owners,
    replicas,
    end: async () => void (await Promise.all(servers.map(server => server.end()))),
  }
}

/** The port of the primary that has that slot, as one of them says. */
export async function portOf(asked: TestServer, slot: number): Promise<number | undefined> {
  const text = String(await say(asked.url, 'CLUSTER', 'NODES'))
  return ownersOf(membersOf(text, { host: '127.0.0.1', port: asked.port }))[slot]?.port
}

/** Moves that slot to the next one of them, key by key. */
export async function handOver(primaries: readonly TestServer[], slot: number): Promise<void> {
  const port = await portOf(primaries[0] as TestServer, slot)
  const at = primaries.findIndex(one => one.port === port)
  const from = primaries[at] as TestServer
  const to = primaries[(at + 1) % primaries.length] as TestServer
  const [fromId, toId] = [await say(from.url, 'CLUSTER', 'MYID'), await say(to.url, 'CLUSTER', 'MYID')].map(
    String,
  )
  const set = (server: TestServer, how: string, id = ''): Promise<unknown> =>
    say(server.url, 'CLUSTER', 'SETSLOT', String(slot), how, id)
  await set(to, 'IMPORTING', fromId)
  await set(from, 'MIGRATING', toId)
  for (;;) {
    const keys = (await say(from.url, 'CLUSTER', 'GETKEYSINSLOT', String(slot), '1')) as readonly string[]
    if (keys.length === 0) break
    await say(from.url, 'MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys)
    await new Promise(done => setTimeout(done, 50))
  }
  for (const server of [to, from, ...primaries.filter(one => one !== to && one !== from)])
    await set(server, 'NODE', toId)
}
