// What a visitor meets with while the server that keeps conversations is gone: a sign, and nothing lost.
import { component } from 'repartee'
import { serve } from 'repartee/server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab } from '../../../test/browser.ts'
import { Undo } from './hands.fixture.ts'
import { redis } from './index.ts'
import { noServer, redisServer } from './server.fixture.ts'

const Counter = component({
  name: 'counter on redis',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.inc}>more</button>
    </p>
  ),
})

describe.skipIf(noServer(true) !== undefined)('a page whose conversations are in Redis', () => {
  const undo = new Undo()
  let browser: Browser
  beforeAll(async () => void (browser = undo.add(await openBrowser(), it => it.close())))
  afterAll(undo.all)

  it('says that it is reconnecting while Redis is gone, and then has each click once', async () => {
    const kept = undo.add(await redisServer(), it => it.end())
    const troubles = new Set<string>()
    const { url } = undo.add(
      await serve({
        pages: { '/': Counter },
        engine: redis(kept.url),
        port: 0,
        onTrouble: ({ error }) => void troubles.add((error as { code?: string }).code ?? String(error)),
      }),
      it => it.close(),
    )
    const { page, errors } = await openTab(browser)
    page.setDefaultTimeout(100_000)
    await page.goto(url)
    const more = page.getByRole('button', { name: 'more' })
    await more.click()
    await page.getByText('count 1').waitFor()
    await kept.kill()
    await more.click()
    await more.click()
    await page.waitForSelector('html[rp-waiting]:is([rp-state=reconnecting], [rp-state=connecting])')
    // Whoever comes now is told in one sentence that it is not now, and sees no stack.
    const answer = await fetch(url)
    expect(answer.status).toBe(503)
    expect(await answer.text()).not.toContain(' at ')
    await kept.up()
    await page.waitForSelector('html[rp-state=live]:not([rp-waiting])')
    await page.getByText('count 3').waitFor()
    await more.click()
    await page.getByText('count 4').waitFor()
    expect(errors.filter(text => !text.includes('503'))).toEqual([])
    expect([...troubles]).toEqual(['unknown-outcome'])
  })
})
