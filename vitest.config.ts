import { defineConfig } from 'vitest/config'

// Tests run the sources: the `source` export condition resolves `repartee/...` to src.
export default defineConfig({
  resolve: { conditions: ['source', 'node'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'repartee' } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}', 'examples/**/*.test.{ts,tsx}'],
    // Most wait for a browser or for another process; by default one core would be left idle.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A machine that others use, too, may stand still for longer than a test waits for its browser. What is wrong is wrong twice.
    retry: process.env['CI'] === undefined ? 0 : 1,
  },
})
