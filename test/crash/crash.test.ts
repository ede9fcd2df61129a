// Servers on a file are killed under load, one by itself and two beside each other, and nothing that was acknowledged is lost. At length:
// `npm run test:crash`.
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { MISTAKES } from './mistakes.ts'
import { run, runMistake } from './run.ts'

const QUIET = { seed: 2027, visitors: 10, onTrial() {}, onProgress() {} }

it.each([
  ['one process', 4],
  ['two processes', 4],
])('%s: killed again and again, and all is there once', async (only, kills) => {
  const [ran] = await run({ ...QUIET, kills, only })
  expect(ran?.report.wrong.map(({ what, told: more }) => `${what}\n${more}`)).toEqual([])
  expect(ran?.report.figures.kills).toBeGreaterThanOrEqual(kills)
  expect(ran?.report.figures.acknowledged).toBeGreaterThan(20)
})

it('finds that a server acknowledges before it commits', async () => {
  const { wrong } = await runMistake('it acknowledges before it commits', { ...QUIET, kills: 6 })
  expect(wrong).not.toEqual([])
})

it.each(Object.entries(MISTAKES))('can make the mistake that %s', async (_, { patches = [] }) => {
  for (const { file, was } of patches) expect(await readFile(`src/${file}`, 'utf8')).toContain(was)
})
