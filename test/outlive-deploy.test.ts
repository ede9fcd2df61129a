// A program is replaced by its next version, again and again, on one port and over one file, while many visitors click all the time: no
// request fails, and what was acknowledged is there, once.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { browserFetch, Clicker, Tally } from './outlive/clicker.ts'
import { begin, type Program } from './outlive/program.ts'

const VISITORS = 30
const DEPLOYS = 3
const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
const running = new Set<Program>()
afterAll(async () => {
  for (const program of running) await program.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function start(PORT: string): Promise<Program> {
  const env = { PORT, DATA: join(folder, 'a.db'), REPARTEE_SECRET: 'the-same-for-all-of-them' }
  const program = await begin('examples/deploy/main.tsx', env)
  running.add(program)
  return program
}

/** Whether the system hands connections that nobody has taken yet to another process on the port; else it cuts them off. */
function isMigrating(): boolean {
  const file = '/proc/sys/net/ipv4/tcp_migrate_req'
  return existsSync(file) && readFileSync(file, 'utf8').trim() === '1'
}

const most = (all: readonly number[]): number => Math.round(all.toSorted((a, b) => a - b).at(-1) ?? 0)

it('nobody notices that the program was replaced', async () => {
  const tally = new Tally()
  let program = await start('0')
  const { url } = program
  const clickers = Array.from({ length: VISITORS }, () => new Clicker(url, tally))
  for (const clicker of clickers) await clicker.begin()
  // Others come, each on a connection of their own.
  let isOver = false
  const statuses = new Map<number, number>()
  const coming = (async () => {
    while (!isOver) {
      const { status, body } = await browserFetch(tally)(
        new Request(url, { headers: { connection: 'close' } }),
      )
      await body?.cancel()
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  })()
  const took: number[] = []
  for (let deploys = 0; deploys < DEPLOYS; deploys++) {
    const next = await start(new URL(url).port)
    await sleep(500)
    const began = performance.now()
    expect(await program.stop('SIGTERM')).toBe(0)
    took.push(performance.now() - began)
    expect(program.said()).toBe('')
    running.delete(program)
    program = next
    await sleep(500)
  }
  isOver = true
  await coming
  await Promise.all(clickers.map(clicker => clicker.stop()))
  const { failures, acknowledged, shown, later, again, cut } = tally
  console.log(
    `${acknowledged.length} clicks over ${DEPLOYS} deploys; longest ${most(acknowledged)} ms to the acknowledgement, ${most(shown)} ms to the page;`,
    `${later} told to come later, ${again} sent again, ${cut} cut off; pages ${[...statuses].join(' ')}; the old one took ${took.map(Math.round).join(', ')} ms to end`,
  )
  expect(failures).toEqual([])
  if (isMigrating()) expect(cut).toBe(0)
  expect([...statuses.keys()]).toEqual([200])
  for (const { visitor, clicks } of clickers) {
    await visitor.attach({})
    await visitor.reads(`count ${clicks} `)
    await visitor.detach()
  }
  expect(program.said()).toBe('')
})
