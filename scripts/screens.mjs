// Pictures of the dashboard for docs/operations.md: `npm run screens` starts the gallery with simulated visitors, does a few of the
// things that operators do, and takes each screen, light and dark, into docs/screens.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}docs/screens`
const PORT = '4599'
const BASE = `http://localhost:${PORT}/ops`
/** Until there is something to see. */
const WARM_MS = 45_000
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** Screens by the name of their picture: the query, and what is pressed before. @type {Readonly<Record<string, readonly [query: string, press?: string]>>} */
const SCREENS = {
  overview: [''],
  topology: ['?screen=topology'],
  endpoints: ['?screen=endpoints&sort=-rate'],
  endpoint: ['?screen=endpoints&sort=-rate', 'tbody tr:first-child a'],
  conversations: ['?screen=conversations&sort=-events'],
  conversation: ['?screen=conversations&sort=-events', 'tbody tr:first-child a'],
  timers: ['?screen=timers'],
  topics: ['?screen=topics'],
  workers: ['?screen=workers'],
  crons: ['?screen=crons'],
  limits: ['?screen=limits'],
  resources: ['?screen=resources'],
  traces: ['?screen=traces&sort=-took'],
  trace: ['?screen=traces&kind=slow', 'tbody tr:first-child a'],
  errors: ['?screen=errors'],
  error: ['?screen=errors', 'tbody tr:first-child a'],
  audit: ['?screen=audit'],
}

mkdirSync(folder, { recursive: true })
const program = spawn('node', ['--conditions=source', '--import', 'tsx', 'examples/gallery/main.tsx'], {
  cwd: root,
  env: { ...process.env, PORT, SIMULATE: '40', DATA: '', NODE_ENV: 'development' },
  stdio: 'ignore',
})
const executablePath = BROWSERS.find(path => existsSync(path))
const browser = await chromium.launch({
  ...(executablePath !== undefined && { executablePath }),
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})
try {
  console.log(`Pictures in ${folder}; the gallery runs for a while first.`)
  await new Promise(done => setTimeout(done, WARM_MS))
  const operator = await browser.newPage()
  await operator.goto(`${BASE}?screen=crons`)
  for (const act of ['Run now', 'Pause', 'Resume'])
    await operator
      .getByRole('button', { name: new RegExp(`^${act} `) })
      .first()
      .click()
  await operator.close()
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [name, [query, press]] of Object.entries(SCREENS)) {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 860 } })
      await page.goto(BASE + query)
      await page.locator('html[rp-state=live]').waitFor()
      if (press !== undefined && (await page.locator(press).count()) > 0)
        await page.locator(press).first().click()
      await page.waitForTimeout(1500)
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` })
      await page.close()
      console.log(`${name}, ${colorScheme}`)
    }
  }
  const narrow = await browser.newPage({ viewport: { width: 400, height: 800 } })
  await narrow.goto(BASE)
  await narrow.waitForTimeout(1500)
  await narrow.screenshot({ path: `${folder}/narrow.png` })
} finally {
  await browser.close()
  program.kill()
}
