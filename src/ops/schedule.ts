// When a schedule comes round: croner reads the text and knows the calendar, here is what we ask of it and what we refuse.
// Invariant: a pure function of the instant it is given; what it gives is a whole second later than that, and none is left out.
// Does not fire anything and does not know the present time.
//
// Where clocks change, times that are named ("30 2 * * *", also lists and ranges) happen once a day: those that the spring skips
// happen right after the gap, those that the autumn repeats happen at the first pass. Steps and wildcards count real time: a
// "*/30 * * * *" comes every half hour, twice in the hour that is repeated and not in the one that is skipped.
import { Cron as Pattern } from 'croner'
import { ReparteeError } from '../errors/index.ts'
import { reasonOf } from './op.ts'

export interface Schedule {
  /** The first time after that instant, epoch ms; undefined where none comes any more. */
  after(ms: number): number | undefined
}

/** Any instant: a schedule that has nothing after it has nothing at all. */
const LONG_AGO = Date.UTC(2000, 0, 1)
/** Five fields, or six beginning with seconds; or a word like `@daily`. */
const SHAPE = /^(@[a-z]+|\S+(\s+\S+){4,5})$/i

/**
 * Reads a schedule. Throws `bad-argument` if it cannot be read, never comes, or the time zone is unknown.
 *
 * @param timezone As in the IANA list ("Europe/Lisbon"); without it the machine's own.
 */
export function readSchedule(text: string, timezone?: string): Schedule {
  const refuse = (what: string, why: string): ReparteeError =>
    new ReparteeError('bad-argument', {
      what,
      expected:
        'five fields (minute hour day month weekday), six with seconds in front, or @hourly, @daily, @weekly …',
      got: `${JSON.stringify(text)}${timezone === undefined ? '' : ` in ${JSON.stringify(timezone)}`}: ${why}`,
      try: '"*/5 * * * *" for every five minutes, "30 2 * * *" for half past two; zones as "Europe/Lisbon"',
    })
  if (typeof text !== 'string' || !SHAPE.test(text.trim()))
    throw refuse('A schedule cannot be read', 'not of that form')
  const schedule = { after: (ms: number): number | undefined => pattern.nextRun(new Date(ms))?.getTime() }
  let pattern: Pattern
  let first: number | undefined
  try {
    pattern = new Pattern(text.trim(), {
      paused: true,
      mode: '5-or-6-parts',
      fixedTimeRule: 'no-wildcard',
      ...(timezone === undefined ? {} : { timezone }),
    })
    first = schedule.after(LONG_AGO)
  } catch (error) {
    throw refuse('A schedule cannot be read', reasonOf(error))
  }
  if (first === undefined) throw refuse('A schedule never comes', 'no such day')
  return schedule
}
