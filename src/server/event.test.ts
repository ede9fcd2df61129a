// An event's body: what is one, and the many things that are none.
import { describe, expect, it } from 'vitest'
import { eventOf } from './event.ts'

const read = (body: unknown): unknown => eventOf(JSON.stringify(body))
const file = { id: 'abc' }

describe('an event', () => {
  it.each([
    [{ n: 1, offer: '1/add' }],
    [{ n: 2, offer: '1/type=', value: '' }],
    [{ n: 3, offer: '@4' }],
    [{ n: 4, offer: '1/send{}', fields: {} }],
    [{ n: 5, offer: '1/send{a}', fields: { a: 'x', b: ['x', 'y'], c: [], d: file, e: [file, file] } }],
  ])('%j is read as it is', body => {
    expect(read(body)).toEqual(body)
  })

  it('keeps a field that is named as every object’s prototype is', () => {
    const text = '{"n":1,"offer":"1/send{__proto__}","fields":{"__proto__":"x"}}'
    expect(Object.entries(eventOf(text)?.fields ?? {})).toEqual([['__proto__', 'x']])
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a list', []],
    ['one without a count', { offer: '1/add' }],
    ['one with a count of zero', { n: 0, offer: '1/add' }],
    ['one with half a count', { n: 1.5, offer: '1/add' }],
    ['one with a count as text', { n: '1', offer: '1/add' }],
    ['one without an offer', { n: 1 }],
    ['one with something unknown', { n: 1, offer: '1/add', more: 1 }],
    ['one with a value that is no text', { n: 1, offer: '1/add', value: 1 }],
    ['one with fields that are none', { n: 1, offer: '1/add', fields: null }],
    ['one with a list for fields', { n: 1, offer: '1/add', fields: ['x'] }],
    ...[1, true, null, {}, [[]], [1], [null], [['x']], { ...file, more: 1 }, { id: 1 }].map(
      (field): [string, unknown] => [
        `one with a field ${JSON.stringify(field)}`,
        { n: 1, offer: '1/add', fields: { field } },
      ],
    ),
    ['one with a file told of', { n: 1, offer: '1/add', fields: { a: { name: 'x', size: 1, type: '' } } }],
  ])('%s is none', (_what, body) => {
    expect(read(body)).toBe(undefined)
  })

  it('that is no JSON is none', () => {
    expect(eventOf('{')).toBe(undefined)
    expect(eventOf('')).toBe(undefined)
  })
})
