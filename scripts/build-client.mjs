// Bundles what runs in the browser into modules of the server: src/client -> src/server/client.gen.ts, the development
// overlay, src/client/dev -> src/server/dev.gen.ts, and the dashboard's hooks, src/dashboard/browser -> src/dashboard/hooks.gen.ts.
// Idea: the server holds the client as a string and serves it under its hash, so nothing reads a file at run time and
// server and client are always of one build. Bundling takes milliseconds, so "is it stale" is answered by doing it;
// files are only written when they change. `.cache/client.js` and `.cache/dashboard.js` are the same texts as files,
// for the size budget.
// What the client loads only when it needs it, `import('./x.ts')`, becomes a part of its own, `x.<hash>.js` beside it. A part shares no
// code with the client: what it needs of that, it is given.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles; answers whether the outcome differs from what was there. */
export async function buildClient() {
  /** @type {Map<string, string>} */
  const parts = new Map()
  const source = await bundle('src/client/main.ts', parts)
  const overlay = await bundle('src/client/dev/main.ts')
  const hooks = await bundle('src/dashboard/browser/hooks.ts')
  const charts = await bundle('uplot/dist/uPlot.min.css')
  const changed = [
    put('src/server/client.gen.ts', moduleOf('CLIENT', 'src/client', source, parts)),
    put('src/server/dev.gen.ts', moduleOf('DEV', 'src/client/dev', overlay)),
    put(
      'src/dashboard/hooks.gen.ts',
      [
        '// Made by scripts/build-client.mjs from src/dashboard/browser and uPlot: change it there.',
        `export const HOOKS_SOURCE: string = ${JSON.stringify(hooks)}`,
        `export const CHART_STYLES: string = ${JSON.stringify(charts)}`,
        '',
      ].join('\n'),
    ),
    put('.cache/client.js', source),
    put('.cache/dashboard.js', hooks),
    ...[...parts].map(([name, text]) => put(`.cache/${name.replace(/\.\w+/, '')}`, text)),
  ]
  return changed.includes(true)
}

/** @param {string} name @param {string} folder @param {string} source @param {Map<string, string>} [parts] */
function moduleOf(name, folder, source, parts) {
  return [
    `// Made by scripts/build-client.mjs from ${folder}: change it there.`,
    `export const ${name}_SOURCE: string = ${JSON.stringify(source)}`,
    `export const ${name}_HASH: string = ${JSON.stringify(markOf(source))}`,
    ...(parts
      ? [
          `export const ${name}_PARTS: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(parts))}`,
        ]
      : []),
    '',
  ].join('\n')
}

/** @param {string} source */
const markOf = source => createHash('sha256').update(source).digest('hex').slice(0, 12)

/** `parts` takes what is loaded later, by its name. @param {string} entry @param {Map<string, string>} [parts] */
async function bundle(entry, parts) {
  /** @type {import('esbuild').Plugin} */
  const apart = {
    name: 'apart',
    setup(made) {
      made.onResolve({ filter: /^\.\// }, async ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined
        const text = await bundle(join(resolveDir, path))
        const name = `${basename(path, '.ts')}.${markOf(text)}.js`
        parts?.set(name, text)
        return { path: `./${name}`, external: true }
      })
    },
  }
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    plugins: parts ? [apart] : [],
  })
  return result.outputFiles.map(file => file.text).join('')
}

/** Replaces the file in one step, so that a reader never sees half of it. @param {string} path @param {string} text */
function put(path, text) {
  const file = join(root, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false
  mkdirSync(dirname(file), { recursive: true })
  mkdirSync(join(root, '.cache'), { recursive: true })
  const draft = join(root, '.cache', `draft-${process.pid}`)
  writeFileSync(draft, text)
  renameSync(draft, file)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildClient()) ? 'client bundle: built' : 'client bundle: up to date')
}
