// What may be done with crons.
import type { Desk } from '../desk.ts'
import type { VerbTable, Where } from '../verbs.ts'

const state = ({ ops }: Desk, name: string): unknown => {
  const found = ops.crons.read().crons.find(each => each.name === name)
  return (
    found && {
      paused: found.paused,
      nextAt: found.nextAt,
      running: found.runs.filter(run => run.endedAt === null).length,
    }
  )
}

/** What is of the whole program is so on all of its nodes. */
const where = ({ ops }: Desk, name: string): Where =>
  ops.crons.read().crons.find(each => each.name === name)?.per === 'process' ? 'all' : 'here'

export const cronVerbs: VerbTable = {
  'cron.pause': {
    where,
    title: 'Pause',
    did: 'Paused',
    state,
    run: ({ ops }, name) => ops.crons.pause(name),
  },
  'cron.resume': {
    where,
    title: 'Resume',
    did: 'Resumed',
    state,
    run: ({ ops }, name) => ops.crons.resume(name),
  },
  'cron.trigger': {
    where,
    title: 'Run now',
    did: 'Started',
    state,
    run: ({ ops }, name) => {
      const triggered = ops.crons.trigger(name)
      return triggered.started ? { done: true } : { done: false, why: triggered.why }
    },
  },
  'cron.cancel': {
    some: true,
    title: 'Cancel run of',
    did: 'Cancelled the run of',
    ask: 'Cancel what runs?',
    details: 'It is told to end. What it has done stays done.',
    state,
    run: ({ ops }, name) => ops.crons.cancel(name),
  },
}
