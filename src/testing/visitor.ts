// One visitor's conversation with all that runs beside it: events go in, patches reach the page, commands are carried out.
// Invariant: as a server's shell, but that time stands, sources are read when they nudge, and work is run only on request.
// Does not know words: what is clicked is found elsewhere.
import { boot, commandsOf, repaint, restore, snapshot, step } from '../kernel/index.ts'
import type {
  Command,
  Conversation,
  Definition,
  KernelEvent,
  Trouble,
  Turned,
  World,
} from '../kernel/index.ts'
import { Files } from './files.ts'
import { Page } from './page.ts'
import { Running } from './running.ts'
import type { Job } from './running.ts'
import { Scene } from './scene.ts'
import type { Guest } from './scene.ts'
import type { Act } from './log.ts'
import type { Tape } from './tape.ts'

/** Something that went wrong: the visitor is told the reference, an operator all of it. */
export interface Notice {
  readonly reference: string
  readonly component: string
  readonly error: unknown
}

/** What a visitor begins with; see TalkOptions. `tape`: a log that says what sources say. */
export interface Start {
  readonly principal?: unknown
  readonly now?: number | undefined
  readonly dev?: boolean | undefined
  readonly scene?: Scene | undefined
  readonly from?: string | undefined
  readonly tape?: Tape | undefined
}

/** What came of work. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string } }

type Timeless<E> = E extends unknown ? Omit<E, 'now'> : never
type Unnumbered<E> = E extends { kind: 'offer' } ? Omit<E, 'n' | 'now'> : never

const EPOCH = Date.UTC(2026, 0, 1)
const ROOT = '0'

export class Visitor implements Guest {
  readonly scene: Scene
  readonly running: Running
  readonly page: Page
  readonly published: { readonly topic: string; readonly message: unknown }[] = []
  readonly notices: Notice[] = []
  /** Addresses for which the page was left. */
  readonly left: string[] = []
  /** What work threw that nobody waited for. */
  readonly lost: unknown[] = []
  conversation: Conversation
  readonly #started = new Map<Job, Promise<void>>()
  readonly #files = new Files()
  #world: World
  #n = 0
  constructor(definition: Definition, props: unknown, start: Start) {
    const { principal = null, dev = true, from, now } = start
    this.#world = { program: new Map(), key: [17, 4], dev }
    const kept = from === undefined ? undefined : restore(this.#world, from)
    const scene = start.scene ?? new Scene(now ?? kept?.now ?? EPOCH, start.tape)
    this.scene = scene
    this.running = new Running({
      watch: watch => scene.sources.watch(this, watch),
      unwatch: watch => scene.sources.unwatch(this, watch),
    })
    if (scene.guests.push(this) > 1) scene.act(this, { do: 'join' }, () => {})
    if (kept === undefined) {
      const cid = `visitor-${scene.guests.length}`
      const born = boot(this.#world, definition, props, { cid, now: scene.now, principal })
      this.conversation = born.conversation
      this.page = new Page(born.html)
      this.#tell(born.troubles)
    } else {
      this.conversation = kept
      this.page = new Page(repaint(this.#world, kept).html)
    }
    this.page.tab.open(this.conversation.history)
    this.#begin(kept !== undefined)
  }

  /** Says what the page offers. The files that go with it have arrived before. */
  say(wish: Unnumbered<KernelEvent>): Turned['outcome'] {
    const n = ++this.#n
    const fields = 'fields' in wish ? { fields: this.#files.sent(wish.fields, n) } : {}
    return this.#take({ ...wish, ...fields, n })
  }

  /** Files that were taken over, by their paths. */
  get moved(): ReadonlyMap<string, Uint8Array> {
    return this.#files.moved
  }

  fire(timer: number): void {
    const iid = this.running.timers.get(timer)?.iid
    this.running.timers.delete(timer)
    if (iid !== undefined) this.#take({ kind: 'timer', iid, timer })
  }

  hear(iid: string, topic: string, message: unknown): void {
    this.#take({ kind: 'message', iid, topic, message })
  }

  read(iid: string, key: string, value: unknown): void {
    this.#take({ kind: 'read', iid, key, value })
  }

  /** Tells those who asked that messages may have passed unheard. */
  missed(): void {
    for (const { iid, topic } of this.running.heard())
      this.scene.later(() => this.#take({ kind: 'missed', iid, topic }))
  }

  /** As when the process ends, and another takes over: from the snapshot alone. The browser stays as it is. */
  restart(): void {
    const text = snapshot(this.conversation)
    this.running.clear()
    this.#started.clear()
    this.#world = { ...this.#world, program: new Map() }
    this.conversation = restore(this.#world, text)
    if (this.conversation.ended !== undefined) return
    const { at, address, forgotten, back } = this.conversation.history
    this.page.apply([
      [ROOT, repaint(this.#world, this.conversation).html],
      ['@', address, at, forgotten + back.length],
    ])
    this.#begin(true)
  }

  /** Work that somebody waits for, in order, with the component that waits. */
  awaited(): { readonly job: Job; readonly by: string }[] {
    const { instances } = this.conversation
    return this.running.awaited().map(job => ({ job, by: instances.get(job.iid)?.definition.name ?? '' }))
  }

  /** Gives a job its outcome; one that nobody waits for any more changes nothing. */
  finish(job: Job, outcome: Outcome): void {
    const nth = this.running.awaited().indexOf(job)
    this.#started.delete(job)
    if (!this.running.done(job) || job.reply === undefined) return
    const { iid, reply } = job
    const which = nth > 0 ? { nth } : {}
    const act: Act =
      'error' in outcome
        ? { do: 'reject', error: outcome.error, ...which }
        : { do: 'finish', value: outcome.value, ...which }
    this.scene.act(this, act, () => this.#take({ kind: 'result', iid, ...reply, ...outcome }))
  }

  /** Runs all work that waits; answers what is under way. */
  start(): readonly Promise<void>[] {
    const { work } = this.running
    for (const job of work) if (!this.#started.has(job)) this.#started.set(job, this.#run(job))
    for (const job of this.#started.keys()) if (!work.includes(job)) this.#started.delete(job)
    return [...this.#started.values()]
  }

  async #run(job: Job): Promise<void> {
    let outcome: Outcome
    try {
      const { signal } = job.stop
      outcome = { value: await job.work({ signal, open: upload => this.#files.open(upload) }) }
    } catch (error) {
      if (job.reply === undefined && !job.stop.signal.aborted) this.lost.push(error)
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
      outcome = { error: { name, message } }
    }
    this.finish(job, outcome)
  }

  #take(event: Timeless<KernelEvent>): Turned['outcome'] {
    const turned = step(this.#world, this.conversation, { ...event, now: this.scene.now })
    this.conversation = turned.conversation
    this.page.apply(turned.patches)
    this.#tell(turned.troubles)
    for (const command of turned.commands) this.#carryOut(command)
    return turned.outcome
  }

  #tell(troubles: readonly Trouble[]): void {
    for (const { reference, component, error } of troubles) this.notices.push({ reference, component, error })
  }

  /** Whatever a conversation needs that was born or restored just now. */
  #begin(again: boolean): void {
    this.#n = this.conversation.heard
    for (const command of commandsOf(this.#world, this.conversation, again)) this.#carryOut(command)
    this.scene.drain()
  }

  #carryOut(command: Command): void {
    if (this.running.take(command)) return
    if (command.do === 'redirect') this.left.push(command.url)
    else if (command.do === 'end') this.running.clear()
    else if (command.do === 'publish') {
      const { iid, topic, message, reply } = command
      this.published.push({ topic, message })
      let value = 0
      // Who asked is told before anybody hears it.
      if (reply !== undefined) this.scene.later(() => this.#take({ kind: 'result', iid, ...reply, value }))
      value = this.scene.publish(topic, message)
    }
  }
}
