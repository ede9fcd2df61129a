import { expect, it } from 'vitest'
import { offersIn } from './offers.ts'

it('an offer is of the instance around it, wherever that began', () => {
  const html = `<div id=repartee rp-i=0><section rp-i=1><p rp-i=2><button rp-click=inc>+</button><br></p>
    <button rp-click="add:&quot;a&quot;">a</button></section></div>`
  expect(offersIn(html)).toEqual([
    { instance: '2', text: '2/inc', fields: {} },
    { instance: '1', text: '1/add:"a"', fields: {} },
  ])
  expect(offersIn('<li rp-k=a><button rp-click=2/cut>x</button><i rp-click=fold></i></li>', '7')).toEqual([
    { instance: '7', text: '2/cut', fields: {} },
    { instance: '7', text: '7/fold', fields: {} },
  ])
})

it('a form says which fields it has, and of what kind', () => {
  expect(offersIn('<form rp-i=3 rp-submit="say{from,how%20many#,sure?}"></form>')).toEqual([
    {
      instance: '3',
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
