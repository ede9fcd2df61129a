// repartee/engines - the one port to the outside: where conversations are kept. `memory` is the default.
// Read port.ts for the promises; an engine is one file that keeps them.
export { memory } from './memory.ts'
export type { MemoryEngine } from './memory.ts'
export type { Change, Claimed, Committed, Data, Engine, Lease, NodeId } from './port.ts'
