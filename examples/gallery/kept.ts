// Where the gallery keeps its conversations: in a file, with the secret that their visitors' cookies are signed with beside it, or in a
// Redis server that it was given, which other processes may have, too.
// Invariant: the secret is made once, whole, and is for this user's eyes only; what the program was given wins over both.
// Knows nothing of what is kept.
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memory, type Engine } from 'repartee/engines'
import { redis } from 'repartee/engines/redis'
import { sqlite } from 'repartee/engines/sqlite'

/** Not part of the repository. */
const FILE = fileURLToPath(new URL('../../.data/gallery.db', import.meta.url))

export interface Kept {
  readonly engine: Engine
  /** Where there is none, the server finds or makes its own. */
  readonly secret?: string
  /** Where conversations are, for whoever starts the program. */
  readonly where: string
}

/** `file`: '' for memory, undefined for the gallery's own. `hasSecret`: the server was given one. `server`: of Redis; wins over the file. */
export function keptIn(file: string | undefined, hasSecret: boolean, server?: string): Kept {
  if (server !== undefined) {
    const engine = redis(server, { prefix: 'gallery' })
    return {
      engine,
      where: `by Redis at ${new URL(server).host}`,
      ...(!hasSecret && { secret: secretFor(file) }),
    }
  }
  if (file === '') return { engine: memory(), where: 'in memory: DATA is empty' }
  if (process.getBuiltinModule('node:sqlite') === undefined)
    return { engine: memory(), where: `in memory: Node ${process.versions.node} has no node:sqlite` }
  const path = placeFor(file) as string
  const folder = dirname(path)
  const where = `in ${relative('', path)}`
  // A folder that is not there is the engine's to complain of.
  const isOurs = !hasSecret && existsSync(folder)
  return { engine: sqlite(path), where, ...(isOurs && { secret: secretAt(`${path}.secret`) }) }
}

/** Its whole path; undefined for memory. The gallery's own folder is made. */
export function placeFor(file: string | undefined): string | undefined {
  if (file === '') return undefined
  if (file === undefined) mkdirSync(dirname(FILE), { recursive: true, mode: 0o700 })
  return resolve(file ?? FILE)
}

/** For several processes at once: that of the start before, if things are kept. */
export function secretFor(file: string | undefined): string {
  const path = placeFor(file)
  return path === undefined ? randomBytes(32).toString('hex') : secretAt(`${path}.secret`)
}

/** That of the start before, or a new one: of several programs that begin at once, all have the same. */
function secretAt(path: string): string {
  const own = `${path}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(own, randomBytes(32).toString('hex'), { mode: 0o600 })
    linkSync(own, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8').trim()
}
