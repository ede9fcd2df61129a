// Tasks: what an event asks to be done, as data, and what is left to do while it is being done.
// Invariant: an event that concerns nobody (any more) is stale and becomes no task; one that nobody offered is refused.
// Does not know how tasks are done: see handlers.ts.
import type { KernelEvent, World } from './commands.ts'
import type { Conversation } from './conversation.ts'
import type { Outcome } from './frames.ts'
import { entryOf, hasEntry } from './history.ts'
import { isTooLate } from './late.ts'
import { accept } from './offers.ts'

/** A flow that was born begins, a frame is told its outcome, the visitor goes back or forward, a handler hears something. */
export type Task =
  | { readonly do: 'begin'; readonly iid: string }
  | { readonly do: 'resume'; readonly iid: string; readonly frame: number; readonly outcome: Outcome }
  | { readonly do: 'go'; readonly iid: string; readonly entry: number }
  | { readonly do: 'handle'; readonly iid: string; readonly event: string; readonly payload: unknown }

const NONE: readonly Task[] = []

export function tasksOf(
  world: World,
  conversation: Conversation,
  event: KernelEvent,
): readonly Task[] | 'stale' | 'refused' {
  switch (event.kind) {
    case 'offer': {
      if (!Number.isSafeInteger(event.n) || event.n < 1 || typeof event.offer !== 'string') return 'refused'
      if (event.n <= conversation.heard) return 'stale'
      const entry = entryOf(event.offer)
      if (entry !== undefined)
        return hasEntry(conversation.history, entry)
          ? [{ do: 'go', iid: conversation.root, entry }]
          : 'refused'
      const taken = accept(conversation, world.key, event)
      return typeof taken === 'string' ? taken : [{ do: 'handle', ...taken }]
    }
    case 'timer': {
      const { iid } = event
      const timer = conversation.instances.get(iid)?.timers.find(each => each.id === event.timer)
      if (timer?.due === undefined) return 'stale'
      const now = Math.max(event.now, conversation.now)
      if (isTooLate(timer, now)) return NONE
      const payload = 'payload' in timer ? timer.payload : now
      return [{ do: 'handle', iid, event: timer.event, payload }]
    }
    case 'message':
    case 'missed':
    case 'read':
      return heard(conversation, event)
    case 'result': {
      const { iid, frame: id } = event
      const frame = conversation.instances.get(iid)?.frames.find(each => each.id === id)
      if (frame === undefined || frame.journal.length !== event.step) return 'stale'
      const outcome = 'error' in event ? { error: event.error } : { value: event.value }
      return [{ do: 'resume', iid, frame: id, outcome }]
    }
    case 'end':
      return NONE
  }
}

/** Everybody in the instance who was listening when it came is told, though one of them may make it stop listening. */
function heard(
  conversation: Conversation,
  event: Extract<KernelEvent, { kind: 'message' | 'missed' | 'read' }>,
): readonly Task[] | 'stale' {
  const { iid } = event
  const tasks: Task[] = []
  for (const { kind, key, name, event: told, missed } of conversation.instances.get(iid)?.hears ?? []) {
    if (event.kind === 'read') {
      if (key === event.key) tasks.push({ do: 'handle', iid, event: told, payload: event.value })
    } else if (kind === 'hear' && name === event.topic) {
      if (event.kind === 'message') tasks.push({ do: 'handle', iid, event: told, payload: event.message })
      else if (missed !== undefined)
        tasks.push({ do: 'handle', iid, event: missed.event, payload: missed.payload })
    }
  }
  return tasks.length === 0 ? 'stale' : tasks
}
