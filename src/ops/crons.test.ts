import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_AT_ONCE, RUNS_KEPT } from './cron-runs.ts'
import { cron, type Cron, type CronOptions } from './cron.ts'
import type { CronShown } from './cron-shown.ts'
import { Crons } from './crons.ts'
import type { Run } from './op.ts'
import { virtualOutside, type VirtualOutside } from './outside.fixture.ts'
import { witness, type Witness } from './witness.fixture.ts'

const START = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Scene {
  readonly outside: VirtualOutside
  readonly crons: Crons
  readonly seen: Witness
  /** The runs that began, in order; each goes on until it is ended. */
  readonly began: Begun[]
  declare(options?: CronOptions, schedule?: string, name?: string): Cron
  shown(name?: string): CronShown
}

interface Begun extends Run {
  readonly at: number
  end(): void
  fail(error: unknown): void
}

function scene(): Scene {
  const outside = virtualOutside(START)
  const crons = new Crons({ outside })
  const began: Begun[] = []
  const run = (given: Run): Promise<void> =>
    new Promise((end, fail) => void began.push({ ...given, at: outside.now() - START, end, fail }))
  const declare: Scene['declare'] = (more = {}, schedule = '* * * * *', name = 'tidy') =>
    cron(name, schedule, run, { timezone: 'UTC', ...more })
  const shown: Scene['shown'] = (name = 'tidy') => {
    const found = crons.read().crons.find(one => one.name === name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }
  return { outside, crons, seen: witness(crons), began, declare, shown }
}

/** With one cron that is started. */
function started(options?: CronOptions, schedule?: string): Scene {
  const made = scene()
  made.crons.add(made.declare(options, schedule))
  made.crons.start()
  return made
}

/** Runs that end by themselves, at once. */
function quick(options: CronOptions, schedule: string, outside: VirtualOutside, crons: Crons): number[] {
  const times: number[] = []
  const run = async (): Promise<void> => void times.push(outside.now())
  crons.add(cron('quick', schedule, run, { timezone: 'UTC', ...options }))
  crons.start()
  return times
}

const outcomes = ({ runs }: CronShown): string[] => runs.map(({ outcome }) => outcome)

describe('declaring a cron', () => {
  it('makes a plain description that cannot be changed', () => {
    const op = cron('tidy', '@daily', async () => {})
    expect(op).toMatchObject({
      kind: 'cron',
      name: 'tidy',
      overlap: 'skip',
      misfire: 'once',
      timeoutMs: null,
    })
    expect(Object.isFrozen(op)).toBe(true)
  })

  it.each<[string, () => Cron]>([
    ['a schedule that cannot be read', () => cron('a', 'often', async () => {})],
    ['a time zone nobody knows', () => cron('a', '@daily', async () => {}, { timezone: 'Mars/Olympus' })],
    ['no name', () => cron('', '@daily', async () => {})],
    ['a long name', () => cron('a'.repeat(101), '@daily', async () => {})],
    ['no function', () => cron('a', '@daily', 'run' as never)],
    ['no time to run', () => cron('a', '@daily', async () => {}, { timeoutMs: 0 })],
    ['more time than a timer can wait', () => cron('a', '@daily', async () => {}, { timeoutMs: Infinity })],
    ['an overlap nobody knows', () => cron('a', '@daily', async () => {}, { overlap: 'maybe' as never })],
  ])('refuses %s', (_, declare) => {
    expect(declare).toThrow('bad-argument')
  })
})

describe('the scheduler', () => {
  it('runs nothing before it is started', async () => {
    const { crons, declare, outside, began, shown } = scene()
    crons.add(declare())
    await outside.pass(HOUR)
    expect([began.length, shown().nextAt]).toEqual([0, null])
  })

  it('runs a cron at its times and shows the next', async () => {
    const { outside, began, shown, seen } = started()
    expect(shown().nextAt).toBe(START + MINUTE)
    await outside.pass(MINUTE)
    expect(began.map(({ at }) => at)).toEqual([MINUTE])
    expect(shown()).toMatchObject({ nextAt: START + 2 * MINUTE, runs: [{ outcome: 'running' }] })
    began[0]?.end()
    await outside.pass(MINUTE)
    expect(began.map(({ at }) => at)).toEqual([MINUTE, 2 * MINUTE])
    seen.look()
  })

  it('does not nudge while it only looks at the clock', async () => {
    const { outside, seen } = started({}, '@hourly')
    const before = seen.nudges
    await outside.pass(59 * MINUTE)
    expect(seen.nudges).toBe(before)
    seen.look()
  })

  it('tells of several crons that come at once with one nudge', async () => {
    const { crons, declare, outside, seen } = started()
    crons.add(declare({}, '* * * * *', 'other'))
    const before = seen.nudges
    await outside.pass(MINUTE)
    expect(seen.nudges).toBe(before + 1)
  })

  it('waits with one timer however many crons there are', () => {
    const { crons, declare, outside } = started()
    for (let i = 0; i < 20; i++) crons.add(declare({}, '@daily', `cron ${i}`))
    expect(outside.waiting).toBe(1)
  })

  it('starts once, however often it is told', async () => {
    const { crons, outside, began } = started()
    crons.start()
    await outside.pass(MINUTE)
    expect(began).toHaveLength(1)
  })
})

describe('adding a cron again', () => {
  it('is no change and no nudge where it is the same, and takes its function', async () => {
    const { crons, outside, seen, began } = started()
    const before = seen.nudges
    let ran = 0
    crons.add(cron('tidy', '* * * * *', async () => void ran++, { timezone: 'UTC' }))
    expect(seen.nudges).toBe(before)
    await outside.pass(MINUTE)
    expect([ran, began.length]).toEqual([1, 0])
  })

  it('takes another schedule at once, and keeps what ran', async () => {
    const { crons, declare, outside, began, shown, seen } = started()
    await outside.pass(MINUTE)
    began[0]?.end()
    crons.add(declare({}, '@hourly'))
    expect(shown().nextAt).toBe(START + HOUR)
    await outside.pass(10 * MINUTE)
    expect(outcomes(shown())).toEqual(['done'])
    seen.look()
  })

  it('leaves the former in place where the schedule is bad', async () => {
    const { crons, declare, outside, began, shown, seen } = started()
    const before = seen.nudges
    expect(() => crons.add({ ...declare(), schedule: 'often' })).toThrow('bad-argument')
    expect([seen.nudges, shown().schedule]).toEqual([before, '* * * * *'])
    await outside.pass(MINUTE)
    expect(began).toHaveLength(1)
  })

  it('stays paused', () => {
    const { crons, declare, shown } = started()
    crons.pause('tidy')
    crons.add(declare({}, '@hourly'))
    expect(shown()).toMatchObject({ paused: true, nextAt: null, schedule: '@hourly' })
  })
})

describe('a time that comes while the last run runs', () => {
  it('is skipped, and counted', async () => {
    const { outside, began, shown, seen } = started({ overlap: 'skip' })
    await outside.pass(3 * MINUTE)
    expect([began.length, shown().counts.skipped]).toEqual([1, 2])
    began[0]?.end()
    await outside.pass(MINUTE)
    expect(began).toHaveLength(2)
    seen.look()
  })

  it('waits, one at most, where runs queue', async () => {
    const { outside, began, shown, seen } = started({ overlap: 'queue' })
    await outside.pass(4 * MINUTE)
    expect(began).toHaveLength(1)
    expect(shown()).toMatchObject({ waiting: true, counts: { skipped: 2 } })
    began[0]?.end()
    await outside.pass(0)
    expect(began.map(({ at }) => at)).toEqual([MINUTE, 4 * MINUTE])
    expect(shown()).toMatchObject({ waiting: false, runs: [{ dueAt: START + 2 * MINUTE }, {}] })
    began[1]?.end()
    await outside.pass(0)
    expect(began).toHaveLength(2)
    seen.look()
  })

  it('runs beside it where that is allowed, up to a bound', async () => {
    const { outside, began, shown } = started({ overlap: 'allow' })
    await outside.pass((MOST_AT_ONCE + 3) * MINUTE)
    expect([began.length, shown().counts.skipped]).toEqual([MOST_AT_ONCE, 3])
  })
})

describe('a run', () => {
  it('that ends is remembered with its time and lines', async () => {
    const { crons, outside, began, shown, seen } = started()
    await outside.pass(MINUTE)
    began[0]?.log('first')
    seen.look()
    began[0]?.log('second')
    await outside.pass(700)
    began[0]?.end()
    await outside.pass(0)
    expect(shown().runs).toEqual([
      {
        id: 1,
        cause: 'schedule',
        dueAt: START + MINUTE,
        startedAt: START + MINUTE,
        endedAt: START + MINUTE + 700,
        tookMs: 700,
        outcome: 'done',
        error: null,
        lines: 2,
        lastLine: 'second',
      },
    ])
    expect(crons.lines('tidy', 1).map(({ text }) => text)).toEqual(['first', 'second'])
    began[0]?.log('afterwards')
    expect(crons.lines('tidy')).toHaveLength(2)
    seen.look()
  })

  it('that throws is remembered with its reason, and the next runs as ever', async () => {
    const { crons, outside, began, shown } = started()
    await outside.pass(MINUTE)
    began[0]?.fail(new Error('no disk'))
    await outside.pass(MINUTE)
    expect(shown().runs).toMatchObject([{ outcome: 'running' }, { outcome: 'failed', error: 'no disk' }])
    expect(crons.stack('tidy', 1)).toContain('no disk')
    expect(shown().counts).toMatchObject({ failed: 1, done: 0 })
  })

  it('that throws before it returns a promise has failed, too', async () => {
    const { crons, outside, shown } = scene()
    crons.add(
      cron('tidy', '* * * * *', () => {
        throw new Error('a fit')
      }),
    )
    crons.start()
    await outside.pass(MINUTE)
    expect(shown().runs).toMatchObject([{ outcome: 'failed', error: 'a fit' }])
  })

  it('is one of the last few that are remembered, as are lines', async () => {
    const { outside, crons, shown, seen } = scene()
    crons.add(cron('tidy', '* * * * *', async ({ log }) => ['a', 'b', 'c'.repeat(9_999)].forEach(log)))
    crons.start()
    await outside.pass((RUNS_KEPT + 60) * MINUTE)
    expect(shown().runs.map(({ id }) => id)).toEqual(Array.from({ length: RUNS_KEPT }, (_, i) => 80 - i))
    expect(crons.lines('tidy')).toHaveLength(200)
    expect(crons.lines('tidy').at(-1)?.text).toHaveLength(500)
    seen.look()
  })

  it('that takes too long is told so, and counts as running until it ends', async () => {
    const { outside, began, shown, seen } = started({ timeoutMs: 90_000 })
    await outside.pass(MINUTE + 90_000)
    expect(began[0]?.signal.reason).toMatchObject({ name: 'TimeoutError' })
    expect(outcomes(shown())).toEqual(['stopping'])
    await outside.pass(MINUTE)
    expect(began).toHaveLength(1)
    began[0]?.fail(began[0].signal.reason)
    await outside.pass(0)
    expect(shown()).toMatchObject({
      counts: { timedOut: 1, failed: 0 },
      runs: [{ outcome: 'timed-out', error: 'ran longer than 90000 ms' }],
    })
    seen.look()
  })

  it('that ends in time is not told anything', async () => {
    const { outside, began } = started({ timeoutMs: 90_000 })
    await outside.pass(MINUTE)
    began[0]?.end()
    await outside.pass(HOUR)
    expect(began[0]?.signal.aborted).toBe(false)
  })

  it('may pause, trigger and read its own scheduler', async () => {
    const { crons, outside, shown, seen } = scene()
    const answers: unknown[] = []
    crons.add(
      cron('tidy', '* * * * *', async () => {
        answers.push(outcomes(shown()), crons.trigger('tidy').started, crons.pause('tidy').done)
      }),
    )
    crons.start()
    await outside.pass(HOUR)
    expect(answers).toEqual([['running'], false, true])
    seen.look()
  })
})

describe('trigger', () => {
  it('answers with the run it started', async () => {
    const { crons, outside, began, shown, seen } = started()
    expect(crons.trigger('tidy')).toEqual({ done: true, started: true, run: 1 })
    await outside.pass(0)
    expect(began).toHaveLength(1)
    expect(shown().runs).toMatchObject([{ id: 1, cause: 'trigger', dueAt: null }])
    seen.look()
  })

  it('says so when the overlap policy dropped it, and changes nothing', async () => {
    const { crons, outside, began, seen } = started({ overlap: 'skip' })
    crons.trigger('tidy')
    const before = seen.nudges
    expect(crons.trigger('tidy')).toEqual({ done: false, started: false, why: 'tidy is running' })
    expect(seen.nudges).toBe(before)
    began[0]?.end()
    await outside.pass(0)
    expect(began).toHaveLength(1)
    seen.look()
  })

  it('says so when its run waits, and when that place is taken', () => {
    const { crons } = started({ overlap: 'queue' })
    crons.trigger('tidy')
    expect(crons.trigger('tidy')).toMatchObject({ done: true, started: false })
    expect(crons.trigger('tidy')).toMatchObject({ done: false, started: false })
  })

  it('says so when as many run as may', () => {
    const { crons } = started({ overlap: 'allow' })
    for (let i = 0; i < MOST_AT_ONCE; i++) expect(crons.trigger('tidy').started).toBe(true)
    expect(crons.trigger('tidy')).toMatchObject({ done: false, started: false })
  })

  it('starts nothing unknown, before the start or after the end', async () => {
    const { crons, declare } = scene()
    crons.add(declare())
    expect(crons.trigger('tidy')).toMatchObject({ done: false, why: 'crons are not started' })
    crons.start()
    expect(crons.trigger('other')).toMatchObject({ done: false, why: 'no cron is called other' })
    await crons.close(0)
    expect(crons.trigger('tidy').started).toBe(false)
  })
})

describe('pause', () => {
  it('stops the schedule until it is resumed; what passed meanwhile was not missed', async () => {
    const { crons, outside, began, shown, seen } = started()
    expect(crons.pause('tidy')).toEqual({ done: true })
    expect(shown().nextAt).toBeNull()
    await outside.pass(HOUR + 30_000)
    expect(began).toHaveLength(0)
    expect(crons.resume('tidy')).toEqual({ done: true })
    expect(shown().nextAt).toBe(START + HOUR + MINUTE)
    await outside.pass(MINUTE)
    expect([began.length, shown().counts.missed]).toEqual([1, 0])
    seen.look()
  })

  it('lets the present run go on and drops the one that waits', async () => {
    const { crons, outside, began } = started({ overlap: 'queue' })
    await outside.pass(2 * MINUTE)
    crons.pause('tidy')
    expect(began[0]?.signal.aborted).toBe(false)
    began[0]?.end()
    await outside.pass(0)
    expect(began).toHaveLength(1)
  })

  it('does not keep an operator from starting a run', () => {
    const { crons } = started()
    crons.pause('tidy')
    expect(crons.trigger('tidy').started).toBe(true)
  })

  it('says so where nothing was to do, without a nudge', () => {
    const { crons, seen } = started()
    expect(crons.resume('tidy')).toMatchObject({ done: false })
    crons.pause('tidy')
    const before = seen.nudges
    expect(crons.pause('tidy')).toMatchObject({ done: false })
    expect(crons.pause('other')).toMatchObject({ done: false })
    expect(seen.nudges).toBe(before)
  })
})

describe('cancel', () => {
  it('tells the run to end and waits for it to do so', async () => {
    const { crons, outside, began, shown, seen } = started()
    await outside.pass(MINUTE)
    expect(crons.cancel('tidy', 1)).toEqual({ done: true })
    expect(outcomes(shown())).toEqual(['stopping'])
    await outside.pass(0)
    expect(began[0]?.signal.reason).toMatchObject({ name: 'AbortError' })
    began[0]?.end()
    await outside.pass(0)
    expect(shown()).toMatchObject({ counts: { cancelled: 1, done: 0 }, runs: [{ outcome: 'cancelled' }] })
    seen.look()
  })

  it('drops the one that waits when no run is named', async () => {
    const { crons, outside, began } = started({ overlap: 'queue' })
    await outside.pass(2 * MINUTE)
    crons.cancel('tidy')
    began[0]?.end()
    await outside.pass(0)
    expect(began).toHaveLength(1)
  })

  it('says so where nothing runs', async () => {
    const { crons, outside, seen } = started()
    expect(crons.cancel('tidy')).toMatchObject({ done: false, why: 'tidy is not running' })
    await outside.pass(MINUTE)
    expect(crons.cancel('tidy', 7)).toMatchObject({ done: false, why: 'run 7 of tidy is not running' })
    seen.look()
  })
})

describe('times that were missed', () => {
  it.each([
    ['one run, which says so', 'once', 1],
    ['none', 'skip', 0],
  ] as const)('lead to %s, as declared', async (_, misfire, runs) => {
    const { outside, began, shown, seen } = started({ misfire })
    await outside.pass(30_000)
    // The machine sleeps: the wall goes on, timers do not.
    outside.setWall(START + 10 * MINUTE + 30_000)
    await outside.pass(15_000)
    expect([began.length, shown().counts.missed]).toEqual([runs, 10])
    if (runs > 0) expect(shown().runs).toMatchObject([{ cause: 'misfire', dueAt: START + MINUTE }])
    began[0]?.end()
    await outside.pass(15_000)
    expect(began).toHaveLength(runs + 1)
    seen.look()
  })

  it('are noticed within ten seconds, however far the next one was', async () => {
    const { outside, began } = started({}, '@daily')
    await outside.pass(MINUTE)
    outside.setWall(START + 25 * HOUR)
    await outside.pass(10_000)
    expect(began).toHaveLength(1)
  })

  it('do not run again when the clock is set back', async () => {
    const { outside, crons, shown } = scene()
    const times = quick({}, '* * * * *', outside, crons)
    await outside.pass(HOUR)
    expect(times).toHaveLength(60)
    outside.setWall(START + 30 * MINUTE)
    await outside.pass(15_000)
    expect(shown('quick').nextAt).toBe(START + 61 * MINUTE)
    await outside.pass(30 * MINUTE)
    expect(times).toHaveLength(60)
    await outside.pass(MINUTE)
    expect(times.at(-1)).toBe(START + 61 * MINUTE)
  })

  it.each([
    ['spring', '2026-03-28T23:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:30Z']],
    ['autumn', '2026-10-24T23:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
  ])('are none in %s, when the clocks of people change', async (_, from, expected) => {
    const outside = virtualOutside(Date.parse(from))
    const crons = new Crons({ outside })
    const times = quick({ timezone: 'Europe/Berlin' }, '30 2 * * *', outside, crons)
    await outside.pass(30 * HOUR)
    expect(times).toEqual(expected.map(one => Date.parse(one)))
    expect(crons.read().crons).toMatchObject([{ counts: { missed: 0 } }])
  })
})

describe('closing', () => {
  it('tells what runs to end, waits for it, and starts nothing any more', async () => {
    const { crons, outside, began, shown, seen } = started({ overlap: 'queue' })
    await outside.pass(2 * MINUTE)
    let closed = false
    const closing = crons.close(5_000).then(() => void (closed = true))
    await outside.pass(1_000)
    expect([began[0]?.signal.aborted, closed]).toEqual([true, false])
    began[0]?.end()
    await outside.pass(0)
    expect(closed).toBe(true)
    await closing
    await outside.pass(HOUR)
    expect([began.length, outside.waiting]).toEqual([1, 0])
    expect(shown()).toMatchObject({ nextAt: null, waiting: false, runs: [{ outcome: 'cancelled' }] })
    seen.look()
  })

  it('gives up on what does not end', async () => {
    const { crons, outside } = started()
    await outside.pass(MINUTE)
    const closing = crons.close(5_000)
    await outside.pass(5_000)
    await expect(closing).resolves.toBeUndefined()
  })

  it('may be done before the start, and twice', async () => {
    const { crons } = scene()
    await crons.close(100)
    await crons.close(100)
  })
})

it('whatever operators, runs and clocks do, no two runs overlap, none is for a time twice, and each nudge shows something', async () => {
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 100_000 }) }) },
    { weight: 2, arbitrary: fc.record({ set: fc.integer({ min: -300_000, max: 300_000 }) }) },
    { weight: 3, arbitrary: fc.constantFrom('end', 'fail', 'trigger', 'pause', 'resume', 'cancel', 'again') },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 40 }),
      fc.constantFrom('skip', 'queue', 'allow'),
      fc.constantFrom('once', 'skip'),
      async (acts, overlap, misfire) => {
        const { crons, declare, outside, began, shown, seen } = scene()
        const op = declare({ overlap, misfire, timeoutMs: 45_000 }, '*/20 * * * * *')
        crons.add(op)
        crons.start()
        const dues: number[] = []
        let newest = 0
        let startedByHand = 0
        for (const one of acts) {
          if (typeof one === 'object') {
            if ('pass' in one) await outside.pass(one.pass)
            else outside.setWall(outside.now() + one.set)
          } else if (one === 'end') began.at(-1)?.end()
          else if (one === 'fail') began.at(-1)?.fail(new Error('no'))
          else if (one === 'again') crons.add(op)
          else if (one === 'trigger') startedByHand += crons.trigger('tidy').done ? 1 : 0
          else crons[one]('tidy')
          await outside.pass(0)
          seen.look()
          const going = shown().runs.filter(({ endedAt }) => endedAt === null)
          expect(going.length).toBeLessThanOrEqual(overlap === 'allow' ? MOST_AT_ONCE : 1)
          for (const run of shown().runs.toReversed()) {
            if (run.id <= newest) continue
            newest = run.id
            if (run.dueAt !== null) dues.push(run.dueAt)
          }
        }
        expect(new Set(dues).size).toBe(dues.length)
        expect(began.length).toBe(newest)
        const byHand = began.length - dues.length
        expect(byHand).toBeLessThanOrEqual(startedByHand)
      },
    ),
    { numRuns: 60 },
  )
})
