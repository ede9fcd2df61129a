// Conversations into a file, from lines that `export` printed.
// Invariant: what is counted as taken in is on the disk; what is there already stays as it is. A line that is none stops no other.
import { existsSync } from 'node:fs'
import { sqlite } from '../engines/sqlite/index.ts'
import type { SqliteEngine } from '../engines/sqlite/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { progress } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { counted } from './words.ts'

/** So many share a transaction. */
const TOGETHER = 200

type Came = 'taken' | 'there' | 'past' | { readonly bad: string; readonly at: number }

export async function imported(terminal: Terminal, file: string): Promise<0 | 1> {
  const isNew = !existsSync(file)
  const engine = sqlite(file)
  await engine.start()
  const counts = { taken: 0, there: 0, past: 0, bad: 0 }
  const tell = progress(terminal, 'lines read')
  let waiting: Promise<Came>[] = []
  const settle = async (): Promise<void> => {
    for (const came of await Promise.all(waiting)) {
      if (typeof came === 'string') counts[came]++
      else {
        counts.bad++
        terminal.note(`line ${came.at}: ${came.bad}`)
      }
    }
    waiting = []
  }
  try {
    let at = 0
    for await (const line of terminal.lines()) {
      at++
      if (line.trim() === '') continue
      waiting.push(taken(engine, line, at, terminal.now()))
      if (waiting.length === TOGETHER) await settle()
      tell(at)
    }
    await settle()
  } finally {
    await engine.stop()
  }
  const { there, past, bad } = counts
  const parts = [
    `${counted(counts.taken, 'conversation')} taken in`,
    ...(there > 0 ? [`${there} there already`] : []),
    ...(past > 0 ? [`${past} past their time`] : []),
    ...(bad > 0 ? [`${counted(bad, 'line')} not understood`] : []),
  ]
  await terminal.say(`${parts.join(', ')}${isNew ? `; ${file} is new` : ''}`)
  return bad > 0 ? 1 : 0
}

async function taken(engine: SqliteEngine, line: string, at: number, now: number): Promise<Came> {
  try {
    if (expiryOf(line) <= now) return 'past'
    return (await engine.import(line)) ? 'taken' : 'there'
  } catch (error) {
    if (error instanceof ReparteeError && error.code === 'bad-argument') return { bad: error.message, at }
    throw error
  }
}

function expiryOf(line: string): number {
  try {
    const { expires } = JSON.parse(line) as { readonly expires?: unknown }
    return typeof expires === 'number' ? expires : Infinity
  } catch {
    // Whoever takes it in says what is wrong with it.
    return Infinity
  }
}
