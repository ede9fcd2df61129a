// The command as a person uses it: on files of a real program, which goes on writing meanwhile, in processes of its own. Longer than most,
// because one such program, which takes seconds to come up, serves all of it.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sqlite } from '../engines/sqlite/index.ts'
import { widthOf } from './words.ts'

const command = resolve('.cache/cli/main.mjs')
/** The program at work, and its file. */
let program: ChildProcess
let home: string
let live: string
/** A copy that nobody has open. */
let still: string
/** For one test. */
let folder: string

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'repartee-'))
  live = join(home, 'live.db')
  still = join(home, 'still.db')
  const [child] = await Promise.all([
    up(live, 40),
    build({
      entryPoints: ['src/cli/main.ts'],
      outfile: command,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      external: ['devalue'],
      logLevel: 'error',
    }),
  ])
  program = child
  await repartee('backup', live, still)
})
afterAll(() => {
  program?.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(home, 'test-'))
})

/** A program that keeps conversations in that file. */
async function up(file: string, visitors: number): Promise<ChildProcess> {
  const child = fork(new URL('./program.fixture.tsx', import.meta.url), [file, String(visitors)], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
  })
  await Promise.race([once(child, 'message'), once(child, 'exit')])
  return child
}

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly said: string
}

/** Runs the command; a first argument that is an object has what is piped in, and the environment. */
async function repartee(
  ...args: (string | { input?: string; env?: Record<string, string> })[]
): Promise<Ran> {
  const { input = '', env = {} } = args.find(arg => typeof arg === 'object') ?? {}
  const words = args.filter(arg => typeof arg === 'string')
  const { COLUMNS: _, FORCE_COLOR: __, ...own } = process.env
  const child = spawn(process.execPath, [command, ...words], { env: { ...own, ...env } })
  let out = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, said }
}

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)
const narrow = { env: { COLUMNS: '80' } }
const readJson = (out: string): Record<string, unknown>[] =>
  linesOf(out).map(line => JSON.parse(line) as Record<string, unknown>)
const shopIn = async (file: string): Promise<string> =>
  String(readJson((await repartee('inspect', file, '--page', '/shop/:id', '--json')).out)[0]?.['cid'])
/** All that lies in a folder, but for what is written into it at this moment. */
const state = (of: string): unknown =>
  readdirSync(of).map(name => [name, readFileSync(join(of, name), 'base64')])

describe('repartee inspect <file>', () => {
  it('lists conversations of a program at work: newest first, whose they are, and how many there are', async () => {
    const { code, out, said } = await repartee('inspect', live)
    const [head, ...rows] = linesOf(out)
    expect([code, said]).toEqual([0, ''])
    expect(head?.split(/ {2,}/)).toEqual([
      'CID',
      'PAGE',
      'WHERE',
      '#',
      'COMPONENTS',
      'SIZE',
      'REV',
      'OWNER',
      'AGO',
      'LEFT',
    ])
    expect(rows.at(-1)).toMatch(
      /^the 20 that changed last of 41 conversations; \d+ kB; 1 process has it open$/,
    )
    expect(rows).toHaveLength(21)
    for (const row of rows.slice(0, -1)) expect(row).toMatch(new RegExp(` counter .* ${program.pid}  `))
  })

  it('fits 80 columns, and is as wide as it wants where nobody looks', async () => {
    const wide = await repartee('inspect', still, '--limit', 'all')
    const slim = await repartee('inspect', still, '--limit', 'all', narrow)
    expect(Math.max(...linesOf(slim.out).map(widthOf))).toBeLessThanOrEqual(80)
    expect(Math.max(...linesOf(wide.out).map(widthOf))).toBeGreaterThan(80)
    expect(wide.out).toContain(await shopIn(still))
    expect(linesOf(slim.out)).toHaveLength(linesOf(wide.out).length)
  })

  it('finds by page, by address, by owner and by what is said in them', async () => {
    const shop = await shopIn(still)
    const found = async (...args: string[]): Promise<unknown[]> =>
      readJson((await repartee('inspect', still, '--json', ...args)).out).map(({ cid }) => cid)
    expect(await found('--page', '/shop/7')).toEqual([shop])
    expect(await found('--text', 'åLESund')).toEqual([shop])
    expect(await found('--page', '/', '--text', 'Ålesund')).toEqual([])
    expect(await found('--owner', String(program.pid))).toHaveLength(41)
    expect(await found('--owner', 'nobody')).toEqual([])
    expect(linesOf((await repartee('inspect', still, '--text', 'nowhere')).out)).toEqual([
      expect.stringMatching(/^none of 41 conversations; /),
    ])
  })

  it('gives scripts a line of JSON each, without what is secret unless it is asked for', async () => {
    const [hidden] = readJson((await repartee('inspect', live, '--page', '/shop/:id', '--json')).out)
    expect(hidden).toMatchObject({
      page: '/shop/:id',
      where: '/shop/7?tab=3&token=(hidden)',
      components: ['shop', 'line', 'line', 'pay', 'sure'],
      failed: 0,
      alive: true,
      owner: expect.stringContaining(`~${program.pid}.`) as string,
    })
    expect(hidden).not.toHaveProperty('session')
    const due = Number(hidden?.['due']) - Date.now()
    expect(due).toBeLessThanOrEqual(600_000)
    const [whole] = readJson((await repartee('inspect', live, '--page', '/shop/:id', '--json', '--all')).out)
    expect(whole).toMatchObject({
      principal: { id: 7, name: 'Principal Ada' },
      where: '/shop/7?tab=3&token=in-the-address',
    })
  })

  it('says which processes are gone', async () => {
    const file = join(folder, 'dead.db')
    const child = await up(file, 1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const { out } = await repartee('inspect', file)
    expect(out.match(new RegExp(`${child.pid} gone`, 'g'))).toHaveLength(2)
    expect(out).toContain('no process has it open')
    expect(readJson((await repartee('inspect', file, '--owner', 'gone', '--json')).out)).toHaveLength(2)
    expect((await repartee('check', file)).code).toBe(0)
  })

  it('is quiet when whoever reads it has seen enough', async () => {
    for (const args of [
      ['inspect', still, '--json', '--limit', 'all'],
      ['export', still],
    ]) {
      const child = spawn(process.execPath, [command, ...args])
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
      child.stdout.destroy()
      const [code] = (await once(child, 'close')) as [number | null]
      expect([code, said]).toEqual([0, ''])
    }
  })

  it('leaves a file that nobody has open, and its folder, as they were', async () => {
    const file = join(folder, 'a.db')
    await repartee('backup', still, file)
    const before = state(folder)
    for (const args of [
      ['inspect', file],
      ['inspect', file, '--text', 'x'],
      ['inspect', file, await shopIn(file)],
      ['check', file],
      ['export', file],
    ])
      expect((await repartee(...args)).code).toBe(0)
    expect(state(folder)).toEqual(before)
    expect(statSync(file).size).toBeGreaterThan(0)
  })

  it('shows what it cannot read as such, and all the rest', async () => {
    const file = join(folder, 'odd.db')
    const engine = sqlite(file)
    await engine.start()
    const records = {
      none: '',
      text: 'no line',
      json: '{}\n{"format":2}',
      wild: '{"pattern":"/\\u001b[2J"}\n{"instances":[{}]}',
    }
    for (const [cid, text] of Object.entries(records)) {
      const claimed = await engine.claim(cid, null)
      if (claimed.won && cid !== 'none')
        await engine.commit(claimed.lease, {
          revision: 0,
          token: 't',
          data: new TextEncoder().encode(text),
          ttlMs: 60_000,
        })
    }
    await engine.stop()
    const { code, out } = await repartee('inspect', file)
    expect(code).toBe(0)
    expect(out).toMatch(/none +\(not yet written\)/)
    expect(out.match(/\(cannot be read\)/g)).toHaveLength(2)
    expect(out).toContain('/\\x1b[2J')
    expect(out).not.toContain('\u001b')
    const checked = await repartee('check', file)
    expect(checked.code).toBe(1)
    expect(checked.out).toMatch(
      /text cannot be read.*\njson cannot be read: it holds no components\n.*4 conversations.*2 of them cannot be read/,
    )
    for (const cid of Object.keys(records)) {
      const one = await repartee('inspect', file, cid)
      expect([cid, one.code, one.said]).toEqual([cid, cid === 'text' || cid === 'json' ? 1 : 0, ''])
    }
  })
})

describe('repartee inspect <file> <cid>', () => {
  it('prints a conversation by the beginning of its cid: tree, state, timers, topics, what waits, history', async () => {
    const cid = await shopIn(live)
    const { code, out, said } = await repartee('inspect', live, cid.slice(0, 7), narrow)
    expect([code, said]).toEqual([0, ''])
    expect(out.startsWith(`${cid}\n`)).toBe(true)
    for (const text of [
      '  page      /shop/:id\n',
      '  where     /shop/7?tab=3&token=(hidden)  opened at /shop/7\n',
      `process ${program.pid}, which lives`,
      '\n5 components\n  shop #1\n',
      "  │   stock: Map(2) { 'tea' => 12n, 'api_key' => (hidden) }",
      'opened: 2026-02-02T02:40:00.000Z',
      '  └─ pay #7, called, over it\n',
      '     └─ sure #9, called, in its place\n',
      'every 10m  tick of shop #1',
      "note of shop #1  'later'",
      '  topic room:1  note of shop #1\n',
      '  pay of shop #1 waits for call pay, ',
      '    1. io: { eur: 1.08, token: (hidden) }\n',
      '  > 3  /shop/7?tab=3&token=(hidden)\n',
    ])
      expect(out).toContain(text)
  })

  it('hides secrets and cuts what is long, unless all is asked for', async () => {
    const cid = await shopIn(still)
    const secrets = [
      'correct-horse',
      'from-the-bank',
      'in-the-address',
      '4111',
      'Principal Ada',
      'x'.repeat(700),
    ]
    const short = await repartee('inspect', still, cid)
    const json = await repartee('inspect', still, cid, '--json')
    const whole = await repartee('inspect', still, cid, '--all')
    const wholeJson = await repartee('inspect', still, cid, '--all', '--json')
    expect(secrets.filter(text => short.out.includes(text))).toEqual([])
    // JSON is for programs: it is not cut.
    expect(secrets.filter(text => json.out.includes(text))).toEqual(['x'.repeat(700)])
    expect(secrets.filter(text => !whole.out.includes(text))).toEqual([])
    expect(secrets.filter(text => !wholeJson.out.includes(text))).toEqual([])
    expect(readJson(json.out)).toMatchObject([
      { cid, parts: [{ name: 'shop', state: { stock: { tea: '12' } } }, {}, {}, {}, {}] },
    ])
  })

  it('lets no value speak to the terminal', async () => {
    const { out } = await repartee('inspect', still, await shopIn(still), '--all')
    expect(out).toContain('\\x1B[31mred\\u202e')
    for (const each of ['\u001b', '\u202e']) expect(out).not.toContain(each)
  })

  it('says that it is unknown, or which begin so; a cid may begin with a dash', async () => {
    const file = join(folder, 'alike.db')
    const engine = sqlite(file)
    await engine.start()
    for (const cid of ['abc1', 'abc2', 'ab', '-x1', '--y']) await engine.claim(cid, null)
    await engine.stop()
    const unknown = await repartee('inspect', file, 'zz')
    expect(unknown).toMatchObject({ code: 1, out: '' })
    expect(linesOf(unknown.said)).toEqual([
      'No conversation has a cid that begins with zz [bad-argument]',
      expect.stringMatching(/^ {2}expected: /),
      '  got:      zz',
      expect.stringMatching(/^ {2}try: {6}repartee inspect <file> lists them/),
    ])
    const alike = await repartee('inspect', file, 'abc')
    expect(alike).toMatchObject({ code: 1, said: expect.stringContaining('abc: abc1, abc2\n') as string })
    // A whole cid is meant, though others begin with it.
    expect((await repartee('inspect', file, 'ab')).out).toMatch(/^ab\n/)
    expect((await repartee('inspect', file, '-x')).out).toMatch(/^-x1\n/)
    expect((await repartee('inspect', file, '--', '--y')).out).toMatch(/^--y\n/)
  })
})

describe('repartee export and import', () => {
  it('carry conversations whole into another file, whether piped or by a file of their own', async () => {
    const lines = await repartee('export', still)
    expect(linesOf(lines.out)).toHaveLength(41)
    const file = join(folder, 'new.db')
    expect(await repartee('import', file, { input: lines.out })).toEqual({
      code: 0,
      out: `41 conversations taken in; ${file} is new\n`,
      said: '',
    })
    expect((await repartee('export', file)).out).toBe(lines.out)
    expect((await repartee('import', file, { input: lines.out })).out).toBe(
      '0 conversations taken in, 41 there already\n',
    )
    const to = join(folder, 'lines')
    expect(await repartee('export', still, '--to', to)).toMatchObject({ code: 0, out: '' })
    expect(readFileSync(to, 'utf8')).toBe(lines.out)
    expect(statSync(to).mode & 0o077).toBe(0)
    expect(await repartee('export', still, '--to', to)).toMatchObject({
      code: 1,
      said: expect.stringContaining('EEXIST') as string,
    })
  })

  it('take single ones, by the beginnings of their cids, or none where one is unknown', async () => {
    const shop = await shopIn(still)
    const { out } = await repartee('export', still, shop.slice(0, 8))
    expect(readJson(out)).toMatchObject([{ cid: shop }])
    expect(await repartee('export', still, shop, 'nobody')).toMatchObject({ code: 1, out: '' })
  })

  it('say which lines are none, and take the others in; what is past its time is left out', async () => {
    const [first = '', second = ''] = linesOf((await repartee('export', still)).out)
    const past = JSON.stringify({ ...(JSON.parse(second) as object), expires: 1 })
    const file = join(folder, 'new.db')
    const { code, out, said } = await repartee('import', file, {
      input: `nonsense\n\n${first}\r\n${past}\n{"cid":1}\n`,
    })
    expect(code).toBe(1)
    expect(out).toMatch(/^1 conversation taken in, 1 past their time, 2 lines not understood; /)
    expect(said).toMatch(/^line 1: A conversation cannot be read from that line[^]*\nline 5: /)
  })

  it('take in while a program has the file open', async () => {
    const file = join(folder, 'busy.db')
    const child = await up(file, 2)
    const { out } = await repartee('import', file, { input: (await repartee('export', still)).out })
    child.kill('SIGKILL')
    expect(out).toBe('41 conversations taken in\n')
  })
})

describe('repartee backup and check', () => {
  it('copy a file while it is written, whole, and replace nothing', async () => {
    const copy = join(folder, 'copy.db')
    const { code, out } = await repartee('backup', live, copy)
    expect([code, out]).toEqual([0, expect.stringMatching(/^41 conversations, \d+ kB, copied to /)])
    expect((await repartee('check', copy)).out).toMatch(/is sound: 41 conversations, /)
    const before = state(folder)
    expect(await repartee('backup', live, copy)).toMatchObject({
      code: 1,
      said: expect.stringContaining('replaces nothing') as string,
    })
    expect(state(folder)).toEqual(before)
  })

  it('say that a file is damaged', async () => {
    const file = join(folder, 'bad.db')
    const bytes = readFileSync(still)
    writeFileSync(file, bytes.fill(0x5a, 8192, 40_000))
    expect(await repartee('check', file)).toMatchObject({
      code: 1,
      said: expect.stringContaining('[store-corrupt]') as string,
    })
  })
})

describe('repartee', () => {
  it('makes no file, and refuses what is none of ours, on four lines', async () => {
    const none = join(folder, 'none.db')
    for (const args of [
      ['inspect', none],
      ['inspect', none, 'c'],
      ['export', none],
      ['check', none],
      ['backup', none, `${none}2`],
    ]) {
      const { code, out, said } = await repartee(...args)
      expect([code, out, linesOf(said).length]).toEqual([1, '', 4])
      expect(said).toContain('[store-missing]')
    }
    writeFileSync(join(folder, 'text'), 'something else '.repeat(1000))
    const newer = join(folder, 'newer.db')
    await repartee('backup', still, newer)
    const db = new DatabaseSync(newer)
    db.exec('PRAGMA user_version = 99')
    db.close()
    const before = state(folder)
    for (const name of ['text', 'newer.db'])
      for (const verb of ['inspect', 'export', 'check', 'import'])
        expect(await repartee(verb, join(folder, name))).toMatchObject({
          code: 1,
          said: expect.stringContaining('[store-foreign]') as string,
        })
    expect(state(folder)).toEqual(before)
    expect(existsSync(none)).toBe(false)
  })

  it('says what it can do, of all of it and of each', async () => {
    const { code, out } = await repartee()
    expect(code).toBe(0)
    expect(await repartee('--help')).toMatchObject({ code: 0, out })
    for (const name of ['inspect', 'export', 'import', 'backup', 'check']) {
      expect(out).toContain(`repartee ${name} <file>`)
      const help = await repartee(name, '--help')
      expect([help.code, linesOf(help.out)[0]]).toEqual([
        0,
        expect.stringContaining(`repartee ${name} <file>`),
      ])
      expect(await repartee('help', name)).toMatchObject({ out: help.out })
    }
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
    expect((await repartee('--version')).out).toBe(`${version}\n`)
  })

  it('says on four lines what it did not understand, and ends with 2', async () => {
    for (const args of [
      ['inspct'],
      ['inspect'],
      ['inspect', still, '--lmit', '3'],
      ['inspect', still, '--limit', 'x'],
      ['inspect', still, '--limit'],
      ['inspect', still, 'a', 'b'],
      ['backup', still],
      ['import'],
    ]) {
      const { code, out, said } = await repartee(...args)
      expect([args, code, out, linesOf(said).length]).toEqual([args, 2, '', 4])
    }
  })

  it('colours on a terminal only', async () => {
    const env = { FORCE_COLOR: '1', COLUMNS: '80' }
    expect((await repartee('inspect', still, { env })).out).not.toContain('\u001b')
  })
})
