// A run: trials one after the other, until their time is up or one of them finds something; or a server with a mistake, until it was found.
// Invariant: what a run leaves behind on the machine is nothing.
// Does not know where it is told of.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildServer } from '../crash/build.ts'
import { freePorts } from '../crash/run.ts'
import { hosts } from './hosts.ts'
import { MISTAKES } from './mistakes.ts'
import { PLAN, type Planned } from './plan.ts'
import { trial, type Figures, type Report } from './trial.ts'

export interface RunOptions {
  readonly seed: number
  readonly seconds: number
  readonly visitors: number
  readonly plan?: readonly Planned[]
  /** Of the plan that trial alone, for the whole time. */
  readonly only?: string | undefined
  onTrial(name: string, seconds: number): void
  /** A trial is left out, and why. */
  onLeftOut(name: string, why: string): void
  onProgress(figures: Figures): void
}

export interface Ran {
  readonly name: string
  readonly report: Report
}

const NODES = 3
const SERVER = new URL('server.ts', import.meta.url)

/** All trials; the last one is the one that found something, if one did. */
export async function run(options: RunOptions): Promise<readonly Ran[]> {
  const { seed, seconds, visitors, plan = PLAN, only, onTrial, onLeftOut, onProgress } = options
  return inFolder(async folder => {
    const script = await buildServer(folder, [], SERVER)
    const done: Ran[] = []
    for (const [at, planned] of plan.entries()) {
      const { name, share, hasHosts = false } = planned
      if (only !== undefined && name !== only) continue
      const own = hasHosts ? hosts(NODES) : undefined
      if (typeof own === 'string') {
        onLeftOut(name, own)
        continue
      }
      const given = only === undefined ? seconds * share : seconds
      onTrial(name, given)
      const ports = await freePorts(NODES)
      const site = join(folder, `site${at}`)
      const settings = { ...planned, seed: seed + at, visitors, script, ports, onProgress }
      try {
        const report = await trial({ ...settings, seconds: given, folder: site, hosts: own })
        done.push({ name, report })
        if (report.wrong.length > 0) break
      } finally {
        own?.end()
      }
    }
    return done
  })
}

/** What was found of a server with that mistake. */
export async function runMistake(
  name: string,
  { seed, visitors, onProgress }: Pick<RunOptions, 'seed' | 'visitors' | 'onProgress'>,
): Promise<Report> {
  const mistake = MISTAKES[name]
  if (mistake === undefined) throw new Error(`there is no mistake "${name}"`)
  return inFolder(async folder =>
    trial({
      ...mistake,
      name,
      seed,
      visitors,
      atOnce: 1,
      hosts: undefined,
      script: await buildServer(folder, mistake.patches, SERVER),
      folder: join(folder, 'site'),
      ports: await freePorts(NODES),
      onProgress,
    }),
  )
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
