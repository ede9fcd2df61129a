// What the palette offers of workers, limits, resources and errors: each by its name, and what may be done with it as it is now.
// A form is reached by its screen: `Override sign-in` leads there.
// Invariant: a viewer is offered no acts.
import type { Desk, Role } from './desk.ts'
import type { Entry } from './entries.ts'
import { verbOf } from './verbs.ts'

export function runningEntries({ ops }: Desk, role: Role): readonly Entry[] {
  const entries: Entry[] = []
  const add = (screen: string, kind: string, name: string, verbs: readonly (string | false)[]): void => {
    entries.push({ kind, text: name, go: { screen, id: name } })
    if (role !== 'operator') return
    for (const verb of verbs)
      if (verb !== false)
        entries.push({
          kind: 'act',
          text: `${verbOf(verb)?.title ?? verb} ${name}`,
          act: { do: verb, target: name },
        })
  }
  for (const { name, status, nextStartAt } of ops.workers.read()) {
    const alive = status === 'running' || status === 'starting'
    add('workers', 'worker', name, [
      !alive && 'worker.start',
      alive && 'worker.restart',
      (alive || nextStartAt !== null) && 'worker.stop',
    ])
  }
  for (const { name, override } of ops.limits.read().limits) {
    add('limits', 'limit', name, [override !== null && 'limit.lift', 'limit.resetAll'])
    if (role === 'operator')
      entries.push({ kind: 'form', text: `Override ${name}`, go: { screen: 'limits', id: name } })
  }
  for (const { name, checked } of ops.resources.read())
    add('resources', 'resource', name, [checked && 'resource.check', 'resource.reopen'])
  for (const { id, name, message, endpoint } of ops.faults.read())
    entries.push({
      kind: 'error',
      text: `${name}: ${message} · ${endpoint}`.slice(0, 160),
      go: { screen: 'errors', id },
    })
  return entries
}
