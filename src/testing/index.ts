// repartee/testing - drives a component, flow or page in-process, by what a person sees; no browser, no server, no waiting.
// Read talk.ts for what a test says. A page in miniature (page.ts, morph.ts, fields.ts) takes patches as the client does; look.ts
// reads it as a person would, lookup.ts finds what is named, hands.ts does what a browser does, scene.ts keeps time and topics.
// Works with any test runner: what is not as a test says throws.
export { talk } from './open.ts'
export { replay } from './replay.ts'
export { visit } from './visit.ts'
export type { ReplayOptions } from './replay.ts'
export type { Talk, TalkOptions } from './talk.ts'
export type { Step } from './log.ts'
export type { Tree } from './tree.ts'
export type { Notice } from './visitor.ts'
export type { Which } from './lookup.ts'
export type { Chosen } from './files.ts'
// Engines: conformance.ts holds one to what its port promises, faulty.ts makes one lose and delay.
export { conformance } from './conformance.ts'
export { faulty } from './faulty.ts'
export type { Bed, Check } from './conformance.ts'
export type { Faults } from './faulty.ts'
