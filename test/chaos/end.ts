// The end of a trial: what was said is compared with what is there.
// Invariant: nobody is asked before what was to happen by itself has happened. First pages that stand open show what is kept; then all
// nodes are killed, and others take up what has timers; then somebody comes back to every conversation that there ever was.
// Does not know faults, but for when they were.
import { readFileSync } from 'node:fs'
import { judge, judgeTown, ticksWrong, type Conditions, type Work } from '../crash/judge.ts'
import type { Shown } from '../crash/page.ts'
import { pause } from '../crash/process.ts'
import type { Story } from '../crash/story.ts'
import { Visit, type Around } from '../crash/visit.ts'
import type { Kept } from './kept.ts'
import type { Site } from './site.ts'
import { flawsOf, type Last } from './traces.ts'

export interface Reckoning {
  readonly site: Site
  readonly kept: Kept
  /** Where work left its traces. */
  readonly work: string
  readonly stories: readonly Story[]
  /** Pages that stand open. */
  readonly visits: readonly Visit[]
  readonly around: Around
  note(story: Story | undefined, what: string): void
  isEnough(): boolean
}

/** What was late is done by itself within that time, ms. */
const WAKING_MS = 30_000
/** Pages show what is kept within that time, ms. */
const SETTLING_MS = 20_000
/** A timer that is later than that was forgotten, ms. */
const LATE_MS = 5000
/** A fault is felt so much longer than it lasts, and before it is noticed, ms. */
const AFTERMATH_MS = 1500
const AT_ONCE = 16
/** Faults of the server; all others end with the name of a node, a letter. */
const OF_SERVER = /^(server|failover) /
/** Faults in which what somebody says may come when others have said more. */
const STANDS = /^(stop|slow|dead wire|partition|server stop|failover by standstill)/

export async function reckon(reckoning: Reckoning): Promise<void> {
  const { visits, isEnough } = reckoning
  if (!isEnough()) await settle(reckoning)
  await Promise.all(visits.map(visit => visit.leave()))
  if (!isEnough()) await wake(reckoning)
  if (!isEnough()) await visitAll(reckoning)
  if (!isEnough()) await compare(reckoning)
}

/** Everybody has said what they had to say: their pages show what is kept. */
async function settle({ kept, visits, note, isEnough }: Reckoning): Promise<void> {
  const end = performance.now() + SETTLING_MS
  let left = visits
  const isLate = async (): Promise<boolean> => (await kept.waiting()).first < Date.now() - LATE_MS
  while ((left.length > 0 || (await isLate())) && performance.now() < end && !isEnough()) {
    await pause(150)
    const shows = await Promise.all(left.map(visit => isShown(kept, visit)))
    left = left.filter((_, at) => shows[at] !== true)
  }
  if (await isLate()) note(undefined, `timers are more than ${LATE_MS} ms late, and the nodes stand by`)
  for (const { story, page } of isEnough() ? [] : left) note(story, differs(page, await kept.page(story.cid)))
}

/** All nodes are killed, and others started: what is due happens, although nobody asks. */
async function wake({ site, kept, note }: Reckoning): Promise<void> {
  await Promise.all(site.nodes.map(({ process }) => process.kill()))
  await Promise.all(site.nodes.map(node => site.start(node)))
  const end = performance.now() + WAKING_MS
  while ((await kept.waiting()).cids.length > 0 && performance.now() < end) await pause(200)
  const { cids, first } = await kept.waiting()
  if (cids.length > 0)
    note(
      undefined,
      `${cids.length} conversations have timers that nobody fires, the first ${Math.round((Date.now() - first) / 1000)} s late: ${cids[0]}`,
    )
}

/**
 * A message is at most once: it is excused if the node that published it, or the server, was out of order then. Whoever was to hear it is not
 * excused, but has to be told that something was missed.
 */
function conditionsOf(site: Site, stories: readonly Story[]): Conditions {
  const during = (from: number, to: number): readonly string[] =>
    site.happened
      .filter(each => each.from < to + AFTERMATH_MS && each.to > from - AFTERMATH_MS)
      .map(each => each.what)
  const since = Date.now() - performance.now()
  const names = site.names()
  const cids = new Map(stories.flatMap(({ cid, sayings }) => sayings.map(({ saidAt }) => [saidAt, cid])))
  // Also who tried: a node may have died after its commit, and before it was told so.
  const did = new Map<string, { readonly at: number; readonly name: string }[]>()
  for (const { what, cid, at, owner } of site.traces())
    if (what === 'done' || what === 'tried')
      did.set(cid, [...(did.get(cid) ?? []), { at: at - since, name: names.get(owner) ?? '' }])
  /** Those that made something of that conversation meanwhile. */
  const publishers = (cid: string, from: number, to: number): ReadonlySet<string> =>
    new Set((did.get(cid) ?? []).filter(({ at }) => at > from - 5 && at < to + 5).map(({ name }) => name))
  return {
    clockSteps: false,
    excused(from, to) {
      const by = publishers(cids.get(from) ?? '', from, to)
      return by.size !== 1 || during(from, to).some(what => OF_SERVER.test(what) || by.has(what.slice(-1)))
    },
    stood: (from, to) => during(from, to).some(what => STANDS.test(what)),
  }
}

/** Somebody comes back to every conversation that there ever was. */
async function visitAll({ site, kept, work, stories, around, note, isEnough }: Reckoning): Promise<void> {
  const conditions = conditionsOf(site, stories)
  const ends = new Map<Story, readonly string[]>()
  const waiting = [...stories]
  const one = async (story: Story): Promise<void> => {
    const before = await kept.page(story.cid)
    if (before === undefined) return note(story, 'it is lost: nothing of it is kept')
    if (story.kind !== 'desk')
      for (const what of judge(story, before.lines, worked(work), conditions)) note(story, `kept: ${what}`)
    if (story.kind === 'alarms') for (const what of ticksWrong(before.numbers[0] ?? 0)) note(story, what)
    const visit = Visit.again(around, story)
    const isBack = await visit.until(() => visit.isCurrent || visit.isLeft, SETTLING_MS)
    if (!isBack || visit.isLeft) note(story, 'it does not answer any more')
    else {
      if (story.kind === 'desk') await finish(story, visit, note)
      // Whoever is taken up may be told at once what they missed.
      const until = performance.now() + SETTLING_MS
      let shows = await isShown(kept, visit)
      while (!shows && performance.now() < until && !isEnough()) {
        await pause(50)
        shows = await isShown(kept, visit)
      }
      if (!shows) note(story, differs(visit.page, await kept.page(story.cid)))
      ends.set(story, visit.page.lines)
      for (const what of judge(story, visit.page.lines, worked(work), conditions))
        note(story, `shown: ${what}`)
    }
    await visit.leave()
  }
  const lane = async (): Promise<void> => {
    for (let story = waiting.shift(); story !== undefined && !isEnough(); story = waiting.shift())
      await one(story)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  for (const path of new Set([...ends.keys()].map(story => story.path))) {
    const here = new Map([...ends].filter(([story]) => story.path === path && story.kind === 'town'))
    for (const [story, what] of judgeTown(here, conditions)) {
      const id = what.split(' ', 1)[0]
      const by = stories.find(({ sayings }) => sayings.some(({ fields }) => fields['id'] === id))
      note(story, by === undefined ? what : `${what}\n\nit was said by ${by.told()}`)
    }
  }
}

/** What nodes were told of their commits, and what is kept of them. */
async function compare({ site, kept, stories, note }: Reckoning): Promise<void> {
  const traces = site.traces()
  const last = new Map<string, Last>()
  for (const cid of new Set(traces.map(trace => trace.cid))) {
    const found = await kept.last(cid)
    if (found !== undefined) last.set(cid, found)
  }
  const known = new Map(stories.map(story => [story.cid, story]))
  // A page that nobody attached to may be lost with the node that was about to take it.
  for (const { cid, told } of flawsOf(traces, last)) if (known.has(cid)) note(known.get(cid), told)
}

/** What was asked of a flow is answered, also where nobody waited for it. */
async function finish(story: Story, visit: Visit, note: Reckoning['note']): Promise<void> {
  const told = story.sayings.filter(({ what, fate }) => what === 'say' && fate === 'acknowledged')
  const isBack = (): boolean =>
    told.every(({ fields }) => visit.page.lines.some(line => line.includes(` ${fields['word']} `)))
  if (!(await visit.until(isBack, 10_000))) note(story, 'an errand does not come to its end')
}

async function isShown(kept: Kept, { page, story }: Visit): Promise<boolean> {
  const there = (await kept.page(story.cid))?.html()
  return page.html() === there
}

const differs = (shown: Shown, kept: Shown | undefined): string =>
  `its page does not show what is kept:\n  shown ${shown.html()}\n  kept  ${kept?.html()}`

function worked(file: string): Work {
  const work = new Map<string, number>()
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    // Nobody was sent on an errand.
  }
  for (const line of text.split('\n')) if (line !== '') work.set(line, (work.get(line) ?? 0) + 1)
  return work
}
