// repartee/kernel - the conversation as a value, and the pure function that takes it from one event to the next.
// Read conversation.ts for the value, step.ts for the function, commands.ts for what goes in and comes out; then turn.ts
// (an event's working copy), handlers.ts and frames.ts (running code), settle.ts and paint.ts (views into patches), history.ts
// and revert.ts (back and forward), kept.ts (as text).
// Knows no clock, no randomness, no I/O.
export { component, definedStyles, definitionOf, flow } from './component.ts'
export type { AnswerOf, Component, Definition, Handler, Here, On, Parts, Step, Update } from './component.ts'
export { after, answer, back, become, call, end, fail, identify, io, publish, redirect } from './effects.ts'
export type { Answer, Contents, Effect, IoRun, Place } from './effects.ts'
export { isAccepted } from './accepts.ts'
export { fileField, fileText } from './offers.ts'
export type { FileField } from './offers.ts'
export { every, hear, topic, watch } from './listening.ts'
export type { Listening, Listens, Live, Topic } from './listening.ts'
export type { Late } from './late.ts'
export type {
  Checkpoint,
  Conversation,
  Ended,
  Frame,
  History,
  Instance,
  Owner,
  Problem,
  Shown,
} from './conversation.ts'
export { wasAhead } from './history.ts'
export { boot, repaint, rewind, step } from './step.ts'
export type { Birth } from './step.ts'
export type { Command, KernelEvent, Patch, Reply, Result, Trouble, Turned, World } from './commands.ts'
export { commandsOf, dueOf, wakeOf } from './resume.ts'
export { restore, snapshot } from './snapshot.ts'
export { hash } from './hash.ts'
export type { HashKey } from './hash.ts'
