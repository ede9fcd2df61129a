import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)

it('html.gen.ts is what scripts/generate-html-types.mjs makes of the data today', () => {
  const made = execFileSync(process.execPath, ['scripts/generate-html-types.mjs', '--print'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(readFileSync(new URL('src/jsx/html.gen.ts', root), 'utf8')).toBe(made)
})
