// Real Chromium for tests: launched once per test file, a fresh context per page, and every complaint of the page kept.
// Invariant: nothing is downloaded; the browser is the system's, or what REPARTEE_CHROMIUM names.
// Knows nothing of repartee, except how its client is bundled for a page.
import { existsSync } from 'node:fs'
import { build } from 'esbuild'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export interface Tab {
  readonly page: Page
  readonly context: BrowserContext
  /** Uncaught errors and `console.error` of the page, refused resources and policy violations among them. */
  readonly errors: string[]
  readonly warnings: string[]
  close(): Promise<void>
}

const WHOLE = '/usr/bin/chromium'
/** The same browser without a window around its pages: they open with a fifth of the work. */
const SHELL = '/usr/bin/chromium-headless-shell'

/** Launches Chromium. Close it in `afterAll`. `without`: flags that playwright would give it by itself; then it is the whole browser. */
export function openBrowser(without: string[] = []): Promise<Browser> {
  const own = without.length === 0 && existsSync(SHELL) ? SHELL : WHOLE
  return chromium.launch({
    executablePath: process.env['REPARTEE_CHROMIUM'] ?? own,
    args: FLAGS.split(' '),
    ignoreDefaultArgs: without,
  })
}

/** A tab of its own context (own cookies, own storage), or one more tab in `context`. */
export async function openTab(browser: Browser, context?: BrowserContext): Promise<Tab> {
  const own = context ?? (await browser.newContext())
  const page = await own.newPage()
  const errors: string[] = []
  const warnings: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text())
    if (message.type() === 'warning') warnings.push(message.text())
  })
  return { page, context: own, errors, warnings, close: () => (context ? page.close() : own.close()) }
}

/** Bundles TypeScript for a page, as one ES module: a file, or a source that may import relative to `dir`. */
export async function bundle(
  what: { readonly file: string } | { readonly source: string; readonly dir: string },
): Promise<string> {
  const made = await build({
    ...('file' in what
      ? { entryPoints: [what.file] }
      : { stdin: { contents: what.source, resolveDir: what.dir, loader: 'ts' } }),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    logLevel: 'error',
  })
  return made.outputFiles[0]!.text
}
