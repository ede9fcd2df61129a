// Whether a server is one to keep conversations in, and which one it is.
// Invariant: one that may evict, is too old or only follows another is refused, each time anew: a server may come back as another one.
// Does not know connections.
import { unsuitable } from './trouble.ts'

const OLDEST = 7

/** What a server is asked as. */
export type Kind = 'server' | 'cluster'

/** Which run of it that is, another one after every start, by what it says of itself (INFO). @throws ReparteeError `store-unsupported`; Error where it is not ready yet. */
export function runOf(where: string, info: string, kind: Kind = 'server'): string {
  const said = new Map(
    info
      .split('\r\n')
      .filter(line => line.includes(':'))
      .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  )
  const version = said.get('redis_version') ?? 'none'
  if (!(Number.parseInt(version, 10) >= OLDEST)) {
    throw unsuitable(
      where,
      'Redis 7 or later, or Valkey 8 or later',
      `version ${version}`,
      'upgrade the server',
    )
  }
  // Valkey has a name of its own for it.
  const mode = said.get('redis_mode') ?? said.get('server_mode') ?? 'standalone'
  if (mode !== (kind === 'cluster' ? 'cluster' : 'standalone')) {
    throw unsuitable(
      where,
      kind === 'cluster' ? 'a server of a cluster' : 'a server',
      mode,
      "name a cluster as 'redis+cluster://host:port,host:port', and sentinels as 'redis+sentinel://host:port,host:port/name'",
    )
  }
  const policy = said.get('maxmemory_policy') ?? 'unknown'
  if (policy !== 'noeviction') {
    throw unsuitable(
      where,
      'maxmemory-policy noeviction: any other one forgets conversations that are in use',
      `maxmemory-policy ${policy}`,
      'CONFIG SET maxmemory-policy noeviction, there and in its configuration',
    )
  }
  // In the words a server has for this, which mean: ask again.
  if (said.get('loading') === '1') throw new Error('LOADING it still reads what it kept')
  if (said.get('role') === 'slave') throw new Error('READONLY it is a replica')
  return said.get('run_id') ?? ''
}

/** How many replicas it has that are up to date, or nearly. */
export const replicasOf = (info: string): number => info.match(/^slave\d+:.*\bstate=online\b/gm)?.length ?? 0
