// Listening, compared: what an instance wishes to hear now against what it has, as timers kept, commands to start and to stop.
// Invariant: a wish that stands keeps its timer and its due time; one that is gone leaves nothing behind.
import type { Heard, Instance, Timer } from './conversation.ts'
import type { Command } from './commands.ts'
import { mustHandle } from './component.ts'
import { NONE, wishes } from './listening.ts'
import type { Wish } from './listening.ts'
import type { Turn } from './turn.ts'

/** What an instance wishes at present. */
export function wishesOf(instance: Instance): readonly Wish[] {
  const { definition, state } = instance
  if (definition.listen === undefined || instance.failed !== undefined) return NONE
  const wanted = wishes(definition.listen(state, definition.creators))
  for (const wish of wanted) {
    mustHandle(definition, wish.event, `The listen() of ${definition.name}`)
    if (wish.kind === 'hear' && wish.missed !== undefined)
      mustHandle(definition, wish.missed.event, `The listen() of ${definition.name}`)
  }
  return wanted
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
  const stood = timers.length === instance.timers.length && hears.length === instance.hears.length
  if (fresh.length === 0 && stood) return

  const { commands } = turn
  const kept = new Set(timers)
  for (const timer of instance.timers)
    if (!kept.has(timer) && timer.due !== undefined) commands.push({ do: 'disarm', iid, timer: timer.id })
  for (const wish of fresh) {
    if (wish.kind === 'hear' || wish.kind === 'watch') {
      hears.push(heardOf(turn, wish))
    } else {
      const timer = timerOf(turn, wish)
      timers.push(timer)
      commands.push({ do: 'arm', iid, timer: timer.id, due: timer.due as number })
    }
  }
  // Subscriptions are by topic, since one instance may hear a topic with several handlers.
  const hadTopics = topicsOf(instance.hears)
  const hasTopics = topicsOf(hears)
  for (const topic of hadTopics) if (!hasTopics.has(topic)) commands.push({ do: 'unsubscribe', iid, topic })
  for (const topic of hasTopics) if (!hadTopics.has(topic)) commands.push({ do: 'subscribe', iid, topic })
  for (const { kind, key } of instance.hears)
    if (kind === 'watch' && !keys.has(key)) commands.push({ do: 'unwatch', iid, key })
  for (const wish of fresh) if (wish.kind === 'watch') commands.push(watchOf(iid, wish))
  turn.put({ ...instance, timers, hears })
}

/** The topics that these hear. */
export function topicsOf(hears: readonly Heard[]): ReadonlySet<string> {
  return new Set(hears.filter(heard => heard.kind === 'hear').map(heard => heard.name))
}

export function watchOf(iid: string, wish: Extract<Wish, { kind: 'watch' }>): Command {
  return { do: 'watch', iid, key: wish.key, source: wish.source, atMostEveryMs: wish.atMostEveryMs }
}

function heardOf(turn: Turn, wish: Extract<Wish, { kind: 'hear' | 'watch' }>): Heard {
  if (wish.kind === 'watch')
    return { kind: 'watch', key: wish.key, name: wish.source.name, event: wish.event }
  const { kind, key, topic, event, missed } = wish
  if (missed === undefined) return { kind, key, name: topic, event }
  return { kind, key, name: topic, event, missed: turn.kept(missed, `missed of ${topic}`) }
}

function timerOf(turn: Turn, wish: Extract<Wish, { kind: 'every' | 'after' }>): Timer {
  const { ms, event, key, skips } = wish
  const timer = { id: turn.seq++, due: turn.now + ms, event, wish: key, ...skips }
  if (wish.kind === 'every') return { ...timer, every: ms }
  return 'payload' in wish ? { ...timer, payload: turn.kept(wish.payload, 'payload of after()') } : timer
}
