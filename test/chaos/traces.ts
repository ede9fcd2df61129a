// What commits leave behind, and what it must come to: every revision of a conversation is made once, none is left out, and the epoch never
// goes back from one to the next. Processes leave the traces, because they alone know what they were told: a look into Redis from time to time
// would see neither a revision that was written over a moment later nor who was told that theirs was kept.
// Invariant: judges by what was answered. A commit of which nobody knows may have been made or not.
// Does not know what was committed.

/** What came of a commit. */
export type Came = 'done' | 'fenced' | 'conflict' | 'unknown' | 'failed'

export interface Trace {
  /** ms since 1970. */
  readonly at: number
  readonly what: 'tried' | Came
  readonly cid: string
  readonly owner: string
  readonly epoch: number
  /** That it makes. */
  readonly revision: number
  /** So many revisions the store had lost. */
  readonly healed: number
}

export const lineOf = ({ at, what, cid, owner, epoch, revision, healed }: Trace): string =>
  `${at} ${what} ${cid} ${owner} ${epoch} ${revision} ${healed}\n`

/** The last line may have been cut off. */
export function tracesOf(text: string): Trace[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const [at, what, cid = '', owner = '', epoch, revision, healed] = line.split(' ')
      return {
        at: Number(at),
        what: what as Trace['what'],
        cid,
        owner,
        epoch: Number(epoch),
        revision: Number(revision),
        healed: Number(healed),
      }
    })
}

export type Flaw = 'made twice' | 'left out' | 'epoch went back' | 'lost'

export interface Flawed {
  readonly cid: string
  readonly flaw: Flaw
  readonly told: string
}

/** The last that is known to have been made. */
export interface Last {
  readonly epoch: number
  readonly revision: number
}

/** What is wrong. `kept`: what Redis has at the end, by cid; undefined where nobody looks. */
export function flawsOf(traces: readonly Trace[], kept?: ReadonlyMap<string, Last>): Flawed[] {
  const flaws: Flawed[] = []
  for (const [cid, own] of grouped(traces, ({ cid }) => cid)) {
    const flawed = (flaw: Flaw, told: string): void => void flaws.push({ cid, flaw, told })
    const done = new Map<number, Trace>()
    const tried = new Set<number>()
    let top = 0
    for (const [name, tries] of grouped(own, each => `${each.owner} ${each.epoch} ${each.revision}`)) {
      const { revision } = tries[0]!
      const made = tries.filter(({ what }) => what === 'done')
      // What was refused for certain was not made; what was refused when it was asked for once more may have been.
      const last = tries.at(-1)?.what
      const isRefused = last === 'fenced' || last === 'conflict'
      if (!isRefused || tries.some(({ what }) => what === 'unknown')) tried.add(revision)
      for (const trace of made) {
        const other = done.get(revision)
        if (other !== undefined)
          flawed(
            'made twice',
            `revision ${revision} was made by ${other.owner} ${other.epoch} and by ${name}`,
          )
        done.set(revision, trace)
        top = Math.max(top, revision)
      }
    }
    let before: Trace | undefined
    for (let revision = 1; revision <= top; revision++) {
      const trace = done.get(revision)
      if (trace === undefined && !tried.has(revision))
        flawed('left out', `revision ${revision} was never made, and ${top} was`)
      if (trace === undefined) continue
      if (before !== undefined && trace.epoch < before.epoch)
        flawed(
          'epoch went back',
          `revision ${before.revision} is of epoch ${before.epoch}, and revision ${revision} of ${trace.epoch}`,
        )
      before = trace
    }
    const last = kept?.get(cid)
    if (kept === undefined || before === undefined) continue
    if (last === undefined || last.revision < top)
      flawed('lost', `revision ${top} was made, and revision ${last?.revision ?? 'none'} is kept`)
    else if (last.epoch < before.epoch)
      flawed(
        'epoch went back',
        `revision ${top} is of epoch ${before.epoch}, and epoch ${last.epoch} is kept`,
      )
  }
  return flaws
}

/** How often conversations went from one node to another: each epoch that something was made in, but for the first. */
export function movesOf(traces: readonly Trace[]): number {
  const epochs = new Set(
    traces.filter(({ what }) => what === 'done').map(({ cid, epoch }) => `${cid} ${epoch}`),
  )
  return epochs.size - new Set([...epochs].map(each => each.split(' ', 1)[0])).size
}

function grouped(
  traces: readonly Trace[],
  by: (trace: Trace) => string,
): ReadonlyMap<string, readonly Trace[]> {
  const groups = new Map<string, Trace[]>()
  for (const trace of traces) {
    const name = by(trace)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [trace])
    else group.push(trace)
  }
  return groups
}
