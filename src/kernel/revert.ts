// Going to a checkpoint: for each instance the version that counts is chosen, and what runs is brought in line.
// Invariant: what the entries in between changed is as it was left there; what time, messages and the visitor elsewhere brought
// stays. State and structure (calls, frames, children) are chosen by themselves, so that a caller that ticked while
// somebody answered has ticked. What leaves stops, deepest first; what comes back listens again and is told what it missed.
// Does not know how entries are counted: see history.ts.
import type { Checkpoint, Frame, Instance, Timer } from './conversation.ts'
import { awaited, isWork } from './resume.ts'
import type { Turn } from './turn.ts'

/** `whole`: nothing that came since is to stay; for looking into the past while developing. */
export function revert(turn: Turn, to: Checkpoint, whole = false): void {
  const before = turn.instances
  const away = turn.now - to.left
  const chosen = new Map<string, Instance>()
  const choose = (iid: string): void => {
    if (chosen.has(iid)) return
    const now = before.get(iid)
    const then = to.instances.get(iid)
    // Whoever names it is of one of the two times, in which it existed.
    const instance = then === undefined ? (now as Instance) : version(now, then, away, whole)
    chosen.set(iid, instance)
    for (const each of instance.calls) choose(each)
    for (const each of instance.children.values()) choose(each)
  }
  choose(to.root)

  for (const iid of deepestFirst(before)) if (!chosen.has(iid)) turn.commands.push({ do: 'leave', iid })
  const overs = [...to.overs, ...turn.overs.filter(iid => !to.overs.includes(iid))]
  turn.replace(
    to.root,
    chosen,
    overs.filter(iid => chosen.has(iid)),
  )
  for (const [iid, instance] of chosen) {
    const was = before.get(iid)
    if (was === instance) continue
    realign(turn, was, instance)
    if (was === undefined) {
      const { hears } = to.instances.get(iid) as Instance
      for (const { missed } of hears)
        if (missed !== undefined)
          turn.later({ do: 'handle', iid, event: missed.event, payload: missed.payload })
    }
  }
}

/** An instance as it is to be: as it is now, as it was then, or its structure of the one and its state of the other time. */
function version(now: Instance | undefined, then: Instance, away: number, whole: boolean): Instance {
  if (now === undefined)
    // Where it was left, so much time was still to pass; its listening begins anew.
    return { ...then, timers: then.timers.map(each => shifted(each, away)), hears: [] }
  const isOther = whole || now.entry !== then.entry
  const isChanged = whole || now.stated !== then.stated
  if (!isOther && !isChanged) return now
  const timers = isChanged ? timersOf(now, then, away) : now.timers
  if (isOther && isChanged) return { ...then, timers, hears: now.hears }
  if (isChanged) return { ...withState(now, then), timers }
  // Failing changes when it last changed, and nothing else that is compared here.
  const isSame = now.state === then.state && now.props === then.props
  return { ...(isSame ? then : withState(then, now)), props: now.props, timers, hears: now.hears }
}

function withState({ stated: _, ...instance }: Instance, { state, now, stated }: Instance): Instance {
  return { ...instance, state, now, ...(stated !== undefined && { stated }) }
}

/** Timers that an effect set going belong to the state that it left; those that are wished for are compared anyway. */
function timersOf(now: Instance, then: Instance, away: number): readonly Timer[] {
  const set = then.timers.filter(each => each.wish === undefined)
  return [
    ...now.timers.filter(each => each.wish !== undefined),
    ...set.map(each => now.timers.find(({ id }) => id === each.id) ?? shifted(each, away)),
  ]
}

const shifted = (timer: Timer, away: number): Timer =>
  timer.due === undefined ? timer : { ...timer, due: timer.due + away }

/** Starts and stops what differs between two versions of an instance: timers, and work that frames wait for. */
function realign(turn: Turn, was: Instance | undefined, is: Instance): void {
  const { iid } = is
  const { commands } = turn
  const had = was?.timers ?? []
  for (const { id, due } of had)
    if (due !== undefined && !is.timers.some(each => each.id === id))
      commands.push({ do: 'disarm', iid, timer: id })
  for (const { id, due } of is.timers)
    if (due !== undefined && !had.some(each => each.id === id && each.due === due))
      commands.push({ do: 'arm', iid, timer: id, due })
  for (const frame of was?.frames ?? [])
    if (isWork(frame) && !is.frames.some(each => isSame(each, frame)))
      commands.push({ do: 'abort', iid, frame: frame.id })
  for (const frame of is.frames)
    if (isWork(frame) && !was?.frames.some(each => isSame(each, frame)))
      commands.push(awaited(turn, is, frame, true))
}

const isSame = (a: Frame, b: Frame): boolean => a.id === b.id && a.journal.length === b.journal.length

function deepestFirst(instances: ReadonlyMap<string, Instance>): readonly string[] {
  const depth = new Map<string, number>()
  const depthOf = (iid: string): number => {
    const known = depth.get(iid)
    if (known !== undefined) return known
    const owner = instances.get(iid)?.owner
    const found = owner === undefined || owner.as === 'root' ? 0 : depthOf(owner.of) + 1
    depth.set(iid, found)
    return found
  }
  return [...instances.keys()].sort((a, b) => depthOf(b) - depthOf(a))
}
