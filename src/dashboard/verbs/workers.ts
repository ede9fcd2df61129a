// What may be done with workers.
import type { Desk } from '../desk.ts'
import type { VerbTable } from '../verbs.ts'

const state = ({ ops }: Desk, name: string): unknown => {
  const found = ops.workers.read().find(each => each.name === name)
  return (
    found && {
      status: found.status,
      stopping: found.stopping,
      starts: found.starts,
      nextStartAt: found.nextStartAt,
    }
  )
}

export const workerVerbs: VerbTable = {
  'worker.start': { title: 'Start', did: 'Started', state, run: ({ ops }, name) => ops.workers.start(name) },
  'worker.stop': {
    title: 'Stop',
    did: 'Stopped',
    ask: 'Stop this worker?',
    details: 'It is told to end, and is not started again until somebody starts it.',
    state,
    run: ({ ops }, name) => ops.workers.stop(name),
  },
  'worker.restart': {
    title: 'Restart',
    did: 'Restarted',
    ask: 'Restart this worker?',
    details: 'It is told to end, and started again once it has.',
    state,
    run: ({ ops }, name) => ops.workers.restart(name),
  },
}
