// The conversations of a file as a table, or a line of JSON each.
// Invariant: only what is shown is read whole, one after the other.
// Does not know how they are found.
import { look } from '../engines/sqlite/index.ts'
import type { Found, Look } from '../engines/sqlite/index.ts'
import { curtainedAddress } from './hiding.ts'
import { dueIn, read } from './kept.ts'
import type { Read } from './kept.ts'
import { Misused } from './misused.ts'
import { painter } from './paint.ts'
import { sought } from './seek.ts'
import type { Place, Wish } from './seek.ts'
import { tableOf } from './table.ts'
import type { Cell } from './table.ts'
import { progress } from './terminal.ts'
import type { Terminal } from './terminal.ts'
import { count, counted, harmless, processOf, size, span } from './words.ts'

/** What is printed of one. */
export interface Line {
  readonly found: Found
  readonly read: Read
  readonly isAlive: boolean
}

const SHOWN = 20

export async function inspectList(
  terminal: Terminal,
  file: string,
  values: { readonly [name: string]: string | boolean | undefined },
): Promise<0 | 1> {
  const isJson = values['json'] === true
  const wish: Wish = {
    limit: limitOf(values['limit'] as string | undefined, isJson),
    page: values['page'] as string | undefined,
    owner: values['owner'] as string | undefined,
    text: values['text'] as string | undefined,
  }
  const looking = await look(file)
  try {
    const living = new Set(looking.living())
    const { places, fitting } = sought(
      looking,
      wish,
      living,
      progress(terminal, 'conversations looked through'),
    )
    terminal.pending('')
    const lines = linesOf(looking, places, living)
    if (isJson) {
      for (const line of lines) await terminal.say(JSON.stringify(jsonOf(line, values['all'] === true)))
      return 0
    }
    const shown = [...lines]
    if (shown.length > 0) for (const row of rowsOf(shown, terminal)) await terminal.say(row)
    const { conversations, bytes } = looking.size()
    const isFiltered = wish.page !== undefined || wish.owner !== undefined || wish.text !== undefined
    const parts = [
      totalOf(shown.length, fitting, conversations, isFiltered),
      size(bytes),
      living.size === 0
        ? 'no process has it open'
        : `${counted(living.size, 'process has', 'processes have')} it open`,
    ]
    await terminal.say(painter(terminal.isColoured)('dim', parts.join('; ')))
    return 0
  } finally {
    looking.close()
  }
}

function limitOf(limit: string | undefined, isJson: boolean): number {
  if (limit === undefined) return isJson ? Infinity : SHOWN
  if (limit === 'all') return Infinity
  if (/^[1-9]\d*$/.test(limit)) return Number(limit)
  throw new Misused('inspect', '--limit with a number from 1 on, or all', limit)
}

function totalOf(shown: number, fitting: number, all: number, isFiltered: boolean): string {
  const conversations = counted(all, 'conversation')
  if (all === 0) return 'no conversations'
  if (fitting === 0) return `none of ${conversations}`
  const last = `the ${count(shown)} that changed last of`
  if (fitting > shown)
    return isFiltered ? `${last} ${count(fitting)}, of ${conversations} in all` : `${last} ${conversations}`
  return isFiltered ? `${count(fitting)} of ${conversations}` : conversations
}

function* linesOf(
  looking: Look,
  places: readonly Place[],
  living: ReadonlySet<string>,
): Generator<Line, undefined> {
  for (const { cid } of places) {
    const found = looking.one(cid)
    // It may have ended since.
    if (found !== undefined) yield { found, read: read(found.data), isAlive: living.has(found.owner) }
  }
  return undefined
}

/** Where it is: what its components say, or else where it was opened. */
export function whereOf({ talk, heading }: Read): string {
  const address = talk?.history.address ?? ''
  return address === '' ? (heading?.opened ?? '') : address
}

export function jsonOf({ found, read: { heading, talk, trouble }, isAlive }: Line, isAll: boolean): object {
  const { cid, owner, epoch, revision, bytes, updated, expires, wake } = found
  const where = whereOf({ heading, talk, trouble })
  return {
    cid,
    page: heading?.pattern ?? null,
    where: isAll ? where : curtainedAddress(where),
    components: talk?.parts.map(({ name }) => name) ?? [],
    failed: talk?.parts.filter(({ failed }) => failed !== undefined).length ?? 0,
    bytes,
    revision,
    epoch,
    owner: owner === '' ? null : owner,
    alive: isAlive,
    updated,
    seen: heading?.seen ?? null,
    expires,
    due: wake ?? (talk === undefined ? null : (dueIn(talk) ?? null)),
    ...(isAll && { session: heading?.session ?? null, principal: talk?.principal ?? null }),
    ...(trouble !== undefined && { trouble }),
  }
}

function rowsOf(lines: readonly Line[], terminal: Terminal): readonly string[] {
  const now = terminal.now()
  const cells = (cell: (line: Line) => Cell | string): Cell[] =>
    lines.map(line => {
      const made = cell(line)
      return typeof made === 'string' ? { text: harmless(made) } : { ...made, text: harmless(made.text) }
    })
  const columns = [
    {
      head: 'CID',
      cells: cells(({ found }) => ({ text: found.cid, colour: 'bold' })),
      least: 8,
      isTyped: true,
    },
    { head: 'PAGE', cells: cells(line => line.read.heading?.pattern ?? ''), least: 8 },
    { head: 'WHERE', cells: cells(whereCell), least: 12 },
    { head: '#', cells: cells(partsCell), isRight: true },
    {
      head: 'COMPONENTS',
      cells: cells(({ read: { talk } }) => namesOf(talk?.parts ?? [])),
      least: 16,
      spare: 9,
    },
    { head: 'SIZE', cells: cells(({ found }) => size(found.bytes)), isRight: true, spare: 2 },
    { head: 'REV', cells: cells(({ found }) => String(found.revision)), isRight: true, spare: 3 },
    { head: 'OWNER', cells: cells(ownerCell), least: 9 },
    { head: 'AGO', cells: cells(({ found }) => span(now - found.updated)), isRight: true },
    { head: 'LEFT', cells: cells(({ found }) => span(found.expires - now)), isRight: true, spare: 1 },
    { head: 'DUE', cells: cells(line => dueCell(line, now)), isRight: true },
  ] as const
  return tableOf(columns, terminal.columns, painter(terminal.isColoured))
}

function whereCell({ read: known, found }: Line): Cell | string {
  if (known.trouble === undefined) return curtainedAddress(whereOf(known))
  return { text: found.data === null ? '(not yet written)' : '(cannot be read)', colour: 'yellow' }
}

function partsCell({ read: { talk } }: Line): Cell | string {
  if (talk === undefined) return ''
  const hasFailed = talk.parts.some(({ failed }) => failed !== undefined)
  return hasFailed ? { text: `${talk.parts.length}!`, colour: 'red' } : String(talk.parts.length)
}

function namesOf(parts: readonly { readonly name: string }[]): string {
  const counts = new Map<string, number>()
  for (const { name } of parts) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Array.from(counts, ([name, n]) => (n === 1 ? name : `${name}×${n}`)).join(' ')
}

function ownerCell({ found: { owner }, isAlive }: Line): Cell {
  if (owner === '') return { text: 'nobody', colour: 'dim' }
  const name = processOf(owner) ?? owner
  return isAlive ? { text: name, colour: 'green' } : { text: `${name} gone`, colour: 'red' }
}

function dueCell({ found: { wake }, read: { talk } }: Line, now: number): Cell | string {
  const due = wake ?? (talk === undefined ? undefined : dueIn(talk))
  if (due === undefined) return ''
  return due >= now ? span(due - now) : { text: `late ${span(now - due)}`, colour: 'yellow' }
}
