// How a bench runs what it measures as a process of its own: compiled as it would be published, on a core of its own where `taskset` is
// there, with flags for its node.
// Invariant: the measured has one core, whoever measures another. Does not know what is measured.
// SERVE_FLAGS are those flags, e.g. `SERVE_FLAGS="--cpu-prof --cpu-prof-dir=.cache/profiles"`.
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The measured's core, and that of whoever measures. */
export const MEASURED_CORE = 0
export const DRIVER_CORE = 1

/** Compiles a program into one file of that name; returns the file. */
export async function compile(program: URL, name: string): Promise<string> {
  const outfile = fileURLToPath(new URL(`../.cache/bench/${name}.mjs`, import.meta.url))
  await build({
    entryPoints: [fileURLToPath(program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['source'],
    jsx: 'automatic',
    jsxImportSource: 'repartee',
    external: ['@opentelemetry/api', 'redis'],
    logLevel: 'error',
    // What was written for CommonJS asks for Node's modules so.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
  })
  return outfile
}

/** Puts a process with all its threads on a core, or on any again; answers whether that is possible here. */
export function pin(core: number | 'any', pid: number | undefined = process.pid): boolean {
  if (cpus().length <= Math.max(MEASURED_CORE, DRIVER_CORE)) return false
  const list = core === 'any' ? `0-${cpus().length - 1}` : String(core)
  return spawnSync('taskset', ['-acp', list, String(pid)]).status === 0
}

export const flags = (): string[] => (process.env['SERVE_FLAGS'] ?? '').split(' ').filter(Boolean)
