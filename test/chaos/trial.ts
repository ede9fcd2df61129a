// A trial: visitors who come to any node at random, faults among nodes, wires and server, and at the end a look at everything (end.ts).
// Invariant: what is wrong is noted once, with the story that it befell, and ends the trial, unless it goes on to count.
// Longer than most: a trial from its first request to its last is to be read in one place.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chanceOf, type Chance } from '../crash/chance.ts'
import { Visitor } from '../crash/habits.ts'
import { pause, within } from '../crash/process.ts'
import type { Story } from '../crash/story.ts'
import type { Around, Visit } from '../crash/visit.ts'
import { reckon } from './end.ts'
import { make, type Fault } from './faults.ts'
import type { Hosts } from './hosts.ts'
import { Kept } from './kept.ts'
import { Site } from './site.ts'
import { flawsOf, movesOf } from './traces.ts'

export interface TrialOptions {
  readonly name: string
  readonly seed: number
  readonly seconds: number
  readonly visitors: number
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  readonly atOnce: number
  readonly hosts: Hosts | undefined
  readonly isReplicated?: boolean
  /** Counts what is wrong until its time is up; nothing is looked at then. */
  readonly goesOn?: boolean
  /** The server, as one script. */
  readonly script: string
  readonly folder: string
  readonly ports: readonly number[]
  onProgress(figures: Figures): void
}

export interface Figures {
  readonly faults: Record<string, number>
  acknowledged: number
  /** Given up by visitors. */
  unknown: number
  conversations: number
  timers: number
  /** Of those commits that were made, how many were on another node than the one before. */
  moves: number
  commits: number
  /** Commits of which the engine did not know whether they were made. */
  unknownCommits: number
  /** Commits that brought the server up to date again. */
  heals: number
  seconds: number
  /** From saying to answer, ms, of what was acknowledged. */
  readonly waits: number[]
  troubles: number
}

export interface Wrong {
  readonly what: string
  readonly told: string
}

export interface Report {
  readonly figures: Figures
  readonly wrong: readonly Wrong[]
  /** What is wrong with the traces, by kind. */
  readonly flaws: Readonly<Record<string, number>>
  /** The last trouble that servers had. */
  readonly troubles: readonly string[]
}

/** Findings after which there is no need for more. */
const ENOUGH = 5
/** Visitors come to the end of what they are at within that time, ms. */
const ENDING_MS = 90_000
/** A balancer sends somebody to a node that is not there so often, of 1. */
const ASTRAY = 0.05

export async function trial(options: TrialOptions): Promise<Report> {
  mkdirSync(options.folder, { recursive: true })
  const run = new Trial(options)
  try {
    return await run.run()
  } finally {
    await run.end()
  }
}

class Trial {
  readonly #options: TrialOptions
  readonly #chance: Chance
  readonly #began: number = performance.now()
  readonly #stories: Story[] = []
  readonly #wrong: Wrong[] = []
  readonly #troubles: string[] = []
  readonly #figures: Figures = {
    faults: {},
    acknowledged: 0,
    unknown: 0,
    conversations: 0,
    timers: 0,
    moves: 0,
    commits: 0,
    unknownCommits: 0,
    heals: 0,
    seconds: 0,
    waits: [],
    troubles: 0,
  }
  #site: Site | undefined
  #kept: Kept | undefined
  #isOver = false
  #isStopped = false

  constructor(options: TrialOptions) {
    this.#options = options
    this.#chance = chanceOf(options.seed)
  }

  async run(): Promise<Report> {
    const {
      script,
      folder,
      ports,
      hosts,
      visitors: many,
      isReplicated = false,
      goesOn = false,
    } = this.#options
    const work = join(folder, 'work')
    const site = await Site.open({
      script,
      folder,
      work,
      ports,
      hosts,
      isReplicated,
      chance: this.#chance,
      onTrouble: text => this.#trouble(text),
      onDied: how => this.#note(undefined, how),
      on: {
        killed() {},
        did: fault => {
          const kind = fault.replace(/ [a-z]$/, '')
          this.#figures.faults[kind] = (this.#figures.faults[kind] ?? 0) + 1
        },
        wrong: what => this.#note(undefined, what),
      },
    })
    this.#site = site
    const visitors = Array.from({ length: many }, (_, at) => new Visitor(this.#around(`v${at}`), `v${at}`))
    const lives = visitors.map(visitor =>
      visitor
        .live()
        .catch((error: unknown) =>
          this.#note(undefined, `the test itself failed: ${String((error as Error).stack)}`),
        ),
    )
    await pause(500)
    await this.#torment(site)
    this.#isOver = true
    this.#isStopped ||= goesOn
    if ((await within(ENDING_MS, Promise.all(lives))) === undefined)
      this.#note(undefined, `visitors do not come to an end within ${ENDING_MS} ms`)
    const visits = visitors.flatMap(({ visit }) => (visit === undefined ? [] : [visit]))
    if (this.#isStopped) await Promise.all(visits.map(visit => visit.leave()))
    else await this.#reckon(site, visits, work)
    const traces = site.traces()
    const flaws: Record<string, number> = {}
    for (const { flaw } of flawsOf(traces)) flaws[flaw] = (flaws[flaw] ?? 0) + 1
    this.#count()
    this.#figures.moves = movesOf(traces)
    this.#figures.commits = traces.filter(({ what }) => what === 'done').length
    this.#figures.unknownCommits = traces.filter(({ what }) => what === 'unknown').length
    this.#figures.heals = traces.filter(({ healed }) => healed > 0).length
    return { figures: this.#figures, wrong: this.#wrong, flaws, troubles: this.#troubles }
  }

  async end(): Promise<void> {
    this.#isOver = this.#isStopped = true
    this.#kept?.close()
    await this.#site?.end()
    rmSync(this.#options.folder, { recursive: true, force: true })
  }

  async #reckon(site: Site, visits: readonly Visit[], work: string): Promise<void> {
    const kept = await Kept.at(await site.store.where())
    this.#kept = kept
    await reckon({
      site,
      kept,
      work,
      stories: this.#stories.filter(({ isOpened }) => isOpened),
      visits: visits.filter(visit => !visit.isLeft),
      around: this.#around('last'),
      note: (story, what) => this.#note(story, what),
      isEnough: () => this.#isStopped,
    })
  }

  /** As many lanes of faults as there may be at once. */
  async #torment(site: Site): Promise<void> {
    const { seconds, faults, atOnce } = this.#options
    const choices = Object.entries(faults) as [Fault, number][]
    const whole = choices.reduce((sum, [, often]) => sum + often, 0)
    const until = performance.now() + seconds * 1000
    const lane = async (chance: Chance): Promise<void> => {
      while (performance.now() < until && !this.#isStopped) {
        await pause(chance.whole(100, 1200))
        let at = chance.next() * whole
        const [fault] = choices.find(([, often]) => (at -= often) < 0) ?? choices[0]!
        await make(site, fault, chance)
        this.#count()
        this.#options.onProgress(this.#figures)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, (_, at) => lane(this.#chance.below(`faults ${at}`))))
    await pause(400)
  }

  #around(name: string): Around {
    const chance = this.#chance.below(name)
    const nodes = (): readonly { readonly port: number; readonly isUp: boolean }[] =>
      this.#site?.nodes.map(({ process }) => process) ?? []
    const isOver = (): boolean => this.#isOver || this.#isStopped
    const isStopped = (): boolean => this.#isStopped
    return {
      chance,
      began: this.#began,
      port: () => {
        const up = nodes().filter(({ isUp }) => isUp)
        return chance.pick(up.length > 0 && !chance.is(ASTRAY) ? up : nodes()).port
      },
      wrong: (story, what) => this.#note(story, what),
      opened: story => void this.#stories.push(story),
      acknowledged: (_, { saidAt, answeredAt }) => {
        this.#figures.acknowledged++
        this.#figures.waits.push(answeredAt - saidAt)
      },
      isTroubled: false,
      get isOver() {
        return isOver()
      },
      get isStopped() {
        return isStopped()
      },
    }
  }

  #trouble(text: string): void {
    this.#figures.troubles++
    this.#troubles.push(text)
    if (this.#troubles.length > 20) this.#troubles.shift()
  }

  #note(story: Story | undefined, what: string): void {
    // What comes after the first one may come of visitors who were interrupted.
    if (this.#isStopped || this.#wrong.length >= ENOUGH) return
    if (this.#options.goesOn !== true) this.#isStopped = true
    const seconds = (at: number): string => ((at - this.#began) / 1000).toFixed(3).padStart(9)
    const faults = this.#site?.happened
      .slice(-40)
      .map(({ what: fault, from, to }) => `${seconds(from)} to ${seconds(to)} ${fault}`)
    const parts = ['faults before:', ...(faults ?? [])]
    if (story !== undefined) {
      parts.unshift(story.told())
      const own = this.#site?.traces().filter(({ cid }) => cid === story.cid) ?? []
      const since = Date.now() - performance.now()
      const last = own.toSorted((a, b) => a.at - b.at).slice(-40)
      for (const { at, what: came, owner, epoch, revision } of last)
        parts.push(`${seconds(at - since)} ${came} ${owner}, epoch ${epoch}, revision ${revision}`)
    }
    this.#wrong.push({ what, told: parts.join('\n') })
  }

  #count(): void {
    const figures = this.#figures
    figures.seconds = (performance.now() - this.#began) / 1000
    figures.conversations = this.#stories.filter(({ isOpened }) => isOpened).length
    const sayings = this.#stories.flatMap(story => story.sayings)
    figures.unknown = sayings.filter(({ fate }) => fate === 'unknown').length
    figures.timers = sayings.filter(({ what, fate }) => what === 'set' && fate === 'acknowledged').length
  }
}
