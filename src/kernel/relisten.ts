// Listening, compared: what an instance wishes to hear now against what it has, as timers kept, commands to start and to stop.
// Invariant: a wish that stands keeps its timer and its due time; one that is gone leaves nothing behind.
import type { Heard, Instance, Timer } from './conversation.ts'
import type { Command } from './commands.ts'
import { NONE, wishes } from './listening.ts'
import type { Wish } from './listening.ts'
import type { Turn } from './turn.ts'

/** What an instance wishes at present. */
export function wishesOf(instance: Instance): readonly Wish[] {
  const { definition, state } = instance
  if (definition.listen === undefined || instance.failed !== undefined) return NONE
  return wishes(definition.listen(state, definition.creators))
}

export function relisten(turn: Turn, iid: string): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  const { definition } = instance
  if (definition.listen === undefined) return
  const wanted = wishesOf(instance)
  if (wanted.length === 0 && instance.hears.length === 0 && instance.timers.length === 0) return

  const keys = new Set(wanted.map(wish => wish.key))
  const timers = instance.timers.filter(timer => timer.wish === undefined || keys.has(timer.wish))
  const hears = instance.hears.filter(heard => keys.has(heard.key))
  const had = new Set([...timers.map(timer => timer.wish), ...hears.map(heard => heard.key)])
  const fresh = wanted.filter(wish => !had.has(wish.key))
  if (
    fresh.length === 0 &&
    timers.length === instance.timers.length &&
    hears.length === instance.hears.length
  )
    return

  for (const timer of instance.timers)
    if (!timers.includes(timer) && timer.due !== undefined)
      turn.commands.push({ do: 'disarm', iid, timer: timer.id })
  for (const wish of fresh) {
    if (wish.kind === 'hear' || wish.kind === 'watch') hears.push(heardOf(wish))
    else timers.push(timerOf(turn, wish))
  }
  for (const timer of timers)
    if (!instance.timers.includes(timer))
      turn.commands.push({ do: 'arm', iid, timer: timer.id, due: timer.due as number })
  retune(turn, iid, instance.hears, hears, wanted)
  turn.put({ ...instance, timers, hears })
}

/** Subscriptions are by topic, since one instance may hear a topic with several handlers. */
function retune(
  turn: Turn,
  iid: string,
  before: readonly Heard[],
  after: readonly Heard[],
  wanted: readonly Wish[],
): void {
  const topics = (list: readonly Heard[]): Set<string> =>
    new Set(list.filter(heard => heard.kind === 'hear').map(heard => heard.name))
  const had = topics(before)
  const has = topics(after)
  for (const topic of had) if (!has.has(topic)) turn.commands.push({ do: 'unsubscribe', iid, topic })
  for (const topic of has) if (!had.has(topic)) turn.commands.push({ do: 'subscribe', iid, topic })
  for (const heard of before)
    if (heard.kind === 'watch' && !after.some(each => each.key === heard.key))
      turn.commands.push({ do: 'unwatch', iid, key: heard.key })
  for (const wish of wanted)
    if (wish.kind === 'watch' && !before.some(each => each.key === wish.key))
      turn.commands.push(watchOf(iid, wish))
}

export function watchOf(iid: string, wish: Extract<Wish, { kind: 'watch' }>): Command {
  return { do: 'watch', iid, key: wish.key, source: wish.source, atMostEveryMs: wish.atMostEveryMs }
}

function heardOf(wish: Extract<Wish, { kind: 'hear' | 'watch' }>): Heard {
  if (wish.kind === 'watch')
    return { kind: 'watch', key: wish.key, name: wish.source.name, event: wish.event }
  const { kind, key, topic, event, missed } = wish
  return { kind, key, name: topic, event, ...(missed && { missed }) }
}

function timerOf(turn: Turn, wish: Extract<Wish, { kind: 'every' | 'after' }>): Timer {
  const timer = { id: turn.seq++, due: turn.now + wish.ms, event: wish.event, wish: wish.key }
  if (wish.kind === 'every') return { ...timer, every: wish.ms }
  return 'payload' in wish ? { ...timer, payload: wish.payload } : timer
}
