#!/usr/bin/env node
// npx repartee - looks into the file that a program keeps its conversations in, and carries them out of it and into it.
// Read commands.ts for what there is to ask, inspect-list.ts and inspect-one.ts for what is printed, kept.ts for how a record is read
// without the program that wrote it. Nothing here writes to a file but `import`.
// Knows the process: what it was called with, where it prints, how it ends.
import { run } from './commands.ts'
import { terminalOf } from './terminal.ts'

// Node 22 says each time that its SQLite is an experiment. Whoever looks into a file can do nothing about that.
const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void
process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
  if (!String(warning).includes('SQLite')) warn(warning, ...rest)
}

process.exitCode = await run(process.argv.slice(2), terminalOf(process))
