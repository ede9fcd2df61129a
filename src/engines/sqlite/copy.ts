// A copy of a file that is in use.
// Invariant: it is the file as it stood at one moment, and nobody who writes waits for it: the copy is made in one go, in a thread of the
// system, by a connection of its own.
// Does not know what is in it.
import type { DatabaseSync } from 'node:sqlite'

/** Node 22.16 and later. */
type Backup = (from: DatabaseSync, to: string, options: { readonly rate: number }) => Promise<number>

/** All pages at once: between two parts of a copy others may write, and then it begins again. */
const ALL = 2 ** 31 - 1

export async function copied(from: string, to: string): Promise<void> {
  const { DatabaseSync: Database, ...more } = await import('node:sqlite')
  const backup = (more as { readonly backup?: Backup }).backup
  const db = new Database(from, { readOnly: true })
  try {
    if (backup !== undefined) await backup(db, to, { rate: ALL })
    // Older ones have only a way that holds everything up.
    else db.prepare('VACUUM INTO ?').run(to)
  } finally {
    db.close()
  }
}
