import { describe, expect, it } from 'vitest'
import type { DevNode, DevTree, Plain } from '../../wire/index.ts'
import { changesBetween, pathsBetween } from './diff.ts'
import { keyInTree, rowsOf } from './tree.ts'
import { brief } from './value.ts'

const object = (of: Readonly<Record<string, Plain>>): Plain => ({ is: 'object', of: Object.entries(of) })
const list = (...items: Plain[]): Plain => ({ is: 'list', of: items.map((item, at) => [String(at), item]) })

const node = (iid: string, more: Partial<DevNode> = {}): DevNode => ({
  iid,
  name: `part${iid}`,
  kind: 'component',
  owner: '',
  shows: iid,
  over: false,
  props: object({}),
  state: object({}),
  changed: 0,
  parts: [],
  calls: [],
  frames: [],
  timers: [],
  hears: [],
  ...more,
})
const tree = (...nodes: DevNode[]): DevTree => ({ root: '1', overs: [], nodes, principal: null })

describe('the difference of two values', () => {
  it('names the innermost places, and nothing that is equal', () => {
    const was = object({ n: 1, rows: list('a', 'b'), same: object({ x: 1 }) })
    const is = object({ n: 2, rows: list('a', 'c', 'd'), same: object({ x: 1 }) })
    expect(pathsBetween(was, is)).toEqual([
      { path: 'n', was: 1, is: 2 },
      { path: 'rows.1', was: 'b', is: 'c' },
      { path: 'rows.2', was: undefined, is: 'd' },
    ])
  })

  it('takes a value of another kind as a whole', () => {
    const map: Plain = { is: 'map', of: [['a', 1]] }
    expect(pathsBetween(object({ a: 1 }), map)).toEqual([{ path: '', was: object({ a: 1 }), is: map }])
  })
})

it('the difference of two trees says who came, who left and what changed in whom', () => {
  const before = tree(node('1', { calls: ['2'] }), node('2'), node('4', { state: object({ n: 1 }) }))
  const after = tree(node('1', { calls: ['3'] }), node('3'), node('4', { state: object({ n: 2 }) }))
  expect(changesBetween(before, after)).toEqual([
    { iid: '2', name: 'part2', what: 'left', paths: [] },
    {
      iid: '1',
      name: 'part1',
      what: 'changed',
      paths: [{ path: 'called', was: { is: 'other', text: '2' }, is: { is: 'other', text: '3' } }],
    },
    { iid: '3', name: 'part3', what: 'came', paths: [] },
    { iid: '4', name: 'part4', what: 'changed', paths: [{ path: 'state.n', was: 1, is: 2 }] },
  ])
})

it.each([
  [object({ n: 1, s: 'x' }), '{ n: 1, s: "x" }'],
  [list(1, null, true), '[1, null, true]'],
  [object({}), '{}'],
  [{ is: 'map', of: [['a', { is: 'bigint', text: '1n' }]] } satisfies Plain, 'map { a: 1n }'],
  [{ is: 'set', of: [['0', 'x']] } satisfies Plain, 'set { "x" }'],
  ['a long text that goes on and on and on and on', '"a long text that goes on and on and on…'],
  [
    object({ one: 'a rather long text', two: 'another rather long text' }),
    '{ one: "a rather long text", … }',
  ],
])('a value on one line: %#', (value, text) => {
  expect(brief(value)).toBe(text)
})

describe('the tree', () => {
  const nodes = tree(
    node('1', { parts: ['2', '5'] }),
    node('2', { parts: ['3'], calls: ['4'] }),
    node('3'),
    node('4'),
    node('5'),
  )
  const open = new Set<string>()
  const rows = rowsOf(nodes, open)

  it('lists children before those that were called, and hides what is folded', () => {
    expect(rows.map(({ node: { iid }, level, called }) => [iid, level, called])).toEqual([
      ['1', 1, false],
      ['2', 2, false],
      ['3', 3, false],
      ['4', 3, true],
      ['5', 2, false],
    ])
    expect(rowsOf(nodes, new Set(['2'])).map(({ node: { iid } }) => iid)).toEqual(['1', '2', '5'])
  })

  it.each([
    ['ArrowDown', 0, '2'],
    ['ArrowUp', 1, '1'],
    ['ArrowUp', 0, undefined],
    ['End', 0, '5'],
    ['Home', 4, '1'],
    ['ArrowRight', 1, '3'],
    ['ArrowRight', 2, undefined],
    ['ArrowLeft', 3, '2'],
  ])('%s on row %d leads to %s', (key, at, to) => {
    expect(keyInTree(key, rows, at, open)?.to).toBe(to)
  })

  it('folds and unfolds by Left and Right', () => {
    expect(keyInTree('ArrowLeft', rows, 1, open)).toEqual({ fold: '2' })
    const folded = new Set(['2'])
    expect(keyInTree('ArrowRight', rowsOf(nodes, folded), 1, folded)).toEqual({ fold: '2' })
  })

  it('leaves other keys alone', () => {
    expect(keyInTree('Tab', rows, 0, open)).toBeUndefined()
  })
})
