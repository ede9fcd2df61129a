// Files of many stored conversations: copies of what a server itself has kept of one, each with a cid and a session of its own, written
// straight through the engine.
// Invariant: a file that was made by this program less than a day ago is used again; any other is made anew. Those that are to be due are
// written again before each time.
// Does not know what is measured over them.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqlite, type SqliteEngine } from 'repartee/engines/sqlite'
import { Connection } from '../serve/http.ts'
import { Visitor } from '../serve/visitor.ts'
import { idOf } from './proof.ts'
import { pause, type Scene } from './scene.ts'

/** What `export` writes of a conversation, as far as it is needed here. */
interface Line {
  readonly cid: string
  readonly revision: number
  readonly wake: number | null
  readonly data: string
}

/** A conversation to be copied. */
interface Sample {
  readonly cid: string
  readonly session: string
  readonly text: string
  readonly revision: number
  readonly wake: number | null
}

export interface Samples {
  readonly counter: Sample
  /** It has a timer that had not fired. */
  readonly reminder: Sample
}

const DAY_MS = 86_400_000
/** What was not attended for a day ends. */
const OLD_MS = 0.8 * DAY_MS
const AT_ONCE = 1000
/** A timer that is as late as that, ms, is nobody's. */
const LATE_MS = 1000

export const cidOf = (n: number): string => idOf('conversation', n)
export const sessionOf = (n: number): string => idOf('session', n)

/** Has a server keep one of each. */
export async function sampled(scene: Scene): Promise<Samples> {
  const file = scene.fresh()
  const home = await scene.start('normal', file)
  const over = new Connection(home.port)
  for (const path of ['/counter', '/reminder']) {
    const visitor = await Visitor.mount(home.port, path, over)
    await visitor.event(visitor.offer(0))
    visitor.close()
  }
  over.close()
  await scene.end(home)
  const kept = await within(file, async engine => {
    const lines = await Promise.all((await engine.list()).map(({ cid }) => engine.export(cid)))
    return lines.map(line => sampleOf(JSON.parse(line ?? '') as Line))
  })
  const counter = kept.find(({ wake }) => wake === null)
  const reminder = kept.find(({ wake }) => wake !== null)
  if (counter === undefined || reminder === undefined) throw new Error('nothing was kept')
  return { counter, reminder }
}

function sampleOf({ cid, revision, wake, data }: Line): Sample {
  const text = Buffer.from(data, 'base64').toString()
  const { session } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { readonly session: string }
  return { cid, session, text, revision, wake }
}

/** What would be kept of the nth conversation. */
const copyOf = ({ text, cid, session }: Sample, n: number): Buffer =>
  Buffer.from(text.replaceAll(cid, cidOf(n)).replaceAll(session, sessionOf(n)))

/** A file with so many conversations. */
export async function filled(scene: Scene, { counter }: Samples, many: number): Promise<string> {
  const file = join(scene.kept, `stored-${many}.db`)
  const note = join(scene.kept, `stored-${many}.json`)
  const shape = counter.text
    .replaceAll(counter.cid, '')
    .replaceAll(counter.session, '')
    .replaceAll(/\d+/g, '0')
  const mark = createHash('sha256').update(shape).digest('hex')
  if (existsSync(file) && existsSync(note)) {
    const made = JSON.parse(readFileSync(note, 'utf8')) as { readonly mark: string; readonly at: number }
    if (made.mark === mark && Date.now() - made.at < OLD_MS) return file
  }
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  rmSync(note, { force: true })
  scene.tell(`writes ${many} conversations ...`)
  const begun = performance.now()
  const at = Date.now()
  await within(file, engine =>
    all(many, async n => {
      const { revision } = counter
      const data = copyOf(counter, n).toString('base64')
      const line = { cid: cidOf(n), epoch: 1, revision, updated: at, expires: at + DAY_MS, wake: null, data }
      await engine.import(JSON.stringify(line))
    }),
  )
  writeFileSync(note, JSON.stringify({ mark, at }))
  scene.tell(`wrote them in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  return file
}

/** Has so many of a file's conversations be due. */
export async function madeDue(file: string, { reminder }: Samples, of: number, due: number): Promise<void> {
  const step = Math.floor(of / due)
  const wakeAt = reminder.wake ?? 0
  await pause(Math.max(0, wakeAt + LATE_MS - Date.now()))
  await within(file, engine =>
    all(due, async at => {
      const n = at * step
      const claim = await engine.claim(cidOf(n), null)
      const { lease } = claim
      if (!claim.won) throw new Error(`${lease.cid} belongs to ${lease.owner}`)
      const change = {
        revision: claim.revision,
        token: `due ${Date.now()}`,
        data: copyOf(reminder, n),
        ttlMs: DAY_MS,
        wakeAt,
      }
      const committed = await engine.commit(lease, change)
      if (!committed.ok) throw new Error(committed.why)
      await engine.release(lease, committed.revision)
    }),
  )
}

async function within<T>(file: string, work: (engine: SqliteEngine) => Promise<T>): Promise<T> {
  const engine = sqlite(file, { durability: 'normal' })
  await engine.start()
  try {
    return await work(engine)
  } finally {
    await engine.stop()
  }
}

async function all(many: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < many) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, many) }, lane))
}
