// A primary with two replicas and three sentinels who watch them: what happens to the primary is a failover.
// Invariant: one failover at a time, and before the next all three are there again and follow one of them, as an operator would have it.
// Does not know what is kept.
import { say } from '../../src/engines/redis/hands.fixture.ts'
import { redisServer, sentinelsOf, type TestServer } from '../../src/engines/redis/server.fixture.ts'
import { pause } from '../crash/process.ts'
import type { Store } from './store.ts'

const NAME = 'chaos'
/** Sentinels are done with a failover by then, ms. */
const PATIENCE_MS = 60_000

export class Replicated implements Store {
  readonly #servers: readonly TestServer[]
  readonly #sentinels: Awaited<ReturnType<typeof sentinelsOf>>

  private constructor(servers: readonly TestServer[], sentinels: Awaited<ReturnType<typeof sentinelsOf>>) {
    this.#servers = servers
    this.#sentinels = sentinels
  }

  static async start(): Promise<Replicated> {
    const primary = await redisServer()
    const replicas = [await redisServer(), await redisServer()]
    // Said, not started so: whoever is primary by then is to come back as one, as a file that sentinels write to would have it.
    for (const { url } of replicas) await say(url, 'REPLICAOF', '127.0.0.1', String(primary.port))
    const made = new Replicated([primary, ...replicas], await sentinelsOf(primary.port, NAME))
    await made.#whole()
    for (const { url } of made.#sentinels.all)
      await until('sentinels know each other', async () =>
        /slaves=2,sentinels=3/.test(String(await say(url, 'INFO', 'sentinel'))),
      )
    return made
  }

  get url(): string {
    return this.#sentinels.url
  }

  async where(): Promise<string> {
    return (await this.#primary()).url
  }

  async kill(ms: number): Promise<void> {
    const primary = await this.#primary()
    await primary.kill()
    await pause(ms)
    await primary.up()
    await this.#whole()
  }

  async stand(ms: number): Promise<void> {
    const primary = await this.#primary()
    primary.signal('SIGSTOP')
    await pause(ms)
    primary.signal('SIGCONT')
    await this.#whole()
  }

  setBack(_lostMs: number, ms: number): Promise<void> {
    return this.kill(ms)
  }

  async end(): Promise<void> {
    await this.#sentinels.end()
    for (const server of this.#servers) await server.end()
  }

  /** By what most of the sentinels say. */
  async #primary(): Promise<TestServer> {
    const named = await Promise.all(
      this.#sentinels.all.map(async ({ url }) => {
        const said = await say(url, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME)
        return Number((said as readonly string[])[1])
      }),
    )
    const port = named.find((each, at) => named.indexOf(each) !== at)
    return this.#servers.find(server => server.port === port) ?? this.#servers[0]!
  }

  /** One is the primary, as it says itself, and the others follow it. */
  #whole(): Promise<void> {
    return until('two replicas follow the primary', async () => {
      const { url } = await this.#primary()
      const info = String(await say(url, 'INFO', 'replication'))
      return info.includes('role:master') && info.split('state=online').length === 3
    })
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error(`it does not come to it that ${what}`)
    await pause(50)
  }
}
