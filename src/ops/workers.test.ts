import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { virtualOutside } from './outside.fixture.ts'
import { Registry } from './registry.ts'
import { witness } from './witness.fixture.ts'
import { worker } from './worker.ts'
import type { WorkerRun } from './worker.ts'
import { Workers } from './workers.ts'

/** Runs until it is told to stop. */
const obedient = (run: WorkerRun): Promise<void> =>
  new Promise(resolve => run.signal.addEventListener('abort', () => resolve()))
const never = (): Promise<void> => new Promise(() => {})
const failing = async (): Promise<void> => {
  throw new Error('no route')
}

function program(chance?: number) {
  const outside = virtualOutside(undefined, chance)
  const workers = new Workers({ outside })
  const shown = (name: string) => workers.read().find(row => row.name === name)
  return { outside, workers, shown }
}

describe('a worker', () => {
  it('does nothing until it is started', async () => {
    const { outside, workers, shown } = program()
    let runs = 0
    workers.add(worker('mail', async () => void runs++))
    await outside.pass(60_000)
    expect([runs, shown('mail')?.status]).toEqual([0, 'stopped'])
  })

  it('is starting until it has lived for a second, then running', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('mail', obedient, { description: 'Sends' }))
    workers.start()
    expect(shown('mail')?.status).toBe('starting')
    await outside.pass(999)
    expect(shown('mail')?.status).toBe('starting')
    await outside.pass(1)
    expect(shown('mail')).toEqual({
      name: 'mail',
      description: 'Sends',
      restart: 'on-failure',
      status: 'running',
      stopping: false,
      silent: false,
      startedAt: outside.now() - 1000,
      endedAt: null,
      nextStartAt: null,
      starts: 1,
      lastError: null,
    })
  })

  it('is running as soon as it says that it is well', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('mail', run => (run.beat(), obedient(run))))
    workers.start()
    await outside.pass(0)
    expect(shown('mail')?.status).toBe('running')
  })

  it('is started at once when it comes after the start', async () => {
    const { outside, workers, shown } = program()
    workers.start()
    workers.add(worker('mail', obedient))
    await outside.pass(1000)
    expect(shown('mail')?.status).toBe('running')
  })

  it('that fails is started again after a pause that doubles up to a bound, with chance in it', async () => {
    const { outside, workers, shown } = program(0)
    workers.add(worker('mail', failing))
    workers.start()
    const waits: number[] = []
    for (let i = 0; i < 10; i++) {
      await outside.pass(0)
      const { status, nextStartAt, lastError } = shown('mail')!
      expect([status, lastError]).toEqual(['failed', 'no route'])
      waits.push(nextStartAt! - outside.now())
      await outside.pass(waits.at(-1)!)
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    const other = program(0.5)
    other.workers.add(worker('mail', failing))
    other.workers.start()
    await other.outside.pass(0)
    expect(other.shown('mail')!.nextStartAt! - other.outside.now()).toBe(375)
  })

  it('that was well for a minute is started again soon', async () => {
    const { outside, workers, shown } = program(0)
    let lives = 0
    workers.add(
      worker('mail', () => {
        lives++
        return new Promise((_, reject) =>
          outside.after(lives === 5 ? 60_000 : 100, () => reject(new Error())),
        )
      }),
    )
    workers.start()
    await outside.pass(100 + 250 + 100 + 500 + 100 + 1000 + 100 + 2000 + 60_000)
    expect(shown('mail')).toMatchObject({ starts: 5, status: 'failed', nextStartAt: outside.now() + 250 })
  })

  it('that returns has done its work, and is started again only if it always is', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('once', async () => {}))
    workers.add(worker('always', async () => {}, { restart: 'always' }))
    workers.add(worker('never', failing, { restart: 'never' }))
    workers.start()
    await outside.pass(400)
    expect(shown('once')).toMatchObject({ status: 'stopped', starts: 1, nextStartAt: null })
    expect(shown('always')).toMatchObject({ status: 'stopped', starts: 2 })
    expect(shown('never')).toMatchObject({ status: 'failed', starts: 1, nextStartAt: null })
  })

  it('that throws without being async fails like any other', async () => {
    const { outside, workers, shown } = program()
    workers.add(
      worker('mail', () => {
        throw new Error('at once')
      }),
    )
    workers.start()
    await outside.pass(0)
    expect(shown('mail')).toMatchObject({ status: 'failed', lastError: 'at once' })
    expect(workers.detail('mail')?.runs).toMatchObject([
      { number: 1, outcome: 'failed', error: 'at once', stack: expect.stringContaining('workers.test.ts') },
    ])
  })

  it('is silent when it has said that it is well and does not any more, and only then', async () => {
    const { outside, workers, shown } = program()
    let beat = (): void => {}
    workers.add(worker('mail', run => ((beat = () => run.beat()), obedient(run)), { silentAfterMs: 5000 }))
    workers.start()
    await outside.pass(60_000)
    expect(shown('mail')?.silent).toBe(false)
    beat()
    await outside.pass(4999)
    beat()
    await outside.pass(4999)
    expect(shown('mail')?.silent).toBe(false)
    await outside.pass(1)
    expect(shown('mail')).toMatchObject({ silent: true, status: 'running' })
    expect(workers.detail('mail')?.lastBeatAt).toBe(outside.now() - 5000)
    beat()
    expect(shown('mail')?.silent).toBe(false)
    await outside.pass(5000)
    expect(shown('mail')?.silent).toBe(true)
  })

  it('may beat as often as it likes: that is no change, and one timer listens', async () => {
    const { outside, workers } = program()
    let beat = (): void => {}
    workers.add(worker('mail', run => ((beat = () => run.beat()), obedient(run))))
    workers.start()
    await outside.pass(1000)
    beat()
    const watched = witness(workers)
    for (let i = 0; i < 1000; i++) {
      await outside.pass(i % 100 === 0 ? 100 : 0)
      beat()
    }
    watched.look()
    expect([watched.nudges, outside.waiting]).toEqual([0, 1])
  })

  it('is not kept alive by the beats that an ended run left behind', async () => {
    const { outside, workers, shown } = program()
    let beat = (): void => {}
    workers.add(worker('mail', async run => void (beat = () => run.beat())))
    workers.start()
    await outside.pass(0)
    beat()
    expect(shown('mail')?.status).toBe('stopped')
    expect(outside.waiting).toBe(0)
  })

  it('keeps its last lines, and wakes who looks at lines and nobody else', async () => {
    const { outside, workers } = program()
    let run: WorkerRun | undefined
    workers.add(worker('mail', it => ((run = it), obedient(it))))
    workers.start()
    await outside.pass(1000)
    const [states, lines] = [witness(workers), witness(workers.logs)]
    for (let i = 0; i < 1000; i++) run?.log(`${i} ${'x'.repeat(1000)}`)
    lines.look()
    expect([states.nudges, lines.nudges]).toEqual([0, 1000])
    const kept = workers.detail('mail')!.lines
    expect([kept.length, kept[0]?.text.slice(0, 3), kept.at(-1)?.text.slice(0, 3)]).toEqual([
      200,
      '800',
      '999',
    ])
    expect(Math.max(...kept.map(line => line.text.length))).toBe(500)
    expect(workers.logs.read()).toEqual({ mail: 1000 })
  })

  it('keeps its last fifty runs', async () => {
    const { outside, workers } = program(0)
    workers.add(worker('mail', failing))
    workers.start()
    await outside.pass(60 * 60_000)
    const { runs } = workers.detail('mail')!
    expect(runs).toHaveLength(50)
    expect(runs.at(-1)!.number - runs[0]!.number).toBe(49)
  })
})

describe("an operator's verb", () => {
  it('stops a run, says so when it has stopped, and it stays stopped', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('mail', obedient, { restart: 'always' }))
    workers.start()
    await outside.pass(1000)
    const stopped = workers.stop('mail')
    expect(shown('mail')).toMatchObject({ status: 'running', stopping: true })
    expect(await stopped).toEqual({ done: true })
    await outside.pass(60_000)
    expect(shown('mail')).toMatchObject({ status: 'stopped', stopping: false, starts: 1, lastError: null })
    expect(workers.detail('mail')?.runs).toMatchObject([{ outcome: 'stopped', error: null }])
  })

  it('that comes before the first step of a run lets it take none', async () => {
    const { outside, workers, shown } = program()
    let runs = 0
    workers.add(worker('mail', run => (runs++, obedient(run))))
    workers.start()
    expect(await workers.stop('mail', 0)).toEqual({ done: true })
    await outside.pass(60_000)
    expect([runs, shown('mail')?.status]).toEqual([0, 'stopped'])
  })

  it('takes the error that an aborted run throws for what it is', async () => {
    const { outside, workers, shown } = program()
    const aborting = (run: WorkerRun): Promise<void> =>
      new Promise((_, reject) =>
        run.signal.addEventListener('abort', () => reject(run.signal.reason as Error)),
      )
    const clumsy = (run: WorkerRun): Promise<void> => obedient(run).then(failing)
    workers.add(worker('aborting', aborting))
    workers.add(worker('clumsy', clumsy))
    workers.start()
    await outside.pass(1000)
    await Promise.all([workers.stop('aborting'), workers.stop('clumsy')])
    expect(shown('aborting')).toMatchObject({ status: 'stopped', lastError: null })
    expect(shown('clumsy')).toMatchObject({ status: 'stopped', lastError: 'no route' })
  })

  it('says that a run does not stop, and never starts a second one beside it', async () => {
    const { outside, workers, shown } = program()
    let runs = 0
    workers.add(worker('mail', () => (runs++, never())))
    workers.start()
    await outside.pass(1000)
    const restarted = workers.restart('mail', 5000)
    await outside.pass(5000)
    expect(await restarted).toEqual({ done: false, why: 'it was told to stop, and still runs after 5000 ms' })
    expect(workers.start('mail')).toEqual({ done: false, why: 'it is still stopping' })
    expect([runs, shown('mail')?.stopping]).toEqual([1, true])
  })

  it('restarts what runs, what waits and what has stopped', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('runs', obedient))
    workers.add(worker('waits', failing))
    workers.add(worker('done', async () => {}))
    workers.start()
    await outside.pass(100)
    for (const name of ['runs', 'waits', 'done']) {
      expect(await workers.restart(name)).toEqual({ done: true })
      expect(shown(name)).toMatchObject({ status: 'starting', starts: 2, nextStartAt: null })
    }
  })

  it('ends the pause before the next run', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('mail', failing))
    workers.start()
    await outside.pass(0)
    expect(await workers.stop('mail')).toEqual({ done: true })
    await outside.pass(60_000)
    expect(shown('mail')).toMatchObject({ status: 'stopped', starts: 1, lastError: 'no route' })
    expect(await workers.stop('mail')).toEqual({ done: false, why: 'it does not run' })
  })

  it('answers what it did not do', async () => {
    const { outside, workers } = program()
    workers.add(worker('mail', obedient))
    workers.start()
    await outside.pass(0)
    expect(workers.start('mail')).toEqual({ done: false, why: 'it runs already' })
    for (const said of [workers.start('none'), await workers.stop('none'), await workers.restart('none')])
      expect(said).toEqual({ done: false, why: 'there is no such worker' })
  })

  it('gives way to a later one: a stop during a restart leaves it stopped, two restarts are one', async () => {
    const { outside, workers, shown } = program()
    const slow = (run: WorkerRun): Promise<void> =>
      new Promise(resolve => run.signal.addEventListener('abort', () => outside.after(100, resolve)))
    workers.add(worker('mail', slow))
    workers.start()
    await outside.pass(1000)
    const both = Promise.all([workers.restart('mail'), workers.restart('mail')])
    await outside.pass(100)
    expect(await both).toEqual([{ done: true }, { done: true }])
    expect(shown('mail')?.starts).toBe(2)
    const restarted = workers.restart('mail')
    const stopped = workers.stop('mail')
    await outside.pass(100)
    expect(await restarted).toEqual({ done: false, why: 'it was stopped meanwhile' })
    expect(await stopped).toEqual({ done: true })
    expect(shown('mail')).toMatchObject({ status: 'stopped', starts: 2 })
  })
})

describe('the workers of a program', () => {
  it('are awaited when it closes, and none is started any more', async () => {
    const { outside, workers, shown } = program()
    const ended: string[] = []
    const slow = (run: WorkerRun): Promise<void> =>
      new Promise(resolve =>
        run.signal.addEventListener('abort', () =>
          outside.after(500, () => resolve(void ended.push('slow'))),
        ),
      )
    workers.add(worker('slow', slow, { restart: 'always' }))
    workers.add(worker('waits', failing))
    workers.start()
    await outside.pass(100)
    const closed = workers.close(10_000).then(() => ended.push('closed'))
    await outside.pass(500)
    await closed
    expect(ended).toEqual(['slow', 'closed'])
    expect(workers.read().map(row => row.status)).toEqual(['stopped', 'stopped'])
    expect([workers.start(), workers.start('slow'), await workers.restart('slow')]).toEqual(
      Array.from({ length: 3 }, () => ({ done: false, why: 'the program is closing' })),
    )
    workers.add(worker('late', obedient))
    await outside.pass(60_000)
    expect([shown('late')?.starts, outside.waiting]).toEqual([0, 0])
  })

  it('hold the closing up no longer than its bound', async () => {
    const { outside, workers, shown } = program()
    workers.add(worker('stubborn', never))
    workers.start()
    await outside.pass(1000)
    const closed = workers.close(3000)
    await outside.pass(3000)
    await closed
    expect(shown('stubborn')).toMatchObject({ status: 'running', stopping: true })
  })

  it('have names of their own; the same one again is no change', () => {
    const { workers } = program()
    const mail = worker('mail', obedient)
    workers.add(mail)
    const watched = witness(workers)
    workers.add(mail)
    expect(watched.nudges).toBe(0)
    expect(() => workers.add(worker('mail', obedient))).toThrow("Two workers are called 'mail'")
    for (const name of ['', 'n'.repeat(101)]) expect(() => worker(name, obedient)).toThrow('name')
    expect(() => worker('mail', obedient, { silentAfterMs: NaN })).toThrow('silentAfterMs')
  })

  it('tell the registry what becomes of them', async () => {
    const outside = virtualOutside()
    const registry = new Registry()
    const workers = new Workers({ outside, registry })
    workers.add(worker('mail', failing, { restart: 'never', description: 'Sends' }))
    workers.start()
    await outside.pass(0)
    expect(registry.read().workers).toEqual([
      { name: 'mail', description: 'Sends', status: 'failed', lastError: 'no route' },
    ])
  })

  it('nudge exactly when they show something else, whatever happens, and never run twice at a time', async () => {
    const name = fc.constantFrom('obedient', 'failing', 'slow', 'always')
    const ms = fc.constantFrom(0, 1, 100, 500, 1000, 70_000)
    type Play = ReturnType<typeof program> & { readonly beats: Map<string, () => void> }
    type Step = (play: Play) => void | Promise<void>
    const step = fc.oneof(
      ms.map(
        (pass): Step =>
          play =>
            play.outside.pass(pass),
      ),
      name.map(
        (it): Step =>
          play =>
            void play.workers.start(it),
      ),
      fc.tuple(name, ms).map(
        ([it, bound]): Step =>
          play =>
            void play.workers.stop(it, bound),
      ),
      fc.tuple(name, ms).map(
        ([it, bound]): Step =>
          play =>
            void play.workers.restart(it, bound),
      ),
      name.map(
        (it): Step =>
          play =>
            play.beats.get(it)?.(),
      ),
      fc.constant<Step>(play => void play.workers.start()),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
        const beats = new Map<string, () => void>()
        const play: Play = { ...program(), beats }
        const { outside, workers } = play
        const living = new Map<string, number>()
        let most = 0
        const one = (it: string, run: (run: WorkerRun) => Promise<void>, restart: 'always' | 'on-failure') =>
          worker(
            it,
            async given => {
              living.set(it, (living.get(it) ?? 0) + 1)
              most = Math.max(most, living.get(it) ?? 0)
              beats.set(it, () => given.beat())
              await run(given).finally(() => living.set(it, (living.get(it) ?? 0) - 1))
            },
            { restart },
          )
        workers.add(one('obedient', obedient, 'on-failure'))
        workers.add(one('failing', failing, 'on-failure'))
        workers.add(
          one('slow', run => obedient(run).then(() => new Promise(end => outside.after(200, end))), 'always'),
        )
        workers.add(one('always', () => new Promise(end => outside.after(50, end)), 'always'))
        const watched = witness(workers)
        for (const go of steps) {
          await go(play)
          watched.look()
        }
        const closed = workers.close(1000)
        await outside.pass(1000)
        await closed
        watched.look()
        expect([...living.values()].filter(count => count > 0)).toEqual([])
        expect(most).toBeLessThanOrEqual(1)
        expect(outside.waiting).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})
