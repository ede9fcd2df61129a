// Makes one script of a world: the lab with the whole server, and the client as a function of the globals that it is to have.
// Invariant: both are the sources themselves. A mistake is a change of their text, and one whose text is not there any more is refused, so
// that no mistake is looked for in vain.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A change of a source: what stands there becomes something else. */
export interface Mistake {
  /** Below src. */
  readonly file: string
  readonly was: string
  readonly is: string
}

export interface Scripts {
  /** Defines `lab`. */
  readonly lab: string
  /** Defines `runClient`, which the lab runs for each page. */
  readonly client: string
}

/** `sound`: without the mistake; what it does not concern is taken from there. */
export async function bundleAll(mistake?: Mistake, sound?: Scripts): Promise<Scripts> {
  const found = { times: 0 }
  const plugins = [...(mistake ? [mistaken(mistake, found)] : []), builtins]
  const isClient = mistake?.file.startsWith('client/') ?? true
  const client =
    isClient || !sound
      ? make({ entryPoints: ['src/client/main.ts'], plugins, minifySyntax: true }).then(
          text => `globalThis.runClient = globals => { with (globals) {\n${text}\n} }`,
        )
      : sound.client
  const lab =
    mistake && isClient && sound
      ? sound.lab
      : make({
          entryPoints: ['test/convergence/lab.ts'],
          plugins,
          conditions: ['source'],
          jsx: 'automatic',
          jsxImportSource: 'repartee',
          globalName: 'lab',
          inject: ['test/convergence/inject.ts'],
          define: {
            'process.env': '{"NODE_ENV":"production"}',
            'import.meta.url': '"file:///repartee/lab.js"',
            'performance.now': 'virtualNow',
            'Date.now': 'virtualNow',
          },
        })
  const made = { lab: await lab, client: await client }
  if (mistake && found.times === 0)
    throw new Error(`a mistake cannot be made any more: ${mistake.file} does not say\n${mistake.was}`)
  return made
}

async function make(options: BuildOptions): Promise<string> {
  const made = await build({
    absWorkingDir: root,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    write: false,
    logLevel: 'error',
    ...options,
  })
  return made.outputFiles?.[0]?.text ?? ''
}

function mistaken({ file, was, is }: Mistake, found: { times: number }): Plugin {
  return {
    name: 'mistake',
    setup(made) {
      made.onLoad({ filter: /src[/\\].*\.tsx?$/ }, async ({ path }) => {
        if (!path.endsWith(`/src/${file}`)) return undefined
        const text = await readFile(path, 'utf8')
        if (!text.includes(was)) return undefined
        found.times++
        return { contents: text.replace(was, () => is), loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
}

const GIVEN = 'function (given) { return given }'
const MISSING = `async () => { throw Object.assign(new Error('there are no files'), { code: 'ENOENT' }) }`

/** What of Node's the server takes: node:crypto as builtins.ts has it, and of everything else functions that give back
 * what they are given. There are no files. */
const builtins: Plugin = {
  name: 'builtins',
  setup(made) {
    made.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }))
    made.onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents:
        path === 'node:crypto'
          ? `module.exports = require('./test/convergence/builtins.ts').crypto`
          : `module.exports = Object.create(new Proxy({}, { get: () => ${path.startsWith('node:fs') ? MISSING : GIVEN} }))`,
      resolveDir: root,
    }))
  },
}
