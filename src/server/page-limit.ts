// The limit of a page, as its rules name it: how often a visitor may open it and act on it. The observer keeps the buckets.
// Invariant: an observer that throws lets everybody pass, and is told of; a page with a limit that nobody keeps is refused when the
// server is made.
// Does not know rates.
import { ReparteeError } from '../errors/index.ts'
import type { Allowed, Observer } from './inspect-types.ts'
import type { PageLimit, Rules } from './options.ts'

interface Asker {
  readonly ip: string
  readonly session: string | undefined
}

/** By how many seconds somebody asks too early. At once where no other process has a say in it. */
export function earlyBy(
  observer: Observer | undefined,
  { limit }: Rules,
  asker: Asker,
  lost: (error: unknown) => void,
): number | Promise<number> {
  if (limit === undefined || observer?.allow === undefined) return 0
  const unknown = (error: unknown): number => {
    lost(error)
    return 0
  }
  try {
    const verdict = observer.allow(limit, keyOf(limit, asker))
    return 'then' in verdict ? verdict.then(secondsOf, unknown) : secondsOf(verdict)
  } catch (error) {
    return unknown(error)
  }
}

const secondsOf = ({ ok, retryMs }: Allowed): number => (ok ? 0 : Math.max(retryMs, 1) / 1000)

/** Whoever brings no session yet is known by their address. */
function keyOf({ by }: PageLimit, { ip, session }: Asker): string {
  return by === 'everyone' ? '' : by === 'session' && session !== undefined ? session : ip
}

/** Throws `bad-argument` for a page with a limit where nobody keeps any. */
export function checkLimits(
  pages: Readonly<Record<string, { readonly rules: Rules }>>,
  observer: Observer | undefined,
): void {
  const found = Object.entries(pages).find(([, { rules }]) => rules.limit !== undefined)
  if (found === undefined || observer?.allow !== undefined) return
  throw new ReparteeError('bad-argument', {
    what: `The page ${found[0]} has a limit, and nobody keeps it`,
    expected: 'operations that keep limits, given to the server as `ops`',
    got: observer === undefined ? 'no `ops`' : 'an observer without `allow`',
    try: `serve({ pages, ops: ops([${found[1].rules.limit?.name ?? 'limit'}]) }), with ops from repartee/ops`,
  })
}
