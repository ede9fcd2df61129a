import { stringify } from 'devalue'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printed } from './inspect-one.ts'
import { headingOf, read } from './kept.ts'
import type { Terminal } from './terminal.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const part = { iid: '1', name: 'shop', version: 1, now: 5 }

describe('a record read without its program', () => {
  it('has what is written once and meant twice in both places', () => {
    const props = { a: 1 }
    const { talk } = read(
      bytes(`{}\n${JSON.stringify({ root: '1', instances: [{ ...part, props, stateIsProps: true }] })}`),
    )
    expect(talk?.parts[0]).toMatchObject({ props, state: props, owner: { as: 'root' }, timers: [] })
  })

  it('has dates, maps and circles, and the history in its order', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    const entry = (at: number): string => JSON.stringify({ at, address: `/${at}`, left: at })
    const history = {
      at: 3,
      address: '/3',
      made: 4,
      forgotten: 0,
      back: [entry(2), entry(1)],
      forward: [entry(4)],
    }
    const kept = {
      history,
      instances: [{ ...part, state: { circle, at: new Date(7), map: new Map([[1, 2n]]) } }],
    }
    const { talk, trouble } = read(bytes(`{"pattern":"/"}\n${stringify(kept)}`))
    expect(trouble).toBe(undefined)
    expect(talk?.parts[0]?.state).toEqual({ circle, at: new Date(7), map: new Map([[1, 2n]]) })
    expect(talk?.history.back.map(({ at }) => at)).toEqual([1, 2])
    expect(talk?.history.forward.map(({ at }) => at)).toEqual([4])
  })

  it('has its heading though the rest was cut off', () => {
    expect(headingOf(bytes('{"pattern":"/a","opened":"/a?b","seen":4,"deadly":"x1"}\n{"inst'))).toEqual({
      pattern: '/a',
      opened: '/a?b',
      session: '',
      seen: 4,
      deadly: 'x1',
    })
    expect(headingOf(bytes('{"pattern":"/a"'))).toBe(undefined)
  })
})

const terminal: Terminal = {
  columns: 80,
  isColoured: false,
  now: () => 1000,
  say: async () => {},
  note() {},
  pending() {},
  async *lines() {},
}

function print(data: Uint8Array): readonly string[] {
  const found = {
    id: 1,
    cid: 'c',
    owner: '',
    epoch: 1,
    revision: 1,
    bytes: 0,
    updated: 0,
    expires: 0,
    wake: null,
    data,
  }
  return [true, false].flatMap(isAll => printed({ found, read: read(data), isAlive: false }, terminal, isAll))
}

it('prints whatever stands in a record, or what is wrong with it', () => {
  const names = [
    'iid',
    'name',
    'props',
    'state',
    'owner',
    'children',
    'calls',
    'frames',
    'timers',
    'hears',
    'failed',
    'journal',
    'ask',
    'error',
    'due',
    'of',
    'as',
  ]
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('1', '2', 'root', 'callee'),
      fc.jsonValue(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
    ),
  }))
  const parts = fc.array(fc.dictionary(fc.constantFrom(...names), value), { maxLength: 4 })
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .record(
        { root: value, ended: value, principal: value, history: value, instances: fc.oneof(parts, value) },
        { requiredKeys: [] },
      )
      .map(each => JSON.stringify(each)),
  )
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), text, (heading, rest) => {
      const lines = print(bytes(`${heading}\n${rest}`))
      expect(lines[0]).toBe('c')
      // Nothing that a terminal would obey.
      expect(lines.join('\n')).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
    }),
  )
})
