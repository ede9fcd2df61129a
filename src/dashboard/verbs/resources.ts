// What may be done with resources.
import type { Desk } from '../desk.ts'
import type { VerbTable } from '../verbs.ts'

const state = ({ ops }: Desk, name: string): unknown => {
  const found = ops.resources.read().find(each => each.name === name)
  return found && { status: found.status, reason: found.reason }
}

export const resourceVerbs: VerbTable = {
  'resource.check': {
    title: 'Check',
    did: 'Checked',
    state,
    async run({ ops }, name) {
      const done = await ops.resources.check(name)
      const now = ops.resources.read().find(each => each.name === name)
      return done.done ? { done: true, say: `Checked ${name}: ${now?.status ?? 'gone'}` } : done
    },
  },
  'resource.reopen': {
    title: 'Reopen',
    did: 'Reopened',
    ask: 'Close this resource and open it again?',
    details: 'Whatever uses it fails until it is open again.',
    state,
    run: ({ ops }, name) => ops.resources.reopen(name),
  },
}
