// One program, kept in three ways: what differs is the line that says where. Each is run as a process of its own and used by two visitors.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyServer } from '../src/engines/redis/server.fixture.ts'
import { begin, type Program } from './outlive/program.ts'
import { Visitor } from './visitor.ts'

const KINDS = ['memory', 'sqlite', 'redis'] as const
const folder = mkdtempSync(join(tmpdir(), 'same-'))
let store: Awaited<ReturnType<typeof anyServer>>
const running = new Set<Program>()

beforeAll(async () => {
  store = await anyServer()
})
afterAll(async () => {
  for (const program of running) await program.stop('SIGKILL')
  await store?.end()
  rmSync(folder, { recursive: true, force: true })
})

async function start(kind: (typeof KINDS)[number], port = '0'): Promise<Program> {
  const program = await begin(`examples/same/${kind}.ts`, {
    PORT: port,
    DATA: join(folder, 'tea.db'),
    REDIS_URL: store.url,
    REPARTEE_SECRET: 'known-to-both-of-them',
  })
  running.add(program)
  return program
}
const visit = ({ url }: Program): Promise<Visitor> => new Visitor(request => fetch(request), url).open('/')

describe('the tea house', () => {
  it('is the same program in all of its files, but for the engine: its line, and where it comes from', () => {
    const files = KINDS.map(kind => readFileSync(`examples/same/${kind}.ts`, 'utf8').split('\n').slice(1))
    const without = files.map(lines =>
      lines.filter(line => !/^import \{ \w+ \} from 'repartee|^ {2}engine:/.test(line)),
    )
    expect(without[1]).toEqual(without[0])
    expect(without[2]).toEqual(without[0])
    expect(files.map((lines, at) => lines.length - (without[at]?.length ?? 0))).toEqual([2, 2, 2])
    expect(readFileSync('examples/same/program.tsx', 'utf8')).not.toMatch(/memory|sqlite|redis/)
  })

  it.each(KINDS)('kept by %s asks, serves at its time, and tells everybody', async kind => {
    const house = await start(kind)
    const [one, two] = [await visit(house), await visit(house)]
    await one.click('Order')
    await one.reads('Which one?')
    await one.click('Assam')
    await one.reads('Assam is brewing')
    await two.reads('ordered by anybody: Assam')
    await one.reads('served: Assam')
    await two.reads('served: nothing')
    expect([await house.stop('SIGTERM'), house.said()]).toEqual([0, ''])
    await Promise.all([one.detach(), two.detach()])
  })

  it.each(['sqlite', 'redis'] as const)('kept by %s goes on where it was killed', async kind => {
    const house = await start(kind)
    const visitor = await visit(house)
    await visitor.click('Order')
    await visitor.reads('Which one?')
    await visitor.click('Sencha')
    await visitor.reads('Sencha is brewing')
    await visitor.reads('ordered by anybody: Sencha')
    await house.stop('SIGKILL')
    const again = await start(kind, new URL(house.url).port)
    // For as long as the one that was killed may still be there, nobody else has what it had.
    await expect.poll(async () => (await visitor.attach()).status, { timeout: 60_000 }).toBe(200)
    await visitor.reads('served: Sencha')
    await visitor.reads('ordered by anybody: Sencha')
    expect(await again.stop('SIGTERM')).toBe(0)
    await visitor.detach()
  })
})
