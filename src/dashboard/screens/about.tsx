// What is said of a conversation wherever one stands: how it is, whose it is, how an event of it ended.
// Does not know where it stands.
import type { Node } from 'repartee'
import type { ConversationRow, RecentEvent } from 'repartee/server'
import { Badge, type Tone } from '../kit.tsx'

export const NO_SERVER = 'No server was given these operations: serve({ pages, ops: operations }).'

export const OUTCOMES: Readonly<Record<RecentEvent['outcome'], Tone>> = {
  done: 'good',
  stale: 'quiet',
  refused: 'warn',
  failed: 'bad',
}

export function StateBadge({ of: row }: { of: ConversationRow }): Node {
  return (
    <>
      <Badge tone={row.state === 'connected' ? 'good' : 'quiet'}>{row.state}</Badge>
      {row.resting && <Badge tone="info">resting</Badge>}
      {row.recorded && <Badge tone="bad">recording</Badge>}
    </>
  )
}

/** What a principal is called, of what it is as JSON, which may be cut. */
export function Who({ of: text }: { of: string }): Node {
  if (text === '') return <span class="none">nobody</span>
  const [, name = text] = /"(?:name|id|email)":"?([^",}\\]+)/.exec(text) ?? /^"(.*)"$/.exec(text) ?? []
  return (
    <span class="visitor" title={text}>
      {name}
    </span>
  )
}
