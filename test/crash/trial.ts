// A trial: visitors at their pages, servers that are killed and worse, and at the end a look at everything.
// Invariant: what is wrong is noted once, with the story that it befell, and ends the trial. At the end nobody is asked before what was to
// happen by itself has happened.
// Longer than most: a trial from its first request to its last is to be read in one place.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from './chance.ts'
import { chanceOf } from './chance.ts'
import { make, setClock, start, type Fault, type Site } from './faults.ts'
import { Visitor } from './habits.ts'
import { judge, judgeTown, ticksWrong, type Conditions, type Work } from './judge.ts'
import { Kept } from './kept.ts'
import { pause, ServerProcess, within } from './process.ts'
import type { Story } from './story.ts'
import { Visit, type Around } from './visit.ts'

export interface TrialOptions {
  readonly name: string
  readonly seed: number
  /** Ends after so many kills. */
  readonly kills: number
  /** Server processes on one file. */
  readonly processes: number
  readonly visitors: number
  /** What may happen besides kills, and how often for ten of these. */
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  /** The server, as one script. */
  readonly script: string
  /** A folder for the file. */
  readonly folder: string
  /** Where work leaves its traces: not where the disk may be full. */
  readonly work: string
  readonly ports: readonly number[]
  readonly isSmall?: boolean
  readonly isHasty?: boolean
  /** Visitors come to any process, not to the one that they were at before. */
  readonly roams?: boolean
  onProgress(figures: Figures): void
}

export interface Figures {
  kills: number
  acknowledged: number
  unknown: number
  conversations: number
  timers: number
  work: number
  seconds: number
  /** From a kill to the first event that was acknowledged after it, ms, the longest. */
  longestGapMs: number
  readonly faults: Partial<Record<Fault, number>>
  /** Of a server's heap before kills, bytes. */
  readonly memory: number[]
  troubles: number
}

export interface Wrong {
  readonly what: string
  readonly told: string
}

export interface Report {
  readonly figures: Figures
  readonly wrong: readonly Wrong[]
  /** The last trouble that servers had. */
  readonly troubles: readonly string[]
}

/** Findings after which there is no need for more. */
const ENOUGH = 5
/** What was late is to be done by itself within that time, ms. */
const WAKING_MS = 30_000
/** Pages show what is kept within that time, ms. */
const SETTLING_MS = 15_000
/** Visitors come to the end of what they are at within that time, ms. */
const ENDING_MS = 90_000
/** What a server's heap may be larger for no reason, bytes. */
const ROOM_BYTES = 8e6
/** A timer that is later than that was forgotten, ms. */
const LATE_MS = 5000
const AT_ONCE = 24

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

export async function trial(options: TrialOptions): Promise<Report> {
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
  readonly #log: { readonly at: number; readonly what: string }[] = []
  readonly #figures: Figures = {
    kills: 0,
    acknowledged: 0,
    unknown: 0,
    conversations: 0,
    timers: 0,
    work: 0,
    seconds: 0,
    longestGapMs: 0,
    faults: {},
    memory: [],
    troubles: 0,
  }
  readonly #site: Site
  #killedAt: number | undefined
  #isOver = false
  #kept: Kept | undefined

  constructor(options: TrialOptions) {
    this.#options = options
    const { folder, seed, ports, script, isSmall = false, isHasty = false } = options
    mkdirSync(folder, { recursive: true })
    this.#chance = chanceOf(seed)
    const servers = ports.slice(0, options.processes).map(
      port =>
        new ServerProcess(port, {
          script,
          work: options.work,
          onTrouble: text => this.#trouble(text),
          onDied: how => this.#note(undefined, how),
        }),
    )
    this.#site = {
      file: join(folder, 'kept.db'),
      chance: this.#chance.below('faults'),
      servers,
      isHasty,
      isSmall,
      isTroubled: false,
      offset: 0,
      furthest: 0,
      on: {
        killed: () => {
          this.#figures.kills++
          this.#killedAt ??= performance.now()
          this.#did('killed')
        },
        did: fault => {
          this.#did(fault)
          const { faults } = this.#figures
          faults[fault] = (faults[fault] ?? 0) + 1
        },
        stood: () => this.#did('goes on'),
        wrong: what => this.#note(undefined, what),
      },
    }
  }

  async run(): Promise<Report> {
    const { servers } = this.#site
    for (const server of servers) await start(this.#site, server)
    this.#kept = new Kept(this.#site.file)
    const visitors = Array.from({ length: this.#options.visitors }, (_, at) => {
      const name = `v${at}`
      return new Visitor(this.#around(name), name)
    })
    const lives = visitors.map(visitor =>
      visitor
        .live()
        .catch((error: unknown) =>
          this.#note(undefined, `the test itself failed: ${String((error as Error).stack)}`),
        ),
    )
    await pause(500)
    await this.#torment()
    this.#isOver = true
    if ((await within(ENDING_MS, Promise.all(lives))) === undefined)
      this.#note(undefined, `visitors do not come to an end within ${ENDING_MS} ms`)
    if (!this.#isEnough)
      await this.#settle(
        visitors.flatMap(({ visit }) => (visit === undefined || visit.isLeft ? [] : [visit])),
      )
    await Promise.all(visitors.map(({ visit }) => visit?.leave() ?? Promise.resolve()))
    if (!this.#isEnough) await this.#wake()
    if (!this.#isEnough) await this.#visitAll()
    if (!this.#isEnough) this.#judgeMemory()
    this.#count()
    return { figures: this.#figures, wrong: this.#wrong, troubles: this.#troubles }
  }

  async end(): Promise<void> {
    this.#isOver = true
    this.#kept?.close()
    await Promise.all(this.#site.servers.map(server => server.kill()))
    rmSync(this.#options.folder, { recursive: true, force: true })
    rmSync(this.#options.work, { force: true })
  }

  get #isEnough(): boolean {
    return this.#wrong.length >= 1
  }

  async #torment(): Promise<void> {
    const { kills, faults } = this.#options
    const { chance } = this.#site
    const choices = Object.entries(faults) as [Fault, number][]
    while (this.#figures.kills < kills && !this.#isEnough) {
      await pause(chance.whole(150, 1300))
      if (this.#figures.kills % 5 === 0) await this.#measure()
      let at = chance.next() * 10
      const fault = choices.find(([, often]) => (at -= often) < 0)?.[0] ?? 'kill'
      await make(this.#site, fault)
      this.#count()
      this.#options.onProgress(this.#figures)
    }
    await pause(400)
  }

  async #measure(): Promise<void> {
    const bytes = await this.#site.servers[0]?.memory()
    if (bytes !== undefined) this.#figures.memory.push(bytes)
  }

  /** Processes that come after many others are no larger than the first ones. */
  #judgeMemory(): void {
    const { memory } = this.#figures
    const part = Math.floor(memory.length / 3)
    if (part < 2) return
    const [first, last] = [medianOf(memory.slice(0, part)), medianOf(memory.slice(-part))]
    if (last > first * 1.5 + ROOM_BYTES)
      this.#note(undefined, `servers grow: ${first} bytes of heap at first, ${last} at last`)
  }

  /** Everybody has said what they had to say: their pages show what is kept. */
  async #settle(visits: readonly Visit[]): Promise<void> {
    const end = performance.now() + SETTLING_MS
    let left = visits
    const isLate = (): boolean => {
      const { n, first } = this.#kept!.waiting()
      return n > 0 && (first ?? 0) < Date.now() + this.#site.offset - LATE_MS
    }
    const isWatched = this.#options.faults.clock === undefined
    while ((left.length > 0 || (isWatched && isLate())) && performance.now() < end && !this.#isEnough) {
      await pause(150)
      left = left.filter(visit => visit.page.html() !== this.#pageOf(visit.story)?.html())
    }
    if (isWatched && isLate())
      this.#note(undefined, `timers are more than ${LATE_MS} ms late, and the servers stand by`)
    for (const { story, page } of left.slice(0, ENOUGH))
      this.#note(
        story,
        `its page does not show what is kept:\n  shown ${page.html()}\n  kept  ${this.#pageOf(story)?.html()}`,
      )
  }

  /** All are gone, and all processes are started anew, late in the day: what is due happens, although nobody asks. */
  async #wake(): Promise<void> {
    const site = this.#site
    await Promise.all(site.servers.map(server => server.kill()))
    setClock(site, site.furthest + 10_000)
    for (const server of site.servers) await start(site, server)
    const end = performance.now() + WAKING_MS
    const kept = this.#kept!
    while (kept.waiting().n > 0 && performance.now() < end) await pause(200)
    const { n, first } = kept.waiting()
    if (n > 0)
      this.#note(
        undefined,
        `${n} conversations have timers that nobody fires, the first ${Math.round((Date.now() + site.offset - (first ?? 0)) / 1000)} s late`,
      )
    const found = kept.check()
    if (found !== 'ok') this.#note(undefined, `the file is damaged: ${found}`)
  }

  /** Somebody comes back to every conversation that there ever was. */
  async #visitAll(): Promise<void> {
    const around = this.#around('last')
    const work = this.#worked()
    const conditions: Conditions = {
      clockSteps: this.#options.faults.clock !== undefined,
      excused: (from, to) =>
        this.#options.processes > 1 && this.#log.some(({ at }) => at > from - 1500 && at < to + 1500),
      stood: (from, to) => {
        const freezes = this.#log.filter(({ what }) => what === 'freeze' || what === 'goes on')
        const next = freezes.find(({ at }) => at > from - 1500)
        return next !== undefined && (next.at < to + 1500 || next.what === 'goes on')
      },
    }
    const ends = new Map<Story, readonly string[]>()
    const waiting = this.#stories.filter(story => story.isOpened)
    const lane = async (): Promise<void> => {
      for (let story = waiting.shift(); story !== undefined; story = waiting.shift()) {
        // What is kept, before anybody asks.
        const before = this.#pageOf(story)
        if (before === undefined) {
          this.#note(story, 'it is lost: nothing of it is kept')
          continue
        }
        if (story.kind !== 'desk')
          for (const what of judge(story, before.lines, work, conditions)) this.#note(story, `kept: ${what}`)
        if (story.kind === 'alarms')
          for (const what of ticksWrong(before.numbers[0] ?? 0)) this.#note(story, what)
        const visit = Visit.again(around, story)
        const isBack = await visit.until(() => visit.isCurrent || visit.isLeft, 20_000)
        if (!isBack || visit.isLeft) this.#note(story, 'it does not answer any more')
        else {
          if (story.kind === 'desk') await this.#finish(story, visit)
          // Whoever is taken up may be told at once what they missed.
          const isShown = (): boolean => visit.page.html() === this.#pageOf(story)?.html()
          if (!(await visit.until(isShown, SETTLING_MS)))
            this.#note(
              story,
              `its page shows\n  ${visit.page.html()}\nand kept is\n  ${this.#pageOf(story)?.html()}`,
            )
          ends.set(story, visit.page.lines)
          for (const what of judge(story, visit.page.lines, this.#worked(), conditions))
            this.#note(story, `shown: ${what}`)
        }
        await visit.leave()
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    for (const path of new Set([...ends.keys()].map(story => story.path))) {
      const here = new Map([...ends].filter(([story]) => story.path === path && story.kind === 'town'))
      for (const [story, what] of judgeTown(here, conditions)) this.#note(story, what)
    }
  }

  /** What was asked of a flow is answered, also where nobody waited for it. */
  async #finish(story: Story, visit: Visit): Promise<void> {
    const told = story.sayings.filter(({ what, fate }) => what === 'say' && fate === 'acknowledged')
    const isBack = (): boolean =>
      told.every(({ fields }) => visit.page.lines.some(line => line.includes(` ${fields['word']} `)))
    if (!(await visit.until(isBack, 10_000))) this.#note(story, 'an errand does not come to its end')
  }

  #pageOf(story: Story): ReturnType<Kept['page']> {
    return this.#kept?.page(story.cid)
  }

  #worked(): Work {
    const work = new Map<string, number>()
    let text = ''
    try {
      text = readFileSync(this.#options.work, 'utf8')
    } catch {
      // Nobody was sent on an errand.
    }
    for (const line of text.split('\n')) if (line !== '') work.set(line, (work.get(line) ?? 0) + 1)
    return work
  }

  #around(name: string): Around {
    const { servers } = this.#site
    const { roams = false } = this.#options
    const chance = this.#chance.below(name)
    const isTroubled = (): boolean => this.#site.isTroubled
    const isOver = (): boolean => this.#isOver || this.#isEnough
    const isStopped = (): boolean => this.#isEnough
    return {
      chance,
      began: this.#began,
      port: before => {
        const up = servers.filter(server => server.isUp)
        const among = up.length > 0 ? up : servers
        const same = among.find(({ port }) => port === before)
        return (same === undefined || (roams && chance.is(0.2)) ? chance.pick(among) : same).port
      },
      wrong: (story, what) => this.#note(story, what),
      opened: story => void this.#stories.push(story),
      acknowledged: () => {
        this.#figures.acknowledged++
        if (this.#killedAt === undefined) return
        this.#figures.longestGapMs = Math.max(this.#figures.longestGapMs, performance.now() - this.#killedAt)
        this.#killedAt = undefined
      },
      get isTroubled() {
        return isTroubled()
      },
      get isOver() {
        return isOver()
      },
      get isStopped() {
        return isStopped()
      },
    }
  }

  #did(what: string): void {
    this.#log.push({ at: performance.now(), what })
  }

  #trouble(text: string): void {
    this.#figures.troubles++
    this.#troubles.push(text)
    if (this.#troubles.length > 20) this.#troubles.shift()
  }

  #note(story: Story | undefined, what: string): void {
    if (this.#wrong.length >= ENOUGH) return
    const faults = this.#log
      .slice(-12)
      .map(({ at, what: fault }) => `${((at - this.#began) / 1000).toFixed(3).padStart(9)} ${fault}`)
    const parts = [`faults before:`, ...faults]
    if (story !== undefined) {
      let kept = ''
      try {
        kept = this.#kept?.told(story.cid) ?? ''
      } catch (error) {
        kept = String(error)
      }
      parts.unshift(story.told())
      parts.push('kept:', kept)
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
    figures.work = [...this.#worked().values()].reduce((sum, times) => sum + times, 0)
  }
}
