// What travels is named in src/wire, which the kernel and the renderer may not import: here both are held to it.
import { answer, call, component } from 'repartee'
import { expect, it } from 'vitest'
import { ATTR, PART, PLACE, ROOT } from '../src/wire/index.ts'
import { Talk } from './talk.ts'

const Question = component({
  name: 'question',
  state: () => ({}),
  on: { yes: () => answer(true) },
  view: (_s, on) => (
    <form onSubmit={on.yes}>
      <input onInput={on.yes} onChange={on.yes} />
      <dialog onCancel={on.yes}></dialog>
      <canvas rp-hook="draw" onPush={on.yes}></canvas>
    </form>
  ),
})

const Parts = component({
  name: 'parts',
  state: () => ({ n: 0 }),
  on: {
    inc: s => ({ n: s.n + 1 }),
    ask: () => call(Question, {}, { place: 'over' }),
  },
  view: (s, on) => (
    <>
      <b key="k" onClick={on.inc}>
        inc
      </b>
      <b onClick={on.ask}>ask</b>
      {s.n}
      <Question />
      <p rp-ignore>
        <Question />
      </p>
    </>
  ),
})

it('the kernel and the renderer write the attributes and elements that the wire names', () => {
  const talk = new Talk(Parts)
  const has = (name: string, value?: string) => (element: { attributes: Map<string, string> }) =>
    value === undefined ? element.attributes.has(name) : element.attributes.get(name) === value
  expect(talk.page.find(has(ATTR.instance, ROOT))?.attributes.get('id')).toBe('repartee')
  expect(talk.page.find(element => element.tag === PART && has(ATTR.instance, '1')(element))).toBeDefined()
  expect(talk.page.find(has(ATTR.key, 'k'))).toBeDefined()
  for (const trigger of ['click', 'input', 'change', 'submit', 'cancel', 'push'])
    expect(talk.page.find(has(ATTR.offer + trigger))).toBeDefined()

  const patches = talk.click('inc').patches
  const holds = (name: string) => expect.stringContaining(`<template ${name}=`) as string
  expect(patches).toEqual([['1', holds(ATTR.same)]])
  // What the page keeps to itself cannot be counted.
  expect(patches).toEqual([['1', holds(ATTR.keep)]])
  talk.click('ask')
  expect(talk.page.find(element => element.tag === 'dialog' && has(ATTR.modal)(element))).toBeDefined()
})

const Place = component({
  name: 'place',
  state: () => ({ n: 0 }),
  on: { next: s => ({ n: s.n + 1 }) },
  url: s => `/at/${s.n}`,
  view: (s, on) => <button onClick={on.next}>{s.n}</button>,
})

it('the kernel says where the page is, and is told where the visitor went, as the wire names it', () => {
  const talk = new Talk(Place)
  expect(talk.click('0').patches.find(([target]) => target === PLACE)).toEqual([PLACE, '/at/1', 1, 1])
  const { patches, outcome } = talk.send({ kind: 'offer', offer: `${PLACE}0` })
  expect(outcome).toBe('done')
  expect(patches.find(([target]) => target === PLACE)).toEqual([PLACE, '/at/0', 0, 0])
})
