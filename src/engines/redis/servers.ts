// The servers that an engine speaks to: one, the one that sentinels name, or those of a cluster.
// Invariant: whatever has a name in the store belongs to one shard at a time.
// Does not know what is asked of it.
import type { Address, Host } from './address.ts'
import type { Make } from './client.ts'
import { Cluster } from './cluster.ts'
import type { Client } from './line.ts'
import { sentinels } from './sentinel.ts'
import type { Guide } from './sentinel.ts'
import { Shard } from './shard.ts'
import type { Duty } from './shard.ts'
import { isUnknown } from './trouble.ts'

export interface Servers {
  /** Rejects where they cannot be used now. */
  start(): Promise<void>
  all(): readonly Shard[]
  /** Where that belongs, as far as is known. */
  of(name: string): Shard | undefined
  /** Asks where that belongs, wherever that is by now. */
  at<T>(name: string, ask: (shard: Shard, isSent?: boolean) => Promise<T>): Promise<T>
  /** Those of these that one script may touch. */
  together(names: readonly string[]): readonly (readonly string[])[]
  /** Looks whether they are still the ones. */
  watch(): Promise<void>
  end(): void
}

export function serversOf(address: Address, make: Make, duty: Duty): Servers {
  if (address.kind === 'cluster') return new Cluster(address, make, duty)
  if (address.kind === 'sentinel') return oneServer(address, make, sentinels(address, make), duty)
  const at = address.hosts[0] as Host
  return oneServer(address, make, { where: async () => at, end() {} }, duty)
}

function oneServer(
  { shown, isTls, login, database }: Address,
  make: Make,
  guide: Guide,
  duty: Duty,
): Servers {
  /** Lines are made at times of their own, while what they are told may change. */
  const places = new WeakMap<Client, string>()
  const placeOf = ({ host, port }: Host): string => `${host} ${port}`
  const shard: Shard = new Shard({
    server: shown,
    kind: 'server',
    duty,
    async client() {
      const at = await patiently(() => guide.where())
      const client = make(at, { isTls, login, database })
      places.set(client, placeOf(at))
      return client
    },
  })
  return {
    start: () => shard.start(),
    all: () => [shard],
    of: () => shard,
    at: (_, ask) => ask(shard),
    together: names => [names],
    async watch() {
      const place = placeOf(await guide.where())
      shard.anew(client => client !== undefined && places.get(client) !== place)
    },
    end() {
      shard.end()
      guide.end()
    },
  }
}

/** A start is not refused because somebody did not answer at once. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!isUnknown(error) || tries === 3) throw error
    }
  }
}
