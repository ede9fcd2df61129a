// `fetch` in the runtimes that are here: Node always; Bun and Deno where they are installed, or lie in node_modules. What is not here
// is no case: the names of those that ran stand in the report.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Visitor } from './visitor.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bundle = join(root, '.cache/runtimes/serve.mjs')

const RUNTIMES = [
  { name: 'Node', program: 'node', args: [] },
  { name: 'Bun', program: 'bun', args: [] },
  { name: 'Deno', program: 'deno', args: ['run', '--allow-all', '--no-config', '--quiet'] },
]
const folders = [join(root, 'node_modules/.bin'), ...(process.env['PATH'] ?? '').split(delimiter)]
const here = RUNTIMES.flatMap(({ name, program, args }) => {
  const path = folders.map(folder => join(folder, program)).find(each => existsSync(each))
  return path === undefined ? [] : [{ name, path, args }]
})

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('runtimes/serve.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2023',
    conditions: ['source'],
    jsx: 'automatic',
    jsxImportSource: 'repartee',
    logLevel: 'error',
  })
})

describe.concurrent.each(here)('$name', ({ path, args }) => {
  let host: ChildProcess
  let url = ''

  beforeAll(async () => {
    host = spawn(path, [...args, bundle], { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface({ input: host.stdout! })) {
      url = line
      break
    }
  })
  afterAll(() => host?.kill('SIGKILL'))

  const open = (): Promise<Visitor> => new Visitor(request => fetch(request), url).open('/')

  it('has a live page', async () => {
    const ada = await open()
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('1')
    await ada.detach()
  })

  it('keeps a quiet stream open', async () => {
    const ada = await open()
    const { event } = await ada.until(frame => frame.event === 'ping' || frame.event === 'closed')
    expect(event).toBe('ping')
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('1')
    await ada.detach()
  })

  it('refuses an event that is too long, and takes the next', async () => {
    const ada = await open()
    expect((await ada.post({ n: 1, offer: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await ada.click('+')).status).toBe(204)
    await ada.detach()
  })
})
