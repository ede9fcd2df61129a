// Values as they are printed: what is long is cut, what is secret by its name is hidden, unless all is asked for.
// Invariant: no value speaks to the terminal. Does not know where a value stands.
import { inspect } from 'node:util'
import { curtained, curtainedAddress, HIDDEN, isSecret } from './hiding.ts'
import { painter } from './paint.ts'
import type { Terminal } from './terminal.ts'
import { count, harmless, undirected } from './words.ts'

const CUT = { depth: 5, maxArrayLength: 20 }
const UNCUT = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity }
/** Lines of a value unless all are asked for. */
const LINES = 16
const WIDEST = 120

export class Values {
  readonly #terminal: Terminal
  readonly #isAll: boolean

  constructor(terminal: Terminal, isAll: boolean) {
    this.#terminal = terminal
    this.#isAll = isAll
  }

  /** Lines of which the first begins after `indent` columns. */
  lines(value: unknown, indent: number): string[] {
    const { columns, isColoured } = this.#terminal
    const room = Math.min(WIDEST, columns) - indent
    const text = inspect(this.#isAll ? value : curtained(value), {
      ...(this.#isAll ? UNCUT : { ...CUT, maxStringLength: Math.max(20, room - 40) }),
      breakLength: Math.max(40, room),
      colors: isColoured,
    })
    const lines = undirected(text).split('\n')
    if (this.#isAll || lines.length <= LINES) return lines
    const more = `… ${count(lines.length - LINES)} lines more (--all)`
    return [...lines.slice(0, LINES), painter(isColoured)('dim', more)]
  }

  /** A value of that name behind other text. */
  inLine(name: string, value: unknown): string {
    if (!this.#isAll && isSecret(name)) return HIDDEN
    return this.lines(value, 12).join('\n      ')
  }

  address(address: string): string {
    return harmless(this.#isAll ? address : curtainedAddress(address))
  }
}
