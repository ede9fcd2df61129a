import { memory, type Engine } from 'repartee/engines'
import { expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { nameOf, Trials, waryOf } from './wary.ts'

const clock = standing()
const lease = (epoch: number) => ({ cid: 'c', owner: 'somebody', epoch })

async function started(): Promise<Engine> {
  const engine = memory({ clock })
  await engine.start()
  return engine
}

/** An owner that died while it dealt with that event, or else at another time; whether it was let go on at all. */
async function died(engine: Engine, epoch: number, event?: string): Promise<boolean> {
  const wary = await waryOf(engine, lease(epoch), clock.now())
  if (wary === undefined) return false
  if (event !== undefined && wary.isCautious(clock.now())) await wary.mark(event)
  return true
}

it('nobody goes on once three owners that were cautious died of the same event', async () => {
  const engine = await started()
  const lives = []
  for (let epoch = 2; epoch < 8; epoch++) lives.push(await died(engine, epoch, 'offer 12'))
  expect(lives.indexOf(false)).toBe(4)
})

it('owners that die of different events, or of none, prove nothing', async () => {
  const engine = await started()
  const events = ['offer 12', 'timer 1 4', 'offer 12', undefined, 'offer 12', 'offer 12', 'offer 13']
  for (const [at, event] of [...events, ...events].entries())
    expect(await died(engine, at + 2, event)).toBe(true)
})

it('an owner that lived for more than a minute begins a new count', async () => {
  const engine = await started()
  for (let epoch = 2; epoch < 12; epoch++) {
    expect(await died(engine, epoch, 'offer 12')).toBe(true)
    if (epoch % 3 === 0) clock.pass(61_000)
  }
})

it('one event is tried at a time, and marked for as long as it takes', async () => {
  const engine = await started()
  await waryOf(engine, lease(1), clock.now())
  const wary = (await waryOf(engine, lease(2), clock.now()))!
  expect([wary.isCautious(clock.now() + 9999), wary.isCautious(clock.now() + 10_000)]).toEqual([true, false])
  const did: string[] = []
  const put = engine.put.bind(engine)
  engine.put = async (key, value, ttlMs) => {
    did.push((JSON.parse(new TextDecoder().decode(value)) as { trying?: string }).trying ?? 'none')
    await put(key, value, ttlMs)
  }
  const trials = new Trials()
  const fails = wary.try('offer 1', trials, () => {
    did.push('first')
    throw new Error('this')
  })
  const does = wary.try('offer 2', trials, () => did.push('second'))
  await expect(fails).rejects.toThrow('this')
  await does
  expect(did).toEqual(['offer 1', 'first', 'none', 'offer 2', 'second', 'none'])
})

it('an event that comes again has the same name', () => {
  expect(nameOf({ kind: 'timer', iid: '3', timer: 4 })).toBe('timer 3 4')
  expect(nameOf({ kind: 'missed', iid: '3', topic: 't' })).toBe('missed 3')
  expect(nameOf({ kind: 'end', why: 'expired' })).toBe('end')
})
