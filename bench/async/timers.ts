// Timers: to schedule, to cancel, to fire, and how near to their time.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Async } from 'repartee/async'
import type { Bench } from '../harness.ts'
import { clocked, collect, heapBytes, quantile } from '../harness.ts'
import { conversations, names, NOTHING, pause, range, Timeouts } from './baselines.ts'
import type { Deliver } from './baselines.ts'

/** Schedules and cancels `count` timers, 10 per conversation, due between one and twenty minutes from now. */
export async function scheduling(bench: Bench, count: number, rounds: number): Promise<void> {
  const cids = conversations(count / 10)
  const delays = range(count).map(() => 60_000 + Math.floor(Math.random() * 1_140_000))
  const cidOf = (i: number): string => cids[i % cids.length] as string
  /** One round; what it keeps alive goes with it. */
  const round = async <T>(schedule: (i: number) => T, cancel: (timer: T, i: number) => void) => {
    const before = heapBytes()
    const timers: T[] = Array.from({ length: count })
    const scheduled = await clocked(() => {
      for (let i = 0; i < count; i++) timers[i] = schedule(i)
    })
    const bytes = heapBytes() - before - 8 * count
    const cancelled = await clocked(() => timers.forEach(cancel))
    return { schedule: scheduled.cpu / count, cancel: cancelled.cpu / count, bytes: bytes / count }
  }
  const contender = async <T>(schedule: (i: number) => T, cancel: (timer: T, i: number) => void) => {
    const all = []
    for (let i = 0; i < rounds; i++) all.push(await round(schedule, cancel))
    return {
      schedule: all.map(one => one.schedule),
      cancel: all.map(one => one.cancel),
      bytes: all.map(one => one.bytes),
    }
  }
  const registries = new Async()
  const timeouts = new Timeouts()
  // One of each stays: compiled code dies with the last object of the shapes it was made for.
  const standing = registries.scheduleEvent({ cid: 'c', instanceId: 'i0', delayMs: 1e6, event: 'e' })
  const standingNative = timeouts.schedule('c', 'i0', 1e6, 'e')
  const ours = await contender(
    i =>
      registries.scheduleEvent({ cid: cidOf(i), instanceId: 'i0', delayMs: delays[i] as number, event: 'e' }),
    timer => timer.cancel(),
  )
  const native = await contender(
    i => timeouts.schedule(cidOf(i), 'i0', delays[i] as number, 'e'),
    (timer, i) => timeouts.cancel(cidOf(i), timer),
  )
  standing.cancel()
  timeouts.cancel('c', standingNative)
  const of = `of ${count.toLocaleString('en')} timers`
  for (const [what, unit] of [
    ['schedule', 'ns'],
    ['cancel', 'ns'],
    ['bytes', 'B/item'],
  ] as const) {
    bench.report(`${what === 'bytes' ? 'bytes of' : what} one ${of}`, {
      unit,
      ours: ours[what],
      baselines: { setTimeout: native[what] },
    })
  }
}

interface Firing {
  readonly count: number
  /** The first is due so many milliseconds after the start, the last so many later. All are scheduled before. */
  readonly from: number
  readonly over: number
  /** Look at the delay of the event loop meanwhile; that costs something itself. */
  readonly watch?: boolean
}

async function fired({ count, from, over, watch }: Firing, native: boolean) {
  const registries = new Async()
  const timeouts = new Timeouts()
  const late = new Float64Array(count)
  const events = names('', count)
  const cids = conversations(Math.ceil(count / 10))
  const stay = setInterval(NOTHING, 1e6)
  const start = performance.now() + from
  const dueOf = (i: number): number => start + Math.floor((i * over) / count)
  let left = count
  let end = NOTHING
  const done = new Promise<void>(resolve => (end = resolve))
  const deliver: Deliver = (_, { event }) => {
    const i = Number(event)
    late[i] = performance.now() - dueOf(i)
    if (--left === 0) end()
  }
  registries.installDispatch(deliver)
  timeouts.deliver = deliver
  for (let i = 0; i < count; i++) {
    const cid = cids[i % cids.length] as string
    const event = events[i] as string
    const delayMs = dueOf(i) - performance.now()
    if (native) timeouts.schedule(cid, 'i0', delayMs, event)
    else registries.scheduleEvent({ cid, instanceId: 'i0', delayMs, event })
  }
  const spare = start - performance.now()
  if (spare < 0) throw new Error(`bench: scheduling took ${-spare} ms longer than there was`)
  const monitor = monitorEventLoopDelay({ resolution: 1 })
  await pause(5)
  if (watch) monitor.enable()
  const { cpu } = await clocked(() => done)
  monitor.disable()
  clearInterval(stay)
  return { cpu: cpu / count, late, hold: monitor.max / 1e6 }
}

export async function firing(bench: Bench): Promise<void> {
  const both = async <T>(rounds: number, measure: (native: boolean) => Promise<T>) => {
    const [ours, native]: [T[], T[]] = [[], []]
    for (let i = 0; i < rounds; i++) {
      collect()
      ours.push(await measure(false))
      collect()
      native.push(await measure(true))
    }
    return { ours, native }
  }
  const spread = await both(3, native => fired({ count: 200_000, from: 800, over: 2000 }, native))
  bench.report('fire 200,000 timers over 2 s', {
    unit: 'ns',
    ours: spread.ours.map(({ cpu }) => cpu),
    baselines: { setTimeout: spread.native.map(({ cpu }) => cpu) },
  })
  const at = await both(3, native => fired({ count: 100_000, from: 1000, over: 0, watch: true }, native))
  bench.report('fire 100,000 timers due together, the last is late by', {
    unit: 'ms wall',
    ours: at.ours.map(({ late }) => quantile([...late], 1)),
    baselines: { setTimeout: at.native.map(({ late }) => quantile([...late], 1)) },
  })
  bench.report('fire 100,000 timers due together, longest hold of the event loop', {
    unit: 'ms wall',
    ours: at.ours.map(({ hold }) => hold),
    baselines: { setTimeout: at.native.map(({ hold }) => hold) },
  })
  const few = await both(3, native => fired({ count: 400, from: 20, over: 400 }, native))
  const early = ({ late }: { late: Float64Array }): number => Math.max(0, -quantile([...late], 0))
  bench.report('the earliest of 400 timers is early by', {
    unit: 'ms wall',
    ours: few.ours.map(early),
    baselines: { setTimeout: few.native.map(early) },
  })
  bench.report('the middle one of 400 timers is late by', {
    unit: 'ms wall',
    ours: few.ours.map(({ late }) => quantile([...late], 0.5)),
  })
}
