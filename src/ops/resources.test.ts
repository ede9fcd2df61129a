import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { virtualOutside } from './outside.fixture.ts'
import { Registry } from './registry.ts'
import { resource } from './resource.ts'
import type { ResourceLife } from './resource.ts'
import { Resources } from './resources.ts'
import { witness } from './witness.fixture.ts'

function program(chance: number = 0.5) {
  const outside = virtualOutside(undefined, chance)
  const resources = new Resources({ outside })
  const shown = (name: string) => resources.read().find(row => row.name === name)
  const wait = (ms: number) => new Promise<void>(resolve => outside.after(ms, resolve))
  const open = async (name: string, life: Partial<ResourceLife<string>> = {}) => {
    const made = resource<string>(name, { open: () => 'it', ...life })
    resources.add(made)
    resources.start()
    await outside.pass(0)
    return made
  }
  return { outside, resources, shown, wait, open }
}

const failing = async (): Promise<never> => {
  throw new Error('refused')
}
const never = (): Promise<never> => new Promise(() => {})

describe('a resource', () => {
  it('is what it opened, once it is open, and until it is closed', async () => {
    const { outside, resources, shown } = program()
    const db = resource('db', { kind: 'database', description: 'Orders', open: async () => ({ rows: 3 }) })
    expect(() => db.get()).toThrow("The resource 'db' is not open")
    resources.add(db)
    expect(shown('db')?.status).toBe('closed')
    resources.start()
    await outside.pass(0)
    expect(db.get().rows).toBe(3)
    expect(shown('db')).toEqual({
      name: 'db',
      kind: 'database',
      description: 'Orders',
      status: 'open',
      reason: null,
      since: outside.now(),
      checked: false,
      failures: 0,
      nextTryAt: null,
    })
    await resources.close(1000)
    expect(() => db.get()).toThrow('not open')
    expect(shown('db')?.status).toBe('closed')
  })

  it('is opened after those before it, which it may need, but does not wait for one that fails', async () => {
    const { outside, resources, shown, wait } = program()
    const opened: string[] = []
    const db = resource('db', { open: () => wait(300).then(() => (opened.push('db'), 'db')) })
    resources.add(db)
    resources.add(resource('broken', { open: failing }))
    resources.add(resource('cache', { open: () => (opened.push(`cache of ${db.get()}`), 'cache') }))
    resources.start()
    await outside.pass(300)
    expect(opened).toEqual(['db', 'cache of db'])
    expect(shown('broken')).toMatchObject({ status: 'failed', reason: 'refused', failures: 1 })
  })

  it('that cannot be opened is tried again after a pause that doubles up to a bound', async () => {
    const { outside, shown, open } = program(0)
    let tries = 0
    await open('db', { open: () => (++tries < 10 ? failing() : 'it') })
    const waits: number[] = []
    while (shown('db')?.status === 'failed') {
      expect(shown('db')?.failures).toBe(tries)
      waits.push(shown('db')!.nextTryAt! - outside.now())
      await outside.pass(waits.at(-1)!)
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(shown('db')).toMatchObject({ status: 'open', reason: null, failures: 0, nextTryAt: null })
  })

  it('that takes too long to open is told so, and never opened twice beside itself', async () => {
    const { outside, resources, shown, wait } = program()
    let tries = 0
    const db = resource('db', { open: () => (tries++, wait(60_000).then(() => 'late')) })
    resources.add(db)
    resources.start()
    await outside.pass(10_000)
    expect(shown('db')).toMatchObject({ status: 'failed', reason: 'not open within 10000 ms' })
    await outside.pass(50_000)
    expect([tries, db.get(), shown('db')?.status]).toEqual([1, 'late', 'open'])
  })

  it('that gives up opening when it is told to is tried again, and its reason stays', async () => {
    const { outside, shown, open } = program()
    let tries = 0
    await open('db', {
      open: signal =>
        ++tries > 1
          ? 'it'
          : new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    })
    await outside.pass(10_000)
    expect(shown('db')).toMatchObject({ status: 'failed', reason: 'not open within 10000 ms', failures: 1 })
    await outside.pass(500)
    expect(shown('db')?.status).toBe('open')
  })
})

describe('a check', () => {
  it('comes at once, then every ten seconds, and tells health, reason and latency', async () => {
    const { outside, resources, shown, wait, open } = program()
    let sick = false
    const db = await open('db', { check: () => wait(20).then(() => (sick ? failing() : 'fine')) })
    expect(shown('db')?.status).toBe('open')
    await outside.pass(20)
    expect(shown('db')).toMatchObject({ status: 'healthy', reason: null })
    const healthyAt = outside.now()
    sick = true
    await outside.pass(9999)
    expect(shown('db')).toMatchObject({ status: 'healthy', since: healthyAt })
    await outside.pass(1)
    expect(shown('db')).toMatchObject({ status: 'unhealthy', reason: 'refused', since: healthyAt + 10_000 })
    expect(resources.figures()).toEqual([{ name: 'db', checkedAt: healthyAt + 9980, latencyMs: 20 }])
    // Unwell is not gone: what uses it finds out by itself.
    expect(db.get()).toBe('it')
  })

  it('with the same outcome is no change and no nudge', async () => {
    const { outside, resources, open } = program()
    await open('well', { check: async () => 'fine' })
    await open('ill', { check: failing })
    const watched = witness(resources)
    const seen = resources.read()
    await outside.pass(60 * 60_000)
    expect(watched.nudges).toBe(0)
    expect(resources.read()).toBe(seen)
    expect(resources.detail('ill')?.probes.length).toBe(100)
  })

  it('is never made inside a snapshot, however often one is taken', async () => {
    const { outside, resources, open } = program()
    let checks = 0
    await open('db', { check: async () => void checks++ })
    await outside.pass(5000)
    for (let i = 0; i < 1000; i++) {
      resources.read()
      resources.figures()
      resources.detail('db')
    }
    await outside.pass(0)
    expect(checks).toBe(1)
  })

  it('of one resource does not wait for those of others', async () => {
    const { outside, resources, shown, wait, open } = program()
    for (let i = 0; i < 50; i++) await open(`slow ${i}`, { check: () => wait(1000) })
    await outside.pass(1000)
    expect(resources.read().map(row => row.status)).toEqual(Array.from({ length: 50 }, () => 'healthy'))
    await open('hangs', { check: never })
    await open('quick', { check: async () => {} })
    expect([shown('hangs')?.status, shown('quick')?.status]).toEqual(['open', 'healthy'])
  })

  it('that hangs is unhealthy in time, is told to end, and no other piles up behind it', async () => {
    const { outside, resources, shown, open } = program()
    let [checks, aborted] = [0, 0]
    let answer = (): void => {}
    await open('db', {
      check: (_, signal) => {
        checks++
        signal.addEventListener('abort', () => aborted++)
        return new Promise<void>(resolve => (answer = resolve))
      },
    })
    await outside.pass(4999)
    expect([shown('db')?.status, aborted]).toEqual(['open', 0])
    await outside.pass(1)
    expect(shown('db')).toMatchObject({ status: 'unhealthy', reason: 'no answer within 5000 ms' })
    await outside.pass(60 * 60_000)
    expect([checks, aborted, resources.detail('db')?.probes.length]).toEqual([1, 1, 1])
    expect(await resources.check('db')).toEqual({
      done: false,
      why: 'it is being checked, and has not answered yet',
    })
    answer()
    await outside.pass(0)
    expect(shown('db')?.status).toBe('unhealthy')
    await outside.pass(6000)
    answer()
    await outside.pass(0)
    expect([checks, shown('db')?.status]).toEqual([2, 'healthy'])
  })

  it('that throws without being async, or throws what is no error, makes unhealthy too', async () => {
    const { shown, open } = program()
    await open('db', {
      check: () => {
        throw new Error('at once')
      },
    })
    const odd: unknown = {
      toString() {
        throw new Error('no text')
      },
    }
    await open('odd', { check: () => Promise.reject(odd) })
    expect(shown('db')).toMatchObject({ status: 'unhealthy', reason: 'at once' })
    expect(shown('odd')?.status).toBe('unhealthy')
  })

  it('keeps its last hundred outcomes and changes', async () => {
    const { outside, resources, open } = program()
    let checks = 0
    await open('db', { check: () => (checks++ % 2 === 0 ? failing() : Promise.resolve()), everyMs: 100 })
    await outside.pass(60_000)
    const { probes, changes } = resources.detail('db')!
    expect([probes.length, changes.length]).toEqual([100, 100])
    expect(probes.slice(-2).map(probe => probe.ok)).toEqual(
      changes.slice(-2).map(it => it.status === 'healthy'),
    )
    expect(changes.at(-1)?.at).toBe(probes.at(-1)?.at)
  })

  it('does not come at the same moment as those of all others', async () => {
    const [early, late] = [program(0), program(0.999)]
    const at: number[] = []
    for (const { outside, open } of [early, late])
      await open('db', { check: async () => void at.push(outside.ticks()) })
    await early.outside.pass(12_000)
    await late.outside.pass(12_000)
    expect(at.map(Math.round)).toEqual([0, 0, 9000, 10_998])
  })

  it('can be asked for, and answers when there is an outcome', async () => {
    const { outside, resources, shown, wait, open } = program()
    let sick = false
    await open('db', { check: () => wait(10).then(() => (sick ? failing() : undefined)) })
    await open('plain')
    await outside.pass(1000)
    sick = true
    const checked = resources.check('db')
    await outside.pass(10)
    expect(await checked).toEqual({ done: true })
    expect(shown('db')?.status).toBe('unhealthy')
    expect(await resources.check('plain')).toEqual({ done: false, why: 'it has no check' })
    expect(await resources.check('none')).toEqual({ done: false, why: 'there is no such resource' })
  })
})

describe('the resources of a program', () => {
  it('are closed in reverse order, each after the one that may need it', async () => {
    const { outside, resources, wait } = program()
    const events: string[] = []
    for (const name of ['db', 'cache', 'queue'])
      resources.add(
        resource(name, {
          open: () => name,
          close: it => wait(10).then(() => void events.push(`closed ${it}`)),
        }),
      )
    resources.start()
    await outside.pass(0)
    const closed = resources.close(1000)
    await outside.pass(30)
    await closed
    expect(events).toEqual(['closed queue', 'closed cache', 'closed db'])
    expect(outside.waiting).toBe(0)
  })

  it('are all told to close within the bound, although one hangs and one throws', async () => {
    const { outside, resources, shown } = program()
    const told: string[] = []
    const life = (name: string, close: () => Promise<void>) => ({
      open: () => name,
      close: () => (told.push(name), close()),
    })
    resources.add(
      resource(
        'db',
        life('db', async () => {}),
      ),
    )
    resources.add(resource('throws', life('throws', failing)))
    resources.add(resource('hangs', life('hangs', never)))
    resources.start()
    await outside.pass(0)
    const closed = resources.close(3000)
    await outside.pass(3000)
    await closed
    expect(told).toEqual(['hangs', 'throws', 'db'])
    expect(shown('hangs')).toMatchObject({ status: 'closing', reason: 'not closed within 1000 ms' })
    expect(shown('throws')).toMatchObject({ status: 'closed', reason: 'closing: refused' })
    expect(shown('db')).toMatchObject({ status: 'closed', reason: null })
  })

  it('are closed also when they come open after they are wanted', async () => {
    const { outside, resources, wait } = program()
    const events: string[] = []
    const open = () => wait(5000).then(() => (events.push('opened'), 'it'))
    const db = resource('db', { open, close: () => void events.push('closed') })
    resources.add(db)
    resources.start()
    await outside.pass(0)
    const closed = resources.close(1000)
    await outside.pass(1000)
    await closed
    await outside.pass(4000)
    expect(events).toEqual(['opened', 'closed'])
    expect(() => db.get()).toThrow('not open')
    await outside.pass(60_000)
    expect(outside.waiting).toBe(0)
  })

  it('are not tried, checked or opened any more after closing', async () => {
    const { outside, resources, open } = program()
    let [tries, checks] = [0, 0]
    await open('broken', { open: () => (tries++, failing()) })
    await open('db', { check: async () => void checks++ })
    await resources.close(1000)
    await open('late', { open: () => (tries++, 'it') })
    await outside.pass(60 * 60_000)
    expect([tries, checks, outside.waiting]).toEqual([1, 1, 0])
    expect(resources.start()).toEqual({ done: false, why: 'the program is closing' })
    expect(await resources.reopen('db')).toEqual({ done: false, why: 'the program is closing' })
  })

  it('are not tried again, nor checked, while others are still closing', async () => {
    const { outside, resources, wait, open } = program()
    let [tries, checks] = [0, 0]
    const opening = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => (tries++, reject(new Error('aborted')))),
      )
    await open('opens', { open: opening })
    await outside.pass(10_000)
    let first = true
    await open('late', {
      open: () => (first ? ((first = false), failing()) : wait(1000).then(() => 'it')),
      check: async () => void checks++,
    })
    await open('slow', { close: () => wait(3000) })
    await outside.pass(500)
    const before = [tries, checks]
    const closed = resources.close(9000)
    await outside.pass(3000)
    await closed
    expect([tries - before[0]!, checks - before[1]!]).toEqual([1, 0])
    expect(resources.read().map(row => row.status)).toEqual(['closed', 'closed', 'closed'])
  })

  it('are neither opened nor checked when they are closed in the turn that asked for it', async () => {
    const { outside, resources } = program()
    const events: string[] = []
    const db = resource('db', {
      open: () => void events.push('opened'),
      check: async () => void events.push('checked'),
      close: () => void events.push('closed'),
    })
    resources.add(db)
    resources.start()
    await outside.pass(0)
    const checked = resources.check('db')
    await resources.close(1000)
    await checked
    expect(events).toEqual(['opened', 'checked', 'closed'])
    const other = new Resources({ outside })
    other.add(db)
    other.start()
    await other.close(1000)
    expect(events).toHaveLength(3)
  })

  it('can be waited for', async () => {
    const { outside, resources, wait, open } = program()
    await open('db', { open: () => wait(300).then(() => 'it') })
    const [soon, later] = [resources.ready(100), resources.ready(1000)]
    await outside.pass(1000)
    expect([await soon, await later, await resources.ready(0)]).toEqual([false, true, true])
  })

  it('can be opened anew by an operator, also when a check hangs for ever', async () => {
    const { outside, resources, shown } = program()
    let opened = 0
    const db = resource('db', { open: () => ++opened, check: it => (it === 1 ? never() : Promise.resolve()) })
    resources.add(db)
    resources.start()
    await outside.pass(60_000)
    expect(shown('db')?.status).toBe('unhealthy')
    expect(await resources.reopen('db')).toEqual({ done: true })
    await outside.pass(0)
    expect([db.get(), shown('db')?.status]).toEqual([2, 'healthy'])
  })

  it('that were opened anew are not told by what became of their former self', async () => {
    const { outside, resources, shown, wait } = program()
    let opened = 0
    const db = resource('db', {
      open: () => ++opened,
      close: it => (it === 1 ? wait(3000) : undefined),
      check: it => (it === 1 ? wait(2000).then(failing) : Promise.resolve()),
    })
    resources.add(db)
    resources.start()
    await outside.pass(0)
    const [first, second] = [resources.reopen('db', 1000), resources.reopen('db', 1000)]
    await outside.pass(1000)
    expect(await first).toEqual({ done: true })
    expect(await second).toEqual({ done: false, why: 'it is being opened' })
    expect([opened, shown('db')?.status]).toEqual([2, 'healthy'])
    const watched = witness(resources)
    await outside.pass(4000)
    expect([db.get(), shown('db')?.status, watched.nudges]).toEqual([2, 'healthy', 0])
  })

  it('that are closing to be opened anew are waited for when the program closes', async () => {
    const { outside, resources, wait, open } = program()
    const events: string[] = []
    await open('db', { close: () => wait(500).then(() => void events.push('db')) })
    const reopened = resources.reopen('db')
    const closed = resources.close(1000).then(() => events.push('program'))
    await outside.pass(500)
    await closed
    expect(events).toEqual(['db', 'program'])
    expect(await reopened).toEqual({ done: false, why: 'the program is closing' })
  })

  it('are said not to be open again where they are not', async () => {
    const { resources, shown, open } = program()
    let broken = false
    await open('db', { open: () => (broken ? failing() : 'it') })
    broken = true
    expect(await resources.reopen('db')).toEqual({ done: false, why: 'it could not be opened: refused' })
    expect(shown('db')).toMatchObject({ status: 'failed', failures: 1 })
    expect(await resources.reopen('none')).toEqual({ done: false, why: 'there is no such resource' })
  })

  it('belong to one program at a time, under names of their own', async () => {
    const { resources } = program()
    const db = resource('db', { open: () => 'it' })
    resources.add(db)
    const watched = witness(resources)
    resources.add(db)
    expect(watched.nudges).toBe(0)
    expect(() => resources.add(resource('db', { open: () => 'it' }))).toThrow("Two resources are called 'db'")
    expect(() => program().resources.add(db)).toThrow("The resource 'db' is kept twice")
    await resources.close(0)
    program().resources.add(db)
    expect(() => resource('', { open: () => 'it' })).toThrow('name')
    expect(() => resource('db', { open: () => 'it', everyMs: NaN })).toThrow('everyMs')
  })

  it('are in the registry', () => {
    const registry = new Registry()
    const resources = new Resources({ outside: virtualOutside(), registry })
    resources.add(resource('db', { kind: 'database', open: () => 'it' }))
    expect(registry.read().resources).toEqual([{ name: 'db', kind: 'database', description: null }])
  })

  it('nudge exactly when they show something else; never two openings or checks of one at a time', async () => {
    const ms = fc.constantFrom(0, 1, 100, 1000, 5000, 20_000)
    const outcome = fc.constantFrom('well', 'ill', 'slow', 'hangs')
    type Play = ReturnType<typeof program> & { set(part: 'open' | 'check' | 'close', to: string): void }
    type Step = (play: Play) => unknown
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: ms.map(
          (pass): Step =>
            play =>
              play.outside.pass(pass),
        ),
      },
      fc.tuple(fc.constantFrom('open', 'check', 'close'), outcome).map(
        ([part, to]): Step =>
          play =>
            play.set(part, to),
      ),
      ms.map(
        (bound): Step =>
          play =>
            void play.resources.reopen('db', bound),
      ),
      fc.constant<Step>(play => void play.resources.check('db')),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
        const tools = program()
        const { outside, resources, wait } = tools
        const outcomes = { open: 'well', check: 'well', close: 'well' }
        const busy = { open: 0, check: 0, close: 0 }
        const most = { ...busy }
        let [opened, left] = [0, 0]
        const hanging = new Set<() => void>()
        const act = async (part: keyof typeof outcomes): Promise<void> => {
          most[part] = Math.max(most[part], ++busy[part])
          try {
            if (outcomes[part] === 'slow') await wait(700)
            if (outcomes[part] === 'hangs') await new Promise<void>(resolve => hanging.add(resolve))
            if (outcomes[part] === 'ill') await failing()
          } finally {
            busy[part]--
          }
        }
        const db = resource('db', {
          open: () => act('open').then(() => ++opened),
          close: () => (left++, act('close')),
          check: () => act('check'),
        })
        resources.add(db)
        resources.start()
        const watched = witness(resources)
        const play: Play = { ...tools, set: (part, to) => (outcomes[part] = to) }
        for (const go of steps) {
          await go(play)
          watched.look()
        }
        expect(most.open).toBeLessThanOrEqual(1)
        // What was opened anew does not wait for the check that its predecessor has not answered.
        if (left === 0) expect(most.check).toBeLessThanOrEqual(1)
        const closed = resources.close(1000)
        await outside.pass(1000)
        await closed
        watched.look()
        for (const end of hanging) end()
        await outside.pass(60_000)
        watched.look()
        // Whatever was opened was told to close, once.
        expect(left).toBe(opened)
        expect(outside.waiting).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})
