import { describe, expect, it } from 'vitest'
import { Encoded } from './encoded.ts'

const text = (data: string | Uint8Array): string => Buffer.from(data).toString()

describe('what patches travel as', () => {
  it('is made once for equal ones, and for large ones it is the same bytes', () => {
    const encoded = new Encoded()
    const large = (): [string, string][] => [['1', '<p>ö'.repeat(10_000)]]
    const first = encoded.of(large())
    const second = encoded.of(large())
    expect(text(second)).toBe(first)
    expect(second).toBeInstanceOf(Uint8Array)
    expect(encoded.of(large())).toBe(second)
  })

  it('differs where anything differs', () => {
    const encoded = new Encoded()
    const all = [
      [['1', '<p>']],
      [['2', '<p>']],
      [['2', '<p>', 1]],
      [['2', '<p>', 2]],
      [
        ['2', '<p>'],
        ['3', '<p>'],
      ],
      [],
    ] as [string, string][][]
    for (const ops of all) expect(encoded.of(ops)).toBe(`data:${JSON.stringify(ops)}\n\n`)
  })
})
