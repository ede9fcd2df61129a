import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CODES, ReparteeError } from './index.ts'

describe('an error', () => {
  it('says on four lines what happened, what was expected, what came instead and what to try', () => {
    const cause = new Error('below')
    const error = new ReparteeError('bad-state', {
      what: 'What',
      expected: 'this',
      got: 'that',
      try: 'so',
      cause,
    })
    expect(error.message.split('\n')).toEqual([
      'What [bad-state]',
      '  expected: this',
      '  got:      that',
      '  try:      so',
    ])
    expect(error).toMatchObject({ name: 'ReparteeError', code: 'bad-state', cause })
    expect('cause' in new ReparteeError('busy', { what: '', expected: '', got: '', try: '' })).toBe(false)
  })

  it('has a code that docs/errors.md explains, and every code there exists', () => {
    const explained = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([\w-]+)` \|/gm)].map(
      ([, code]) => code,
    )
    expect(explained).toEqual([...CODES])
  })

  it('has a code that some source uses', () => {
    const sources = globSync('src/**/*.{ts,tsx}').filter(file => !/\.test\.|errors\/index/.test(file))
    const text = sources.map(file => readFileSync(file, 'utf8')).join('\n')
    expect(CODES.filter(code => !text.includes(`'${code}'`))).toEqual([])
  })
})
