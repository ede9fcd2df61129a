// Files in real Chromium against the real server: seen on their way, cut off and sent on, given up, refused in words.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { component, io } from 'repartee'
import type { Fields, Upload } from 'repartee'
import { blank, check, Field, fieldsOf } from 'repartee/forms'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { openBrowser, openTab, type Tab } from './browser.ts'
import { openProxy, type Proxy } from './proxy.ts'

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12)

interface State {
  readonly rows: readonly string[]
}

const Inbox = component({
  name: 'browser-uploads',
  state: (): State & { readonly open: boolean } => ({ rows: [], open: true }),
  on: {
    *keep(_, { title, files }: { readonly title: string; readonly files: readonly Upload[] }) {
      const hashes: string[] = []
      for (const file of files)
        hashes.push(`${file.name} ${yield* io(async ({ open }) => hashOf(await open(file).bytes()))}`)
      return (now: State & { readonly open: boolean }) => ({
        ...now,
        rows: [...now.rows, `${title}: ${hashes.join()}`],
      })
    },
    *add(_, files: readonly Upload[]) {
      const [first] = files
      if (first) yield* io(async ({ open }) => void (await open(first).text()))
      return (now: State & { readonly open: boolean }) => ({
        ...now,
        rows: [...now.rows, `added ${files.map(({ name }) => name).join()}`],
      })
    },
    shut: s => ({ ...s, open: false }),
  },
  view: (s, on) => (
    <main>
      {s.open && (
        <form onSubmit={on.keep} id="form">
          <input name="title" aria-label="Title" />
          <input type="file" name="files" aria-label="Files" multiple accept=".bin" maxsize={3_000_000} />
          <ul rp-files />
          <button>Keep</button>
          <button type="reset">Start over</button>
        </form>
      )}
      <input type="file" aria-label="At once" multiple onUpload={on.add} maxsize={3_000_000} />
      <button onClick={on.shut}>Shut</button>
      <output>{s.rows.join('; ')}</output>
    </main>
  ),
})

const Paper = z.object({ title: z.string().min(3, 'Longer, please.'), paper: z.any() })
const Desk = component({
  name: 'browser-upload-form',
  state: () => ({ form: blank(Paper), got: '' }),
  on: {
    save: (s, sent: Fields) => {
      const { ok, value, form } = check(s.form, Paper, sent)
      return ok ? { form, got: `${value.title}: ${(value.paper as Upload).name}` } : { ...s, form }
    },
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here)
    return (
      <form onSubmit={on.save}>
        <Field of={f.title} />
        <Field of={f.paper} type="file" />
        <button>Save</button>
        <output>{s.got}</output>
      </form>
    )
  },
})

let folder: string
let browser: Browser
let serving: Serving
let proxy: Proxy
let tab: Tab
let page: Page

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'browser-uploads-'))
  browser = await openBrowser()
  serving = await serve({ pages: { '/': Inbox, '/desk': Desk }, port: 0, uploads: { folder } })
  proxy = await openProxy(new URL(serving.url))
})
afterAll(async () => {
  await proxy.close()
  await serving.close()
  await browser.close()
  expect(readdirSync(folder)).toEqual([])
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  tab = await openTab(browser)
  page = tab.page
})
afterEach(() => tab.close())

const go = async (path = '/'): Promise<void> => {
  await page.goto(proxy.url + path)
  await page.waitForSelector('html[rp-state=live]')
}
const until = <T,>(look: () => Promise<T> | T): ReturnType<typeof expect.poll> =>
  expect.poll(look, { timeout: 60_000, interval: 30 })
const output = (): Promise<string> => page.locator('output').innerText()
const rows = (): Promise<string[]> =>
  page.locator('.rp-file').evaluateAll(all => all.map(row => row.getAttribute('rp-file')!))
const waiting = (): string[] => readdirSync(folder).flatMap(name => readdirSync(join(folder, name)))

function fileOf(name: string, size: number): { name: string; mimeType: string; buffer: Buffer } {
  const buffer = Buffer.alloc(size)
  for (let at = 0; at < size; at++) buffer[at] = (at * 7 + (at >> 9) + name.length) & 255
  return { name, mimeType: 'application/octet-stream', buffer }
}

it('two files are seen on their way, cut off twice, sent on from there, and arrive as they were', async () => {
  await go()
  const files = [fileOf('one.bin', 2_500_000), fileOf('other.bin', 1_200_000)]
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    const form = document.querySelector('#form')!
    new MutationObserver(() => seen.push(form.getAttribute('rp-progress') ?? 'over')).observe(form, {
      attributeFilter: ['rp-progress'],
    })
  })
  await page.getByLabel('Files').setInputFiles(files)
  await until(rows).toEqual(['chosen', 'chosen'])
  await page.getByLabel('Title').fill('Both')
  proxy.cutAfter(900_000)
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.waitForFunction(() => Number(document.querySelector('#form')!.getAttribute('rp-progress')) > 20)
  expect(await page.locator('#form').getAttribute('rp-busy')).toBe('')
  proxy.cutAfter(400_000)
  await until(output).toBe(`Both: ${files.map(({ name, buffer }) => `${name} ${hashOf(buffer)}`).join()}`)
  expect(await rows()).toEqual(['done', 'done'])
  expect(await page.locator('#form').getAttribute('rp-progress')).toBe(null)
  const seen = (await page.evaluate(() => (window as unknown as { seen: string[] }).seen))
    .slice(0, -1)
    .map(Number)
  expect(seen.some(percent => percent > 0 && percent < 100)).toBe(true)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})

it('what is removed, started over, or of a form that is gone, is given up and leaves nothing', async () => {
  await go()
  const send = async (): Promise<void> => {
    await page.getByLabel('Files').setInputFiles([fileOf('one.bin', 2_000_000), fileOf('two.bin', 2_000_000)])
    await until(rows).toEqual(['chosen', 'chosen'])
    proxy.cutAfter(600_000)
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.waitForFunction(() => Number(document.querySelector('#form')?.getAttribute('rp-progress')) > 0)
    proxy.refuse(true)
    proxy.cut()
    await until(rows).toEqual(['waiting', 'waiting'])
  }
  await send()
  await page.getByRole('button', { name: 'Remove one.bin' }).click()
  proxy.refuse(false)
  await until(rows).toEqual(['chosen'])
  expect(await page.locator('#form').getAttribute('rp-busy')).toBe(null)
  await until(waiting).toEqual([])

  await send()
  await page.getByRole('button', { name: 'Start over' }).click()
  proxy.refuse(false)
  await until(rows).toEqual([])
  await until(waiting).toEqual([])

  await send()
  proxy.refuse(false)
  await page.getByRole('button', { name: 'Shut' }).click()
  await page.waitForSelector('#form', { state: 'detached' })
  await until(waiting).toEqual([])
  expect(await output()).toBe('')
})

it('what is under way when the page is left or loaded again leaves nothing', async () => {
  for (const leave of [() => page.reload(), () => page.goto('about:blank')]) {
    await go()
    // Nothing of it arrives. Not by a route of the test's: that may swallow what is said on leaving, too.
    await page.evaluate(() => {
      const real = globalThis.fetch
      globalThis.fetch = (to, how) => {
        if (how?.method !== 'PUT') return real(to, how)
        document.body.id = 'sends'
        return new Promise((_, end) => how.signal!.addEventListener('abort', end))
      }
    })
    await page.getByLabel('At once').setInputFiles([fileOf('a.txt', 1_000_000)])
    // Before it knows what it sends there is nothing that it could take back.
    await page.waitForSelector('#sends')
    expect(waiting()).toHaveLength(1)
    await leave()
    await until(waiting).toEqual([])
  }
})

it('an input sends by itself what fits, and says of the rest what is wrong', async () => {
  await go()
  await page
    .getByLabel('At once')
    .setInputFiles([fileOf('a.txt', 10), fileOf('big', 3_000_001), fileOf('b.txt', 0)])
  await until(output).toBe('added a.txt,b.txt')
  await until(() => page.locator('.rp-notice-text').allInnerTexts()).toEqual([
    'big is too large. It has 3.000001 MB, and at most 3 MB are taken.',
  ])
  expect(await page.getByLabel('At once').evaluate(input => (input as HTMLInputElement).files!.length)).toBe(
    0,
  )
  // In a form the field says so, and is not sent like that.
  await page.getByLabel('Files').setInputFiles([fileOf('notes.txt', 10)])
  await until(rows).toEqual(['failed'])
  expect(await page.locator('.rp-file-error').innerText()).toBe(
    'notes.txt is of another kind than is asked for. Taken are: .bin.',
  )
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Remove notes.txt' }).click()
  await until(rows).toEqual([])
  await page.getByLabel('Title').fill('None')
  await page.getByRole('button', { name: 'Keep' }).click()
  await until(output).toBe('added a.txt,b.txt; None:')
})

it('a form that was refused keeps its file, and does not send it twice; one that was taken is empty', async () => {
  await go('/desk')
  const begun: string[] = []
  page.on('request', request => {
    if (request.url().includes('/upload/') && request.method() !== 'GET') begun.push(request.method())
  })
  await page.getByLabel('Paper').setInputFiles(fileOf('paper.pdf', 1000))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Longer, please.').waitFor()
  await until(rows).toEqual(['done'])
  await page.getByLabel('Title').fill('A paper')
  await page.getByRole('button', { name: 'Save' }).click()
  await until(output).toBe('A paper: paper.pdf')
  expect(begun).toEqual(['POST', 'PUT'])
  expect(await rows()).toEqual([])
  expect(await page.getByLabel('Paper').inputValue()).toBe('')
  expect(tab.errors).toEqual([])
})

it('what the server has forgotten when its event comes is sent once more', async () => {
  await go()
  const sent: string[] = []
  let forgets = 2
  await page.route(/_rp\/(event|upload)\//, async route => {
    const request = route.request()
    const what = `${request.method()} ${/_rp\/(\w+)/.exec(request.url())?.[1]}`
    sent.push(what)
    // As one process after another answers: the event is told that its file is missing, and so is who asks after it.
    const isForgotten = (what === 'POST event' && forgets === 2) || (what === 'GET upload' && forgets === 1)
    if (!isForgotten) return route.continue()
    forgets--
    await route.fulfill({ status: what === 'POST event' ? 422 : 404 })
  })
  await page.getByLabel('At once').setInputFiles([fileOf('a.txt', 10)])
  await until(output).toBe('added a.txt')
  const once = ['POST upload', 'PUT upload']
  expect(sent).toEqual([...once, 'POST event', 'GET upload', ...once, 'POST event'])
})

it('what cannot be written is not tried for ever, and said', async () => {
  await go()
  const before = waiting()
  await page.route(/_rp\/upload\//, route =>
    route.request().method() === 'PUT' ? route.fulfill({ status: 500 }) : route.continue(),
  )
  await page.getByLabel('Files').setInputFiles([fileOf('a.bin', 10)])
  await page.getByRole('button', { name: 'Keep' }).click()
  await until(rows).toEqual(['failed'])
  expect(await page.locator('.rp-file-error').innerText()).toBe(
    'a.bin was not taken, as there is no room for it.',
  )
  expect(await page.locator('#form').getAttribute('rp-busy')).toBe(null)
  await until(() => waiting().filter(id => !before.includes(id))).toEqual([])
})
