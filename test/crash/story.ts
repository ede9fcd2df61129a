// What is known of one conversation from outside: what was said to it and what was answered, and what its page has shown.
// Invariant: written by the driver alone, from what came over the line; nothing of it is asked of the server.
// Does not know what it must come to: judge.ts does.

export type Kind = 'ledger' | 'alarms' | 'desk' | 'town' | 'halves'

/**
 * What came of something said. `acknowledged`: it must be there.
 * `unknown`: it was given up before there was an answer, so it may. `under way`: as unknown, so far.
 */
export type Fate = 'under way' | 'acknowledged' | 'unknown'

export interface Saying {
  readonly n: number
  readonly what: string
  readonly fields: Readonly<Record<string, string>>
  /** Of the driver's clock, ms. */
  readonly saidAt: number
  answeredAt: number
  fate: Fate
}

/** Remembered of what happened, for whoever has to find out. */
const NOTES = 80

export class Story {
  readonly kind: Kind
  readonly path: string
  readonly visitor: string
  readonly cid: string
  readonly token: string
  readonly cookie: string
  readonly sayings: Saying[] = []
  /** A stream said hello: from then on it is never to be lost. */
  isOpened = false
  /** All lines that its page has shown. */
  lines: readonly string[] = []
  ticks = 0
  readonly #notes: string[] = []
  /** What was done, by its name: each is done once. */
  readonly #shown = new Set<string>()
  readonly #began: number

  constructor(given: Pick<Story, 'kind' | 'path' | 'visitor' | 'cid' | 'token' | 'cookie'>, began: number) {
    this.kind = given.kind
    this.path = given.path
    this.visitor = given.visitor
    this.cid = given.cid
    this.token = given.token
    this.cookie = given.cookie
    this.#began = began
  }

  note(text: string): void {
    this.#notes.push(`${((performance.now() - this.#began) / 1000).toFixed(3).padStart(9)} ${text}`)
    if (this.#notes.length > NOTES) this.#notes.shift()
  }

  /** What the page shows now; what is wrong with that. */
  see(lines: readonly string[], ticks: number): string | undefined {
    const before = this.lines
    const at = before.findIndex((line, index) => lines[index] !== line)
    if (at >= 0)
      return `the page had shown "${before[at]}" as line ${at}, and now shows ${lines[at] === undefined ? 'none' : `"${lines[at]}"`}`
    for (const line of lines.slice(before.length)) {
      const what = /^((set|rang|heard) )?\S+/.exec(line)?.[0] ?? line
      if (what !== 'missed' && this.#shown.has(what)) return `the page shows "${what}" twice`
      this.#shown.add(what)
    }
    if (ticks < this.ticks) return `the page had shown ${this.ticks} ticks, and now shows ${ticks}`
    this.lines = lines
    this.ticks = ticks
    return undefined
  }

  /** In readable form. */
  told(): string {
    const { kind, path, cid, visitor } = this
    const sayings = this.sayings.map(
      ({ n, what, fields, fate }) => `  ${n} ${what} ${Object.values(fields).join(' ')}: ${fate}`,
    )
    return [
      `${kind} ${path} ${cid}, of ${visitor}`,
      `said:`,
      ...sayings.slice(-40),
      `seen (${this.lines.length} lines):`,
      ...this.lines.slice(-40).map(line => `  ${line}`),
      `what happened, in seconds of the trial:`,
      ...this.#notes,
    ].join('\n')
  }
}
