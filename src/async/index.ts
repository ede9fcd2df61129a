// repartee/async - registries that live beside the conversations. A leaf: it imports nothing.
// Idea: three small registries and one way out. Deliveries leave through a dispatch function that the server installs,
// so server -> async is the only arrow.
//
//   pending flows   cid -> flow                     one-shot baton between mount and first stream connect
//   timers          cid -> scheduled events
//   subscriptions   topic -> (cid, instance) -> event
//
// Reading order: event.ts (what is delivered), async.ts (the registries behind one class), pending-flows.ts,
// subscriptions.ts with topic.ts, timers.ts with due-heap.ts, by-conversation.ts (what both use); then how deliveries
// run: pump.ts, delivery.ts, clock.ts.
//
//   const registries = new Async()
//   registries.installDispatch((cid, event) => conversations.get(cid)?.accept(event))
//   registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 'orders', event: 'ordered' })
//   registries.publish('orders', { id: 7 }) // 1; c1 gets { instanceId: 'i0', event: 'ordered', payload: { id: 7 } } soon
export { Async } from './async.ts'
export type { AsyncOptions } from './async.ts'
export type { Clock } from './clock.ts'
export type { ConversationEvent, Dispatch, RouteEvent } from './event.ts'
export type { Timer } from './timers.ts'
