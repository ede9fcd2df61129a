// What must have come of what was said: the oracle, kind by kind. Given what visitors said and were answered, and what is there at the
// end, it says what is wrong; nothing is fine.
// Invariant: judges by what was acknowledged. What was is there exactly once, in order; whatever else was said is
// there once or not at all; nothing is there that nobody said.
// Does not know where lines come from.
import type { Saying, Story } from './story.ts'
import { TICKS } from './pages.tsx'

/** How often each piece of work began: `<cid> <id> <how>`. */
export type Work = ReadonlyMap<string, number>

/** What was possible in a trial, and excuses what cannot be held against anybody then. */
export interface Conditions {
  /** The clock was set back and forth. */
  readonly clockSteps: boolean
  /** Whether somebody who publishes may have died or stood still then (of the driver's clock, ms), while a hearer went on elsewhere. */
  excused(from: number, to: number): boolean
  /** Whether a process may have stood still then: what it was about to say comes when it goes on, and others have said more by then. */
  stood(from: number, to: number): boolean
}

export function judge(story: Story, lines: readonly string[], work: Work, conditions: Conditions): string[] {
  switch (story.kind) {
    case 'ledger':
      return inOrder(saidBy(story, 'add'), lines)
    case 'halves':
      return [...inOrder(saidBy(story, 'give'), lines.map(first)), ...rounds(lines)]
    case 'alarms':
      return alarms(story, lines, conditions)
    case 'desk':
      return errands(story, lines, work)
    case 'town':
      return []
  }
}

/** Of the clock on a page: it ticks so often and no more. */
export const ticksWrong = (ticks: number): string[] =>
  ticks === TICKS ? [] : [`its clock ticked ${ticks} times, not ${TICKS}`]

const saidBy = ({ sayings }: Story, what: string): readonly Saying[] =>
  sayings.filter(saying => saying.what === what)
const idOf = ({ fields }: Saying): string => fields['id'] ?? ''
const first = (line: string): string => line.split(' ', 1)[0] ?? ''

function inOrder(said: readonly Saying[], ids: readonly string[]): string[] {
  const wrong: string[] = []
  const place = new Map(said.map((saying, at) => [idOf(saying), at]))
  const seen = new Set<string>()
  let last = -1
  for (const id of ids) {
    const at = place.get(id)
    if (at === undefined) wrong.push(`${id} is there, and nobody said it`)
    else if (seen.has(id)) wrong.push(`${id} is there twice`)
    else if (at < last) wrong.push(`${id} is there after what was said later`)
    seen.add(id)
    last = Math.max(last, at ?? last)
  }
  for (const saying of said) {
    const isThere = seen.has(idOf(saying))
    if (saying.fate === 'acknowledged' && !isThere)
      wrong.push(`${idOf(saying)} was acknowledged, and is lost`)
  }
  return wrong
}

const rounds = (lines: readonly string[]): string[] =>
  lines.flatMap((line, at) =>
    line.endsWith(` ${at}`) ? [] : [`"${line}" is line ${at}: its round is another`],
  )

function alarms(story: Story, lines: readonly string[], { clockSteps }: Conditions): string[] {
  const said = saidBy(story, 'set')
  const sets = lines.filter(line => line.startsWith('set '))
  const wrong = inOrder(
    said,
    sets.map(line => line.split(' ')[1] ?? ''),
  )
  const patience = new Map(
    said.map(saying => [idOf(saying), Number(saying.fields['ms']) - (saying.answeredAt - saying.saidAt)]),
  )
  const due = new Map(sets.map(line => [line.split(' ')[1] ?? '', Number(line.split(' ')[2])]))
  const waiting = new Map<string, number>()
  const rung = new Set<string>()
  for (const line of lines) {
    const [word = '', id = '', at = '', now = ''] = line.split(' ')
    if (word === 'set') waiting.set(id, Number(at))
    if (word !== 'rang') continue
    if (rung.has(id)) wrong.push(`${id} rang twice`)
    else if (!waiting.has(id)) wrong.push(`${id} rang, and was not set`)
    rung.add(id)
    waiting.delete(id)
    if (!clockSteps && Number(now) < Number(at))
      wrong.push(`${id} rang ${Number(at) - Number(now)} ms before it was due`)
    // Whoever was answered only when the time was nearly up was not waiting yet when this one rang.
    for (const [other, otherDue] of clockSteps ? [] : waiting)
      if (otherDue < Number(at) && (patience.get(other) ?? 0) > 0)
        wrong.push(`${id} rang before ${other}, which was due ${Number(at) - otherDue} ms before`)
  }
  for (const id of due.keys()) if (!rung.has(id)) wrong.push(`${id} was set, and never rang`)
  return wrong
}

function errands(story: Story, lines: readonly string[], work: Work): string[] {
  const runs = saidBy(story, 'run')
  const words = saidBy(story, 'say')
  // They come back in the order in which their words were said.
  const wrong = inOrder(
    runs.map(run => ({
      ...run,
      fate: wordOf(run, words)?.fate === 'acknowledged' ? 'acknowledged' : 'unknown',
    })),
    lines.map(first),
  )
  for (const line of lines) {
    const [id = '', word = '', again = '', once = ''] = line.split(' ')
    if (word !== `w${id}`) wrong.push(`errand ${id} was told w${id}, and says ${word}`)
    const times = (how: string): number => work.get(`${story.cid} ${id} ${how}`) ?? 0
    if (again !== 'again' || times('again') < 1)
      wrong.push(`errand ${id} has what was never worked out: ${line}`)
    if (once === 'once' && times('once') !== 1)
      wrong.push(`the work of errand ${id} that is to be done once was done ${times('once')} times`)
  }
  for (const run of runs) {
    const times = work.get(`${story.cid} ${idOf(run)} once`) ?? 0
    if (times > 1)
      wrong.push(`the work of errand ${idOf(run)} that is to be done at most once was done ${times} times`)
  }
  return wrong
}

const wordOf = (run: Saying, words: readonly Saying[]): Saying | undefined =>
  words.find(({ fields }) => fields['word'] === `w${idOf(run)}`)

/** What was heard in a town: by story, its lines. */
export function judgeTown(
  heard: ReadonlyMap<Story, readonly string[]>,
  { excused, stood }: Conditions,
): (readonly [Story, string])[] {
  const wrong: (readonly [Story, string])[] = []
  const said = new Map<string, { readonly story: Story; readonly at: number; readonly saying: Saying }>()
  for (const story of heard.keys())
    for (const [at, saying] of saidBy(story, 'say').entries()) said.set(idOf(saying), { story, at, saying })
  for (const [story, lines] of heard) {
    const last = new Map<Story, number>()
    const missedSince = new Set<Story>()
    const seen = new Set<string>()
    for (const line of lines) {
      if (line === 'missed') {
        for (const other of heard.keys()) missedSince.add(other)
        continue
      }
      const id = line.slice('heard '.length)
      const found = said.get(id)
      if (found === undefined) wrong.push([story, `${id} was heard, and nobody said it`])
      else if (seen.has(id)) wrong.push([story, `${id} was heard twice`])
      else {
        const before = last.get(found.story)
        const { saidAt, answeredAt } = found.saying
        if (before !== undefined && found.at < before && !stood(saidAt, answeredAt))
          wrong.push([story, `${id} was heard after what was said later`])
        if (before !== undefined && !missedSince.has(found.story))
          for (const lost of saidBy(found.story, 'say').slice(before + 1, found.at))
            if (lost.fate === 'acknowledged' && !excused(lost.saidAt, lost.answeredAt))
              wrong.push([story, `${idOf(lost)} was not heard, and nobody said that something was missed`])
        last.set(found.story, Math.max(before ?? 0, found.at))
        missedSince.delete(found.story)
      }
      seen.add(id)
    }
  }
  return wrong
}
