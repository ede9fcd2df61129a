// A conversation by its cid, or by as much of it as tells it from the others.
// Does not know what is done with it.
import type { Found, Look } from '../engines/sqlite/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { harmless } from './words.ts'

/** Of those that begin alike so many are named. */
const NAMED = 8

/** @throws ReparteeError `bad-argument` where none begins so, or several do */
export function find(looking: Look, start: string): Found {
  const exact = looking.one(start)
  if (exact !== undefined) return exact
  const cids = start === '' ? [] : looking.beginning(start, NAMED + 1)
  const found = cids.length === 1 ? looking.one(cids[0] as string) : undefined
  if (found !== undefined) return found
  const shown = harmless(start)
  if (cids.length < 2) {
    throw new ReparteeError('bad-argument', {
      what: `No conversation has a cid that begins with ${shown}`,
      expected: 'the cid of one that is kept, or its beginning; capitals count',
      got: shown === '' ? 'nothing' : shown,
      try: 'repartee inspect <file> lists them; one that ended or expired is not there any more',
    })
  }
  throw new ReparteeError('bad-argument', {
    what: `Several conversations have a cid that begins with ${shown}`,
    expected: 'enough of it to tell them apart',
    got: `${shown}: ${cids.slice(0, NAMED).map(harmless).join(', ')}${cids.length > NAMED ? ' and more' : ''}`,
    try: 'type some characters more',
  })
}
