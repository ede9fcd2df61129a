// Pictures of the dashboard for docs/operations.md: `npm run screens` starts the gallery with simulated visitors, does a few of the
// things that operators do, and takes each screen, light and dark, into docs/screens; then those of three nodes, from three processes.
// `npm run screens -- nodes` takes those alone.
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

/** Those of several nodes. @type {typeof SCREENS} */
const OF_NODES = {
  nodes: ['?screen=nodes'],
  'nodes-conversations': ['?screen=conversations&sort=-events'],
}

mkdirSync(folder, { recursive: true })
const executablePath = BROWSERS.find(path => existsSync(path))
const browser = await chromium.launch({
  ...(executablePath !== undefined && { executablePath }),
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})

/**
 * Runs the gallery for a while, and then something with it.
 * @param {readonly string[]} words
 * @param {() => Promise<void>} then
 */
async function withGallery(words, then) {
  const program = spawn(
    'node',
    ['--conditions=source', '--import', 'tsx', 'examples/gallery/main.tsx', ...words],
    {
      cwd: root,
      env: { ...process.env, PORT, SIMULATE: '40', DATA: '', NODE_ENV: 'development' },
      stdio: 'ignore',
    },
  )
  try {
    console.log(`Pictures in ${folder}; the gallery runs for a while first.`)
    await new Promise(done => setTimeout(done, WARM_MS))
    await then()
  } finally {
    program.kill()
    await new Promise(done => program.once('exit', done))
  }
}

/** @param {typeof SCREENS} screens */
async function take(screens) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [name, [query, press]] of Object.entries(screens)) {
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
}

async function operate() {
  const operator = await browser.newPage()
  await operator.goto(`${BASE}?screen=crons`)
  for (const act of ['Run now', 'Pause', 'Resume'])
    await operator
      .getByRole('button', { name: new RegExp(`^${act} `) })
      .first()
      .click()
  await operator.close()
}

try {
  if (process.argv[2] !== 'nodes')
    await withGallery([], async () => {
      await operate()
      await take(SCREENS)
      const narrow = await browser.newPage({ viewport: { width: 400, height: 800 } })
      await narrow.goto(BASE)
      await narrow.waitForTimeout(1500)
      await narrow.screenshot({ path: `${folder}/narrow.png` })
    })
  await withGallery(['--nodes', '3'], () => take(OF_NODES))
} finally {
  await browser.close()
}
