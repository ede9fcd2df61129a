// What timers are held to, whatever the program: a kernel's `step` that throws where one does not keep its word.
// Invariant: it changes nothing; the same event told twice is looked at once.
// Does not know who tells timers, nor when.
import type { Conversation, Instance, KernelEvent, step, Turned } from 'repartee/kernel'
import { expect } from 'vitest'

type Step = typeof step
type Rang = Extract<KernelEvent, { kind: 'timer' }>

export function punctual(inner: Step): Step {
  const seen = new WeakSet<KernelEvent>()
  let over = new Set<number>()
  return (world, before, event) => {
    const turned = inner(world, before, event)
    if (seen.has(event)) return turned
    seen.add(event)
    // Who goes back may come to where a timer had not fired.
    if (turned.conversation.history.at !== before.history.at) over = new Set()
    if (event.kind === 'timer') rang(before, event, turned, over)
    return turned
  }
}

function rang(
  before: Conversation,
  event: Rang,
  { conversation, outcome, patches }: Turned,
  over: Set<number>,
): void {
  const was = before.instances.get(event.iid)
  const timer = was?.timers.find(({ id }) => id === event.timer)
  if (was === undefined || timer?.due === undefined) return expect(outcome).toBe('stale')
  const is = conversation.instances.get(event.iid)
  const now = Math.max(event.now, before.now)

  if (timer.late === 'skip' && now - timer.due > 1000) {
    expect([outcome, patches]).toEqual(['done', []])
    expect(statesOf(conversation)).toEqual(statesOf(before))
  } else if (outcome === 'done') {
    expect(isTold(was, is)).toBe(true)
  }

  const next = is?.timers.find(({ id }) => id === timer.id)
  if (timer.every === undefined) {
    expect(over.has(timer.id)).toBe(false)
    over.add(timer.id)
    expect(next?.due).toBeUndefined()
    if (timer.wish === undefined) expect(next).toBeUndefined()
  } else if (next?.due !== undefined) {
    expect((next.due - timer.due) % timer.every).toBe(0)
    expect(next.due).toBeGreaterThan(now)
    if (now >= timer.due) expect(next.due - now).toBeLessThanOrEqual(timer.every)
  }
}

/** Each handler of a timer changes the state, or it is the end of the instance. */
const isTold = (was: Instance, is: Instance | undefined): boolean =>
  is === undefined || is.failed !== undefined || is.state !== was.state

const statesOf = ({ instances }: Conversation): unknown =>
  [...instances.values()].map(({ iid, state }) => [iid, state])
