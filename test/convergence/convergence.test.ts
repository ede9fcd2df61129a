// Whatever happens on the way, when it is quiet every page shows what its server has, nothing that a visitor did was lost or done
// twice, and what they typed, unfolded and had in focus is as they left it.
// The real client and the real server, in real windows; time, chance, the network and the server's processes are the test's.
// REPARTEE_RUNS looks for longer, from REPARTEE_SEED; what failed is played again, and told, with REPARTEE_SCRIPT.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from '../browser.ts'
import { bundleAll, type Scripts } from './bundle.ts'
import type * as Lab from './lab.ts'
import { MISTAKES } from './mistakes.ts'
import type { Script } from './script.ts'

declare const lab: typeof Lab

const { REPARTEE_RUNS, REPARTEE_SEED, REPARTEE_SCRIPT } = process.env
const RUNS = Number(REPARTEE_RUNS ?? 60)
const SEED = Number(REPARTEE_SEED ?? (REPARTEE_RUNS === undefined ? 2027 : Date.now() % 1e9))
/** Scripts that are played before a fresh page takes over. */
const AT_A_TIME = 250
const PER_RUN_MS = 4000

let browser: Browser
let sound: Scripts
let tab: Tab

beforeAll(async () => {
  ;[browser, sound] = await Promise.all([openBrowser(), bundleAll()])
  tab = await openLab()
})
afterAll(() => browser.close())

async function openLab(): Promise<Tab> {
  const made = await openTab(browser)
  await made.context.route('**/*', route =>
    route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }),
  )
  await made.page.goto('http://desk.test/')
  await load(made.page, sound)
  return made
}

async function load(page: Page, { lab: first, client }: Scripts): Promise<void> {
  await page.addScriptTag({ content: `${first}\nglobalThis.lab = lab` })
  await page.addScriptTag({ content: client })
}

it('holds', { timeout: 60_000 + RUNS * PER_RUN_MS }, async () => {
  if (REPARTEE_SCRIPT !== undefined) {
    const script = JSON.parse(REPARTEE_SCRIPT) as Script
    const { wrong, log } = await tab.page.evaluate(given => lab.once(given), script)
    console.log(log.join('\n'))
    return expect(wrong).toEqual([])
  }
  for (let done = 0; done < RUNS; done += AT_A_TIME) {
    const runs = Math.min(AT_A_TIME, RUNS - done)
    const seed = SEED + done
    const report = await tab.page.evaluate(([many, from]) => lab.many(many, from, true), [
      runs,
      seed,
    ] as const)
    if (report.failure !== undefined)
      throw new Error(`${report.failure}\nplay it with REPARTEE_SCRIPT='${report.replay}'`)
    expect(report.runs).toBe(runs)
    if (RUNS <= AT_A_TIME) continue
    console.log(`${done + runs} scripts, up to seed ${seed + runs - 1}: all held`)
    await tab.close()
    tab = await openLab()
  }
})

it.each(Object.entries(MISTAKES))('finds it when %s', { timeout: 120_000 }, async (_, mistake) => {
  const { page } = tab
  const { at } = mistake
  expect((await page.evaluate(given => lab.once(given), at)).wrong).toEqual([])
  await load(page, await bundleAll(mistake, sound))
  const { wrong } = await page.evaluate(given => lab.once(given), at)
  await load(page, sound)
  expect(wrong).not.toEqual([])
})
