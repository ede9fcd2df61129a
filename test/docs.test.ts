// Every program in a document compiles, runs and prints what it says it prints; every command it names exists.
// A program is laid out under .cache/docs at the very line where it stands, so the compiler's complaints point there.
import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type OnResolveArgs } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import { blocksOf, commandsOf, isProgram, printed, type Block, type Command } from './docs/blocks.ts'

const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')].filter(file =>
  existsSync(file),
)

/** Writes the programs of a document into `folder`. */
function layOut(folder: string, blocks: readonly Block[]): void {
  for (const block of blocks) {
    const file = join(folder, block.title)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '\n'.repeat(block.line - 1) + block.text)
  }
}

/** A place for programs, empty but for a project around them. */
function project(name: string): string {
  const folder = `.cache/${name}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const compilerOptions = {
    noEmit: true,
    allowImportingTsExtensions: true,
    moduleDetection: 'force',
    types: ['node'],
  }
  const include = ['**/*.ts', '**/*.tsx']
  writeFileSync(
    `${folder}/tsconfig.json`,
    JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions, include }),
  )
  return folder
}

/** Puts each program of `folder` together with the sources it imports, under the same name in `built`: what is shared once. */
async function bundle(folder: string, titles: readonly string[]): Promise<string> {
  const built = `${folder}-built`
  rmSync(built, { recursive: true, force: true })
  await build({
    entryPoints: titles.map(title => resolve(folder, title)),
    outbase: resolve(folder),
    outdir: built,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['source'],
    jsx: 'automatic',
    jsxImportSource: 'repartee',
    outExtension: { '.js': '.mjs' },
    // Packages are left where they are; this one is the sources.
    plugins: [{ name: 'packages', setup: each => each.onResolve({ filter: /^[^./]/ }, external) }],
    logLevel: 'error',
  })
  return built
}

const external = ({ path }: OnResolveArgs): { path: string; external: true } | undefined =>
  path === 'repartee' || path.startsWith('repartee/') || path.startsWith('/')
    ? undefined
    : { path, external: true }

async function run(
  built: string,
  title: string,
): Promise<{ code: number | null; printed: string[]; said: string }> {
  const program = resolve(built, title.replace(/\.tsx?$/, '.mjs'))
  // Node takes the types off by itself.
  const child = spawn(process.execPath, [resolve('test/docs/run.ts'), program], { cwd: dirname(program) })
  let out = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise<number | null>(done => child.on('close', done))
  return { code, printed: out.split('\n').filter(line => line !== ''), said }
}

/** What is wrong with a command, or undefined. */
function wrong({ script, names }: Command): string | undefined {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Record<string, string>
  }
  if (!(script in scripts)) return `there is no script ${script}`
  const missing = script === 'bench' ? names.filter(name => !existsSync(`bench/${name}.ts`)) : []
  return missing.length > 0 ? `there is no bench ${missing.join(', ')}` : undefined
}

describe('the documents', () => {
  const programs = documents.map(
    file => [file, blocksOf(readFileSync(file, 'utf8')).filter(isProgram)] as const,
  )

  const folder = '.cache/docs'
  let built: string
  beforeAll(async () => {
    project('docs')
    for (const [file, blocks] of programs) layOut(join(folder, file), blocks)
    built = await bundle(
      folder,
      programs.flatMap(([file, blocks]) => blocks.map(block => join(file, block.title))),
    )
  })

  it('hold programs that compile', async () => {
    const any = programs.some(([, blocks]) => blocks.length > 0)
    expect(any ? await compile(folder) : []).toEqual([])
  })

  const each = programs.flatMap(([file, blocks]) =>
    blocks.map(block => [`${file}:${block.line}`, file, block] as const),
  )
  it.each(each)('hold a program at %s that runs', async (_where, file, block) => {
    const ran = await run(built, join(file, block.title))
    expect(ran).toMatchObject({ code: 0 })
    const claims = printed(block.text)
    if (claims.length > 0) expect(ran.printed).toEqual(claims)
  })

  it('name only commands that exist', () => {
    const offences = documents.flatMap(file =>
      commandsOf(readFileSync(file, 'utf8')).flatMap(command => {
        const what = wrong(command)
        return what === undefined ? [] : [`${file}:${command.line} ${what}`]
      }),
    )
    expect(offences).toEqual([])
  })
})

describe('the reader of documents', () => {
  const sample = [
    'Text, then `npm run format`.',
    '```tsx title="double.ts"',
    'export const double = (n: number) => 2 * n',
    '```',
    '1. indented',
    '   ```ts',
    `   import { double } from './double.ts'`,
    '   console.log(double(4)) // prints: 8',
    '   ```',
    '```',
    'not a program',
    '```',
    '````md',
    '```ts',
    'nor this',
    '```',
    '````',
    '```sh',
    'npm run bench -- harness nowhere',
    'npm run nonsense',
    '```',
  ].join('\n')

  it('finds the programs, their names and their lines', () => {
    expect(blocksOf(sample).filter(isProgram)).toEqual([
      { language: 'tsx', title: 'double.ts', line: 3, text: 'export const double = (n: number) => 2 * n' },
      {
        language: 'ts',
        title: 'line-7.ts',
        line: 7,
        text: `import { double } from './double.ts'\nconsole.log(double(4)) // prints: 8`,
      },
    ])
    expect(() => blocksOf('```ts\nopen')).toThrow('line 1 is never closed')
  })

  it('compiles and runs them together, and complains at their own lines', async () => {
    const folder = project('docs-sample')
    layOut(folder, blocksOf(sample).filter(isProgram))
    layOut(folder, [{ language: 'ts', title: 'wrong.ts', line: 40, text: 'export const n: number = "no"' }])
    expect(await compile(folder)).toEqual([expect.stringContaining('wrong.ts(40,14)')])
    const built = await bundle(folder, ['line-7.ts'])
    expect(await run(built, 'line-7.ts')).toEqual({ code: 0, printed: ['8'], said: '' })
  })

  it('notices a program that throws, and leaves one that keeps a server open', async () => {
    const folder = project('docs-runs')
    const serving = `import { createServer } from 'node:http'
const server = createServer().listen({ port: 80 })
await new Promise(done => server.on('listening', done))
console.log('up')`
    layOut(folder, [
      { language: 'ts', title: 'throws.ts', line: 1, text: `throw new Error('broken')` },
      { language: 'ts', title: 'serves.ts', line: 1, text: serving },
    ])
    const built = await bundle(folder, ['throws.ts', 'serves.ts'])
    expect(await run(built, 'throws.ts')).toMatchObject({
      code: 1,
      said: expect.stringContaining('broken') as string,
    })
    expect(await run(built, 'serves.ts')).toEqual({ code: 0, printed: ['up'], said: '' })
  })

  it('finds the commands and what is wrong with them', () => {
    expect(commandsOf(sample).map(command => wrong(command))).toEqual([
      undefined,
      'there is no bench nowhere',
      'there is no script nonsense',
    ])
  })
})
