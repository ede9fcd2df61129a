// A run: trials one after the other, each on a file of its own, until all kills are done or one of them finds something; or mistakes,
// until each was found.
// Invariant: what a run leaves behind on the machine is nothing.
// Does not know where it is told of.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildServer } from './build.ts'
import { MISTAKES } from './mistakes.ts'
import { planOf } from './plan.ts'
import { trial, type Figures, type Report } from './trial.ts'
import { mount, unmount } from './volume.ts'

export interface RunOptions {
  readonly seed: number
  readonly kills: number
  readonly visitors: number
  /** Of the plan that trial alone, with all of the kills. */
  readonly only?: string | undefined
  onTrial(name: string, kills: number): void
  onProgress(figures: Figures): void
}

export interface Ran {
  readonly name: string
  readonly kills: number
  readonly report: Report
}

/** All trials; the last one is the one that found something, if one did. */
export async function run(options: RunOptions): Promise<readonly Ran[]> {
  const { seed, kills, visitors, only, onTrial, onProgress } = options
  return inFolder(async folder => {
    const script = await buildServer(folder)
    const ports = await freePorts(2)
    const volume = join(folder, 'volume')
    const isSmall = mount(volume)
    const done: Ran[] = []
    try {
      const whole = planOf(kills, isSmall)
      if (only !== undefined && !whole.some(({ name }) => name === only))
        throw new Error(`--only is one of: ${whole.map(({ name }) => name).join('; ')}`)
      for (const [at, planned] of whole.entries()) {
        const { name } = planned
        if (only !== undefined && name !== only) continue
        const many = only === undefined ? planned.kills : kills
        onTrial(name, many)
        const site = planned.isSmall === true ? join(volume, 'site') : join(folder, `site${at}`)
        const work = join(folder, `work${at}`)
        const given = {
          ...planned,
          kills: many,
          seed: seed + at,
          visitors,
          script,
          folder: site,
          work,
          ports,
          onProgress,
        }
        const report = await trial(given)
        done.push({ name, kills: many, report })
        if (report.wrong.length > 0) break
      }
      return done
    } finally {
      if (isSmall) unmount(volume)
    }
  })
}

/** What was found of a server with that mistake. */
export async function runMistake(
  name: string,
  { seed, kills, visitors, onProgress }: Pick<RunOptions, 'seed' | 'kills' | 'visitors' | 'onProgress'>,
): Promise<Report> {
  const mistake = MISTAKES[name]
  if (mistake === undefined) throw new Error(`there is no mistake "${name}"`)
  const { patches = [], processes, faults = {}, isHasty = false } = mistake
  return inFolder(async folder =>
    trial({
      name,
      seed,
      kills,
      processes,
      visitors,
      faults,
      isHasty,
      script: await buildServer(folder, patches),
      folder: join(folder, 'site'),
      work: join(folder, 'work'),
      ports: await freePorts(2),
      onProgress,
    }),
  )
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Below those that the system gives to whoever asks for any: else a visitor could get the port of a server that is down. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000]

/** As many that nobody has at present. */
export async function freePorts(many: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  while (ports.size < many) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT))
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

function isFree(port: number): Promise<boolean> {
  return new Promise(done => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}
