// A copy of a file that is in use.
// Invariant: it is the file as it stood at one moment, and nobody who writes waits for it: the copy is made in one go, in a thread of the
// system, by a connection that does nothing else meanwhile. It replaces nothing.
// Does not know what is in it.
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { ReparteeError } from '../../errors/index.ts'

/** Node 22.16 and later. */
type Backup = (from: DatabaseSync, to: string, options: { readonly rate: number }) => Promise<number>

/** All pages at once: between two parts of a copy others may write, and then it begins again. */
const ALL = 2 ** 31 - 1

export async function copied(from: string, to: string): Promise<void> {
  const { DatabaseSync: Database } = await import('node:sqlite')
  const db = new Database(from, { readOnly: true })
  try {
    await copiedBy(db, to)
  } finally {
    db.close()
  }
}

/** The same, of the file that this connection has open. */
export async function copiedBy(db: DatabaseSync, to: string): Promise<void> {
  const { backup } = (await import('node:sqlite')) as { readonly backup?: Backup }
  if (backup !== undefined) await backup(db, to, { rate: ALL })
  // Older ones have only a way that holds everything up.
  else db.prepare('VACUUM INTO ?').run(to)
}

/** @throws ReparteeError `bad-argument` where there is a file already */
export function mustBeFree(path: string): void {
  if (!existsSync(path)) return
  throw new ReparteeError('bad-argument', {
    what: 'A backup replaces nothing',
    expected: 'the path of a file that does not exist yet',
    got: path,
    try: 'name another, or move that one away first',
  })
}
