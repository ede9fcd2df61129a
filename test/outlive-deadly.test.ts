// An event that ends its process ends five of them, and then it is the conversation that does not go on.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { begin, type Program } from './outlive/program.ts'
import { Visitor } from './visitor.ts'

let folder: string
let program: Program
let port: string

const start = async (): Promise<void> => {
  const env = { PORT: port, DATA: join(folder, 'a.db'), REPARTEE_SECRET: 'the-same-for-all' }
  program = await begin('test/outlive/deadly.tsx', env)
  port = new URL(program.url).port
}
const visitor = (): Visitor => new Visitor(request => fetch(request), program.url)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadly-'))
  port = '0'
  await start()
})
afterEach(async () => {
  await program.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

it('a click that ends its process is done five times, and then refused, while everybody else goes on', async () => {
  const [ada, bob] = [await visitor().open('/'), await visitor().open('/')]
  await bob.click('more')
  await ada.click('more')
  await ada.reads('count 1')
  const offer = ada.page.offers().find(({ label }) => label === 'die')!.offer
  let deaths = 0
  let answer: Response | undefined
  while (answer === undefined && deaths < 8) {
    // As a page does: the stream, and the event that nobody acknowledged.
    if (deaths > 0) await ada.attach()
    answer = await ada.post({ n: 2, offer }).catch(() => undefined)
    if (answer !== undefined) break
    deaths++
    await program.gone()
    await start()
  }
  expect(deaths).toBe(5)
  expect(answer?.status).toBe(410)
  expect(answer?.headers.get('rp-gone')).toMatch(/^failed \w{8}$/)
  // Told once, with what the visitor was told.
  const [, reference = ''] = answer?.headers.get('rp-gone')?.split(' ') ?? []
  await vi.waitFor(() => expect(program.said()).toContain('[deadly]'))
  expect(program.said()).toContain(reference)
  expect((await ada.attach()).status).toBe(410)
  expect(
    (await bob.post({ n: 2, offer: bob.page.offers().find(({ label }) => label === 'more')!.offer })).status,
  ).toBe(204)
  await bob.attach()
  await bob.reads('count 2')
})

it('so it is with a timer that ends its process, which is not woken any more', async () => {
  const ada = await visitor().open('/')
  await ada.click('set')
  for (let deaths = 0; deaths < 5; deaths++) {
    expect(await program.gone()).toBe(7)
    await start()
  }
  await vi.waitFor(() => expect(program.said()).toContain('[deadly]'), 20_000)
  expect((await ada.attach()).status).toBe(410)
  expect((await visitor().get('/')).status).toBe(200)
})
