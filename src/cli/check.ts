// Whether a file is sound, and each conversation in it can be read.
// Invariant: nothing is repaired. Does not know the program, so it cannot say whether that still has every component.
import { look } from '../engines/sqlite/index.ts'
import { read } from './kept.ts'
import { progress } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { count, counted, harmless, size } from './words.ts'

const STRETCH = 100
/** From so many bytes on it takes long enough for somebody to wonder. */
const LARGE = 256e6

export async function check(terminal: Terminal, file: string): Promise<0 | 1> {
  const looking = await look(file)
  try {
    const { conversations, bytes } = looking.size()
    if (bytes > LARGE) terminal.pending(`looking ${size(bytes)} through, some seconds a gigabyte`)
    looking.check()
    terminal.pending('')
    const tell = progress(terminal, 'conversations read')
    let done = 0
    let bad = 0
    let after = 0
    for (;;) {
      const rows = looking.rows({ after, limit: STRETCH, bytes: Infinity })
      for (const { cid, data } of rows) {
        // Claimed, and not yet written down: that is as it should be.
        const trouble = data === null ? undefined : read(data).trouble
        if (trouble === undefined) continue
        bad++
        await terminal.say(`${harmless(cid)} cannot be read: ${harmless(trouble)}`)
      }
      done += rows.length
      tell(done, conversations)
      const last = rows.at(-1)
      if (last === undefined) break
      after = last.id
    }
    terminal.pending('')
    const sum = `${file} is sound: ${counted(done, 'conversation')}, ${size(bytes)}`
    await terminal.say(bad === 0 ? sum : `${sum}; ${count(bad)} of them cannot be read`)
    return bad === 0 ? 0 : 1
  } finally {
    looking.close()
  }
}
