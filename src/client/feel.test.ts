// How a page feels, in real Chromium, against a server that is told frame by frame what to do: what is busy and what shows before an
// answer, keys, focus, sight, waiting, transitions, words to be read out.
// Long, because every sentence needs the same browser, server and tab.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { fakeServer, type FakeServer } from '../../test/fake-server.ts'
import type { Op } from '../wire/index.ts'

let browser: Browser
let client: string
let server: FakeServer
let tab: Tab
let page: Page
let n: number

beforeAll(async () => {
  browser = await openBrowser()
  client = await bundle({ file: `${import.meta.dirname}/main.ts` })
})
afterAll(() => browser.close())
beforeEach(async () => {
  n = 0
  server = await fakeServer(client, '')
  tab = await openTab(browser)
  page = tab.page
})
afterEach(async () => {
  const errors = tab.errors.filter(text => !text.startsWith('Failed to load resource'))
  await tab.close()
  await server.close()
  expect(errors).toEqual([])
})

const until = <T>(look: () => T): ReturnType<typeof expect.poll> =>
  expect.poll(() => look(), { timeout: 60_000, interval: 20 })
const live = async (view: string): Promise<void> => {
  server.view = view
  await page.goto(server.url)
  await until(() => page.getAttribute('html', 'rp-state')).toBe('live')
}
const say = (...ops: Op[]): void => server.now.send('patch', ops, ++n)
const sent = (): unknown[] =>
  server.events.map(({ offer, value }) => (value === undefined ? offer : `${offer} ${value}`))
/** Whether the page is what this makes of it. */
const is = (html: string): Promise<boolean> =>
  page.locator('[rp-i="1"]').evaluate((element, html) => {
    const box = document.createElement('template')
    box.innerHTML = html
    return element.isEqualNode(box.content.firstElementChild)
  }, html)
const reads = (text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor()

/** The server answers when the test says so: patch `seen` has what came of the event. */
function held(): (seen: number) => void {
  const waiting: (() => void)[] = []
  server.hear = () => new Promise(done => waiting.push(() => done(204)))
  return seen => {
    server.headers = { 'rp-cursor': String(seen) }
    waiting.shift()?.()
  }
}

describe('what is busy', () => {
  it('is so until the page shows what came of the event, and not only until the answer', async () => {
    const answer = held()
    await live('<div rp-i=1><button rp-click=go>go</button></div>')
    const busy = page.locator('button[rp-busy]')
    await page.click('button')
    await busy.waitFor()
    await until(sent).toEqual(['1/go'])
    answer(2)
    say(['1', '<div rp-i=1><button rp-click=go>one</button></div>'])
    await reads('one')
    expect(await busy.count()).toBe(1)
    say(['1', '<div rp-i=1><button rp-click=go>two</button></div>'])
    await reads('two')
    expect(await busy.count()).toBe(0)
  })

  it('is so until the answer, where nothing came of it', async () => {
    const answer = held()
    await live('<div rp-i=1><button rp-click=go>go</button></div>')
    await page.click('button')
    await page.click('button')
    await until(sent).toEqual(['1/go'])
    answer(0)
    await until(sent).toEqual(['1/go', '1/go'])
    expect(await page.locator('button[rp-busy]').count()).toBe(1)
    answer(0)
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
  })

  it('is a form together with the button that submitted it', async () => {
    const answer = held()
    await live('<form rp-i=1 rp-submit="go{}"><button>a</button><button>b</button></form>')
    await page.getByText('b').click()
    await page.locator('form[rp-busy] button[rp-busy]').waitFor()
    expect(await page.locator('button[rp-busy]').allTextContents()).toEqual(['b'])
    await until(sent).toEqual(['1/go{}'])
    answer(0)
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
  })
})

describe('what shows before an answer', () => {
  const like = (rest: string, text = 'like'): string =>
    `<ul rp-i=1><li class="row"><button rp-click=like ${rest} rp-optimistic='{"aria-pressed":"true","class":"on -off","title":null}'>${text}</button></li></ul>`
  const OFF = 'class="off" title="t" aria-pressed="false"'
  const button = (): Promise<Record<string, string | null>> =>
    page
      .locator('button')
      .evaluate(element =>
        Object.fromEntries(
          ['class', 'title', 'aria-pressed'].map(name => [name, element.getAttribute(name)]),
        ),
      )
  const EARLY = { class: 'on', title: null, 'aria-pressed': 'true' }

  it('shows at once, and is as it was rendered when nothing came of it', async () => {
    const answer = held()
    await live(like(OFF))
    await page.click('button')
    expect(await button()).toEqual(EARLY)
    await until(sent).toEqual(['1/like'])
    answer(0)
    await until(() => is(like(OFF))).toBe(true)
  })

  it('gives way to what the server says, whether it agrees or not', async () => {
    const answer = held()
    await live(like(OFF))
    for (const rest of ['class="on" aria-pressed="true"', 'class="else" title="u"']) {
      await page.click('button')
      expect(await button()).toEqual(EARLY)
      await until(() => server.events.length).toBe(n + 1)
      answer(n + 1)
      say(['1', like(rest)])
      await until(() => page.locator('[rp-busy]').count()).toBe(0)
      expect(await is(like(rest))).toBe(true)
    }
  })

  it('outlasts changes that have nothing to do with it', async () => {
    const answer = held()
    await live(like(OFF))
    await page.click('button')
    await until(sent).toEqual(['1/like'])
    say(['1', like('class="off more" aria-pressed="false"', 'later')])
    await reads('later')
    expect(await button()).toEqual({ ...EARLY, class: 'more on' })
    answer(1)
    await until(button).toEqual({ class: 'off more', title: null, 'aria-pressed': 'false' })
  })

  it('shows on the element around that it names, each event’s own until that is answered', async () => {
    const answer = held()
    const box = (name: string): string =>
      `<input type=checkbox rp-change="${name}=" rp-optimistic='{"at":"li","class":"${name}"}'>`
    await live(`<ul rp-i=1><li class="row">${box('a')}${box('b')}</li></ul>`)
    const row = (): Promise<string | null> => page.locator('li').getAttribute('class')
    await page.locator('input').first().check()
    await page.locator('input').last().check()
    expect(await row()).toBe('row a b')
    await until(() => server.events.length).toBe(1)
    answer(0)
    await until(row).toBe('row b')
    await until(() => server.events.length).toBe(2)
    answer(0)
    await until(row).toBe('row')
  })
})

describe('what waits', () => {
  it('for a silence is said once, with what was typed last', async () => {
    await live('<div rp-i=1><input rp-input="find=" rp-debounce=300></div>')
    await page.locator('input').pressSequentially('tea', { delay: 5 })
    expect(sent()).toEqual([])
    await until(sent).toEqual(['1/find= tea'])
  })

  it.each([
    ['a click', '<button rp-click=go>go</button>', ['1/find= tea', '1/go']],
    ['another field', '<button type=button>else</button>', ['1/find= tea']],
  ])('is said before %s', async (_, more, all) => {
    await live(`<div rp-i=1><input rp-input="find=" rp-debounce=3600000>${more}</div>`)
    await page.locator('input').pressSequentially('tea')
    await page.click('button')
    await until(sent).toEqual(all)
  })

  it('is said before the form is submitted by Enter', async () => {
    await live(
      '<form rp-i=1 rp-submit="go{q}"><input name=q rp-input="find=" rp-debounce=3600000><button>go</button></form>',
    )
    await page.locator('input').pressSequentially('tea')
    await page.keyboard.press('Enter')
    await until(sent).toEqual(['1/find= tea', '1/go{q}'])
  })

  it('at a pace says the first at once, and the last surely', async () => {
    await live('<div rp-i=1><input rp-input="find=" rp-throttle=400></div>')
    await page.evaluate(() => {
      const input = document.querySelector('input')!
      for (const value of ['a', 'b', 'c']) {
        input.value = value
        input.dispatchEvent(new Event('input', { bubbles: true }))
      }
    })
    await until(sent).toEqual(['1/find= a', '1/find= c'])
  })
})

describe('a key', () => {
  it('that a view names is said by its name, and is not the browser’s', async () => {
    await live(
      '<form rp-i=1 rp-submit="sent{}"><section rp-keydown="out=" rp-keys="Escape"><input rp-keydown="key=" rp-keys="Enter shift+Enter ctrl+B"></section></form>',
    )
    await page.focus('input')
    for (const key of ['a', 'Enter', 'Shift+Enter', 'Control+b', 'Escape']) await page.keyboard.press(key)
    await until(sent).toEqual(['1/key= Enter', '1/key= shift+Enter', '1/key= ctrl+B', '1/out= Escape'])
    expect(await page.locator('input').inputValue()).toBe('a')
  })

  it('counts once while it is held down, or again and again at a pace; never while a word is composed', async () => {
    await live(
      '<div rp-i=1><button rp-keydown="key=" rp-keys="ArrowDown">a</button><button rp-keydown="paced=" rp-keys="ArrowDown" rp-throttle=1>b</button></div>',
    )
    for (const at of [0, 1])
      await page
        .locator('button')
        .nth(at)
        .evaluate(async element => {
          const press = (more: KeyboardEventInit): boolean =>
            element.dispatchEvent(
              new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true, ...more }),
            )
          press({ isComposing: true })
          for (const repeat of [false, true, true]) {
            press({ repeat })
            await new Promise(done => setTimeout(done, 20))
          }
        })
    await until(sent).toEqual(['1/key= ArrowDown', ...Array<string>(3).fill('1/paced= ArrowDown')])
  })

  it('of the page is heard everywhere, a plain one not where somebody types', async () => {
    await live(
      '<div rp-i=1><input><button rp-shortcut="find=" rp-keys="mod+k /">find</button><button disabled rp-shortcut="no=" rp-keys="/">no</button></div>',
    )
    await page.keyboard.press('/')
    await page.focus('input')
    await page.keyboard.press('/')
    await page.keyboard.press('Control+k')
    await until(sent).toEqual(['1/find= /', '1/find= mod+k'])
    expect(await page.locator('input').inputValue()).toBe('/')
  })

  it('of the page is not heard under a modal dialog, but in it', async () => {
    await live(
      '<div rp-i=1><button rp-shortcut="under=" rp-keys="x y">u</button><dialog rp-i=2 rp-modal><button rp-shortcut="over=" rp-keys="y">o</button></dialog></div>',
    )
    await page.keyboard.press('x')
    await page.keyboard.press('y')
    await until(sent).toEqual(['2/over= y'])
  })
})

describe('focus and sight', () => {
  it('are said when the visitor comes and goes, not when a change of the page moves the focus', async () => {
    const view = (more: string): string =>
      `<div rp-i=1><p rp-focus=in rp-blur="out="><input><input></p><button>b</button>${more}</div>`
    await live(view(''))
    await page.locator('input').first().fill('tea')
    await page.locator('input').last().focus()
    await page.locator('input').first().focus()
    await page.focus('button')
    await until(sent).toEqual(['1/in', '1/out= tea'])
    await page.locator('input').first().focus()
    say(['1', view('<input id=new autofocus>')])
    await until(() => page.evaluate(() => document.activeElement?.id)).toBe('new')
    await page.focus('button')
    await page.locator('input').first().focus()
    await until(sent).toEqual(['1/in', '1/out= tea', '1/in', '1/in'])
  })

  it('what comes into sight is said, once for each coming and each offer', async () => {
    const view = (offer: string): string =>
      `<div rp-i=1><svg width=1 height=3000></svg><p rp-seen="${offer}">end</p></div>`
    await live(view('more:1'))
    await page.evaluate(() => scrollTo(0, 1e6))
    await until(sent).toEqual(['1/more:1'])
    say(['1', view('more:1').replace('3000', '3100')])
    say(['1', view('more:2').replace('3000', '3100')])
    await page.evaluate(() => scrollTo(0, 1e6))
    await until(sent).toEqual(['1/more:1', '1/more:2'])
    await page.evaluate(() => scrollTo(0, 0))
    // gone from sight when a frame was drawn
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50))))
    await page.evaluate(() => scrollTo(0, 1e6))
    await until(sent).toEqual(['1/more:1', '1/more:2', '1/more:2'])
  })
})

describe('words to be read out', () => {
  it('are read when they become others, not when the page is opened', async () => {
    const view = (words: string, more = ''): string => `<p rp-i=1 rp-announce="${words}">a${more}</p>`
    await live(view('old'))
    await page.evaluate(() => {
      new MutationObserver(all => {
        for (const { addedNodes } of all)
          for (const node of addedNodes) document.title += `|${node.textContent}`
      }).observe(document.querySelector('#rp-notices [role=status]')!, { childList: true })
    })
    say(['1', view('old', '!')])
    say(['1', view('3 found')])
    await until(() => page.title()).toBe('page|3 found')
    say(['1', view('3 found', '?')])
    say(['1', view('4 found')])
    await until(() => page.title()).toBe('page|3 found|4 found')
  })
})

describe('a transition', () => {
  const view = (at: number, text: string): string =>
    `<div rp-i=1><section rp-transition=${at}><input name=q></section><b>${text}</b></div>`
  const watch = (): Promise<void> =>
    page.evaluate(() => {
      const start = document.startViewTransition.bind(document)
      document.startViewTransition = change => {
        document.title += '|moved'
        return start(change)
      }
    })

  it('is made of a change that brings a new one, in order with all others, and keeps the focus', async () => {
    await live(view(1, 'one'))
    await watch()
    await page.focus('input')
    say(['1', view(1, 'two')])
    await reads('two')
    expect(await page.title()).toBe('page')
    // the next ones come before the frame for which the first would wait
    say(['1', view(2, 'three')])
    say(['1', view(2, 'four')])
    say(['1', view(3, 'five')])
    await reads('five')
    await until(() => page.title()).toBe('page|moved|moved')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('q')
    await page.keyboard.type('tea')
    expect(await page.inputValue('input')).toBe('tea')
  })

  it('is none for who wants less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await live(view(1, 'one'))
    await watch()
    say(['1', view(2, 'two')])
    await reads('two')
    expect(await page.title()).toBe('page')
  })
})
