// Everybody's tasks. They belong to the process, not to a conversation: a restart begins without them. Here a real program asks
// its database.
import { io, publish, topic, type Effect, type Topic } from 'repartee'

export interface Task {
  readonly id: string
  readonly text: string
  readonly isDone: boolean
}
type Tasks = readonly Task[]

const LISTS = new Map<string, Tasks>()

/** Says no more than that somebody's tasks are not what they were: whoever hears it reads them again. */
export const changed = (who: string): Topic<null> => topic(`tasks/${who}`)

export const read = (who: string): Effect<Tasks> => io(() => LISTS.get(who) ?? [])

/** For handlers: `yield* change(who, tasks => …)`. */
export function* change(who: string, work: (tasks: Tasks) => Tasks): Generator<Effect, void, unknown> {
  yield* io(() => void LISTS.set(who, work(LISTS.get(who) ?? [])))
  yield* publish(changed(who), null)
}

export const newTask = (text: string): Task => ({ id: crypto.randomUUID(), text, isDone: false })
