// repartee/engines/sqlite - conversations in a file: they outlive the process, and what is acknowledged is on disk.
// Read engine.ts for what it offers, group.ts for how commits share transactions and syncs, look.ts for a look from outside. A door of its own, so that nobody loads
// what he does not use; SQLite itself is loaded when an engine starts.
export { sqlite } from './engine.ts'
export type { SqliteEngine, SqliteOptions } from './engine.ts'
export type { Entry } from './records.ts'
export { look } from './look.ts'
export type { Found, Look, Stretch } from './look.ts'
