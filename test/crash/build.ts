// The server process as one script, so that it is up again in a tenth of a second; and the same with a mistake in it.
// Invariant: what runs are the sources. A mistake is a change of their text, and one whose text is not there any more is refused.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** A change of a source: what stands there becomes something else. */
export interface Patch {
  /** Below src. */
  readonly file: string
  readonly was: string
  readonly is: string
}

const REQUIRE = `import { createRequire as madeRequire } from 'node:module'
const require = madeRequire(import.meta.url)`
const SERVER = new URL('server.ts', import.meta.url)

/** Where the script is. `entry`: its source. */
export async function buildServer(
  folder: string,
  patches: readonly Patch[] = [],
  entry: URL = SERVER,
): Promise<string> {
  const outfile = join(folder, 'server.mjs')
  const missing = new Set(patches)
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'repartee',
    conditions: ['source'],
    // Packages of the older kind ask for what they need while they run.
    banner: { js: REQUIRE },
    plugins: patches.length > 0 ? [patched(patches, missing)] : [],
    logLevel: 'error',
    // Modules that are imported late are to stay late.
    splitting: false,
  })
  for (const { file, was } of missing)
    throw new Error(`a mistake cannot be made any more: ${file} does not say\n${was}`)
  return outfile
}

function patched(patches: readonly Patch[], missing: Set<Patch>): Plugin {
  return {
    name: 'mistakes',
    setup(made) {
      made.onLoad({ filter: /src[/\\].*\.tsx?$/ }, async ({ path }) => {
        const mine = patches.filter(({ file }) => path.endsWith(`/src/${file}`))
        if (mine.length === 0) return undefined
        let contents = await readFile(path, 'utf8')
        for (const patch of mine) {
          if (contents.includes(patch.was)) missing.delete(patch)
          contents = contents.replace(patch.was, () => patch.is)
        }
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
}
