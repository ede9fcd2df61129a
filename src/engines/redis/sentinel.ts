// Sentinels: who of the servers is the primary.
// Invariant: most of them are listened to, and of what they say the newest counts (config-epoch): one that is cut off from the others may
// still name a primary that is none any more.
// Does not know the primary. Each sentinel has a line of its own, so one that is away delays nothing that others can say.
import type { Address, Host } from './address.ts'
import type { Make } from './client.ts'
import { Line } from './line.ts'
import type { Client } from './line.ts'
import { isUnknown, unsuitable } from './trouble.ts'

/** Whoever knows where the server is. */
export interface Guide {
  where(): Promise<Host>
  end(): void
}

export interface Named {
  readonly at: Host
  readonly epoch: number
}

export function sentinels({ hosts, isTls, login, name, shown }: Address, make: Make): Guide {
  const lines = hosts.map(host => {
    let isAsked = false
    return new Line({
      server: shown,
      async client() {
        const client = make(host, { isTls, login: isAsked ? login : {}, database: 0 })
        // Sentinels let everybody in, unless they are told otherwise; then by the same name as the servers.
        client.on('error', error => {
          isAsked ||= error instanceof Error && /^NOAUTH\b/.test(error.message)
        })
        return client
      },
    })
  })
  return {
    where: () =>
      newest(
        lines.map(line => {
          line.begin()
          return line.do(client => namedBy(client, name, shown))
        }),
      ),
    end() {
      for (const line of lines) line.end()
    },
  }
}

/** What the newest of most of them says, or of all that answer. Rejects where nobody does. */
export function newest(asked: readonly Promise<Named>[]): Promise<Host> {
  return new Promise((resolve, reject) => {
    const said: Named[] = []
    let left = asked.length
    let trouble: unknown
    const heard = (error?: unknown): void => {
      left--
      // What one says is worth more than that another is silent.
      if (trouble === undefined || isUnknown(trouble)) trouble = error
      const [first, ...others] = said
      if (first !== undefined && (left === 0 || said.length > asked.length / 2))
        resolve(others.reduce((best, one) => (one.epoch > best.epoch ? one : best), first).at)
      else if (left === 0) reject(trouble)
    }
    for (const one of asked) one.then(named => (said.push(named), heard()), heard)
  })
}

async function namedBy(client: Client, name: string, shown: string): Promise<Named> {
  // In this order: where it changes in between, the address is the newer one.
  const [master, address] = await Promise.all([
    client.sendCommand(['SENTINEL', 'MASTER', name]).catch(noSuch),
    client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]),
  ])
  if (!Array.isArray(address) || master === null) {
    throw unsuitable(
      shown,
      'the name by which its sentinels know a primary',
      name,
      "see 'sentinel monitor' in their configuration",
    )
  }
  const [host, port] = address.map(String)
  const epoch = Number((master as Readonly<Record<string, unknown>>)['config-epoch'])
  return { at: { host: host ?? '', port: Number(port) }, epoch }
}

function noSuch(error: unknown): null {
  if (error instanceof Error && error.message.startsWith('ERR No such master')) return null
  throw error
}
