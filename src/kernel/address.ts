// The address of a page: what the outermost part that has one says of its state.
// Invariant: a part that is shown counts before one that is covered by what it called; '' where no part has an address. Nothing
// is walked but those parts and what is above them.
// Does not know base paths or the browser.
import { ReparteeError } from '../errors/index.ts'
import type { Instance } from './conversation.ts'
import type { Turn } from './turn.ts'

export function addressOf(turn: Turn): string {
  let best: { readonly instance: Instance; readonly rank: number } | undefined
  for (const iid of turn.addressed) {
    const instance = turn.get(iid)
    if (instance === undefined || instance.failed !== undefined) continue
    const rank = depthOf(turn, instance) + (isShown(turn, iid) ? 0 : 1e9)
    if (best === undefined || rank < best.rank) best = { instance, rank }
  }
  if (best === undefined) return ''
  const { definition, state } = best.instance
  return checked(definition.name, definition.url?.(state))
}

function depthOf(turn: Turn, instance: Instance): number {
  let depth = 0
  let at: Instance | undefined = instance
  for (; at !== undefined && at.owner.as !== 'root'; depth++) at = turn.get(at.owner.of)
  return depth
}

function isShown(turn: Turn, iid: string): boolean {
  for (let at = iid; ;) {
    const slot = turn.slotOf(at)
    if (turn.shownIn(slot)?.iid !== at) return false
    const owner = turn.get(slot)?.owner
    if (owner?.as !== 'child') return owner !== undefined
    at = owner.of
  }
}

function checked(component: string, address: unknown): string {
  // A second slash would name a host.
  if (typeof address === 'string' && /^\/(?![/\\])[^\s\\#]*$/.test(address)) return address
  throw new ReparteeError('bad-view', {
    what: `url() of ${component} returned something that is no address of this site`,
    expected: 'a path with its query, e.g. /calendar/2026-11 or /list?page=2',
    got: JSON.stringify(address) ?? typeof address,
    try: 'begin with a slash, and encode what comes from data: encodeURIComponent(...)',
  })
}
