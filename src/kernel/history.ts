// History: where the page is, and the checkpoints behind and before it, as the browser's own history has them.
// Invariant: an entry is made by what the visitor did, or by the work that a handler of theirs waited for, when something was
// called, answered, failed or became, or the address changed; never by time or messages. A new entry drops those before it;
// signing in or out drops all, since what was shown to one is not to be shown to another.
// Does not know how a checkpoint is restored: see revert.ts.
import { addressOf } from './address.ts'
import type { World } from './commands.ts'
import { OUTSET } from './conversation.ts'
import type { Checkpoint, Conversation, History, Instance } from './conversation.ts'
import { revert } from './revert.ts'
import type { Turn } from './turn.ts'

/** The target of a patch that says where the page is. */
const PLACE = '@'
const CHECKPOINTS = 50

/** The entry that a visitor's `@<at>` names; undefined if the text is none. */
export function entryOf(offer: string): number | undefined {
  return /^@\d{1,15}$/.test(offer) ? Number(offer.slice(1)) : undefined
}

export function hasEntry({ at, back, forward }: History, entry: number): boolean {
  const is = (each: Checkpoint): boolean => each.at === entry
  return at === entry || back.some(is) || forward.some(is)
}

/** Whether there was such an entry ahead, which the visitor left for something else. One that was forgotten is none of these. */
export function wasAhead({ at, made, back }: History, entry: number): boolean {
  return entry <= made && entry > (back[0]?.at ?? at)
}

/** Goes to an entry. One that is not there, or is the present one, changes nothing. */
export function go(turn: Turn, entry: number): void {
  const { at, made, address, forgotten, back, forward } = turn.history
  turn.hasGone = true
  if (entry === at) return
  const behind = back.findIndex(each => each.at === entry)
  const ahead = forward.findIndex(each => each.at === entry)
  const to = back[behind] ?? forward[ahead]
  if (to === undefined) return
  const here = leftBehind(turn, at, address, turn.now)
  revert(turn, to)
  turn.history = {
    at: entry,
    made,
    address: to.address,
    forgotten,
    back: behind >= 0 ? back.slice(0, behind) : [...back, here, ...forward.slice(0, ahead)],
    forward: behind >= 0 ? [...back.slice(behind + 1), here, ...forward] : forward.slice(ahead + 1),
  }
}

/** Goes to the checkpoint before, if there is one. */
export function goBack(turn: Turn): void {
  const before = turn.history.back.at(-1)
  if (before !== undefined) go(turn, before.at)
}

/** What was on the page may not be shown any more: the history begins here. */
export function forget(turn: Turn): void {
  const { history } = turn
  turn.hasForgotten = true
  turn.history = { ...history, forgotten: history.forgotten + history.back.length, back: [], forward: [] }
}

/** At the end of an event: whether it made an entry, and what the browser must know of where it is. */
export function note(turn: Turn, base: Conversation): void {
  const { history } = turn
  if (turn.ended !== undefined) {
    turn.history = OUTSET
    return
  }
  const address = addressOf(turn)
  const isMoved = turn.isVisitor && !turn.hasGone && (turn.hasMoved || address !== history.address)
  if (isMoved) turn.history = turn.hasForgotten ? anew(turn, address) : onward(turn, base, address)
  else if (address !== history.address) turn.history = { ...history, address }
  if (turn.history !== base.history || turn.hasGone) {
    const { at, forgotten, back } = turn.history
    turn.patches.push([PLACE, address, at, forgotten + back.length])
  }
}

/** The same place in the browser's history, but another entry: what was there before is not to be had again. */
function anew(turn: Turn, address: string): History {
  const made = turn.history.made + 1
  return { ...turn.history, at: made, made, address }
}

function onward(turn: Turn, base: Conversation, address: string): History {
  const { at, made, forgotten, back } = turn.history
  const all = [...back, leftBehind(asLeft(turn, base), at, turn.history.address, turn.now)]
  const kept = all.slice(-limitOf(turn.world))
  const entry = made + 1
  mark(turn, base, entry)
  return {
    at: entry,
    made: entry,
    address,
    forgotten: forgotten + all.length - kept.length,
    back: kept,
    forward: [],
  }
}

/**
 * The conversation as the visitor left it: a step in the state that its handler returned beside the answer, so that what was
 * typed is there again; and a handler whose work is done at rest, so that coming back does not do it again.
 */
function asLeft(turn: Turn, base: Conversation): Pick<Conversation, 'root' | 'instances' | 'overs'> {
  let { instances } = base
  for (const [iid, { state, now }] of turn.left) {
    const was = instances.get(iid)
    if (was !== undefined && was.state !== state) instances = instances.with(iid, { ...was, state, now })
  }
  const { resumed } = turn
  const waited = resumed && instances.get(resumed.iid)
  if (waited !== undefined)
    instances = instances.with(waited.iid, {
      ...waited,
      frames: waited.frames.filter(({ id }) => id !== resumed?.frame),
    })
  return { root: base.root, overs: base.overs, instances }
}

/** Notes in each instance that the event changed by which entry it was: going back takes just that back. */
function mark(turn: Turn, { instances }: Conversation, entry: number): void {
  for (const iid of turn.changed) {
    const is = turn.get(iid)
    const was = instances.get(iid)
    if (is === undefined || is === was) continue
    const isChanged = was === undefined || is.state !== was.state
    const isOther = was === undefined || STRUCTURE.some(part => is[part] !== was[part])
    if (isChanged || isOther)
      turn.put({ ...is, ...(isOther && { entry }), ...(isChanged && { stated: entry }) })
  }
}
const STRUCTURE = [
  'calls',
  'frames',
  'children',
  'owner',
  'became',
  'failed',
] as const satisfies readonly (keyof Instance)[]

function leftBehind(
  { root, instances, overs }: Pick<Conversation, 'root' | 'instances' | 'overs'>,
  at: number,
  address: string,
  left: number,
): Checkpoint {
  return { at, address, left, root, instances, overs }
}

const limitOf = ({ checkpoints = CHECKPOINTS }: World): number => Math.max(1, checkpoints)
