// What viewers of the live feed cost those who are served: a watched program under 5,000 requests a second, nobody looking, a hundred
// looking, and one who stopped reading.
// Idea: three processes: the program on one core, this driver and the viewers on the other. The three conditions take turns, round by
// round, so that a noisy minute hits all alike; a figure is the median of rounds, each the median of its requests.
// `cpu` is all that the program's process used, by its requests: what viewers cost is in it.
// A round in which fewer requests were made than were due says what the machine was doing otherwise, not what the program did: it is left out,
// and how many were kept of each condition is printed. If viewers were the reason, fewer would be kept of theirs.
// VIEWERS_QUICK=1 makes a short run, VIEWERS_COUNT another crowd, VIEWERS_ENDPOINTS another program.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compile, DRIVER_CORE, flags, MEASURED_CORE, pin } from './compile.ts'
import { median, quantile, type Bench } from './harness.ts'
import { Connection } from './serve/http.ts'

const RATE = 5000
const CONNECTIONS = 64
const isQuick = process.env['VIEWERS_QUICK'] === '1'
const ROUNDS = isQuick ? 3 : 30
/** Of the requests that are due. */
const KEPT_FROM = 0.97
const ROUND_MS = isQuick ? 1000 : 700
const COUNT = Number(process.env['VIEWERS_COUNT'] ?? 100)
const ENDPOINTS = process.env['VIEWERS_ENDPOINTS'] ?? '50'

const CONDITIONS = {
  nobody: { count: 0, stalled: false },
  [`${COUNT} viewers`]: { count: COUNT, stalled: false },
  'one who reads nothing': { count: 1, stalled: true },
  // What is no difference at all: by so much figures differ by chance.
  'nobody, again': { count: 0, stalled: false },
} as const

interface Round {
  readonly p50: number
  readonly p99: number
  readonly cpu: number
  readonly rate: number
  readonly perViewer: number
}

export default async function (bench: Bench): Promise<void> {
  const file = await compile(new URL('viewers/program.ts', import.meta.url), 'viewers')
  const isPinned = pin(DRIVER_CORE)
  const program = spawn(process.execPath, [...flags(), file, ENDPOINTS], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const crowd = fork(fileURLToPath(new URL('viewers/crowd.ts', import.meta.url)), {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  })
  try {
    const { port } = await said<{ port: number }>(program)
    if (isPinned) {
      pin(MEASURED_CORE, program.pid)
      pin(DRIVER_CORE, crowd.pid)
    }
    const connections = Array.from({ length: CONNECTIONS }, () => new Connection(port))
    await load(connections, port, 2000)
    const rounds = new Map<string, Round[]>()
    for (let i = 0; i < ROUNDS; i++) {
      for (const [name, condition] of Object.entries(CONDITIONS)) {
        await said(crowd, { port, ...condition })
        // What follows somebody's coming is not what their staying costs.
        await load(connections, port, 300)
        const [before, read] = [await used(program), await taken(crowd)]
        const took = await load(connections, port, ROUND_MS)
        const [after, readThen] = [await used(program), await taken(crowd)]
        const round: Round = {
          p50: quantile(took, 0.5) * 1000,
          p99: quantile(took, 0.99) * 1000,
          cpu: (after - before) / took.length,
          rate: took.length / (ROUND_MS / 1000),
          perViewer: (readThen - read) / Math.max(1, condition.count) / (ROUND_MS / 1000),
        }
        rounds.set(name, [...(rounds.get(name) ?? []), round])
      }
    }
    for (const connection of connections) connection.close()
    const kept = new Map<string, readonly Round[]>()
    for (const [name, all] of rounds) {
      const undisturbed = all.filter(isUndisturbed)
      bench.report(`${name}: rounds kept of ${all.length}`, { unit: 'rounds', ours: [undisturbed.length] })
      kept.set(name, undisturbed.length > 0 ? undisturbed : all)
    }
    report(bench, kept)
    compare(bench, rounds)
  } finally {
    program.kill()
    crowd.kill()
  }
}

function report(bench: Bench, rounds: ReadonlyMap<string, readonly Round[]>): void {
  const of = (name: string, figure: keyof Round): number[] =>
    (rounds.get(name) ?? []).map(round => round[figure])
  const units = { p50: 'us', p99: 'us', cpu: 'us a request', rate: '1/s' } as const
  for (const name of rounds.keys()) {
    for (const [figure, unit] of Object.entries(units) as [keyof typeof units, string][]) {
      const baselines = name === 'nobody' ? {} : { baselines: { nobody: of('nobody', figure) } }
      bench.report(`${RATE} requests a second, ${name}: ${figure}`, {
        unit,
        ours: of(name, figure),
        ...baselines,
      })
    }
    if (name === 'nobody') continue
    bench.report(`${name}: bytes a second of each`, { unit: 'B/s', ours: of(name, 'perViewer') })
  }
}

const isUndisturbed = ({ rate }: Round): boolean => rate >= RATE * KEPT_FROM

/** Each against nobody in the same round, a second or two apart: before it and after it, as the machine may have become slower meanwhile. */
function compare(bench: Bench, rounds: ReadonlyMap<string, readonly Round[]>): void {
  const [nobody, again] = [rounds.get('nobody') ?? [], rounds.get('nobody, again') ?? []]
  for (const [name, all] of rounds) {
    if (name === 'nobody') continue
    const changes = all.flatMap((round, i) => {
      const [before, after] = [nobody[i], again[i]]
      if (before === undefined || after === undefined) return []
      if (![round, before, after].every(isUndisturbed)) return []
      const alone = name === 'nobody, again' ? before.p50 : (before.p50 + after.p50) / 2
      return [(round.p50 / alone - 1) * 100]
    })
    // No round of which all three were undisturbed: nothing is known.
    if (changes.length === 0) continue
    bench.report(`${name}: change of the median, of each round`, { unit: 'percent', ours: changes })
    bench.report(`${name}: change of the median`, { unit: 'percent', ours: [median(changes)] })
  }
}

/** So many requests a second, evenly; ms that each took from when it was sent. */
async function load(connections: readonly Connection[], port: number, ms: number): Promise<number[]> {
  const took: number[] = []
  const free = [...connections]
  const start = performance.now()
  let sent = 0
  let under = 0
  const send = async (connection: Connection): Promise<void> => {
    const at = `/things/${sent++ % Number(ENDPOINTS)}`
    under++
    const begun = performance.now()
    await connection.request(`GET ${at} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    took.push(performance.now() - begun)
    under--
    free.push(connection)
  }
  for (let now = 0; now < ms; now = performance.now() - start) {
    while (sent < (now * RATE) / 1000) {
      const connection = free.pop()
      // All are under way: what is due is not made up for, or a pause would be followed by a flood.
      if (connection === undefined) {
        sent++
        continue
      }
      void send(connection)
    }
    await new Promise(done => setTimeout(done, 1))
  }
  while (under > 0) await new Promise(done => setTimeout(done, 1))
  return took
}

const used = async (program: ChildProcess): Promise<number> =>
  (await said<{ cpu: number }>(program, 'cpu')).cpu
const taken = async (crowd: ChildProcess): Promise<number> =>
  (await said<{ bytes: number }>(crowd, 'bytes')).bytes

/** Asks a process, or waits for what it says first. */
function said<T>(process: ChildProcess, question?: object | string): Promise<T> {
  return new Promise((done, failed) => {
    const ended = (code: number | null): void => failed(new Error(`viewers: a process ended with ${code}`))
    process.once('exit', ended)
    process.once('message', answer => {
      process.off('exit', ended)
      done(answer as T)
    })
    if (question !== undefined) process.send(question)
  })
}
