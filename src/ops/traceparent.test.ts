import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTraceparent, Ids, parseTraceparent } from './traceparent.ts'

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length })
const id = (length: number): fc.Arbitrary<string> => hex(length).filter(it => /[^0]/.test(it))
const parent = fc.record({ traceId: id(32), spanId: id(16), sampled: fc.boolean(), random: fc.boolean() })

const GOOD = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

describe('the traceparent header', () => {
  it('says back what it was told', () => {
    fc.assert(
      fc.property(parent, it => {
        expect(parseTraceparent(formatTraceparent(it))).toEqual(it)
      }),
    )
  })

  it('is read as the specification says', () => {
    expect(parseTraceparent(GOOD)).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      sampled: true,
      random: false,
    })
  })

  it('of a later version is read by its first four fields, whatever follows a dash', () => {
    const later = hex(2).filter(version => version !== '00' && version !== 'ff')
    fc.assert(
      fc.property(later, parent, fc.option(fc.string()), (version, it, rest) => {
        const header = version + formatTraceparent(it).slice(2) + (rest === null ? '' : `-${rest}`)
        expect(parseTraceparent(header)).toEqual(it)
      }),
    )
  })

  it.each([
    ['no header', undefined],
    ['nothing', ''],
    ['version ff', `ff${GOOD.slice(2)}`],
    ['a version that is no number', `0g${GOOD.slice(2)}`],
    ['capitals', GOOD.toUpperCase()],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['a span id of zeros', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
    ['a character short', GOOD.slice(0, -1)],
    ['version 00 with something after it', `${GOOD}-00`],
    ['a later version whose flags run on', `01${GOOD.slice(2)}1`],
    ['space around it', ` ${GOOD}`],
    ['two headers joined', `${GOOD}, ${GOOD}`],
    ['another separator', GOOD.replaceAll('-', '_')],
    ['flags that are no number', `${GOOD.slice(0, -2)}0x`],
  ])('is refused with %s', (_what, header) => {
    expect(parseTraceparent(header)).toBe(undefined)
  })

  it('is refused wherever one character is no longer what it must be', () => {
    fc.assert(
      fc.property(parent, fc.nat(54), fc.constantFrom('x', 'A', ' ', '_', ','), (it, at, wrong) => {
        const header = formatTraceparent(it)
        expect(parseTraceparent(header.slice(0, at) + wrong + header.slice(at + 1))).toBe(undefined)
      }),
    )
  })

  it('passes no flag on that is not defined', () => {
    fc.assert(
      fc.property(hex(2), flags => {
        const read = parseTraceparent(GOOD.slice(0, -2) + flags)
        const bits = Number.parseInt(flags, 16)
        expect(read === undefined ? '' : formatTraceparent(read).slice(-2)).toBe(`0${bits & 3}`)
      }),
    )
  })
})

describe('ids', () => {
  it('are accepted by the header and differ, even where chance is no chance at all', () => {
    for (const chance of [0, 0.5, 1 - 2 ** -53]) {
      const ids = new Ids(() => chance)
      const seen = new Set<string>()
      for (let i = 0; i < 1000; i++) {
        const [traceId, spanId] = [ids.traceId(), ids.spanId()]
        expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).toMatchObject({ traceId, spanId })
        seen.add(traceId).add(spanId)
      }
      expect(seen.size).toBe(2000)
    }
  })
})
