// The browser's Back, Forward and address bar, in a real browser against the real server.
import { answer, back, call, component, flow, identify } from 'repartee'
import { page as pageOf, serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from './browser.ts'
import { openProxy } from './proxy.ts'

const Step = component({
  name: 'step',
  state: (props: { label: string }) => props,
  on: {
    done: (_s, sent: { value: string }) => answer(sent.value),
    back: () => back(),
  },
  view: (s, on) => (
    <form onSubmit={on.done}>
      <h1>{s.label}</h1>
      <input name="value" aria-label={s.label} autofocus />
      <button>Next</button>
      <button type="button" onClick={on.back}>
        Before
      </button>
    </form>
  ),
})

const Wizard = flow('wizard', function* () {
  const name = yield* call(Step, { label: 'Name?' })
  const room = yield* call(Step, { label: `Room, ${name}?` })
  const day = yield* call(Step, { label: `Day for ${room}?` })
  yield* call(Step, { label: `${name}, ${room}, ${day}: sure?` })
})

const Calendar = component({
  name: 'calendar',
  state: (props: { month?: string }) => ({ month: Number(props.month ?? 1), notes: 0 }),
  on: {
    to: (s, month: number) => ({ ...s, month }),
    note: s => ({ ...s, notes: s.notes + 1 }),
  },
  url: s => `/calendar/${s.month}`,
  view: (s, on) => (
    <main>
      <h1>Month {s.month}</h1>
      <button onClick={on.to(s.month + 1)}>Next</button> <button onClick={on.to(s.month - 1)}>Before</button>
      <button onClick={on.note}>Note</button> <i>{s.notes} notes</i> <a href="/plain">Leave</a>
      {Array.from({ length: 100 }, (_, day) => (
        <p>
          Line {day} of {s.month}
        </p>
      ))}
    </main>
  ),
})

const Plain = component({
  name: 'plain',
  state: () => ({}),
  on: {},
  view: () => <h1>Elsewhere</h1>,
})

const Door = component({
  name: 'door',
  state: () => ({ n: 0 }),
  on: {
    in: () => identify('Ada'),
    out: () => identify(null),
    count: s => ({ n: s.n + 1 }),
    drawn: (s, _line: string) => s,
  },
  view: (s, on, here) => (
    <main>
      <h1>
        {here.principal === null ? 'Nobody' : `${here.principal as string}`} counts {s.n}
      </h1>
      <button onClick={on.in}>In</button> <button onClick={on.out}>Out</button>
      <button onClick={on.count}>Count</button>
    </main>
  ),
})

const Sketch = component({
  name: 'sketch',
  state: () => ({ line: 'none', n: 0 }),
  on: { drawn: (s, line: string) => ({ line, n: s.n + 1 }) },
  view: (s, on) => (
    <main>
      <h1>
        {s.n} lines, last {s.line}
      </h1>
      <div rp-hook="sketch" data-n={s.n} onPush={on.drawn}>
        <canvas rp-ignore width="50" height="50"></canvas>
      </div>
    </main>
  ),
})

const hooks = `export const sketch = {
  mounted(element, push) { element.firstElementChild.onclick = () => push('a to b'); element.firstElementChild.textContent = 'mounted' },
  patched(element) { element.firstElementChild.textContent += ' ' + element.dataset.n },
}`

const pages = {
  '/wizard': Wizard,
  '/calendar': Calendar,
  '/calendar/:month': Calendar,
  '/plain': Plain,
  '/door': Door,
  '/inside': pageOf(Door, { allow: who => who.principal === 'Ada' }),
  '/sketch': Sketch,
}

let browser: Browser
let serving: Serving
const tabs: Tab[] = []

beforeAll(async () => {
  browser = await openBrowser()
  serving = await serve({ pages, hooks, port: 0 })
})
afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    const errors = tab.errors.filter(text => !text.startsWith('Failed to load resource'))
    await tab.close()
    expect(errors).toEqual([])
  }
})
afterAll(async () => {
  await serving.close()
  await browser.close()
})

async function open(path: string, base = serving.url, context?: Tab['context']): Promise<Page> {
  const tab = await openTab(browser, context)
  tabs.push(tab)
  await tab.page.goto(base + path)
  await live(tab.page)
  return tab.page
}
const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')
const shows = (page: Page, heading: string): Promise<unknown> =>
  page.waitForFunction(wanted => document.querySelector('h1')?.textContent?.trim() === wanted, heading)
const bar = (page: Page): string => new URL(page.url()).pathname
/** Heading and address, which must come true together. */
const at = async (page: Page, heading: string, path: string): Promise<void> => {
  await shows(page, heading)
  await expect.poll(() => bar(page)).toBe(path)
}
const say = async (page: Page, text: string, then: string): Promise<void> => {
  await page.fill('input', text)
  await page.keyboard.press('Enter')
  await shows(page, then)
}

describe('a sequence of questions', () => {
  it('is walked back and forth by the browser’s buttons, as far as it went, and goes on from anywhere', async () => {
    const page = await open('/wizard')
    await say(page, 'Ada', 'Room, Ada?')
    await say(page, '7', 'Day for 7?')
    await say(page, 'Monday', 'Ada, 7, Monday: sure?')
    for (const heading of ['Day for 7?', 'Room, Ada?', 'Name?']) {
      await page.goBack()
      await at(page, heading, '/wizard')
    }
    for (const heading of ['Room, Ada?', 'Day for 7?', 'Ada, 7, Monday: sure?']) {
      await page.goForward()
      await at(page, heading, '/wizard')
    }
    await page.goBack()
    await page.goBack()
    await shows(page, 'Room, Ada?')
    await say(page, '8', 'Day for 8?')
    // what was said anew is all that there is
    await page.evaluate(() => history.forward())
    await say(page, 'Tuesday', 'Ada, 8, Tuesday: sure?')
  })

  it('has the focus where the answer goes, after a way back too', async () => {
    const page = await open('/wizard')
    await say(page, 'Ada', 'Room, Ada?')
    await page.goBack()
    await shows(page, 'Name?')
    await page.keyboard.type('Bob')
    await page.keyboard.press('Enter')
    await shows(page, 'Room, Bob?')
  })

  it('goes back by its own button, and the browser goes along', async () => {
    const page = await open('/wizard')
    const first = await page.evaluate(() => history.length)
    await say(page, 'Ada', 'Room, Ada?')
    await say(page, '7', 'Day for 7?')
    await page.click('button:text-is("Before")')
    await shows(page, 'Room, Ada?')
    await page.goForward()
    await shows(page, 'Day for 7?')
    await page.click('button:text-is("Before")')
    await shows(page, 'Room, Ada?')
    await page.click('button:text-is("Before")')
    await shows(page, 'Name?')
    await page.waitForFunction(() => (history.state as { rp: { at: number } }).rp.at === 0)
    await say(page, 'Bob', 'Room, Bob?')
    expect(await page.evaluate(() => history.length)).toBe(first + 1)
    await page.goBack()
    await shows(page, 'Name?')
  })

  it('is walked back in a hurry', async () => {
    const page = await open('/wizard')
    await say(page, 'Ada', 'Room, Ada?')
    await say(page, '7', 'Day for 7?')
    await page.evaluate(() => {
      history.back()
      setTimeout(() => history.back(), 5)
    })
    await shows(page, 'Name?')
    await page.waitForFunction(() => document.querySelectorAll('[rp-busy]').length === 0)
    await page.goForward()
    await shows(page, 'Room, Ada?')
  })

  it('is walked back without a network, as soon as there is one', async () => {
    const proxy = await openProxy(new URL(serving.url))
    try {
      const page = await open('/wizard', proxy.url)
      await say(page, 'Ada', 'Room, Ada?')
      await say(page, '7', 'Day for 7?')
      proxy.refuse(true)
      proxy.cut()
      await page.waitForSelector('html[rp-state=reconnecting], html[rp-state=offline]')
      await page.evaluate(() => history.back())
      await page.evaluate(() => history.back())
      proxy.refuse(false)
      await shows(page, 'Name?')
      await live(page)
      await say(page, 'Bob', 'Room, Bob?')
    } finally {
      await proxy.close()
    }
  })

  it('is resumed by a reload in the middle, and goes on both ways', async () => {
    const page = await open('/wizard')
    await say(page, 'Ada', 'Room, Ada?')
    await say(page, '7', 'Day for 7?')
    await page.goBack()
    await shows(page, 'Room, Ada?')
    await page.reload()
    await shows(page, 'Room, Ada?')
    await live(page)
    await page.goForward()
    await shows(page, 'Day for 7?')
    await page.reload()
    await live(page)
    await page.goBack()
    await page.goBack()
    await shows(page, 'Name?')
  })
})

describe('a page with an address of its own', () => {
  it('says it at each step, and is opened by it', async () => {
    const page = await open('/calendar')
    await at(page, 'Month 1', '/calendar/1')
    for (const month of [2, 3, 4]) {
      await page.click('button:text-is("Next")')
      await at(page, `Month ${month}`, `/calendar/${month}`)
    }
    await page.goBack()
    await at(page, 'Month 3', '/calendar/3')
    await page.goBack()
    await at(page, 'Month 2', '/calendar/2')
    await page.goForward()
    await at(page, 'Month 3', '/calendar/3')
    const other = await open('/calendar/3')
    await at(other, 'Month 3', '/calendar/3')
    expect(await other.textContent('i')).toBe('0 notes')
  })

  it('is resumed by a reload in the middle, in its very first paint', async () => {
    const page = await open('/calendar/5')
    await page.click('button:text-is("Next")')
    await at(page, 'Month 6', '/calendar/6')
    await page.click('button:text-is("Note")')
    await page.waitForSelector('text=1 notes')
    await page.click('button:text-is("Next")')
    await at(page, 'Month 7', '/calendar/7')
    await page.goBack()
    await at(page, 'Month 6', '/calendar/6')
    const [response] = await Promise.all([
      page.waitForResponse(each => each.url() === `${serving.url}/calendar/6`),
      page.reload(),
    ])
    expect(await response.text()).toContain('1 notes')
    await live(page)
    await page.goForward()
    await at(page, 'Month 7', '/calendar/7')
    expect(await page.textContent('i')).toBe('1 notes')
  })

  it('is scrolled as it was left', async () => {
    const page = await open('/calendar/1')
    const scroll = async (top: number): Promise<void> => {
      await page.evaluate(to => {
        scrollTo(0, to)
        return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
      }, top)
    }
    const scrolled = (): Promise<number> => page.evaluate(() => Math.round(scrollY))
    await scroll(900)
    await page.evaluate(() => document.querySelector('button')!.click())
    await at(page, 'Month 2', '/calendar/2')
    await scroll(300)
    await page.goBack()
    await at(page, 'Month 1', '/calendar/1')
    await expect.poll(scrolled).toBe(900)
    await page.goForward()
    await at(page, 'Month 2', '/calendar/2')
    await expect.poll(scrolled).toBe(300)
    await page.reload()
    await live(page)
    await expect.poll(scrolled).toBe(300)
  })

  it('is left for another page and found again where it was', async () => {
    const page = await open('/calendar/1')
    await page.click('button:text-is("Next")')
    await at(page, 'Month 2', '/calendar/2')
    await page.click('button:text-is("Note")')
    await page.waitForSelector('text=1 notes')
    await page.click('text=Leave')
    await shows(page, 'Elsewhere')
    await page.goBack()
    await at(page, 'Month 2', '/calendar/2')
    await live(page)
    expect(await page.textContent('i')).toBe('1 notes')
    await page.goBack()
    await at(page, 'Month 1', '/calendar/1')
    await page.goForward()
    await at(page, 'Month 2', '/calendar/2')
    await page.goForward()
    await shows(page, 'Elsewhere')
    // over the entry that it was left at, to the one before
    await page.evaluate(() => history.go(-2))
    await at(page, 'Month 1', '/calendar/1')
  })

  it('is loaded where an entry is of a conversation before the server was restarted', async () => {
    const first = await serve({ pages, port: 0 })
    const port = Number(new URL(first.url).port)
    const page = await open('/calendar/1', first.url)
    await page.click('button:text-is("Next")')
    await at(page, 'Month 2', '/calendar/2')
    await page.click('button:text-is("Next")')
    await at(page, 'Month 3', '/calendar/3')
    await first.close()
    await page.waitForSelector('html[rp-state=reconnecting]')
    const second = await serve({ pages, port })
    try {
      await live(page)
      await page.click('button:text-is("Note")')
      await page.waitForSelector('text=1 notes')
      await at(page, 'Month 3', '/calendar/3')
      await page.goBack()
      await at(page, 'Month 2', '/calendar/2')
      await live(page)
      await page.click('button:text-is("Before")')
      await at(page, 'Month 1', '/calendar/1')
      await page.goBack()
      await at(page, 'Month 2', '/calendar/2')
    } finally {
      await tabs.pop()?.close()
      await second.close()
    }
  })
})

describe('signing in and out', () => {
  it('goes on in this tab, opens what was closed, and has the other tabs loaded again', async () => {
    const page = await open('/door')
    const other = await open('/door', serving.url, page.context())
    await page.click('button:text-is("Count")')
    await page.click('button:text-is("In")')
    await shows(page, 'Ada counts 1')
    await page.click('button:text-is("Count")')
    await shows(page, 'Ada counts 2')
    await shows(other, 'Ada counts 0')
    await live(other)
    await page.reload()
    await shows(page, 'Ada counts 2')
    const inside = await open('/inside', serving.url, page.context())
    await shows(inside, 'Ada counts 0')
    await page.click('button:text-is("Out")')
    await shows(page, 'Nobody counts 2')
    await page.click('button:text-is("Count")')
    await shows(page, 'Nobody counts 3')
    await shows(inside, 'Not allowed')
    await shows(other, 'Nobody counts 0')
    expect(await other.evaluate(() => document.querySelectorAll('.rp-notice').length)).toBe(0)
  })
})

describe('client hooks', () => {
  it('run under the page’s strict policy, draw where nothing else does, and tell the server', async () => {
    const page = await open('/sketch')
    await page.waitForFunction(() => document.querySelector('canvas')?.textContent === 'mounted')
    await page.click('canvas')
    await shows(page, '1 lines, last a to b')
    await page.click('canvas')
    await shows(page, '2 lines, last a to b')
    expect(await page.textContent('canvas')).toBe('mounted 1 2')
    const policy = (await (await page.reload())!.allHeaders())['content-security-policy']
    expect(policy).toMatch(/(^|; )script-src 'nonce-[\w-]{22}'(;|$)/)
  })
})
