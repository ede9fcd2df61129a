import { jsx } from '../jsx/index.ts'
import { expect, it } from 'vitest'
import { noted, type Written } from './written.ts'

const [a, b] = [jsx('a', {}), jsx('b', {})]

it('what was written is noted once, while it is there and as it was', () => {
  const first = noted(undefined, [a, undefined, b])
  expect(first?.deref()).toEqual([a, undefined, b])
  expect(noted(first, [a, undefined, b])).toBe(first)
  expect(noted(first, [a, undefined, a])?.deref()).toEqual([a, undefined, a])
  expect(noted(first, [a])?.deref()).toEqual([a])
  expect(noted(first, undefined)).toBeUndefined()
})

it('what the collector took is noted anew', () => {
  const taken = { deref: () => undefined } as unknown as Written
  expect(noted(taken, [a])?.deref()).toEqual([a])
})
