// The types are part of what is promised: examples that compile, and mistakes that do not.
// That the mistakes are found is itself tested: with a mark taken away, the compiler must complain about its line.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compile } from './compile.ts'

const MARK = '@ts-expect-error'
const home = 'test/types'
const files = readdirSync(home).filter(file => file.endsWith('.tsx'))

/** Every mark: the file, and its line counted from 0. */
const marks = files.flatMap(file =>
  linesOf(file).flatMap((line, at) => (line.includes(MARK) ? [{ file, at, copy: `${at}-${file}` }] : [])),
)

function linesOf(file: string): string[] {
  return readFileSync(`${home}/${file}`, 'utf8').split('\n')
}

it('accepts the examples and finds every mistake', async () => {
  expect(marks.length).toBeGreaterThan(10)
  expect(await compile(home)).toEqual([])
})

it('finds each mistake by itself', async () => {
  const folder = '.cache/types'
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of files) copyFileSync(`${home}/${file}`, `${folder}/${file}`)
  for (const mark of marks) {
    const unmarked = linesOf(mark.file).map((line, at) => (at === mark.at ? line.replace(MARK, '') : line))
    writeFileSync(`${folder}/${mark.copy}`, unmarked.join('\n'))
  }
  writeFileSync(
    `${folder}/tsconfig.json`,
    `{ "extends": "../../${home}/tsconfig.json", "include": ["*.tsx"] }`,
  )

  const complaints = await compile(folder)
  // The compiler counts lines from 1, and the mistake stands on the line after its mark.
  for (const { copy, file, at } of marks) {
    const expected = expect.stringMatching(new RegExp(`${copy}\\(${at + 2},`)) as string
    expect(complaints, `the mistake after line ${at + 1} of ${file}`).toContainEqual(expected)
  }
}, 60_000)
