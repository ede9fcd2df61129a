// The types are part of what is promised: examples that compile, and mistakes that do not.
// That the mistakes are found is itself tested: with a mark taken away, the compiler must complain about its line.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compile } from './compile.ts'

const MARK = '@ts-expect-error'
const mistakes = readFileSync('test/types/must-not-compile.tsx', 'utf8').split('\n')
const marks = mistakes.flatMap((line, at) => (line.includes(MARK) ? [at] : []))

it('accepts the examples and finds every mistake', async () => {
  expect(marks.length).toBeGreaterThan(10)
  expect(await compile('test/types')).toEqual([])
})

it('finds each mistake by itself', async () => {
  const folder = '.cache/types'
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  copyFileSync('test/types/examples.tsx', `${folder}/examples.tsx`)
  for (const mark of marks) {
    const unmarked = mistakes.map((line, at) => (at === mark ? line.replace(MARK, '') : line))
    writeFileSync(`${folder}/mark-${mark}.tsx`, unmarked.join('\n'))
  }
  writeFileSync(
    `${folder}/tsconfig.json`,
    '{ "extends": "../../test/types/tsconfig.json", "include": ["*.tsx"] }',
  )

  const complaints = await compile(folder)
  const places = complaints.map(line => /mark-(\d+)\.tsx\((\d+),/.exec(line)?.slice(1).map(Number) ?? [])
  // The compiler counts lines from 1, and the mistake stands on the line after its mark (or within the element there).
  for (const mark of marks)
    expect(places, `the mistake after line ${mark + 1}`).toContainEqual([mark, mark + 2])
}, 60_000)
