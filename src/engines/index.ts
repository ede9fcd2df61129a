// repartee/engines - the one port to the outside: where conversations are kept and how processes reach each other.
// `memory` is the default; `sqlite`, which outlives the process, and `redis`, for many machines, have doors of their own.
// Read port.ts for the promises; an engine keeps them.
export { memory } from './memory.ts'
export type { MemoryEngine } from './memory.ts'
export type { Change, Claimed, Committed, Data, Ears, Engine, Lease, NodeId, Rule } from './port.ts'
