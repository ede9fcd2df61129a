// repartee/live - the "something changed" signal. A leaf: it imports nothing.
// Idea: many sources call notify(); each subscriber holds at most one pending nudge, so any number of rapid changes
// become one wake-up. A nudge carries no payload: it says "look again", never what changed.
// Reading order: source.ts (who calls), nudges.ts (who listens), notifier.ts, subscriber.ts, bell.ts.
//
//   const notifier = new Notifier()
//   registry.setChangeHook(() => notifier.notify())
//   using nudges = notifier.subscribe()
//   for await (const _ of nudges) await send(registry.snapshot())
export { Notifier } from './notifier.ts'
export type { Nudges } from './nudges.ts'
export type { ChangeHook, ChangeSource } from './source.ts'
