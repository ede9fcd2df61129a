import { expect, it } from 'vitest'
import { offersAfter, offersIn } from './offers.ts'

it('an offer is of the instance around it, wherever that began', () => {
  const html = `<div id=repartee rp-i=0><section rp-i=1><p rp-i=2><button rp-click=inc>+</button><br></p>
    <button rp-click="add:&quot;a&quot;">a</button></section></div>`
  expect(offersIn(html)).toEqual([
    { within: ['0', '1', '2'], text: '2/inc', fields: {} },
    { within: ['0', '1'], text: '1/add:"a"', fields: {} },
  ])
  expect(offersIn('<li rp-k=a><button rp-click=2/cut>x</button><i rp-click=fold></i></li>', ['7'])).toEqual([
    { within: ['7'], text: '2/cut', fields: {} },
    { within: ['7'], text: '7/fold', fields: {} },
  ])
})

it('a form says which fields it has, and of what kind', () => {
  expect(offersIn('<form rp-i=3 rp-submit="say{from,how%20many#,sure?}"></form>')).toEqual([
    {
      within: ['3'],
      text: '3/say{from,how%20many#,sure?}',
      fields: { from: '', 'how many': '#', sure: '?' },
    },
  ])
})

it('what cannot be pressed is not offered', () => {
  const html = `<div rp-i=1><button disabled rp-click=a>a</button><div inert><b rp-click=b></b></div>
    <div hidden><b rp-click=c></b></div><b rp-click=d title="1 > 0"></b></div>`
  expect(offersIn(html).map(({ text }) => text)).toEqual(['1/d'])
})

it('what was drawn again offers what it shows now, and what it kept', () => {
  const before = offersIn(
    '<div rp-i=1><p rp-i=2><b rp-click=a></b></p><p rp-i=3><b rp-click=b></b></p><b rp-click=c></b></div><b rp-i=4 rp-click=d></b>',
  )
  const texts = (target: string, html: string): string[] =>
    offersAfter(before, target, html)
      .map(({ text }) => text)
      .toSorted()
  expect(texts('1', '<div rp-i=1><template rp-keep=2></template><b rp-click=e></b></div>')).toEqual([
    '1/e',
    '2/a',
    '4/d',
  ])
  expect(texts('3', '<p rp-i=5><b rp-click=f></b></p>')).toEqual(['1/c', '2/a', '4/d', '5/f'])
  expect(texts('1.0', '<li rp-k=x><b rp-click=g></b></li>')).toEqual(['1/g', '2/a', '3/b', '4/d'])
})
