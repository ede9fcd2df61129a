// A conversation that goes through many processes, each killed where it stands, shows what an undisturbed one shows.
// Idea: a process takes the conversation over from a file, does what a visitor does between two deploys, keeps it, and is
// killed without a word; now and then it is killed before it could keep anything, and the next one does the same again.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Component } from 'repartee'
import { talk, type Step } from 'repartee/testing'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { perform } from '../src/testing/replay.ts'
import { live, seen, type Orders } from './restart/child.ts'

interface Script {
  readonly file: string
  readonly shows: string
  readonly props?: object
  /** What each process does. */
  readonly lives: readonly (readonly Step[])[]
}

const click = (what: string, which?: string | number): Step => ({
  do: 'click',
  what,
  ...(which !== undefined && { which }),
})
const fill = (field: string, text: string): Step => ({ do: 'fill', field, text })
const choose = (field: string, ...options: string[]): Step => ({ do: 'choose', field, options })
const pass = (ms: number): Step => ({ do: 'pass', ms })
const finish = (value: unknown): Step => ({ do: 'finish', value })
const task = (id: string, text: string): object => ({ id, text, isDone: false })

const SCRIPTS: readonly Script[] = [
  {
    file: 'examples/booking.tsx',
    shows: 'Booking',
    props: { guest: 'Ada' },
    lives: [
      [fill('Your name?', 'Bo'), click('Next')],
      [{ do: 'back' }],
      [{ do: 'forward' }],
      [click('Back')],
      [click('Next'), fill('Which room', '7'), click('Next')],
      [click('Yes')],
    ],
  },
  {
    file: 'examples/rows.tsx',
    shows: 'Rows',
    lives: [
      [click('Load afresh'), click('×', 'bread')],
      [click('Yes')],
      [{ do: 'finish', value: ['eggs', 'figs'] }, click('×', 'eggs')],
      [click('No')],
    ],
  },
  {
    file: 'examples/clock.tsx',
    shows: 'Clock',
    lives: [[pass(1700)], [pass(300)], [click('Pause'), pass(5000)], [click('Resume'), pass(999)], [pass(1)]],
  },
  {
    file: 'examples/crumbs.tsx',
    shows: 'Level',
    lives: [[click('Europe')], [click('Norway')], [click('World')], [{ do: 'back' }], [click('Bergen')]],
  },
  {
    file: 'examples/wizard.tsx',
    shows: 'Wizard',
    lives: [
      [fill('Name', 'Ada'), fill('E-mail', 'ada@'), click('Next')],
      [fill('E-mail', 'ada@example.org'), click('Next')],
      [fill('Day', '2027-05-10'), fill('Hours', '2'), { do: 'submit' }],
      [{ do: 'back' }],
      [{ do: 'forward' }, choose('Kind', 'tandem'), choose('Helmet', 'large'), click('Next')],
      [click('change when')],
      [fill('Hours', '3'), { do: 'submit' }],
      [click('Rent it')],
    ],
  },
  {
    file: 'examples/tasks.tsx',
    shows: 'Tasks',
    props: { show: 'all' },
    lives: [
      [fill('Name', 'Ada'), fill('Password', 'open sesame'), click('Sign in')],
      [pass(0)],
      [finish([task('a', 'Sleep'), task('b', 'Eat')])],
      [click('edit Sleep'), click('delete Eat')],
      [click('Delete')],
      [fill('new text of Sleep', 'Dream'), click('Save')],
      [finish(undefined), finish(undefined)],
      [finish([task('a', 'Sleep')]), finish([task('a', 'Dream')])],
      [click('open')],
      [click('Sign out')],
    ],
  },
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'restart-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program for `node` that lives one life of a conversation. */
async function program({ file, shows }: Script): Promise<string> {
  const outfile = join(folder, `${shows}.mjs`)
  mkdirSync(folder, { recursive: true })
  const contents = `import { ${shows} } from ${JSON.stringify(resolve(file))}
    import { ${live.name} } from ${JSON.stringify(resolve('test/restart/child.ts'))}
    ${live.name}(${shows})`
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'repartee',
    conditions: ['source'],
    logLevel: 'silent',
  })
  return outfile
}

/** Lives one life, until it is killed. Answers what the page showed last. */
async function life(bundle: string, orders: Orders): Promise<unknown> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<string | null>(done => child.on('exit', (_, signal) => done(signal)))
  for await (const line of createInterface({ input: child.stdout })) {
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    return JSON.parse(line) as unknown
  }
  throw new Error('a process ended by itself')
}

describe('killed again and again, a conversation goes on:', () => {
  it.concurrent.each(SCRIPTS.map(script => [script.shows, script] as const))('%s', async (shows, script) => {
    const module = (await import(/* @vite-ignore */ resolve(script.file))) as Record<
      string,
      Component<never, unknown>
    >
    const { props = {}, lives } = script
    const undisturbed = talk(module[shows] as Component<{}, unknown>, props)
    const bundle = await program(script)
    const orders = { props, file: join(folder, `${shows}.json`) }
    for (const [at, steps] of lives.entries()) {
      for (const step of steps) perform(undisturbed, step)
      // One in three is killed before it kept anything: it never was.
      if (at % 3 === 1)
        expect(await life(bundle, { ...orders, steps, dies: true })).toEqual(seen(undisturbed))
      expect(await life(bundle, { ...orders, steps, dies: false })).toEqual(seen(undisturbed))
    }
  })
})
