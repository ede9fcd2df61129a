// The gallery's own program under simulated load, handled from its dashboard in a real browser: what an operator does is seen at once, by
// others and by those whom it concerns, and stands in the audit log. A viewer sees the same, and is offered nothing.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from './browser.ts'

/** As long as a busy machine needs, ms. */
const PATIENCE = 60_000

let gallery: ChildProcess
let url: string
let browser: Browser
let ada: Tab
let guest: Tab

beforeAll(async () => {
  browser = await openBrowser()
  gallery = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', 'examples/gallery/main.tsx'], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, PORT: '0', SIMULATE: '6', DATA: '', NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  url = await addressOf(gallery)
  ada = await signedIn('Ada')
  guest = await signedIn('guest')
})
afterAll(async () => {
  await browser?.close()
  gallery?.kill('SIGKILL')
})

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The gallery says nothing')
  for await (const line of createInterface({ input: stdout })) {
    const [address] = /http:\S+(?=\/ops$)/.exec(line) ?? []
    if (address !== undefined) return address
  }
  throw new Error('The gallery ended without listening')
}

const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')

async function open(page: Page, path: string): Promise<void> {
  await page.goto(url + path)
  await live(page)
}

/** A visitor of the gallery who said at its door who they are. */
async function signedIn(name: string): Promise<Tab> {
  const tab = await openTab(browser)
  const { page } = tab
  page.setDefaultTimeout(PATIENCE)
  await open(page, '/door')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill('open sesame')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText(`You are in, ${name}`).waitFor()
  return tab
}

const row = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
const act = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
/** What is done to the others. */
const LATER = [
  'conversation.record',
  'conversation.replay',
  'conversation.end',
  'worker.stop',
  'worker.start',
]
/** Presses it, and says yes to what is asked. */
async function surely(page: Page, name: string, yes: string): Promise<void> {
  await act(page, name).click()
  await page.getByRole('alertdialog').getByRole('button', { name: yes, exact: true }).click()
}

describe('an operator', () => {
  it('sees visitors come and press what is offered', async () => {
    const { page } = ada
    await open(page, '/ops?screen=conversations')
    await expect
      .poll(() => page.getByRole('table', { name: 'Conversations' }).getByRole('row').count(), {
        timeout: PATIENCE,
      })
      .toBeGreaterThan(6)
    await open(page, '/ops?screen=endpoints&text=event')
    await page
      .getByRole('link', { name: /\w\.\w/ })
      .first()
      .waitFor()
  })

  it('pauses a cron, which others see, and starts one by hand', async () => {
    const { page } = ada
    await open(guest.page, '/ops?screen=crons')
    await open(page, '/ops?screen=crons')
    await act(page, 'Pause digest').click()
    await row(page, 'digest').getByText('paused').waitFor()
    await row(guest.page, 'digest').getByText('paused').waitFor()
    await act(page, 'Run now tidy tasks').click()
    await row(page, 'tidy tasks').getByText('done').waitFor()
    await act(page, 'Resume digest').click()
    await row(guest.page, 'digest').getByText('paused').waitFor({ state: 'detached' })
  })

  it('overrides a limit for a while, lifts that, and gives everybody all tokens', async () => {
    const { page } = ada
    await open(guest.page, '/ops?screen=limits')
    await open(page, '/ops?screen=limits&id=tickets')
    const form = page.getByRole('form', { name: 'Override tickets' })
    await form.getByLabel('Requests').fill('7')
    await form.getByLabel('Burst').fill('9')
    await form.getByRole('button', { name: 'Override' }).click()
    await page.getByText('overridden').first().waitFor()
    await row(guest.page, 'tickets').getByText('7/second').waitFor()
    await surely(page, 'Reset all keys of tickets', 'Reset all keys of')
    await page.getByRole('status').getByText('Reset all keys of tickets').waitFor()
    await act(page, 'Lift override of tickets').click()
    await row(guest.page, 'tickets').getByText('overridden').waitFor({ state: 'detached' })
  })

  it('finds a visitor, does again what they did, and ends their conversation, which they are told', async () => {
    const { page } = ada
    const bob = await signedIn('Bob')
    await open(bob.page, '/counter')
    await open(page, '/ops?screen=conversations&text=Bob')
    const found = page.getByRole('row').filter({ hasText: '/counter' })
    await found.getByRole('link').first().click()
    await page.getByRole('button', { name: /^Record / }).click()
    await page.getByRole('button', { name: /^Stop recording / }).waitFor()
    await act(bob.page, 'one more').click()
    await bob.page.locator('output').getByText('1', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Replay / }).click()
    await page.getByText('the same came of it').first().waitFor()
    await page.getByRole('button', { name: /^End / }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'End', exact: true }).click()
    await bob.page.waitForSelector('html[rp-state=gone]')
    await bob.close()
  })

  it('stops a worker, and starts it again', async () => {
    const { page } = ada
    await open(guest.page, '/ops?screen=workers')
    await open(page, '/ops?screen=workers')
    await surely(page, 'Stop visitors', 'Stop')
    await row(guest.page, 'visitors').getByText('stopped').waitFor()
    await act(page, 'Start visitors').click()
    await row(guest.page, 'visitors').getByText('running').waitFor()
  })

  it('stands in the audit log with all of it', async () => {
    const { page } = ada
    await open(page, '/ops?screen=audit')
    const acts = [
      'cron.pause',
      'cron.trigger',
      'cron.resume',
      'limit.override',
      'limit.resetAll',
      'limit.lift',
    ]
    const rows = page.getByRole('row').filter({ hasText: 'Ada' })
    await expect.poll(() => rows.count(), { timeout: PATIENCE }).toBe(11)
    const { sections } = (await (await fetch(`${url}/ops/snapshot`)).json()) as {
      sections: {
        audit: { who: string; what: string; target: string; before: string; after: string; why: null }[]
      }
    }
    const log = sections.audit.toSorted((a, b) => acts.indexOf(a.what) - acts.indexOf(b.what))
    expect(new Set(log.map(({ what }) => what))).toEqual(new Set([...acts, ...LATER]))
    expect(new Set(log.map(({ who, why }) => `${who} ${why}`))).toEqual(new Set(['Ada null']))
    const pause = log.find(({ what }) => what === 'cron.pause')
    expect([pause?.target, pause?.before, pause?.after]).toEqual([
      'digest',
      expect.stringContaining('"paused":false'),
      expect.stringContaining('"paused":true'),
    ])
  })
})

describe('a viewer', () => {
  it('is offered nothing that changes anything, on any screen', async () => {
    const { page } = guest
    for (const screen of [
      '',
      'crons',
      'limits',
      'workers',
      'resources',
      'topics',
      'conversations',
      'errors',
    ]) {
      await open(page, screen === '' ? '/ops' : `/ops?screen=${screen}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect([screen, await page.locator('main button.act, main form').count()]).toEqual([screen, 0])
    }
    await page.keyboard.press('Control+k')
    await page.getByLabel('Find or do').last().fill('pause')
    await page.getByText('Nothing is called that.').waitFor()
  })
})

it('nothing went wrong in any of these pages', async () => {
  expect([...ada.errors, ...ada.warnings, ...guest.errors, ...guest.warnings]).toEqual([])
})

it('the program ends when it is asked to, with viewers there', async () => {
  gallery.kill('SIGTERM')
  expect((await once(gallery, 'exit'))[0]).toBe(0)
})
