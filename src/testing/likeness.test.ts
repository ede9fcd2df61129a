// The page in miniature shows and sends what the real client does in Chromium: random forms, edited and rendered anew.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bundle, openBrowser, openTab } from '../../test/browser.ts'
import type { playedByClient as client } from './client.fixture.ts'
import { NAMES, played, plays, type Play, type Seen } from './likeness.fixture.ts'

const RUNS = Number(process.env['REPARTEE_RUNS'] ?? 300)

declare const playedByClient: typeof client

it(
  'fields show and send the same as in a browser, whatever is typed and rendered',
  async () => {
    const browser = await openBrowser()
    const { page } = await openTab(browser)
    const source = `import { playedByClient } from './client.fixture.ts'; Object.assign(globalThis, { playedByClient })`
    await page.addScriptTag({ content: await bundle({ source, dir: import.meta.dirname }), type: 'module' })
    const all = fc.sample(plays, RUNS)
    const text = await page.evaluate(
      ([every, names]) =>
        JSON.stringify((JSON.parse(every) as Play[]).map(play => playedByClient(play, names))),
      [JSON.stringify(all), NAMES] as const,
    )
    await browser.close()
    const seen = JSON.parse(text) as Seen[]
    const wrong = all.flatMap((play, at) => {
      const mine = JSON.parse(JSON.stringify(played(play))) as Seen
      return JSON.stringify(mine) === JSON.stringify(seen[at]) ? [] : [{ play, mine, browser: seen[at] }]
    })
    const [shortest] = wrong.sort((a, b) => JSON.stringify(a.play).length - JSON.stringify(b.play).length)
    expect(shortest).toBeUndefined()
  },
  30_000 + 200 * RUNS,
)
