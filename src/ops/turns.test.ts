import fc from 'fast-check'
import { faulty } from 'repartee/testing'
import type { Engine } from 'repartee/engines'
import { describe, expect, it } from 'vitest'
import { cluster, type Cluster, type Process } from './cluster.fixture.ts'
import type { CronShown } from './cron-shown.ts'
import { cron, type CronOptions } from './cron.ts'
import { Crons } from './crons.ts'
import { witness } from './witness.fixture.ts'

const START = Date.UTC(2026, 0, 1)
const SECOND = 1_000
const MINUTE = 60 * SECOND

interface Ran {
  readonly process: Process
  readonly dueAt: number | null
  end(): void
}

interface Program extends Process {
  readonly crons: Crons
  shown(): CronShown
}

interface Scene extends Cluster {
  readonly ran: Ran[]
  /** Another process of the program, which is running. */
  program(ahead?: number, over?: (engine: Engine) => Engine): Promise<Program>
  /** The times that led to runs, ms after the start. */
  times(): (number | null)[]
}

/** Each with one cron, every minute unless told. `lasts`: until they are ended. */
async function scene(
  options: CronOptions & { readonly schedule?: string; readonly lasts?: boolean } = {},
): Promise<Scene> {
  const { schedule = '* * * * *', lasts = false, ...more } = options
  const all = await cluster(START)
  const ran: Ran[] = []
  return {
    ...all,
    ran,
    times: () => ran.map(({ dueAt }) => dueAt && dueAt - START),
    async program(ahead, over) {
      const process = await all.process(ahead, over)
      const crons = new Crons({ outside: process.outside })
      const shown = (): CronShown => crons.read().crons[0] as CronShown
      const run = (): Promise<void> =>
        new Promise(end => {
          ran.push({ process, dueAt: shown().runs[0]?.dueAt ?? null, end })
          if (!lasts) end()
        })
      crons.share(process.shared)
      crons.add(cron('tidy', schedule, run, { timezone: 'UTC', ...more }))
      crons.start()
      await all.outside.pass(0)
      return Object.defineProperties({ crons, shown } as Program, Object.getOwnPropertyDescriptors(process))
    },
  }
}

describe('a cron of several processes', () => {
  it('runs once for each of its times', async () => {
    const { outside, program, times } = await scene()
    for (let i = 0; i < 3; i++) await program()
    await outside.pass(3 * MINUTE)
    expect(times()).toEqual([MINUTE, 2 * MINUTE, 3 * MINUTE])
  })

  it('runs once where clocks differ by some seconds', async () => {
    const { outside, program, times } = await scene()
    for (const ahead of [-2_000, 2_000, 0]) await program(ahead)
    await outside.pass(3 * MINUTE - 2_000)
    await outside.pass(4_000)
    // For the one that is behind, the beginning was to come as well.
    expect(times()).toEqual([0, MINUTE, 2 * MINUTE, 3 * MINUTE])
  })

  it('runs in each process where that is what it is for', async () => {
    const { outside, program, times } = await scene({ per: 'process' })
    for (let i = 0; i < 3; i++) await program()
    await outside.pass(MINUTE)
    expect(times()).toEqual([MINUTE, MINUTE, MINUTE])
  })

  it('runs in another process when the one that had the last turn is dead, or stands still', async () => {
    const { outside, program, ran, times } = await scene()
    const all = [await program(), await program(), await program()]
    await outside.pass(MINUTE)
    await all.find(({ id }) => id === ran[0]?.process.id)?.die()
    await outside.pass(MINUTE)
    all.find(({ id }) => id === ran[1]?.process.id)?.freeze()
    await outside.pass(MINUTE)
    expect(times()).toEqual([MINUTE, 2 * MINUTE, 3 * MINUTE])
    expect(new Set(ran.map(({ process }) => process.id)).size).toBe(3)
  })

  it('is left to others by a process that is about to end, and to the next one where there are none', async () => {
    const { outside, program, ran, times } = await scene()
    const [first, second] = [await program(), await program()]
    first.close()
    await outside.pass(MINUTE)
    second.close()
    await outside.pass(MINUTE)
    expect(ran.map(({ process }) => process.id)).toEqual([second.id])
    await program()
    await outside.pass(SECOND)
    expect(times()).toEqual([MINUTE, 2 * MINUTE])
  })

  it('runs although a process stands still in the very moment in which it has the note', async () => {
    const { outside, program, process, times } = await scene()
    await program()
    const holder = await process()
    void holder.shared.rewrite('cron:tidy', async () => {
      holder.freeze()
      return new Promise(() => {})
    })
    await outside.pass(MINUTE + SECOND)
    expect(times()).toEqual([MINUTE])
  })

  it('does not silence the others where a clock was a year ahead for a while', async () => {
    const { outside, program, times } = await scene()
    await program(366 * 24 * 60 * MINUTE)
    await outside.pass(MINUTE)
    const before = times().length
    await program()
    await outside.pass(2 * MINUTE)
    expect(times().slice(before)).toEqual(expect.arrayContaining([2 * MINUTE, 3 * MINUTE]))
  })

  it('tells each process where the last run was', async () => {
    const { outside, program, ran } = await scene({ lasts: true })
    const all = [await program(), await program()]
    const seen = all.map(({ crons }) => witness(crons))
    await outside.pass(MINUTE)
    const runner = ran[0]?.process.id
    const other = all.find(({ id }) => id !== runner)
    expect(other?.shown()).toMatchObject({
      runs: [],
      elsewhere: { node: runner, dueAt: START + MINUTE, outcome: 'running' },
    })
    ran[0]?.end()
    await outside.pass(SECOND)
    expect(other?.shown().elsewhere).toMatchObject({ node: runner, outcome: 'done' })
    expect(all.find(({ id }) => id === runner)?.shown().elsewhere).toBeNull()
    for (const one of seen) one.look()
  })

  it('runs where an operator triggers it, whoever has the turns', async () => {
    const { outside, program, ran } = await scene()
    await program()
    const second = await program()
    expect(second.crons.trigger('tidy')).toMatchObject({ done: true, started: true })
    await outside.pass(0)
    expect(ran.map(({ process, dueAt }) => [process.id, dueAt])).toEqual([[second.id, null]])
  })

  it('is paused and resumed in all of them', async () => {
    const { outside, program, times } = await scene()
    const [first, second] = [await program(), await program()]
    first.crons.pause('tidy')
    await outside.pass(3 * MINUTE)
    const late = await program()
    expect([first, second, late].map(({ shown }) => shown().paused)).toEqual([true, true, true])
    expect(times()).toEqual([])
    second.crons.resume('tidy')
    await outside.pass(MINUTE)
    expect([first, second, late].map(({ shown }) => shown().paused)).toEqual([false, false, false])
    expect(times()).toEqual([4 * MINUTE])
  })
})

describe('a time that comes while a run goes on in another process', () => {
  it('is dropped with skip, also where a run was triggered', async () => {
    const { outside, program, ran, times } = await scene({ lasts: true })
    const [first, second] = [await program(), await program()]
    first.crons.trigger('tidy')
    await outside.pass(2 * MINUTE)
    expect(times()).toEqual([null])
    expect(first.shown().counts.skipped + second.shown().counts.skipped).toBe(2)
    ran[0]?.end()
    await outside.pass(MINUTE)
    expect(times()).toEqual([null, 3 * MINUTE])
  })

  it('waits with queue where the run is', async () => {
    const { outside, program, ran } = await scene({ lasts: true, overlap: 'queue' })
    await program()
    await program()
    await outside.pass(2 * MINUTE)
    expect(ran).toHaveLength(1)
    ran[0]?.end()
    await outside.pass(SECOND)
    expect(ran.map(({ process, dueAt }) => [process.id, (dueAt ?? 0) - START])).toEqual([
      [ran[0]?.process.id, MINUTE],
      [ran[0]?.process.id, 2 * MINUTE],
    ])
  })

  it('runs beside it with allow', async () => {
    const { outside, program, times } = await scene({ lasts: true, overlap: 'allow' })
    await program()
    await program()
    await outside.pass(2 * MINUTE)
    expect(times()).toEqual([MINUTE, 2 * MINUTE])
  })

  it.each(['skip', 'queue'] as const)('is not held up by one that died, with %s', async overlap => {
    const { outside, program, ran, times } = await scene({ lasts: true, overlap })
    const all = [await program(), await program()]
    await outside.pass(MINUTE)
    await all.find(({ id }) => id === ran[0]?.process.id)?.die()
    await outside.pass(MINUTE)
    expect(times()).toEqual([MINUTE, 2 * MINUTE])
  })

  it('is not held up for long by one that stands still', async () => {
    const { outside, program, ran, times } = await scene({ lasts: true })
    const all = [await program(), await program()]
    await outside.pass(MINUTE)
    all.find(({ id }) => id === ran[0]?.process.id)?.freeze()
    await outside.pass(MINUTE)
    expect(times()).toEqual([MINUTE, 2 * MINUTE])
  })
})

describe('a time at which no process was there', () => {
  it('leads to one run of all when they come again', async () => {
    const { outside, program, times } = await scene({ schedule: '*/10 * * * *' })
    const first = await program()
    await outside.pass(10 * MINUTE)
    await first.die()
    await outside.pass(25 * MINUTE)
    for (let i = 0; i < 3; i++) await program()
    await outside.pass(MINUTE)
    expect(times()).toEqual([10 * MINUTE, 20 * MINUTE])
    await outside.pass(5 * MINUTE)
    expect(times()).toEqual([10 * MINUTE, 20 * MINUTE, 40 * MINUTE])
  })

  it('leads to none where misses are to be skipped', async () => {
    const { outside, program, times } = await scene({ schedule: '*/10 * * * *', misfire: 'skip' })
    await (await program()).die()
    await outside.pass(25 * MINUTE)
    await program()
    await outside.pass(MINUTE)
    expect(times()).toEqual([])
  })

  it('is not missed where the cron was never seen before', async () => {
    const { outside, program, times } = await scene({ schedule: '*/10 * * * *' })
    await outside.pass(25 * MINUTE)
    await program()
    await outside.pass(MINUTE)
    expect(times()).toEqual([])
  })

  it('is not missed where the cron was paused', async () => {
    const { outside, program, times } = await scene({ schedule: '*/10 * * * *' })
    const first = await program()
    first.crons.pause('tidy')
    await outside.pass(MINUTE)
    await first.die()
    await outside.pass(24 * MINUTE)
    const second = await program()
    second.crons.resume('tidy')
    await outside.pass(MINUTE)
    expect(times()).toEqual([])
  })
})

describe('where the engine does not answer', () => {
  it('another process runs it', async () => {
    const { outside, program, ran } = await scene()
    const [first, second] = [await program(), await program()]
    first.cut(true)
    await outside.pass(3 * MINUTE)
    expect(ran.map(({ process }) => process.id)).toEqual([second.id, second.id, second.id])
    first.cut(false)
    await outside.pass(3 * MINUTE)
    expect(new Set(ran.map(({ dueAt }) => dueAt)).size).toBe(6)
    expect(ran).toHaveLength(6)
  })

  it('nobody runs it; it is told of, and made up for once', async () => {
    const { outside, program, times } = await scene({ schedule: '0 * * * *' })
    const all = [await program(), await program()]
    await outside.pass(59 * MINUTE)
    for (const one of all) one.cut(true)
    await outside.pass(3 * MINUTE)
    expect(times()).toEqual([])
    for (const { shown } of all)
      expect(shown().runs).toMatchObject([
        { outcome: 'failed', error: expect.stringContaining('does not answer') },
      ])
    for (const one of all) one.cut(false)
    await outside.pass(MINUTE)
    expect(times()).toEqual([60 * MINUTE])
  })

  it('for long, what came on time runs, and the later stands for what is late', async () => {
    const { outside, program, times } = await scene({ schedule: '*/2 * * * * *' })
    const one = await program()
    await outside.pass(SECOND)
    one.stall(true)
    await outside.pass(15 * SECOND)
    one.stall(false)
    await outside.pass(SECOND)
    expect(times()).toEqual([12 * SECOND, 14 * SECOND, 16 * SECOND])
    expect(one.shown().counts.missed).toBe(5)
  })

  it('a time that may not be late is given up', async () => {
    const { outside, program, times, ran } = await scene({ schedule: '0 * * * *', misfire: 'skip' })
    const one = await program()
    await outside.pass(59 * MINUTE)
    one.cut(true)
    await outside.pass(3 * MINUTE)
    one.cut(false)
    await outside.pass(30 * MINUTE)
    expect([times(), ran.length]).toEqual([[], 0])
  })
})

it('runs once for each time, over a line that loses one answer in five', async () => {
  const { outside, program, times } = await scene()
  for (let seed = 1; seed <= 3; seed++) await program(0, engine => faulty(engine, { chance: 0.2, seed }))
  for (let minute = 0; minute < 30; minute++) await outside.pass(MINUTE)
  await outside.pass(10 * SECOND)
  expect(times().toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 30 }, (_, i) => (i + 1) * MINUTE),
  )
})

it('stays as it is where there is no other process', async () => {
  const { outside, process } = await cluster(START)
  const { shared, outside: own } = await process()
  const crons = new Crons({ outside: own })
  let [runs, notes] = [0, 0]
  crons.share({
    ...shared,
    isShared: false,
    node: '',
    rewrite: async () => void notes++,
    onNote() {},
  })
  crons.add(cron('tidy', '* * * * *', async () => void runs++))
  crons.start()
  await outside.pass(2 * MINUTE)
  expect([runs, notes]).toEqual([2, 0])
})

it('whatever dies, stands still, is cut off or has a wrong clock, each time runs once', async () => {
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 30_000 }) }) },
    { weight: 1, arbitrary: fc.record({ come: fc.integer({ min: -2_000, max: 2_000 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom('freeze', 'thaw', 'die', 'cut', 'mend'),
        who: fc.nat(5),
      }),
    },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 40 }),
      fc.integer({ min: -2_000, max: 2_000 }),
      fc.constantFrom('skip', 'queue', 'allow'),
      async (acts, ahead, overlap) => {
        const { outside, program, ran } = await scene({ schedule: '*/20 * * * * *', overlap })
        // It is there all the time.
        await program(ahead)
        const others: Program[] = []
        for (const one of acts) {
          if ('pass' in one) await outside.pass(one.pass)
          else if ('come' in one) others.push(await program(one.come))
          else {
            const other = others[one.who]
            if (one.what === 'cut' || one.what === 'mend') other?.cut(one.what === 'cut')
            else await other?.[one.what]()
          }
        }
        for (const other of others) other.thaw()
        await outside.pass(25_000)
        const times = ran.map(({ dueAt }) => (dueAt ?? 0) - START).toSorted((a, b) => a - b)
        const passed = outside.now() - START
        const first = Math.max(0, Math.floor((ahead + 20_000) / 20_000)) * 20_000
        const expected = Array.from({ length: 1_000 }, (_, i) => first + i * 20_000)
        // Those at the very end may have come for a clock that is ahead, and not for others.
        const certain = expected.filter(at => at <= passed - 3_000)
        expect(times.slice(0, certain.length)).toEqual(certain)
        expect(new Set(times).size).toBe(times.length)
        expect(times.every(at => at <= passed + 2_000)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)
