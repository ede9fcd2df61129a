// One conversation, printed: its record, its components as they hang in each other with what they know, and what they wait for.
// Invariant: from the data alone, nothing is run. What is cut says how much; what is secret by its name is hidden; `--all` lifts both.
import { look } from '../engines/sqlite/index.ts'
import { curtainedAddress, HIDDEN } from './hiding.ts'
import { find } from './find.ts'
import { jsonOf, whereOf } from './inspect-list.ts'
import type { Line } from './inspect-list.ts'
import { dueIn, read } from './kept.ts'
import type { Part, Talk, Waiting } from './kept.ts'
import { jsonOfPart } from './json.ts'
import { painter } from './paint.ts'
import type { Paint } from './paint.ts'
import type { Terminal } from './terminal.ts'
import { Values } from './values.ts'
import { count, counted, date, harmless, processOf, size, span } from './words.ts'

/** Entries of the history that are printed unless all are asked for. */
const ENTRIES = 16

export async function inspectOne(
  terminal: Terminal,
  file: string,
  cid: string,
  values: { readonly [name: string]: string | boolean | undefined },
): Promise<0 | 1> {
  const isAll = values['all'] === true
  const looking = await look(file)
  let line: Line
  try {
    const found = find(looking, cid)
    line = { found, read: read(found.data), isAlive: looking.living().includes(found.owner) }
  } finally {
    looking.close()
  }
  const { talk } = line.read
  if (values['json'] === true) {
    const parts = talk?.parts.map(part => jsonOfPart(part, isAll)) ?? []
    await terminal.say(
      JSON.stringify({
        ...jsonOf(line, isAll),
        root: talk?.root ?? null,
        parts,
        history: talk === undefined ? null : historyOf(talk, isAll),
      }),
    )
  } else {
    for (const text of printed(line, terminal, isAll)) await terminal.say(text)
  }
  return line.read.trouble === undefined || line.found.data === null ? 0 : 1
}

export function printed(line: Line, terminal: Terminal, isAll: boolean): readonly string[] {
  return new Print(terminal, isAll).conversation(line)
}

class Print {
  readonly #paint: Paint
  readonly #values: Values
  readonly #isAll: boolean
  readonly #now: number

  constructor(terminal: Terminal, isAll: boolean) {
    this.#paint = painter(terminal.isColoured)
    this.#values = new Values(terminal, isAll)
    this.#isAll = isAll
    this.#now = terminal.now()
  }

  conversation(line: Line): string[] {
    const { talk, trouble } = line.read
    const lines = this.#record(line)
    if (trouble !== undefined)
      lines.push('', this.#paint('yellow', `What is kept cannot be read: ${harmless(trouble)}`))
    if (talk === undefined) return lines
    const sections: [string, string[]][] = [
      [counted(talk.parts.length, 'component'), this.#tree(talk)],
      ['Timers', this.#timers(talk)],
      ['Listens to', this.#hears(talk)],
      ['Waiting', talk.parts.flatMap(part => part.frames.flatMap(frame => this.#frame(part, frame)))],
      ['History', this.#history(talk)],
    ]
    for (const [head, body] of sections)
      if (body.length > 0) lines.push('', this.#paint('bold', head), ...body)
    return lines
  }

  #record({ found, read: known, isAlive }: Line): string[] {
    const { heading, talk } = known
    const { cid, owner, epoch, revision, bytes, updated, expires, wake } = found
    const where = this.#values.address(whereOf(known))
    const opened = this.#values.address(heading?.opened ?? '')
    const due = wake ?? (talk === undefined ? undefined : dueIn(talk))
    const dim = (text: string): string => this.#paint('dim', text)
    const secret = (value: unknown): string =>
      this.#isAll ? this.#values.lines(value, 12).join('\n') : HIDDEN
    const rows: [string, string | undefined][] = [
      ['page', heading && harmless(heading.pattern)],
      ['where', opened === where || opened === '' ? where : `${where}  ${dim(`opened at ${opened}`)}`],
      ['changed', `${span(this.#now - updated)} ago  ${dim(date(updated))}`],
      [
        'attended',
        heading?.seen === undefined
          ? undefined
          : `${span(this.#now - heading.seen)} ago  ${dim(date(heading.seen))}`,
      ],
      ['expires', `in ${span(expires - this.#now)}  ${dim(date(expires))}`],
      ['timer', due === undefined ? undefined : `${this.#due(due)}  ${dim(date(due))}`],
      ['owner', this.#owner(owner, isAlive)],
      ['written', `${size(bytes)}, revision ${count(revision)}, epoch ${count(epoch)}`],
      ['deadly', heading && heading.deadly !== '' ? `reference ${harmless(heading.deadly)}` : undefined],
      ['session', heading && secret(heading.session)],
      [
        'principal',
        talk?.principal === undefined || talk.principal === null ? undefined : secret(talk.principal),
      ],
      ['ended', talk && harmless(talk.ended)],
    ]
    const shown = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '')
    return [
      this.#paint('bold', harmless(cid)),
      ...shown.map(([name, text]) => `  ${dim(name.padEnd(9))} ${text}`),
    ]
  }

  #owner(owner: string, isAlive: boolean): string {
    if (owner === '') return 'nobody'
    const name = processOf(owner)
    const who = name === undefined ? harmless(owner) : `process ${name}`
    const how = isAlive ? this.#paint('green', 'which lives') : this.#paint('red', 'which is gone')
    return `${who}, ${how}${name === undefined ? '' : `  ${this.#paint('dim', harmless(owner))}`}`
  }

  /** Each under the one that it hangs in: embedded by it, or called. */
  #tree({ parts, root }: Talk): string[] {
    const byId = new Map(parts.map(part => [part.iid, part]))
    const done = new Set<string>()
    const lines: string[] = []
    const walk = (part: Part, before: string, branch: string, stem: string): void => {
      if (done.has(part.iid)) return
      done.add(part.iid)
      const inner = [...part.children, ...part.calls].flatMap(iid => byId.get(iid) ?? [])
      const below = before + stem
      lines.push(before + branch + this.#head(part))
      const bar = inner.length > 0 ? '│ ' : '  '
      for (const [name, value] of knownOf(part)) {
        const [first = '', ...more] = this.#values.lines(value, `${below}${bar}${name} `.length)
        lines.push(`${below}${bar}${this.#paint('dim', name)} ${first}`)
        for (const each of more) lines.push(below + bar + each)
      }
      for (const [at, each] of inner.entries()) {
        const isLast = at === inner.length - 1
        walk(each, below, isLast ? '└─ ' : '├─ ', isLast ? '   ' : '│  ')
      }
    }
    const first = byId.get(root)
    if (first !== undefined) walk(first, '  ', '', '')
    // What hangs nowhere is damage, and worth seeing.
    for (const part of parts) walk(part, '  ', '', '')
    return lines
  }

  #head({ iid, name, owner, failed, version }: Part): string {
    const dim = [`#${iid}`]
    if (owner.as === 'callee') dim.push(owner.over ? 'called, over it' : 'called, in its place')
    if (version !== 1) dim.push(`version ${version}`)
    const trouble =
      failed === undefined
        ? ''
        : `  failed, reference ${failed.reference}${failed.detail === '' ? '' : `: ${failed.detail}`}`
    return `${this.#paint('cyan', harmless(name))} ${this.#paint('dim', harmless(dim.join(', ')))}${this.#paint('red', harmless(trouble))}`
  }

  #timers({ parts }: Talk): string[] {
    const timers = parts.flatMap(part => part.timers.map(timer => ({ ...timer, of: part })))
    timers.sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity))
    return timers.map(({ due, event, every, payload, of }) => {
      const again = every === undefined ? '' : `, every ${every < 1000 ? `${every}ms` : span(every)}`
      const gives = payload === undefined ? '' : `  ${this.#values.inLine(event, payload)}`
      return `  ${due === undefined ? 'fired' : this.#due(due)}${again}  ${harmless(event)} ${this.#of(of)}${gives}`
    })
  }

  #hears({ parts }: Talk): string[] {
    return parts.flatMap(part =>
      part.hears.map(({ kind, name, event }) => {
        const what = kind === 'watch' ? 'source' : 'topic'
        return `  ${what} ${harmless(name)}  ${harmless(event)} ${this.#of(part)}`
      }),
    )
  }

  #frame(part: Part, { event, payload, now, waits, journal }: Waiting): string[] {
    const who = event === '' ? this.#of(part, 'the flow') : `${harmless(event)} ${this.#of(part)}`
    const gives = payload === undefined ? '' : `  ${this.#values.inLine(event, payload)}`
    return [
      `  ${who} waits for ${this.#paint('yellow', harmless(waits))}, began ${span(this.#now - now)} ago${gives}`,
      ...journal.map(({ ask, value, error }, at) => {
        const came =
          error === undefined
            ? this.#values.inLine(ask, value)
            : this.#paint('red', harmless(`${error.name}: ${error.message}`))
        return `    ${at + 1}. ${harmless(ask)}: ${came}`
      }),
    ]
  }

  #history({ history: { at, address, forgotten, back, forward } }: Talk): string[] {
    if (back.length + forward.length + forgotten === 0) return []
    const entry = (each: { at: number; address: string; left: number }): string =>
      `    ${each.at}  ${this.#values.address(each.address) || '(no address)'}  ${this.#paint('dim', `left ${span(this.#now - each.left)} ago`)}`
    const cuts = this.#isAll ? 0 : Math.max(0, back.length - ENTRIES)
    const before = forgotten + cuts
    return [
      ...(before > 0
        ? [`    ${counted(before, 'entry', 'entries')} before${cuts > 0 ? ' (--all)' : ', forgotten'}`]
        : []),
      ...back.slice(cuts).map(entry),
      `  ${this.#paint('bold', '>')} ${at}  ${this.#values.address(address) || '(no address)'}`,
      ...forward.map(entry),
    ]
  }

  #of({ name, iid }: Part, what = 'of'): string {
    return `${what === 'of' ? 'of' : `${what} of`} ${this.#paint('cyan', harmless(name))} ${this.#paint('dim', `#${iid}`)}`
  }

  #due(due: number): string {
    const wait = due - this.#now
    return wait >= 0 ? `in ${span(wait)}` : this.#paint('yellow', `${span(-wait)} late`)
  }
}

function historyOf({ history }: Talk, isAll: boolean): unknown {
  const shown = <E extends { readonly address: string }>(entry: E): E =>
    isAll ? entry : { ...entry, address: curtainedAddress(entry.address) }
  return { ...shown(history), back: history.back.map(shown), forward: history.forward.map(shown) }
}

/** What it knows, without what is empty. */
function knownOf({ state, props }: Part): readonly (readonly [string, unknown])[] {
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    (typeof value === 'object' &&
      value !== null &&
      !(value instanceof Date) &&
      Object.keys(value).length === 0 &&
      (value as { size?: number }).size === undefined)
  const known = [['state', state] as const, ...(props === state ? [] : [['props', props] as const])]
  return known.filter(([, value]) => !isEmpty(value))
}
