import { expect, it } from 'vitest'
import { component, definitionOf, flow } from './component.ts'
import { whereOf } from './where.ts'

const Here = component({ name: 'here', state: () => ({}), on: {}, view: () => <p /> })
const There = flow('there', function* () {})

it('a component and a flow say where the program defines them', () => {
  expect(definitionOf(Here).where()).toMatch(/^\/.*\/src\/kernel\/where\.test\.tsx:5:\d+$/)
  expect(definitionOf(There).where()).toMatch(/^\/.*\/src\/kernel\/where\.test\.tsx:6:\d+$/)
})

it.each([
  ['    at file:///app/counter.tsx:4:24', '/app/counter.tsx:4:24'],
  ['    at Object.<anonymous> (/app/a b/counter.tsx:4:24)', '/app/a b/counter.tsx:4:24'],
  ['    at defined (file:///app/counter.tsx:4:24)', '/app/counter.tsx:4:24'],
  ['    at async C:\\app\\counter.tsx:4:24', 'C:\\app\\counter.tsx:4:24'],
  ['    at <anonymous>', undefined],
])('the place is read from %s', (line, place) => {
  const error = new Error()
  error.stack = `Error\n    at component (file:///lib/component.ts:1:1)\n${line}\n    at main (/app/main.ts:1:1)`
  expect(whereOf(error)()).toBe(place)
})

it('where there is no stack there is no place', () => {
  const error = new Error()
  delete error.stack
  expect(whereOf(error)()).toBeUndefined()
})
