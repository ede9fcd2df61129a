// Where the program prints and reads: a terminal, a pipe, or what a test puts in their place.
// Invariant: nothing is printed faster than it is taken. Whoever stops reading ends the program, quietly: he has seen enough.
// Colours and what only a person wants to see are for terminals. Does not know what is printed.
import { createInterface } from 'node:readline'

export interface Terminal {
  /** How wide a line may be; Infinity where nobody looks at it. */
  readonly columns: number
  readonly isColoured: boolean
  now(): number
  /** Prints a line. */
  say(line: string): Promise<void>
  /** Prints a line beside what is asked for. */
  note(line: string): void
  /** What is being done, in place of what was said so before; '' when it is over. Only a person sees it. */
  pending(text: string): void
  /** What comes in, line by line. */
  lines(): AsyncIterable<string>
}

export function terminalOf({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? process.exitCode : 1)
    })
  const told = Number(env['COLUMNS'])
  const isSeen = stderr.isTTY
  let isPending = false
  const clear = (): void => {
    if (isPending) stderr.write('\r\u001b[K')
    isPending = false
  }
  return {
    columns: stdout.isTTY ? stdout.columns : told > 0 ? told : Infinity,
    isColoured: stdout.isTTY && stdout.hasColors(),
    now: () => Date.now(),
    async say(line) {
      clear()
      if (stdout.write(`${line}\n`)) return
      await new Promise(done => stdout.once('drain', done))
    },
    note(line) {
      clear()
      stderr.write(`${line}\n`)
    },
    pending(text) {
      if (!isSeen) return
      clear()
      if (text === '') return
      stderr.write(text)
      isPending = true
    },
    lines: () => createInterface({ input: stdin, crlfDelay: Infinity }),
  }
}

/** What takes long says how far it is, from the first second on. */
export function progress(terminal: Terminal, what: string): (done: number, of?: number) => void {
  const begun = terminal.now()
  let last = begun + 800
  return (done, of) => {
    const now = terminal.now()
    if (now - last < 200) return
    last = now
    const part = of === undefined || of === 0 ? '' : `, ${Math.min(100, Math.floor((100 * done) / of))} %`
    terminal.pending(`${what}: ${done.toLocaleString('en')}${part}`)
  }
}
