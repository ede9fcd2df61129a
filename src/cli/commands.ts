// What can be asked for: the commands, their options and their help, and how a request ends.
// Invariant: 0 is done, 1 is trouble found or met, 2 is a request that cannot be understood; trouble is told on four lines, beside what was
// printed. Does not know what the commands do.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import { ReparteeError } from '../errors/index.ts'
import { backup } from './backup.ts'
import { check } from './check.ts'
import { exported } from './export.ts'
import { imported } from './import.ts'
import { inspectList } from './inspect-list.ts'
import { inspectOne } from './inspect-one.ts'
import type { Terminal } from './terminal.ts'
import { Misused } from './misused.ts'

type Options = NonNullable<ParseArgsConfig['options']>
export type Values = { readonly [name: string]: string | boolean | undefined }

interface Command {
  readonly name: string
  readonly takes: string
  readonly does: string
  /** How many it takes besides options. */
  readonly least: number
  readonly most: number
  readonly options: Options
  readonly more: readonly string[]
  /** The exit code. */
  run(terminal: Terminal, names: readonly string[], values: Values): Promise<0 | 1>
}

const COMMANDS: readonly Command[] = [
  {
    name: 'inspect',
    takes: '<file> [cid]',
    does: 'lists conversations, or prints the one whose cid begins so',
    least: 1,
    most: 2,
    options: {
      limit: { type: 'string' },
      page: { type: 'string' },
      owner: { type: 'string' },
      text: { type: 'string' },
      all: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    more: [
      '--limit <n>     how many are listed, newest change first: 20, or a number, or all',
      '--page <path>   those of that page (/orders/:id), or opened at that address (/orders/7)',
      '--owner <who>   a process (4711), nobody, gone (its process is), or alive',
      '--text <words>  those that say so somewhere, in capitals or not',
      '--json          a line of JSON each (all of them, unless --limit says otherwise), times in ms since 1970',
      '--all           values uncut, and what is otherwise hidden: principal, session, and whatever is named',
      '                as a password, token, secret, card, iban and the like',
      '',
      'In the table: # counts components (! one of them failed); AGO is the last change; LEFT is until it is',
      'forgotten; DUE is until its next timer; OWNER is a process, and says so where it is gone.',
    ],
    run: (terminal, [file = '', cid], values) =>
      cid === undefined ? inspectList(terminal, file, values) : inspectOne(terminal, file, cid, values),
  },
  {
    name: 'export',
    takes: '<file> [cid...]',
    does: 'prints conversations whole, a line of JSON each',
    least: 1,
    most: Infinity,
    options: { to: { type: 'string' } },
    more: [
      '--to <copy>     into a file that is not there yet, for nobody else to read',
      '',
      'Nothing is hidden in what is printed. Each conversation is of one moment; for all of them to be of the same',
      'one, make a backup and export that.',
    ],
    run: (terminal, [file = '', ...cids], { to }) => exported(terminal, file, cids, to as string | undefined),
  },
  {
    name: 'import',
    takes: '<file>',
    does: 'takes in what export printed, from what is piped in',
    least: 1,
    most: 1,
    options: {},
    more: [
      'Makes the file if there is none. What is there already stays as it is, and what is past its time is left out.',
    ],
    run: (terminal, [file = '']) => imported(terminal, file),
  },
  {
    name: 'backup',
    takes: '<file> <copy>',
    does: 'copies the file as it stands, while it is used',
    least: 2,
    most: 2,
    options: {},
    more: ['Replaces nothing: the copy must not be there yet.'],
    run: (terminal, [file = '', copy = '']) => backup(terminal, file, copy),
  },
  {
    name: 'check',
    takes: '<file>',
    does: 'looks the file through, and whether each conversation can be read',
    least: 1,
    most: 1,
    options: {},
    more: ['Ends with 1 where something is wrong, and says what.'],
    run: (terminal, [file = '']) => check(terminal, file),
  },
]

export async function run(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const [name, ...rest] = args
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      for (const line of helpOf(rest[0])) await terminal.say(line)
      return 0
    }
    if (name === '--version') {
      await terminal.say(versionOf())
      return 0
    }
    return await carriedOut(commandOf(name), rest, terminal)
  } catch (error) {
    terminal.pending('')
    terminal.note(error instanceof ReparteeError ? error.message : String((error as Error).stack ?? error))
    return error instanceof Misused ? 2 : 1
  }
}

async function carriedOut(command: Command, args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { names, values } = understood(command, args)
  if (values['help'] === true) {
    for (const line of helpFor(command)) await terminal.say(line)
    return 0
  }
  const { least, most, takes } = command
  if (names.length < least || names.length > most)
    throw new Misused(command.name, takes, names.length === 0 ? 'nothing' : names.join(' '))
  return command.run(terminal, names, values)
}

/** A cid may begin with `-`, and no option of ours has one dash only, but for `-h`. */
const isDashed = (arg: string): boolean => /^-[^-]/.test(arg) && arg !== '-h'

function understood(
  { name, options, takes }: Command,
  args: readonly string[],
): { readonly names: readonly string[]; readonly values: Values } {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const before = args.slice(0, end)
  const help: Options = { help: { type: 'boolean', short: 'h' } }
  try {
    const { values, positionals } = parseArgs({
      args: before.filter(arg => !isDashed(arg)),
      options: { ...options, ...help },
      allowPositionals: true,
    })
    return {
      names: [...positionals, ...before.filter(isDashed), ...args.slice(end + 1)],
      values: values as Values,
    }
  } catch (error) {
    const known = Object.keys(options).map(each => `--${each}`)
    const takesOptions = [takes, ...known].join(' ')
    throw new Misused(name, takesOptions, (error as Error).message.split(/[.\n]/)[0] ?? '')
  }
}

function commandOf(name: string): Command {
  const command = COMMANDS.find(each => each.name === name)
  if (command !== undefined) return command
  throw new Misused('', COMMANDS.map(each => each.name).join(', '), name)
}

function helpOf(name: string | undefined): readonly string[] {
  const command = COMMANDS.find(each => each.name === name)
  if (command !== undefined) return helpFor(command)
  const width = Math.max(...COMMANDS.map(each => `${each.name} ${each.takes}`.length))
  return [
    'repartee looks into a file that a program keeps its conversations in: sqlite(file).',
    'The program may go on meanwhile.',
    '',
    ...COMMANDS.map(({ name, takes, does }) => `  repartee ${`${name} ${takes}`.padEnd(width)}  ${does}`),
    '',
    'repartee <command> --help says more of one. Exit codes: 0 done, 1 trouble, 2 not understood.',
  ]
}

function helpFor({ name, takes, does, more }: Command): readonly string[] {
  return [`repartee ${name} ${takes}`, `  ${does}`, '', ...more.map(line => (line === '' ? '' : `  ${line}`))]
}

function versionOf(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}
