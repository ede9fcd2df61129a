// The Redis server of a trial: killed, paused, and set back in time as a machine that lost power sets it. By itself here; with replicas
// and sentinels in replicated.ts.
// Invariant: it syncs once a second, as is recommended; what it had written a moment ago is what a loss of power leaves.
// Does not know what is kept.
import { mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { pause } from '../crash/process.ts'
import { redisServer, type TestServer } from '../../src/engines/redis/server.fixture.ts'

export interface Store {
  /** By which nodes know it, where they are on this machine. */
  readonly url: string
  /** The server that has everything now. */
  where(): Promise<string>
  /** Killed, and up again so much later, ms. */
  kill(ms: number): Promise<void>
  /** Stands still for so long, ms. */
  stand(ms: number): Promise<void>
  /** Loses power, and with it all that came in so long before, ms; up again so much later. */
  setBack(lostMs: number, ms: number): Promise<void>
  end(): Promise<void>
}

export class Single implements Store {
  readonly #server: TestServer
  readonly #folder: string

  private constructor(server: TestServer, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  /** `addresses`: of this machine, besides its own for itself, at which it listens. */
  static async start(folder: string, addresses: readonly string[]): Promise<Single> {
    mkdirSync(folder, { recursive: true })
    const settings = ['--appendonly', 'yes', '--auto-aof-rewrite-percentage', '0', '--dir', folder]
    const open = ['--bind', '127.0.0.1', ...addresses, '--protected-mode', 'no']
    return new Single(await redisServer([...settings, ...open]), folder)
  }

  get port(): number {
    return this.#server.port
  }

  get url(): string {
    return this.#server.url
  }

  async where(): Promise<string> {
    return this.url
  }

  async kill(ms: number): Promise<void> {
    await this.#server.kill()
    await pause(ms)
    await this.#server.up()
  }

  async stand(ms: number): Promise<void> {
    this.#server.signal('SIGSTOP')
    await pause(ms)
    this.#server.signal('SIGCONT')
  }

  async setBack(lostMs: number, ms: number): Promise<void> {
    const log = this.#log()
    const { size } = statSync(log)
    await pause(lostMs)
    await this.#server.kill()
    truncateSync(log, size)
    await pause(ms)
    await this.#server.up()
  }

  end(): Promise<void> {
    return this.#server.end()
  }

  #log(): string {
    const folder = join(this.#folder, 'appendonlydir')
    const name = readdirSync(folder).findLast(each => each.endsWith('.incr.aof'))
    if (name === undefined) throw new Error(`the server keeps no log in ${folder}`)
    return join(folder, name)
  }
}
