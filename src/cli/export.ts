// Conversations out of a file, a line each.
// Invariant: a line is a whole conversation, as it stood at one moment. A file that it goes to is made for it, and is for nobody else to read.
import { open } from 'node:fs/promises'
import { look } from '../engines/sqlite/index.ts'
import type { Look } from '../engines/sqlite/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { find } from './find.ts'
import { progress } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { counted } from './words.ts'

const STRETCH = 100

export async function exported(
  terminal: Terminal,
  file: string,
  cids: readonly string[],
  to: string | undefined,
): Promise<0 | 1> {
  const looking = await look(file)
  try {
    // Names that are none are told before anything is printed.
    const whole = cids.map(cid => find(looking, cid).cid)
    const lines = cids.length === 0 ? everyLine(looking) : linesOf(looking, whole)
    if (to === undefined) {
      for (const line of lines) await terminal.say(line)
      return 0
    }
    const tell = progress(terminal, 'conversations exported')
    const { conversations } = looking.size()
    const copy = await made(to)
    let done = 0
    try {
      for (const line of lines) {
        await copy.write(`${line}\n`)
        tell(++done, conversations)
      }
      await copy.sync()
    } finally {
      await copy.close()
    }
    terminal.note(`${counted(done, 'conversation')} exported to ${to}`)
    return 0
  } finally {
    looking.close()
  }
}

function* everyLine(looking: Look): Generator<string, undefined> {
  let after = 0
  for (;;) {
    const rows = looking.rows({ after, limit: STRETCH, bytes: Infinity })
    for (const row of rows) yield looking.lineOf(row)
    const last = rows.at(-1)
    if (last === undefined) return undefined
    after = last.id
  }
}

function* linesOf(looking: Look, cids: readonly string[]): Generator<string, undefined> {
  for (const cid of cids) {
    const found = looking.one(cid)
    if (found !== undefined) yield looking.lineOf(found)
  }
  return undefined
}

async function made(to: string) {
  try {
    return await open(to, 'wx', 0o600)
  } catch (cause) {
    throw new ReparteeError('bad-argument', {
      what: 'The export has nowhere to go',
      expected: 'the path of a file that does not exist yet, in a folder that does',
      got: cause instanceof Error ? cause.message : String(cause),
      try: 'name another, or move that one away first',
      cause,
    })
  }
}
