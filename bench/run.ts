// `npm run bench -- <name> [...]`: runs bench/<name>.ts, each in a process of its own, so that no bench inherits the heap
// or the compiled code of another. Without a name it lists the names.
// A bench file exports `default async function (bench: Bench): Promise<void>`; the harness does the measuring.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Bench } from './harness.ts'

interface BenchFile {
  default(bench: Bench): Promise<void>
}

const file = (name: string): URL => new URL(`./${name}.ts`, import.meta.url)

function names(): string[] {
  return readdirSync(new URL('.', import.meta.url))
    .filter(
      entry =>
        entry.endsWith('.ts') &&
        readFileSync(new URL(entry, import.meta.url), 'utf8').includes('bench: Bench)'),
    )
    .map(entry => entry.slice(0, -'.ts'.length))
    .filter(name => name !== 'harness' && name !== 'run')
}

async function one(name: string): Promise<void> {
  const bench = new Bench(name, line => console.log(line))
  const loaded = (await import(file(name).href)) as BenchFile
  await loaded.default(bench)
  console.log(bench.summary())
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !existsSync(file(name)))
const [first] = wanted
if (first === undefined || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no bench called ${unknown.join(', ')}`)
  console.log(`benches: ${names().join(' ')}`)
  process.exitCode = unknown.length > 0 ? 1 : 0
} else if (wanted.length === 1) {
  await one(first)
} else {
  for (const name of wanted) {
    const run = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, name], {
      stdio: 'inherit',
    })
    if (run.status !== 0) process.exitCode = 1
  }
}
