// What a test is told when the page is not as it says: four lines, and below them the page.
// Invariant: the page is printed as it was then.
// Does not know what was looked for.
import { ReparteeError } from '../errors/index.ts'
import type { Account } from '../errors/index.ts'

/** At most so many lines of a page are printed. */
const LINES = 60

/** The page, to be printed. */
export type Lines = () => readonly string[]

export class Failure extends ReparteeError {
  readonly account: Account
  readonly page: readonly string[]

  constructor(account: Account, page: readonly string[]) {
    super('not-on-page', { ...account, try: `${account.try}${printed(page)}` })
    this.account = account
    this.page = page
  }
}

function printed(page: readonly string[]): string {
  if (page.length === 0) return '\n\n  (the page is empty)'
  const more = page.length > LINES ? [`… and ${page.length - LINES} more lines`] : []
  return `\n\n${[...page.slice(0, LINES), ...more].map(line => `  ${line}`).join('\n')}`
}

/** Names in quotes; of many the first few. */
export function quoted(names: readonly string[], most = 12): string {
  const all = [...new Set(names)]
  const first = all.slice(0, most).map(name => JSON.stringify(name))
  return all.length === 0
    ? 'nothing'
    : all.length > most
      ? `${first.join(', ')} and ${all.length - most} more`
      : first.join(', ')
}

/** The name that is most like it, if any is. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 2)) + 1
  for (const each of names) {
    const far = distance(name.toLowerCase(), each.toLowerCase())
    if (far < least) {
      least = far
      best = each
    }
  }
  return best
}

/** How many letters have to be changed, put in or left out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const put = Math.min(row[j] as number, next[j - 1] as number) + 1
      next.push(Math.min(put, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] as number
}
