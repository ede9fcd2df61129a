import { describe, expect, it } from 'vitest'
import { checkName, clip, reasonOf, stackOf } from './op.ts'

describe('a text for operators', () => {
  it('is cut where it is too long, and says so', () => {
    expect(clip('as it is', 8)).toBe('as it is')
    expect(clip('much too long: ✓', 8)).toBe('much to…')
    expect(clip('✓'.repeat(100), 3)).toBe('✓✓…')
  })

  it('comes of whatever was thrown', () => {
    expect(reasonOf(new Error('no route'))).toBe('no route')
    expect(reasonOf(new TypeError())).toBe('TypeError')
    expect(reasonOf('refused')).toBe('refused')
    expect(reasonOf(undefined)).toBe('undefined')
    expect(reasonOf(Symbol('odd'))).toBe('Symbol(odd)')
    expect(reasonOf(Object.create(null))).toBe('something that is no text')
    expect(reasonOf(new Error('x'.repeat(10_000)))).toHaveLength(300)
    expect(stackOf('refused')).toBe(null)
    expect(stackOf(new Error('no route'))).toContain('op.test.ts')
  })
})

describe('a name', () => {
  it('has 1 to 100 characters', () => {
    checkName('worker', 'n'.repeat(100))
    for (const name of ['', 'n'.repeat(101), undefined, 7])
      expect(() => checkName('worker', name)).toThrow('A worker was given a name that cannot be used')
  })
})
