import { expect, it } from 'vitest'
import { Async } from './async.ts'
import { turn } from './testing.fixture.ts'

it('a pending flow is handed over once', () => {
  const registries = new Async()
  registries.putPendingFlow('c1', 'counter')
  expect(registries.pendingFlow('c1')).toBe('counter')
  expect(registries.pendingFlow('c1')).toBeUndefined()
})

it('of several connects that race, one gets the flow', async () => {
  const registries = new Async()
  registries.putPendingFlow('c1', 'counter')
  const connect = () => turn().then(() => registries.pendingFlow('c1'))
  expect((await Promise.all([connect(), connect(), connect()])).filter(Boolean)).toEqual(['counter'])
})

it('conversations have their own flows', () => {
  const registries = new Async()
  registries.putPendingFlow('c1', 'counter')
  registries.putPendingFlow('c2', 'booking')
  expect(registries.pendingFlow('c2')).toBe('booking')
  expect(registries.pendingFlow('c1')).toBe('counter')
})

it('a flow put again replaces the first', () => {
  const registries = new Async()
  registries.putPendingFlow('c1', 'counter')
  registries.putPendingFlow('c1', 'booking')
  expect(registries.pendingFlow('c1')).toBe('booking')
})

it('a forgotten flow is handed to nobody', () => {
  const registries = new Async()
  registries.putPendingFlow('c1', 'counter')
  registries.forgetPendingFlow('c1')
  registries.forgetPendingFlow('unknown')
  expect(registries.pendingFlow('c1')).toBeUndefined()
})

it('a flow with an empty name is a flow', () => {
  const registries = new Async()
  registries.putPendingFlow('c1', '')
  expect(registries.pendingFlow('c1')).toBe('')
  expect(registries.pendingFlow('c1')).toBeUndefined()
})
