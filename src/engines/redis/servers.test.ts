// Where the lines to a server lead while sentinels change their word, with servers that only say who they are.
import { expect, it } from 'vitest'
import { addressOf } from './address.ts'
import type { Client } from './line.ts'
import { serversOf } from './servers.ts'

/** By its port. */
function place() {
  let primary = '1'
  /** Connections to these wait. */
  const slow = new Map<string, Promise<void>>()
  const broken: (() => void)[] = []
  const made: string[] = []
  const make = ({ port }: { readonly port: number }): Client => {
    let hear = (_: unknown): void => {}
    const name = String(port)
    made.push(name)
    broken.push(() => hear(new Error('cut')))
    return {
      connect: () => slow.get(name) ?? Promise.resolve(),
      destroy() {},
      on: (_, listener) => void (hear = listener),
      async sendCommand([word, what]) {
        if (word === 'SENTINEL') return what === 'MASTER' ? { 'config-epoch': primary } : ['h', primary]
        if (word === 'INFO') return `redis_version:7.0.0\r\nmaxmemory_policy:noeviction\r\nrun_id:${name}\r\n`
        return name
      },
      sSubscribe: async () => undefined,
      sUnsubscribe: async () => undefined,
    }
  }
  const servers = serversOf(addressOf('redis+sentinel://h:9/shop'), make, {
    replicas: () => 0,
    seen() {},
    look: async () => undefined,
    channels: () => [],
    hears() {},
    missed() {},
  })
  return { servers, made, broken, slow, becomes: (port: string) => void (primary = port) }
}

const turns = () => new Promise(done => setTimeout(done, 150))

it('a line that was being made while another primary was named is made anew, though others lead there already', async () => {
  const { servers, made, broken, slow, becomes } = place()
  await servers.start()
  let open = (): void => {}
  slow.set('1', new Promise(done => (open = done)))
  // The line that asks is made anew, to where it was.
  broken[made.indexOf('1')]!()
  await turns()
  becomes('2')
  // The line that hears is, too, to the new one.
  broken[made.indexOf('1', made.indexOf('1') + 1)]!()
  await turns()
  expect(made.at(-1)).toBe('2')
  open()
  await turns()
  await servers.watch()
  await turns()
  expect(await servers.at('c', shard => shard.ask(['GET', 'c']))).toBe('2')
  servers.end()
})
