// What a person does, in a real browser against the real server.
import { call, component } from 'repartee'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Booking } from '../examples/booking.tsx'
import { Chat } from '../examples/chat.tsx'
import { Clock } from '../examples/clock.tsx'
import { Confirm } from '../examples/confirm.tsx'
import { Counter } from '../examples/counter.tsx'
import { Rows } from '../examples/rows.tsx'
import { openBrowser, openTab, type Tab } from './browser.ts'
import { openProxy, type Proxy } from './proxy.ts'

/** A component that was on the page all along, and asks in its own place. */
const Asker = component({
  name: 'asker',
  state: (props: { label: string }) => ({ label: props.label, said: 'nothing' }),
  on: {
    *ask(s) {
      const yes = yield* call(Confirm, { question: `Sure, ${s.label}?` })
      return now => ({ ...now, said: yes ? 'yes' : 'no' })
    },
  },
  view: (s, on) => (
    <p class="asker">
      {s.label} said {s.said} <button onClick={on.ask}>Ask {s.label}</button>
    </p>
  ),
})

const Pad = component({
  name: 'pad',
  state: () => ({}),
  on: {},
  view: () => <input class="pad" name="pad" aria-label="pad" />,
})

const Pair = component({
  name: 'pair',
  state: () => ({}),
  on: {},
  view: () => (
    <main>
      <h1>A pair</h1>
      <Asker key="a" label="left" />
      <Pad key="p" />
      <Asker key="b" label="right" />
    </main>
  ),
})

const pages = {
  '/': Counter,
  '/ask/:label': Asker,
  '/pair': Pair,
  '/book': Booking,
  '/chat/:room': Chat,
  '/clock': Clock,
  '/rows': Rows,
}

let browser: Browser
let serving: Serving
const tabs: Tab[] = []

beforeAll(async () => {
  browser = await openBrowser()
  serving = await serve({ pages, port: 0 })
})
afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    expect(tab.errors).toEqual([])
    await tab.close()
  }
})
afterAll(async () => {
  await serving.close()
  await browser.close()
})

async function tab(path: string, base = serving.url): Promise<Page> {
  const opened = await openTab(browser)
  tabs.push(opened)
  await opened.page.goto(base + path)
  await live(opened.page)
  return opened.page
}

const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')
const reads = (page: Page, text: string): Promise<unknown> =>
  page.waitForFunction(wanted => document.querySelector('#repartee')?.textContent?.includes(wanted), text)

describe('in the browser', () => {
  it('a counter counts, and a reload keeps the conversation', async () => {
    const page = await tab('/')
    await page.click('text=+')
    await page.click('text=+')
    await page.click('text=−')
    await reads(page, '−1+')
    await page.reload()
    await reads(page, '−1+')
    await page.click('text=+')
    await reads(page, '−2+')
  })

  it('a reload shows the conversation as it stands in its very first paint', async () => {
    const page = await tab('/')
    await page.click('text=+')
    await reads(page, '−1+')
    // the change may be here before the answer to the click
    await page.waitForSelector('[rp-busy]', { state: 'detached' })
    const [response] = await Promise.all([
      page.waitForResponse(each => each.url() === `${serving.url}/`),
      page.reload(),
    ])
    expect(await response.text()).toContain('<output>1</output>')
    await live(page)
    await page.click('text=+')
    await reads(page, '−2+')
    // Gone from the cookies as soon as it was used: another tab begins anew.
    const other = await openTab(browser, page.context())
    await other.page.goto(serving.url)
    await live(other.page)
    expect(await other.page.textContent('#repartee')).toBe('−0+')
  })

  it('a component that was on the page asks in its place, and the page is intact after yes and after no', async () => {
    const page = await tab('/ask/Ada')
    await page.click('.asker button')
    await reads(page, 'Sure')
    expect(await page.$('.asker')).toBeNull()
    await page.click('text=Yes')
    await reads(page, 'said yes')
    await page.click('.asker button')
    await page.click('text=No')
    await reads(page, 'said no')
  })

  it('an embedded child asks in its own place, beside a sibling that keeps its typed text', async () => {
    const page = await tab('/pair')
    await page.fill('.pad', 'half a thought')
    const pad = await page.$('.pad')
    await page.click('text=Ask right')
    await reads(page, 'Sure, right?')
    expect(await page.inputValue('.pad')).toBe('half a thought')
    await page.click('text=Ask left')
    await reads(page, 'Sure, left?')
    await page.click('dialog:has-text("right") >> text=Yes')
    await reads(page, 'right said yes')
    await page.click('text=No')
    await reads(page, 'left said no')
    expect(await page.inputValue('.pad')).toBe('half a thought')
    expect(await pad?.evaluate(element => element.isConnected)).toBe(true)
    expect(await page.textContent('#repartee')).toContain('A pair')
  })

  it('a question over the page is modal, and gives the focus back', async () => {
    const page = await tab('/rows')
    await page.click('[aria-label="remove bread"]')
    await page.waitForSelector('dialog:modal')
    await page.click('dialog >> text=No')
    await page.waitForSelector('dialog', { state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('remove bread')
    await page.click('[aria-label="remove bread"]')
    await page.click('dialog >> text=Yes')
    await page.waitForSelector('text=bread', { state: 'detached' })
    expect(await page.textContent('#repartee')).toContain('coffee')
    await page.click('text=Load afresh')
    await reads(page, 'eggs')
  })

  it('the keyboard is enough: the focus goes into a question, back to what asked, and on to the next one', async () => {
    const page = await tab('/pair')
    const focus = (): Promise<string | null | undefined> =>
      page.evaluate(() => document.activeElement?.textContent)
    await page.focus('text=Ask right')
    await page.keyboard.press('Enter')
    await reads(page, 'Sure, right?')
    expect(await focus()).toBe('No')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await reads(page, 'right said yes')
    expect(await focus()).toBe('Ask right')
    await page.goto(`${serving.url}/book`)
    await live(page)
    for (const word of ['Ada', '7']) {
      await page.keyboard.type(word)
      await page.keyboard.press('Enter')
      await reads(page, word)
    }
    expect(await focus()).toBe('No')
    await page.keyboard.press('Tab')
    expect(await focus()).toBe('Yes')
  })

  it('a booking goes forward, back and to the end', async () => {
    const page = await tab('/book')
    await page.fill('[name=value]', 'Ada')
    await page.keyboard.press('Enter')
    await reads(page, 'Which room, Ada?')
    expect(await page.inputValue('[name=value]')).toBe('')
    await page.click('text=Back')
    await reads(page, 'Your name?')
    expect(await page.inputValue('[name=value]')).toBe('Ada')
    await page.fill('[name=value]', 'Bob')
    await page.click('text=Next')
    await reads(page, 'Which room, Bob?')
    await page.fill('[name=value]', '7')
    await page.click('text=Next')
    await reads(page, 'Book 7 for Bob?')
    await page.click('text=Yes')
    await page.waitForSelector('html[rp-state=gone]')
    await page.click('text=Start again')
    await live(page)
    await reads(page, 'Your name?')
  })

  it('two browsers chat', async () => {
    const [ada, bob] = [await tab('/chat/tea'), await tab('/chat/tea')]
    await ada.fill('[name=from]', 'Ada')
    await ada.fill('[name=text]', 'hello <i>')
    await ada.click('text=Say')
    await Promise.all([reads(ada, 'Ada hello <i>'), reads(bob, 'Ada hello <i>')])
    await bob.fill('[name=text]', 'hello yourself')
    await bob.keyboard.press('Enter')
    await reads(ada, 'hello yourself')
  })

  it('a clock ticks, pauses and goes on', async () => {
    const page = await tab('/clock')
    const time = (): Promise<string | null> => page.textContent('time')
    const first = await time()
    await page.waitForFunction(before => document.querySelector('time')?.textContent !== before, first)
    await page.click('text=Pause')
    await reads(page, 'Resume')
    const paused = await time()
    await page.waitForTimeout(1500)
    expect(await time()).toBe(paused)
    await page.click('text=Resume')
    await page.waitForFunction(before => document.querySelector('time')?.textContent !== before, paused)
  })

  it('is readable, and its links work, without any script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${serving.url}/rows`)
    expect(await page.textContent('#repartee')).toContain('coffee')
    await context.close()
  })
})

describe('on a bad network', () => {
  let proxy: Proxy
  beforeAll(async () => {
    proxy = await openProxy(new URL(serving.url))
  })
  afterAll(() => proxy.close())

  it('a dropped stream recovers without losing a click', async () => {
    const page = await tab('/', proxy.url)
    tabs.at(-1)?.errors.splice(0)
    for (let i = 0; i < 10; i++) {
      await page.click('text=+')
      if (i % 3 === 0) proxy.cut()
    }
    await reads(page, '−10+')
    await page.click('text=+')
    await reads(page, '−11+')
    tabs.at(-1)?.errors.splice(0)
  })

  it('clicks made while the network is away arrive when it is back, once each', async () => {
    const page = await tab('/', proxy.url)
    proxy.refuse(true)
    proxy.cut()
    await page.waitForSelector('html[rp-state=reconnecting], html[rp-state=offline]')
    for (let i = 0; i < 5; i++) await page.click('text=+')
    proxy.refuse(false)
    await reads(page, '−5+')
    tabs.at(-1)?.errors.splice(0)
  })
})

describe('when the server is restarted', () => {
  it('the open page recovers by itself, afresh, and says so', async () => {
    const first = await serve({ pages, port: 0 })
    const port = Number(new URL(first.url).port)
    const page = await tab('/', first.url)
    await page.click('text=+')
    await reads(page, '−1+')
    await first.close()
    await page.waitForSelector('html[rp-state=reconnecting]')
    const second = await serve({ pages, port })
    await reads(page, '−0+')
    await live(page)
    expect(await page.textContent('#rp-notices')).toContain('afresh')
    await page.click('text=+')
    await reads(page, '−1+')
    tabs.at(-1)?.errors.splice(0)
    await tabs.pop()?.close()
    await second.close()
  })
})
