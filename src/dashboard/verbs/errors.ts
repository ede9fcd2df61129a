// What may be done with errors that were gathered. The target is the error's id.
import type { Desk } from '../desk.ts'
import type { VerbTable } from '../verbs.ts'

const found = ({ ops }: Desk, id: string): { name: string; message: string; count: number } | undefined => {
  const row = ops.faults.detail(id)
  return row && { name: row.name, message: row.message, count: row.count }
}

export const errorVerbs: VerbTable = {
  'error.forget': {
    some: true,
    title: 'Forget',
    did: 'Forgot',
    state: found,
    run(desk, id) {
      const row = found(desk, id)
      const done = desk.ops.faults.forget(id)
      return done.done && row ? { done: true, say: `Forgot ${row.name}: ${row.message}`.slice(0, 120) } : done
    },
  },
}
