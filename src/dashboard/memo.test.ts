import { expect, it } from 'vitest'
import { Memo } from './memo.ts'

function counted() {
  let made = 0
  return { make: () => ++made, memo: new Memo() }
}

it('gives what was made for the same again', () => {
  const { memo, make } = counted()
  expect([memo.get('a', '1', make), memo.get('a', '1', make), memo.get('a', '2', make)]).toEqual([1, 1, 2])
})

it('keeps what has another name beside it', () => {
  const { memo, make } = counted()
  expect([memo.get('a', '1', make), memo.get('b', '1', make), memo.get('a', '1', make)]).toEqual([1, 2, 1])
})

it('forgets what was not asked for longest', () => {
  const { memo, make } = counted()
  memo.get('a', '1', make)
  memo.get('b', '1', make)
  for (let i = 0; i < 298; i++) memo.get(`of ${i}`, '1', make)
  memo.get('a', '1', make)
  memo.get('one more', '1', make)
  expect(memo.get('a', '1', make)).toBe(1)
  expect(memo.get('b', '1', make)).toBe(302)
})
