import { expect, it } from 'vitest'
import { published, scheduled } from './event.ts'

it.each([
  ['a name alone has no payload', 'tick', {}],
  ['a name in a list has no payload', ['tick'], {}],
  ['one part is the payload', ['tick', 3], { payload: 3 }],
  ['one part that is a list stays a list', ['tick', [3]], { payload: [3] }],
  ['several parts are a list', ['tick', 1, 2], { payload: [1, 2] }],
  ['null is a payload', ['tick', null], { payload: null }],
  ['undefined is none', ['tick', undefined], {}],
] as const)('of a timer, %s', (_, route, payload) => {
  expect(scheduled('i0', route)).toStrictEqual({ instanceId: 'i0', event: 'tick', ...payload, signals: {} })
})

it.each([
  ['the message is the payload', 'moved', { x: 1 }, { payload: { x: 1 } }],
  ["the route's own parts are ignored", ['moved', 1, 2], 'here', { payload: 'here' }],
  ['a message that is a list stays a list', 'moved', [1, 2], { payload: [1, 2] }],
  ['null is a message', 'moved', null, { payload: null }],
  ['undefined is none', ['moved', 1], undefined, {}],
] as const)('of a topic, %s', (_, route, message, payload) => {
  const event = published('i0', route, message)
  expect(event).toStrictEqual({ instanceId: 'i0', event: 'moved', ...payload, signals: {} })
})

it('signals cannot be written to', () => {
  expect(Object.isFrozen(scheduled('i0', 'tick').signals)).toBe(true)
  expect(Object.isFrozen(published('i0', 'tick', 1).signals)).toBe(true)
})
