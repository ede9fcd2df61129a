// What may have been lost by a server, and for how long that is remembered.
import { expect, it } from 'vitest'
import { change } from './hands.fixture.ts'
import { Recents } from './recent.ts'

const lease = { cid: 'c', owner: 'a', epoch: 1 }
const recent = { lease, change: { ...change(0, 'a'), data: new Uint8Array(3) }, isOurs: true }

it('what the server has had for three seconds is forgotten', () => {
  const recents = new Recents()
  recents.note(recent, 0)
  recents.age(2900, false)
  expect(recents.all()).toEqual([recent])
  recents.age(3100, false)
  expect(recents.all()).toEqual([])
})

it('where a replica may take over, it is remembered for as long as that may take', () => {
  const recents = new Recents()
  recents.note(recent, 0)
  recents.age(29_000, true)
  expect(recents.all()).toEqual([recent])
  recents.age(31_000, true)
  expect(recents.all()).toEqual([])
})

it('what was put again may be lost once more, and is remembered from then on', () => {
  const recents = new Recents()
  recents.note(recent, 0)
  recents.renew(2900)
  recents.age(5800, false)
  expect(recents.all()).toEqual([recent])
  recents.age(6000, false)
  expect(recents.all()).toEqual([])
})
