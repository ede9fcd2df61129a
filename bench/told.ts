// A measured process's own end of what target.ts says: it tells that it is ready, and answers what it is asked until it is told to end.
// Invariant: it needs --expose-gc and a channel to whoever started it, and ends when that does.
// Does not know what is measured.

/** CPU of all threads so far, microseconds. */
export interface Usage {
  readonly cpu: number
}
/** Bytes after a collection: of the heap and what belongs to it, and of the process. */
export interface Memory {
  readonly live: number
  readonly rss: number
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpu: user + system }
}

function memory(): Memory {
  // The second gives pages that are almost empty back.
  globalThis.gc?.()
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { heapUsed, external, rss } = process.memoryUsage()
  return { live: heapUsed + external, rss }
}

type Answers = Readonly<Record<string, (about: string) => unknown>>

/** A question may be about something: what follows its first blank. `end`: what is to be done before the process ends. */
export function begun(what: unknown, answers: Answers = {}, end?: () => Promise<unknown>): void {
  const all: Answers = { usage, memory, ...answers }
  process.on('message', (question: string) => {
    if (question === 'end') return void Promise.resolve(end?.()).finally(() => process.exit(0))
    const [name = '', ...about] = question.split(' ')
    void Promise.resolve(all[name]?.(about.join(' '))).then(answer => process.send?.(answer ?? null))
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.(what)
}
