// A copy of a file that may be in use.
// Does not know how it is made.
import { statSync } from 'node:fs'
import { look } from '../engines/sqlite/index.ts'
import type { Terminal } from './terminal.ts'
import { counted, size } from './words.ts'

export async function backup(terminal: Terminal, file: string, to: string): Promise<0 | 1> {
  const looking = await look(file)
  const { bytes } = looking.size()
  const watch = setInterval(() => terminal.pending(`copied: ${size(sizeOf(to))} of ${size(bytes)}`), 1000)
  try {
    await looking.backup(to)
  } finally {
    clearInterval(watch)
    looking.close()
  }
  const copy = await look(to)
  const { conversations } = copy.size()
  copy.close()
  await terminal.say(`${counted(conversations, 'conversation')}, ${size(sizeOf(to))}, copied to ${to}`)
  return 0
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
