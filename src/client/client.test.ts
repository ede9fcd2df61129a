// The whole client in real Chromium, against a server that is told frame by frame what to do.
// Long, because every sentence needs the same browser, server and tab; read it as a list, by its four headings.
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { CLIENT_SOURCE } from '../server/client.gen.ts'
import { fakeServer, type Connection, type FakeServer } from '../../test/fake-server.ts'

let browser: Browser
let client: string
let server: FakeServer
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  client = await bundle({ file: `${import.meta.dirname}/main.ts` })
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await fakeServer(client, '<p rp-i="1">first</p>')
  tab = await openTab(browser)
  page = tab.page
})
afterEach(async () => {
  // a refused request is noted by the browser itself; anything else is a fault of the client, or against the policy
  const errors = tab.errors.filter(text => !text.startsWith('Failed to load resource'))
  await tab.close()
  await server.close()
  expect(errors).toEqual([])
})

/** Looked at again and again until it is so. */
const until = <T>(look: () => T): ReturnType<typeof expect.poll> =>
  expect.poll(() => look(), { timeout: 60_000, interval: 20 })
const open = async (view: string): Promise<void> => {
  server.view = view
  await page.goto(server.url)
}
const live = async (view = server.view): Promise<void> => {
  await open(view)
  await until(state).toBe('live')
}
const state = (): Promise<string | null> => page.getAttribute('html', 'rp-state')
const text = (selector = '#repartee'): Promise<string | null> => page.textContent(selector)
const notices = (): Promise<string[]> => page.locator('.rp-notice-text').allTextContents()
const heard = (): (readonly [number, string])[] => server.events.map(event => [event.n, event.offer])
const row = (content: string): string => `<p rp-i="1">${content}</p>`
const cursors = (): (string | undefined)[] =>
  server.streams.map(stream => stream.headers['rp-cursor'] as string | undefined)
/** The first step for the first call, and so on; the last goes for all that follow. */
const inTurn = <Given, Result>(steps: ((given: Given) => Result)[]): ((given: Given) => Result) => {
  let calls = 0
  return given => steps[Math.min(calls++, steps.length - 1)]!(given)
}
const greetings = (...steps: FakeServer['greet'][]): FakeServer['greet'] => inTurn(steps)
const answers = (...steps: (number | 'lose')[]): FakeServer['hear'] => inTurn(steps.map(step => () => step))
const greet = (connection: Connection): void =>
  connection.send('hello', { n: 0, seen: Number(connection.headers['rp-cursor'] ?? 0) })

describe('size', () => {
  it('is at most 12 kB, compressed, without what only some pages load', () => {
    expect(gzipSync(CLIENT_SOURCE, { level: 9 }).length).toBeLessThan(12_000)
  })
})

describe('the stream', () => {
  it('is taken up with the token and the number of what the page shows', async () => {
    await live()
    const { cid, headers } = server.now
    expect([cid, headers['rp-token'], headers['rp-cursor'], headers['rp-instead']]).toEqual([
      'c1',
      'token-c1',
      '0',
      undefined,
    ])
  })

  it('begins where the page says that it stands', async () => {
    server.seen = 7
    await live()
    expect(cursors()).toEqual(['7'])
    server.now.send('patch', [['1', row('eight')]], 8)
    await until(text).toBe('eight')
  })

  it('brings changes in order, each once, also when they come twice or in pieces', async () => {
    await live()
    server.now.send('patch', [['1', row('one')]], 1)
    server.now.send('patch', [['1', row('again')]], 1)
    await until(text).toBe('one')
    const bytes = Buffer.from(`id: 2\ndata: ${JSON.stringify([['1', row('zwei 🦊')]])}\n\n`)
    const middle = bytes.indexOf('🦊') + 2
    server.now.raw(bytes.subarray(0, middle))
    server.now.raw(bytes.subarray(middle))
    await until(text).toBe('zwei 🦊')
  })

  it('is taken up again with the cursor where a number is missing', async () => {
    await live()
    server.now.send('patch', [['1', row('one')]], 1)
    server.now.send('patch', [['1', row('three')]], 3)
    await until(cursors).toEqual(['0', '1'])
    server.now.send('patch', [['1', row('two')]], 2)
    await until(text).toBe('two')
  })

  it('is taken up again after a clean end and after a cut, as long as it takes', async () => {
    await live()
    server.now.send('patch', [['1', row('one')]], 1)
    await until(text).toBe('one')
    server.greet = greetings(
      c => c.refuse(503),
      c => c.end(true),
      c => c.refuse(500),
      () => {},
    )
    server.now.end()
    await until(() => server.streams.length).toBe(5)
    expect(await state()).toBe('reconnecting')
    greet(server.now)
    await until(state).toBe('live')
    expect(cursors()).toEqual(['0', '1', '1', '1', '1'])
  })

  it('is taken up again where a change comes before the whole view that it was made after', async () => {
    await live()
    server.greet = greetings(
      connection => {
        connection.send('hello', { n: 0, seen: 6 })
        connection.send('patch', [['1', row('six')]], 6)
        connection.send('resync', [['0', '<div id="repartee" rp-i="0"><p rp-i="1">five</p></div>']], 5)
      },
      connection => {
        connection.send('hello', { n: 0, seen: 6 })
        connection.send('resync', [['0', '<div id="repartee" rp-i="0"><p rp-i="1">six</p></div>']], 6)
      },
    )
    server.now.send('patch', 'no sense' as never, 1)
    await until(text).toBe('six')
    expect(cursors()).toEqual(['0', undefined, undefined])
  })

  it('is asked for the whole view when the server does not know the cursor', async () => {
    await live()
    server.greet = greetings(c => c.refuse(409), greet)
    server.now.end()
    await until(cursors).toEqual(['0', '0', undefined])
    server.now.send('resync', [['0', `<div id="repartee" rp-i="0">${row('whole')}</div>`]], 41)
    await until(text).toBe('whole')
    server.now.send('patch', [['1', row('next')]], 42)
    await until(text).toBe('next')
  })

  it('is asked for with a number that is greater each time, also than what the server says', async () => {
    await live()
    const turns = (): number[] => server.streams.map(each => Number(each.headers['rp-turn']))
    const far = Date.now() + 1e9
    server.greet = greetings(c => c.refuse(409, { 'rp-turn': String(far) }), greet)
    server.now.end()
    await until(cursors).toEqual(['0', '0', '0'])
    await until(state).toBe('live')
    expect(turns()[1]).toBeGreaterThan(turns()[0]!)
    expect(turns()[2]).toBe(far + 1)
  })

  it('is asked for the whole view when the server has gone back in time', async () => {
    await live()
    server.now.send('patch', [['1', row('one')]], 1)
    await until(text).toBe('one')
    server.greet = c => c.send('hello', { n: 0, seen: 0 })
    server.now.end()
    await until(cursors).toEqual(['0', '1', undefined])
  })

  it('is taken for dead after two and a half silent heartbeats', async () => {
    await page.clock.install()
    await live()
    await page.clock.runFor(30_000)
    server.now.send('ping', {})
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)))
    await page.clock.runFor(30_000)
    expect(server.streams.length).toBe(1)
    await page.clock.runFor(10_000)
    await until(() => server.streams.length).toBe(2)
  })

  it('comes back at once when the browser says that the network is back', async () => {
    await live()
    await tab.context.setOffline(true)
    server.now.end(true)
    await until(state).toBe('offline')
    await tab.context.setOffline(false)
    await until(state).toBe('live')
  })

  it('waits no longer when the page is looked at again', async () => {
    await page.clock.install()
    await live()
    server.greet = greetings(c => c.refuse(503), greet)
    server.now.end()
    await until(state).toBe('reconnecting')
    const wake = (): Promise<boolean> =>
      page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await until(async () => (await wake(), await state())).toBe('live')
  })

  it('ignores frames that it does not know, and says so', async () => {
    await live()
    server.now.raw('event: news\ndata: {}\n\n')
    server.now.send('patch', [['1', row('one')]], 1)
    await until(text).toBe('one')
    expect(tab.warnings.join()).toContain('"news" is unknown to this page')
  })

  it('is asked for the whole view when a change speaks of what the page has not got', async () => {
    await live()
    server.now.send('patch', [['77', '<p rp-i="77">x</p>']], 1)
    await until(cursors).toEqual(['0', undefined])
    server.now.send('resync', [['0', `<div id="repartee" rp-i="0">${row('whole')}</div>`]], 1)
    await until(text).toBe('whole')
    server.now.send('patch', [['1', '<div rp-i="1"><template rp-keep="9"></template></div>']], 2)
    await until(cursors).toEqual(['0', undefined, undefined])
  })

  it('brings one keyed element by its count, and is asked for the whole view when that has another key', async () => {
    await live()
    const list = (keys: string): string =>
      `<div rp-i="1">${[...keys].map(key => `<p rp-k="${key}">${key}<i rp-k="in">in</i></p>`).join('')}</div>`
    server.now.send('patch', [['1', list('abc')]], 1)
    server.now.send(
      'patch',
      [
        ['1', '<div rp-i="1"><template rp-same="2 0"></template></div>'],
        ['1.0', '<p rp-k="c">changed<template rp-same="0"></template></p>'],
        ['1.0.0', '<i rp-k="in">inside</i>'],
        ['1.1', '<b rp-k="a">bold</b>'],
      ],
      2,
    )
    const inner = (): Promise<string> => page.evaluate(() => document.querySelector('[rp-i="1"]')!.innerHTML)
    await until(inner).toBe('<p rp-k="c">changed<i rp-k="in">inside</i></p><b rp-k="a">bold</b>')
    server.now.send('patch', [['1.1', '<p rp-k="b">b</p>']], 3)
    await until(cursors).toEqual(['0', undefined])
  })

  it('is asked for the whole view when a frame is no sense', async () => {
    await live()
    server.now.raw('id: 1\ndata: [[\n\n')
    await until(cursors).toEqual(['0', undefined])
  })

  it('brings each word once, with the changes or before the whole view', async () => {
    await live()
    server.now.send('notice', { text: 'one' }, 1)
    server.now.send('patch', [['1', row('two')]], 2)
    await until(text).toBe('two')
    server.greet = c => {
      c.send('hello', { n: 0, seen: 6 })
      c.send('notice', { text: 'one' }, 1)
      c.send('notice', { text: 'six' }, 6)
    }
    server.now.end()
    await until(notices).toEqual(['one', 'six'])
    // The line breaks before the whole view is there.
    server.greet = c => {
      c.send('hello', { n: 0, seen: 6 })
      c.send('notice', { text: 'six' }, 6)
      c.send('resync', [['0', `<div id="repartee" rp-i="0">${row('whole')}</div>`]], 6)
    }
    await page.click('.rp-notice-close >> nth=1')
    server.now.end(true)
    await until(text).toBe('whole')
    server.now.send('patch', [['1', row('seven')]], 7)
    await until(text).toBe('seven')
    expect(await notices()).toEqual(['one'])
    expect(cursors()).toEqual(['0', '2', '2'])
  })

  it('is where it is when a word overtakes the change before it', async () => {
    server.greet = c => c.send('hello', { n: 0, seen: 2 })
    await page.goto(server.url)
    await until(state).toBe('live')
    server.now.send('notice', { text: 'two' }, 2)
    await until(notices).toEqual(['two'])
    server.now.send('patch', [['1', row('one')]], 1)
    await until(text).toBe('one')
    server.now.send('patch', [['1', row('three')]], 3)
    await until(text).toBe('three')
    expect(cursors()).toEqual(['0'])
  })

  it('is taken up again where a number is missing before a word, and brings all of them', async () => {
    await live()
    server.now.send('notice', { text: 'one' }, 1)
    server.now.send('notice', { text: 'three' }, 3)
    await until(cursors).toEqual(['0', '1'])
    expect(await notices()).toEqual(['one'])
    server.now.send('notice', { text: 'two' }, 2)
    server.now.send('notice', { text: 'three' }, 3)
    server.now.send('patch', [['1', row('four')]], 4)
    await until(text).toBe('four')
    expect(await notices()).toEqual(['one', 'two', 'three'])
  })

  it('is taken up again within the time that a closing server gives', async () => {
    await live()
    server.now.send('reload', { what: 'stream', withinMs: 50 })
    await until(() => server.streams.length).toBe(2)
    await until(state).toBe('live')
    expect(server.streams[0]!.open).toBe(false)
  })
})

describe('events', () => {
  const buttons = `<div rp-i="3"><button rp-click="inc">+</button><b rp-click='add:{"by":[1]}'>b</b><i rp-click="4/other">i</i></div>`

  it('wait for the first hello, and go up one by one, numbered from what was heard', async () => {
    server.greet = () => {}
    const waiting: ((status: number) => void)[] = []
    server.hear = () => new Promise(resolve => waiting.push(resolve))
    await open(buttons)
    await until(state).toBe('connecting')
    for (const tag of ['button', 'b', 'i']) await page.click(tag)
    expect(await page.locator('[rp-busy]').count()).toBe(3)
    server.now.send('hello', { n: 4, seen: 0 })
    await until(heard).toEqual([[5, '3/inc']])
    waiting.shift()!(204)
    await until(() => page.locator('[rp-busy]').count()).toBe(2)
    await until(() => waiting.length).toBe(1)
    waiting.shift()!(204)
    await until(() => waiting.length).toBe(1)
    waiting.shift()!(204)
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    expect(heard()).toEqual([
      [5, '3/inc'],
      [6, '3/add:{"by":[1]}'],
      [7, '4/other'],
    ])
    expect(server.events.map(e => [e.cid, e.headers['rp-token'], e.headers['content-type']])).toEqual(
      Array(3).fill(['c1', 'token-c1', 'application/json']),
    )
  })

  it('keep their number until there is an answer', async () => {
    await live(buttons)
    server.hear = answers('lose', 503, 'lose', 429, 204)
    await page.click('button')
    await page.click('b')
    await until(heard).toEqual([...Array(5).fill([1, '3/inc']), [2, '3/add:{"by":[1]}']])
    expect(await page.locator('button[rp-busy]').count()).toBe(0)
  })

  it('are not sent again when the server says that it heard them', async () => {
    await live(buttons)
    let lost = 0
    server.hear = ({ n }) => (n === 1 && lost++ < 100 ? 'lose' : 204)
    await page.click('button')
    await until(() => server.events.length > 0).toBe(true)
    server.greet = c => c.send('hello', { n: 1, seen: 0 })
    server.now.end()
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    await page.click('b')
    await until(() => heard().at(-1)).toEqual([2, '3/add:{"by":[1]}'])
  })

  it('are dropped where they are not allowed, and the next one goes', async () => {
    await live(buttons)
    server.hear = answers(403, 413, 204)
    for (const tag of ['button', 'b', 'i']) await page.click(tag)
    await until(() => server.events.length).toBe(3)
    expect(heard().map(([n]) => n)).toEqual([1, 2, 3])
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    expect(await notices()).toEqual(['That was too much to send at once, so it was not taken.'])
    expect(tab.warnings.join()).toContain('3/inc was not taken (status 403)')
  })

  it('that find the server out of step are dropped, and the whole view is fetched', async () => {
    await live(buttons)
    server.hear = () => 409
    await page.click('button')
    await until(cursors).toEqual(['0', undefined])
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    expect(server.events.length).toBe(1)
  })

  it('are bounded in number, and the visitor is told', async () => {
    server.greet = () => {}
    await open(buttons)
    await until(state).toBe('connecting')
    await page.evaluate(() => {
      for (let n = 0; n < 105; n++) document.querySelector('button')!.click()
    })
    expect(await notices()).toEqual(['Too much is waiting for the connection, so that was not taken.'])
    server.now.send('hello', { n: 0, seen: 0 })
    await until(() => server.events.length).toBe(100)
  })

  it('take from a form what the offer lists, the pressed button included', async () => {
    await live(`<form rp-i="5" rp-submit="save{a%2Cb,c,go,tick}"><input name="a,b" value="1"><input name="secret" value="x">
      <textarea name="c">two</textarea><input type="checkbox" name="tick"><input type="file" name="f">
      <button name="go" value="later">Later</button></form>`)
    await page.click('button')
    await until(() => server.events.length).toBe(1)
    expect(server.events[0]).toMatchObject({
      offer: '5/save{a%2Cb,c,go,tick}',
      fields: { 'a,b': '1', c: 'two', go: 'later' },
    })
    expect(server.events[0]!.fields).not.toHaveProperty('secret')
    expect(server.pages).toEqual(['/'])
  })

  it('are all that a button in a form does, if it offers something itself', async () => {
    await live('<form rp-i="5" rp-submit="save{}"><button rp-click="back">Back</button><input></form>')
    await page.click('button')
    await page.evaluate(() => document.querySelector('form')!.requestSubmit())
    await until(heard).toEqual([
      [1, '5/back'],
      [2, '5/save{}'],
    ])
    expect(server.pages).toEqual(['/'])
  })

  it('leave links to the browser, and ticks to themselves', async () => {
    await live(`<div rp-i="5" rp-click="row"><a id="plain" href="#there">plain</a> <a id="offers" href="/away" rp-click="go">x</a>
      <label><input type="checkbox" value="v" rp-change="tick="></label></div>`)
    await page.click('#plain')
    expect(page.url()).toMatch(/#there$/)
    await page.click('#offers')
    await until(heard).toEqual([[1, '5/go']])
    const popup = tab.context.waitForEvent('page')
    await page.click('#offers', { modifiers: ['Control'] })
    await (await popup).close()
    await page.evaluate(() => document.querySelector('input')!.closest('div')!.removeAttribute('rp-click'))
    await page.click('input')
    await page.click('input')
    await until(() => server.events.slice(1).map(event => event.value)).toEqual(['v', ''])
    expect(await page.isChecked('input')).toBe(false)
  })

  it('come of a link in a drawing without leaving the page', async () => {
    await live('<svg rp-i="5"><a id="drawn" href="/away" rp-click="go"><text y="20">x</text></a></svg>')
    await page.click('#drawn text')
    await until(heard).toEqual([[1, '5/go']])
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('of typing in one field do not take the place of those of another', async () => {
    await live('<div rp-i="5"><input id="a" rp-input="typed="><input id="b" rp-input="typed="></div>')
    const waiting: ((status: number) => void)[] = []
    server.hear = () => new Promise(resolve => waiting.push(resolve))
    for (const [id, value] of [
      ['#b', 'b'],
      ['#a', 'a'],
      ['#b', 'bb'],
    ] as const)
      await page.fill(id, value)
    for (let n = 0; n < 3; n++) {
      await until(() => waiting.length).toBe(1)
      waiting.shift()!(204)
    }
    expect(server.events.map(event => event.value)).toEqual(['b', 'a', 'bb'])
  })

  it('of typing give way to newer ones while unsent, and typed text is not lost to their echo', async () => {
    await live('<div rp-i="5"><input rp-input="typed="><button rp-click="go">go</button></div>')
    const waiting: ((status: number) => void)[] = []
    server.hear = () => new Promise(resolve => waiting.push(resolve))
    await page.locator('input').pressSequentially('abcd')
    await until(() => waiting.length).toBe(1)
    await page.click('button')
    await page.locator('input').press('End')
    await page.locator('input').pressSequentially('e')
    const echo = (id: number, value: string): void =>
      server.now.send(
        'patch',
        [
          [
            '5',
            `<div rp-i="5"><input value="${value}" rp-input="typed="><button rp-click="go">go</button></div>`,
          ],
        ],
        id,
      )
    echo(1, 'a')
    await until(() => page.getAttribute('input', 'value')).toBe('a')
    expect(await page.inputValue('input')).toBe('abcde')
    for (let n = 0; n < 4; n++) {
      await until(() => waiting.length).toBe(1)
      waiting.shift()!(204)
    }
    expect(server.events.map(event => event.value ?? event.offer)).toEqual(['a', 'abcd', '5/go', 'abcde'])
    echo(2, '')
    await until(() => page.inputValue('input')).toBe('')
  })
})

describe('the page', () => {
  const over = (inside: string): string =>
    `<div id="repartee" rp-i="0"><p rp-i="1"><button>b</button></p>${inside}</div>`

  it('shows a dialog as a modal, holds it against Escape, and gives the focus back', async () => {
    await live('<p rp-i="1"><button>b</button></p>')
    await page.focus('button')
    server.now.send(
      'patch',
      [['0', over('<dialog rp-i="2" rp-modal open><b tabindex="0">b</b><input></dialog>')]],
      1,
    )
    await until(() => page.locator('dialog:modal').count()).toBe(1)
    expect(await page.evaluate(() => document.activeElement!.nodeName)).toBe('B')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement!.nodeName)).toBe('INPUT')
    for (let n = 0; n < 4; n++) await page.keyboard.press('Escape')
    await until(() => page.locator('dialog:modal').count()).toBe(1)
    await page.focus('input')
    await page.keyboard.type('typed')
    server.now.send(
      'patch',
      [['0', over('<dialog rp-i="2" rp-modal><b tabindex="0">b</b><input class="c"></dialog>')]],
      2,
    )
    await until(() => page.locator('input.c').count()).toBe(1)
    expect(await page.inputValue('input')).toBe('typed')
    expect(await page.isVisible('dialog:modal')).toBe(true)
    server.now.send('notice', { text: 'above' })
    await until(() => page.locator('#rp-notices:popover-open').count()).toBe(1)
    server.now.send('patch', [['0', over('')]], 3)
    await until(() => page.locator('dialog').count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement!.nodeName)).toBe('BUTTON')
  })

  it('shows a dialog that it came with', async () => {
    await live('<p rp-i="1">p</p><dialog rp-i="2" rp-modal><button>ok</button></dialog>')
    expect(await page.locator('dialog:modal').count()).toBe(1)
  })

  it('focuses what is new and asks for it, once', async () => {
    await live('<p rp-i="1"><input id="a"></p>')
    await page.focus('#a')
    server.now.send('patch', [['1', '<p rp-i="1"><input id="a"><input id="b" autofocus></p>']], 1)
    await until(() => page.evaluate(() => document.activeElement!.id)).toBe('b')
    await page.focus('#a')
    server.now.send('patch', [['1', '<p rp-i="1"><input id="a" class="c"><input id="b" autofocus></p>']], 2)
    await until(() => page.locator('.c').count()).toBe(1)
    expect(await page.evaluate(() => document.activeElement!.id)).toBe('a')
  })

  it('takes changes inside a drawing for parts of the drawing', async () => {
    await live('<svg><g rp-i="1"></g></svg><table><tbody><tr rp-i="2"><td>1</td></tr></tbody></table>')
    server.now.send('patch', [['1', '<g rp-i="1"><circle r="3"/><template rp-keep="1x"/></g>']], 1)
    await until(() => page.evaluate(() => document.querySelector('circle')?.namespaceURI)).toContain('svg')
    await until(cursors).toEqual(['0', undefined])
    const whole =
      '<div id="repartee" rp-i="0"><svg><g rp-i="1"></g></svg><table><tbody><tr rp-i="2"><td>1</td></tr></tbody></table></div>'
    server.now.send('resync', [['0', whole]], 1)
    server.now.send('patch', [['2', '<tr rp-i="2"><td>2</td></tr>']], 2)
    await until(() => text('td')).toBe('2')
  })

  it('shows notices as text, three at most, to be closed', async () => {
    await live()
    for (const n of [1, 2, 3, 4]) server.now.send('notice', { text: `<b>${n}</b>`, reference: `ref-${n}` })
    await until(notices).toEqual(['<b>2</b>', '<b>3</b>', '<b>4</b>'])
    expect(await page.locator('.rp-notice-reference').allTextContents()).toEqual(['ref-2', 'ref-3', 'ref-4'])
    await page.locator('.rp-notice-close').first().click()
    await until(notices).toEqual(['<b>3</b>', '<b>4</b>'])
    expect(await page.locator('#repartee + #rp-notices').count()).toBe(1)
  })

  /** What a screen reader can come across of live regions, and what they say. */
  const spoken = async (): Promise<string[]> => {
    const session = await tab.context.newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    await session.detach()
    const live = nodes.filter(node => !node.ignored && node.role?.value === 'status')
    expect(live).toHaveLength(1)
    const below = (id: string): string[] => {
      const node = nodes.find(each => each.nodeId === id)
      return node?.role?.value === 'StaticText'
        ? [`${node.name?.value}`]
        : (node?.childIds ?? []).flatMap(below)
    }
    return below(live[0]!.nodeId)
  }

  it('has notices, old and new, in the topmost dialog while there is one, and after the view when not', async () => {
    const dialog = (id: string, inside: string): string =>
      `<dialog rp-i="${id}" rp-modal rp-click="pressed"><div>${inside}</div>text</dialog>`
    const rest = page.locator('#repartee + #rp-notices')
    await live('<p rp-i="1"><button>b</button></p>')
    server.now.send('notice', { text: 'before' })
    await until(() => rest.locator('.rp-notice').count()).toBe(1)
    await page.evaluate(
      () => ((document.querySelector('.rp-notice') as { mark?: number } & Element).mark = 1),
    )
    server.now.send('patch', [['0', over(dialog('2', '<button>two</button>'))]], 1)
    const inTwo = page.locator('[rp-i="2"] > #rp-notices:popover-open')
    await until(() => inTwo.locator('.rp-notice').count()).toBe(1)
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe('two')
    server.now.send('notice', { text: 'during' })
    await until(notices).toEqual(['before', 'during'])
    server.now.send('patch', [['2', dialog('2', '<i>i</i><button>two</button><div></div>')]], 2)
    await until(() => page.locator('i').count()).toBe(1)
    await page.locator('.rp-notice-close').last().click()
    expect(await notices()).toEqual(['before'])
    server.now.send(
      'patch',
      [['0', over(`<template rp-keep="2"></template>${dialog('3', '<button>three</button>')}`)]],
      3,
    )
    const inThree = page.locator('[rp-i="3"] > #rp-notices:popover-open')
    await until(() => inThree.count()).toBe(1)
    for (let n = 0; n < 3; n++) await page.keyboard.press('Escape')
    await until(() => page.locator('[rp-i="3"]:modal').count()).toBe(1)
    server.now.send('patch', [['0', over('<template rp-keep="2"></template>')]], 4)
    await until(() => inTwo.count()).toBe(1)
    expect(
      await page.locator('[rp-i="2"]').evaluate(e => e.lastChild === document.getElementById('rp-notices')),
    ).toBe(true)
    server.now.send('patch', [['0', over('')]], 5)
    await until(() => rest.count()).toBe(1)
    expect(await page.locator('#rp-notices:popover-open').count()).toBe(0)
    expect(
      await page.evaluate(() => (document.querySelector('.rp-notice') as { mark?: number } & Element).mark),
    ).toBe(1)
    await page.click('.rp-notice-close')
    expect(await notices()).toEqual([])
    expect(server.events).toEqual([])
  })

  it('has notices in a dialog that somebody else opened', async () => {
    await live('<p rp-i="1">p</p>')
    await page.evaluate(() => {
      document.body.append(document.createElement('dialog'))
      document.querySelector('dialog')!.showModal()
    })
    await until(() => page.locator('dialog > #rp-notices').count()).toBe(1)
    server.now.send('notice', { text: 'n' })
    await until(notices).toEqual(['n'])
    await page.evaluate(() => document.querySelector('dialog')!.close())
    await until(() => page.locator('#repartee + #rp-notices').count()).toBe(1)
    await page.click('.rp-notice-close')
  })

  it('says a notice once, wherever the notices are by then', async () => {
    await page.clock.install()
    await live('<p rp-i="1">p</p>')
    expect(await spoken()).toEqual([])
    server.now.send('notice', { text: 'one', reference: 'ref-1' })
    await until(notices).toEqual(['one'])
    await page.clock.runFor(200)
    expect(await spoken()).toEqual(['one ref-1'])
    server.now.send('patch', [['0', over('<dialog rp-i="2" rp-modal>text</dialog>')]], 1)
    await until(() => page.locator('dialog > #rp-notices').count()).toBe(1)
    expect(await spoken()).toEqual([])
    server.now.send('notice', { text: 'two' })
    await until(notices).toEqual(['one', 'two'])
    await page.clock.runFor(200)
    server.now.send('notice', { text: 'two' })
    server.now.send('notice', { text: 'three' })
    await until(notices).toEqual(['one', 'two', 'three'])
    await page.clock.runFor(200)
    server.now.send('patch', [['2', '<dialog rp-i="2" rp-modal><p>a</p>text<p>b</p></dialog>']], 2)
    await until(() => page.locator('dialog > p').count()).toBe(2)
    expect((await spoken()).map(text => text.trim())).toEqual(['two', 'three'])
    await page.clock.runFor(10_000)
    expect(await spoken()).toEqual([])
  })

  it('is loaded again when the server says so', async () => {
    await live()
    server.now.send('reload', { what: 'page', withinMs: 20 })
    await until(() => server.pages).toEqual(['/', '/'])
    await page.waitForSelector('html[rp-state=connecting], html[rp-state=live]')
  })

  it('leaves for another address, but only for a web address', async () => {
    await live()
    server.now.send('go', { url: 'javascript:document.title="bad"' })
    server.now.send('go', { url: '/plain' })
    await until(() => page.title()).toBe('plain')
    expect(server.pages).toEqual(['/', '/plain'])
  })

  it('stays readable, and says why, where the server told it nothing', async () => {
    await page.route('**/none', route =>
      route.fulfill({
        contentType: 'text/html',
        body: '<p>text</p><script type="module" src="/client.js"></script>',
      }),
    )
    await page.goto(`${server.url}/none`)
    await until(() => tab.warnings.join()).toContain('no <meta name="repartee">')
  })
})

describe('the focus, when a part gives way to another', () => {
  const caller = '<p rp-i="1"><button rp-click="a">a</button><button rp-click="ask">ask</button></p>'
  const question =
    '<dialog rp-i="2" open><button disabled>x</button><button rp-click="no">no</button><a href="#y">y</a></dialog>'
  /** The offer, name or tag of what has the focus. */
  const at = (): Promise<string> =>
    page.evaluate(() => {
      const { attributes, nodeName } = document.activeElement!
      return (attributes.getNamedItem('rp-click') ?? attributes.getNamedItem('name'))?.value ?? nodeName
    })
  let id = 0
  const show = async (target: string, html: string): Promise<void> => {
    server.now.send('patch', [[target, html]], ++id)
    const [, instance] = /rp-i="(\w+)"/.exec(html)!
    await page.waitForSelector(`[rp-i="${instance}"]`, { state: 'attached' })
  }
  beforeEach(() => {
    id = 0
  })

  it.each([
    ['the one after it', 'b', 'x-c'],
    ['the one before it, after the last', 'c', 'x-b'],
  ])('goes from a row that is taken away to the same control of %s', async (_, gone, next) => {
    const rows = (names: string): string =>
      `<ul rp-i="1">${[...names].map(n => `<li rp-k="${n}"><button rp-click="up-${n}">up</button><button rp-click="x-${n}">x</button></li>`).join('')}</ul>`
    await live(rows('abc'))
    await page.focus(`[rp-click=x-${gone}]`)
    await show('1', rows('abc'.replace(gone, '')))
    await until(at).toBe(next)
  })

  it('stays nowhere if it was nowhere, whatever is taken away', async () => {
    await live('<p rp-i="1"><button rp-click="a">a</button><button rp-click="b">b</button></p>')
    await show('1', '<p rp-i="1"><button rp-click="b">b</button></p>')
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
  })

  it('goes to the first thing to act on, and back to the control that it came from', async () => {
    await live(`${caller}<input name="elsewhere">`)
    await page.focus('[rp-click=ask]')
    await show('1', question)
    await until(at).toBe('no')
    await show('2', caller)
    await until(at).toBe('ask')
  })

  it('goes to what asks for it, in the new part, before all else; but back all the same', async () => {
    const wants = '<form rp-i="1"><input name="wants" autofocus><button rp-click="ask">ask</button></form>'
    await live(wants)
    await page.focus('[rp-click=ask]')
    await show('1', '<form rp-i="2"><button rp-click="b">b</button><input name="here" autofocus></form>')
    await until(at).toBe('here')
    await show('2', wants)
    await until(at).toBe('ask')
  })

  it('stays where it is, if it is elsewhere', async () => {
    await live(`${caller}<input name="elsewhere">`)
    await page.focus('input')
    await show('1', '<form rp-i="2"><input name="wants" autofocus></form>')
    expect(await at()).toBe('elsewhere')
    await show('2', caller)
    expect(await at()).toBe('elsewhere')
  })

  it('stays nowhere, if the visitor was elsewhere or had left', async () => {
    await live(`${caller}<i>text</i>`)
    await page.focus('[rp-click=ask]')
    await page.click('i')
    await show('1', question)
    expect(await at()).toBe('BODY')
  })

  it('finds a control again that moved, and what stands in the place of one that is gone', async () => {
    const rows = (...names: string[]): string =>
      `<ul rp-i="1">${names.map(name => `<li><button rp-click='remove:"${name}"'>x</button></li>`).join('')}</ul>`
    await live(rows('a', 'b', 'c'))
    await page.focus(`[rp-click='remove:"b"']`)
    await show('1', question)
    await until(at).toBe('no')
    await show('2', rows('c', 'd', 'b'))
    await until(at).toBe('remove:"b"')
    await show('1', question)
    await until(at).toBe('no')
    await show('2', rows('c', 'd'))
    await until(at).toBe('remove:"d"')
  })

  it('comes back with its caret, through two questions and into a part of the caller', async () => {
    const field = `<form rp-i="1"><div rp-i="1a"><input name="one" value="1"><input name="two" value="two"></div></form>`
    await live(field)
    await page.focus('[name=two]')
    await page.evaluate(() => (document.activeElement as HTMLInputElement).setSelectionRange(1, 2))
    await show('1', question)
    await until(at).toBe('no')
    await show('2', '<p rp-i="3"><button rp-click="really">really</button></p>')
    await until(at).toBe('really')
    await show('3', field)
    await until(at).toBe('two')
    expect(
      await page.evaluate(() => {
        const { selectionStart, selectionEnd } = document.activeElement as HTMLInputElement
        return [selectionStart, selectionEnd]
      }),
    ).toEqual([1, 2])
  })

  it('waits where there is nothing to act on yet', async () => {
    await live(caller)
    await page.focus('[rp-click=ask]')
    await show('1', '<rp-part rp-i="2" aria-busy="true"></rp-part>')
    expect(await at()).toBe('BODY')
    await show('2', '<p rp-i="3">soon</p>')
    expect(await at()).toBe('BODY')
    await show('3', '<p rp-i="3"><button rp-click="now">now</button></p>')
    await until(at).toBe('now')
  })

  it('is not lost with a button that is disabled while it works', async () => {
    await live(caller)
    await page.focus('[rp-click=ask]')
    await show('1', caller.replace('rp-click="ask"', 'disabled'))
    await until(at).toBe('BODY')
    await show('1', question)
    await until(at).toBe('no')
  })

  it('goes into what a view puts in the place of an embedded part, not into its neighbours', async () => {
    const around = (inside: string): string =>
      `<main rp-i="9"><p rp-i="1"><button>1</button></p>${inside}<p rp-i="4"><button>4</button></p></main>`
    await live(around(question))
    await page.focus('[rp-click=no]')
    await show('9', around('<p rp-i="3"><button rp-click="three">3</button></p>'))
    await until(at).toBe('three')
    await show('9', around('<template rp-keep="3"></template>').replace('</main>', '<b rp-i="5"></b></main>'))
    await page.waitForSelector('[rp-i="5"]', { state: 'attached' })
    expect(await at()).toBe('three')
    await show('9', around(''))
    // nothing came in its place: what stands beside
    await until(at).toBe('BUTTON')
  })

  it('does not scroll, and shows no ring after a click', async () => {
    await live(`${caller}<b rp-i="7"></b>`)
    await page.evaluate(() => {
      document.body.style.paddingBottom = '300vh'
      scrollTo(0, 0)
    })
    const tall = '<div rp-i="2"><canvas height="2000"></canvas><button rp-click="far">far</button></div>'
    await page.click('[rp-click=ask]')
    await show('1', tall)
    await until(at).toBe('far')
    expect(await page.evaluate(() => [scrollY, document.activeElement!.matches(':focus-visible')])).toEqual([
      0,
      false,
    ])
    await show('2', caller)
    await page.keyboard.press('Enter')
    await show('1', tall)
    await until(at).toBe('far')
    expect(await page.evaluate(() => document.activeElement!.matches(':focus-visible'))).toBe(true)
  })

  it('follows a press on what cannot have it', async () => {
    await live('<div rp-i="1"><b rp-click="open">open</b></div>')
    await page.click('b')
    await show('1', question)
    await until(at).toBe('no')
  })

  it('does not answer for a key that is still held down', async () => {
    await live(caller)
    await page.focus('[rp-click=ask]')
    await page.keyboard.down('Enter')
    await show('1', question)
    await until(at).toBe('no')
    await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await page.keyboard.press('Enter')
    await until(heard).toEqual([
      [1, '1/ask'],
      [2, '2/no'],
    ])
  })

  it('goes from a dialog over the page to the next row, where that which opened it is gone', async () => {
    const rows = (...names: string[]): string =>
      `<ul rp-i="1">${names.map(name => `<li rp-k="${name}"><button rp-click="${name}">x</button></li>`).join('')}</ul>`
    const whole = (inside: string): string => `<div id="repartee" rp-i="0">${inside}</div>`
    await live(rows('a', 'b', 'c'))
    await page.focus('[rp-click=b]')
    await show('0', whole(`${rows('a', 'b', 'c')}<dialog rp-i="2" rp-modal><button>yes</button></dialog>`))
    await until(at).toBe('BUTTON')
    await show('0', whole(rows('a', 'c')))
    await until(at).toBe('c')
  })

  it('is in the same place when the page starts afresh', async () => {
    await live(caller)
    await page.focus('[rp-click=ask]')
    server.now.send('gone', { why: 'unknown' })
    await until(notices).toHaveLength(1)
    await until(at).toBe('ask')
  })
})

describe('recovery', () => {
  const whole = (content: string): string => `<div id="repartee" rp-i="0">${row(content)}</div>`
  const resume = (connection: Connection): void => {
    greet(connection)
    if (connection.headers['rp-cursor'] === undefined) connection.send('resync', [['0', whole('resumed')]], 9)
  }

  it('finds the conversation of before a reload, and tells the server to forget the new one', async () => {
    await live()
    server.greet = resume
    await page.reload()
    await until(text).toBe('resumed')
    const { cid, headers } = server.now
    expect([cid, headers['rp-token'], headers['rp-instead'], headers['rp-cursor']]).toEqual([
      'c1',
      'token-c1',
      'c2',
      undefined,
    ])
    server.now.end()
    await until(() => server.streams.length).toBe(3)
    expect([server.now.cid, server.now.headers['rp-instead'], server.now.headers['rp-cursor']]).toEqual([
      'c1',
      undefined,
      '9',
    ])
    server.now.send('gone', { why: 'ended' })
    await until(state).toBe('gone')
  })

  it.each(['410', '404', 'a frame'])('takes the new one when the one of before is gone (%s)', async how => {
    await live()
    server.greet = c =>
      c.cid !== 'c1'
        ? greet(c)
        : how !== 'a frame'
          ? c.refuse(Number(how))
          : (greet(c), c.send('gone', { why: 'answered' }))
    await page.reload()
    await until(() => server.streams.at(-1)!.cid).toBe('c2')
    await until(state).toBe('live')
    expect([server.now.headers['rp-cursor'], server.now.headers['rp-instead']]).toEqual(['0', undefined])
    expect(await notices()).toEqual([])
    expect(server.pages.length).toBe(2)
  })

  it('takes a copy where what it came with is what another tab is in', async () => {
    await live()
    const other = await tab.context.newPage()
    await other.goto(server.url)
    await until(() => other.getAttribute('html', 'rp-state')).toBe('live')
    // served by what the other tab had left for its own reload
    server.boot = { cid: 'c2' }
    server.seen = 0
    server.greet = c => (c.cid === 'c1' ? c.refuse(410) : greet(c))
    await page.reload()
    await until(() => server.pages).toContain('/_rp/fork/c2')
    expect(server.streams.map(each => each.cid)).toEqual(['c1', 'c2', 'c1'])
  })

  it.each(['frame', '410', '410 outdated', '403', 'event'])(
    'starts afresh in place, and says so, when nothing is known of it (%s)',
    async how => {
      await live('<p rp-i="1"><button rp-click="a">first</button></p>')
      await page.evaluate(() => ((globalThis as { mark?: number }).mark = 1))
      server.view = row('fresh')
      server.pageStatus = 503
      const refusal: Record<string, string> = how === '410 outdated' ? { 'rp-gone': 'outdated' } : {}
      server.greet = c => (c.cid === 'c1' ? c.refuse(Number.parseInt(how), refusal) : greet(c))
      if (how === 'frame') server.now.send('gone', { why: 'unknown' })
      else if (how === 'event') {
        server.hear = () => 410
        await page.click('button')
      } else server.now.end()
      await until(() => server.pages.length).toBeGreaterThan(2)
      server.pageStatus = 200
      await until(text).toBe('fresh')
      await until(state).toBe('live')
      expect(server.now.cid).toBe('c2')
      const lost = how === 'event' ? ' 1 click could not be kept.' : ''
      const because =
        { '403': 'Your session has changed', '410 outdated': 'This page has been replaced by a newer one' }[
          how
        ] ?? 'The server was restarted'
      expect(await notices()).toEqual([`${because}, so this page starts afresh.${lost}`])
      expect(await page.evaluate(() => (globalThis as { mark?: number }).mark)).toBe(1)
      server.now.send('patch', [['1', row('goes on')]], 1)
      await until(text).toBe('goes on')
    },
  )

  it('says how many clicks a fresh start has cost, and only what it has cost', async () => {
    await live('<div rp-i="1"><button rp-click="a">first</button><input rp-input="typed="></div>')
    server.hear = answers(204, 503)
    await page.click('button')
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    await page.click('button')
    await page.fill('input', 'typed')
    await page.click('button')
    server.pageStatus = 503
    server.view = '<div rp-i="1"><button rp-click="a">fresh</button></div>'
    server.now.send('gone', { why: 'unknown' })
    await until(() => server.pages.length).toBeGreaterThan(1)
    await page.click('button')
    server.pageStatus = 200
    await until(text).toBe('fresh')
    const [notice] = await notices()
    expect(notice).toBe('The server was restarted, so this page starts afresh. 3 clicks could not be kept.')
    server.hear = () => 204
    await until(state).toBe('live')
    server.now.send('gone', { why: 'unknown' })
    await until(notices).toEqual([notice, 'The server was restarted, so this page starts afresh.'])
  })

  it('loads the page when something else is to be seen at its address', async () => {
    await live()
    server.pageStatus = 404
    server.now.send('gone', { why: 'unknown' })
    await until(() => text('body')).toBe('no')
  })

  it.each(['answered', 'ended', 'expired', 'failed'] as const)(
    'stops when it is over (%s), and starts again on demand',
    async why => {
      await live('<p rp-i="1"><button rp-click="a">b</button></p><dialog rp-modal rp-i="2">x</dialog>')
      const patch = `id: 1\ndata: ${JSON.stringify([['1', row('late')]])}\n\n`
      server.now.raw(`event: gone\ndata: ${JSON.stringify({ why, reference: 'ref-1' })}\n\n${patch}`)
      await until(state).toBe('gone')
      expect(await text()).not.toContain('late')
      expect(await page.locator('.rp-notice-action').evaluate(e => e === document.activeElement)).toBe(true)
      expect(await page.evaluate(() => document.getElementById('repartee')!.inert)).toBe(true)
      expect(await page.locator('.rp-notice-reference').textContent()).toBe('ref-1')
      await page.evaluate(() => document.querySelector('button')!.click())
      expect(server.streams[0]!.open).toBe(false)
      await page.click('.rp-notice-action')
      await until(() => server.streams.map(stream => stream.cid)).toEqual(['c1', 'c2'])
      expect(server.now.headers['rp-instead']).toBeUndefined()
      expect(server.events).toEqual([])
    },
  )

  it('stops when the page is open elsewhere, and goes on here on demand', async () => {
    await live('<p rp-i="1"><button rp-click="a">b</button></p>')
    server.now.send('gone', { why: 'elsewhere' })
    await until(notices).toEqual(['This page is open in another tab.'])
    server.greet = resume
    await page.click('text=Continue here')
    await until(text).toBe('resumed')
    expect(await page.evaluate(() => document.getElementById('repartee')!.inert)).toBe(false)
    server.now.send('patch', [['1', '<div rp-i="1">x<dialog rp-i="2" rp-modal>y</dialog></div>']], 10)
    await until(() => page.locator('dialog:modal').count()).toBe(1)
    expect([server.now.cid, await notices()]).toEqual(['c1', []])
  })

  it('works in a tab that remembers nothing', async () => {
    await page.addInitScript(() => {
      history.replaceState = () => {
        throw new Error('refused')
      }
    })
    await live()
    await page.reload()
    await until(state).toBe('live')
    expect(server.now.cid).toBe('c2')
  })
})

it('lets go of the stream in the back-forward cache and takes it up again after', async () => {
  const own = await openBrowser(['--disable-back-forward-cache'])
  const other = await openTab(own)
  try {
    await other.page.goto(server.url)
    await until(() => other.page.getAttribute('html', 'rp-state')).toBe('live')
    server.now.send('patch', [['1', row('one')]], 1)
    await until(() => other.page.textContent('#repartee')).toBe('one')
    await other.page.goto(`${server.url}/plain`)
    await until(() => server.streams[0]!.open).toBe(false)
    await other.page.evaluate(() => void setTimeout(() => history.back()))
    await until(cursors).toEqual(['0', '1'])
    server.now.send('patch', [['1', row('two')]], 2)
    await until(() => other.page.textContent('#repartee')).toBe('two')
    expect(server.pages).toEqual(['/', '/plain'])
  } finally {
    await own.close()
  }
})
