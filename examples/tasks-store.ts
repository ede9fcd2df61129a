// Everybody's tasks. They belong to the process, not to a conversation: a restart begins without them. Here a real program asks
// its database.
import { io, publish, topic, type Effect, type Topic } from 'repartee'
import { operations } from './operations.ts'

export interface Task {
  readonly id: string
  readonly text: string
  readonly isDone: boolean
}
type Tasks = readonly Task[]

const LISTS = new Map<string, Tasks>()

/** Says no more than that somebody's tasks are not what they were: whoever hears it reads them again. */
export const changed = (who: string): Topic<null> => topic(`tasks/${who}`)

export const read = (who: string): Effect<Tasks> =>
  io(() => operations.span('read', () => LISTS.get(who) ?? [], { resource: 'tasks' }))

/** For handlers: `yield* change(who, tasks => …)`. */
export function* change(who: string, work: (tasks: Tasks) => Tasks): Generator<Effect, void, unknown> {
  const write = (): void => void LISTS.set(who, work(LISTS.get(who) ?? []))
  yield* io(() => operations.span('write', write, { resource: 'tasks' }))
  yield* publish(changed(who), null)
}

/** Lets go of what is done. Whose tasks became fewer, and by how many. */
export function forgetDone(): ReadonlyMap<string, number> {
  const forgotten = new Map<string, number>()
  for (const [who, tasks] of LISTS) {
    const left = tasks.filter(({ isDone }) => !isDone)
    if (left.length === tasks.length) continue
    LISTS.set(who, left)
    forgotten.set(who, tasks.length - left.length)
  }
  return forgotten
}

export const newTask = (text: string): Task => ({ id: crypto.randomUUID(), text, isDone: false })
