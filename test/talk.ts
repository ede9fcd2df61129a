// A conversation driven in-process, for tests: it takes what a person would do, applies patches to a page in miniature, keeps
// what listens, and checks after every step what must always hold.
import { boot, commandsOf, definitionOf, repaint, restore, snapshot, step } from 'repartee/kernel'
import type {
  Checkpoint,
  Command,
  Conversation,
  Instance,
  IoRun,
  KernelEvent,
  Trouble,
  Turned,
  World,
} from 'repartee/kernel'
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { accept } from '../src/kernel/offers.ts'
import { Running } from '../src/testing/running.ts'
import { Shadow } from './shadow.ts'

type Timeless<E> = E extends unknown ? Omit<E, 'now'> : never
type Unnumbered<E> = E extends { kind: 'offer' } ? Omit<E, 'n' | 'now'> : Timeless<E>

/** The kernel's two verbs that a test may replace, to see whether a mistake in them would be caught. */
export interface Verbs {
  readonly step: typeof step
  readonly restore: typeof restore
}

/** What work is given where there are no files. */
export const IDLE: IoRun = {
  signal: new AbortController().signal,
  open: () => {
    throw new Error('no files here')
  },
}

const TRIGGERS = ['click', 'input', 'change', 'submit']

export class Talk {
  world: World
  readonly page: Shadow
  readonly troubles: Trouble[] = []
  readonly published: { topic: string; message: unknown }[] = []
  readonly #running = new Running()
  /** io that waits to be run, oldest first. */
  readonly work = this.#running.work
  readonly timers = this.#running.timers
  readonly subscriptions = this.#running.subscriptions
  readonly watches = this.#running.watches
  readonly redirects: string[] = []
  readonly principals: unknown[] = []
  conversation: Conversation
  now = 1_000_000
  readonly #verbs: Verbs
  #n = 0

  constructor(
    component: unknown,
    props: unknown = {},
    options: { dev?: boolean; verbs?: Partial<Verbs> } = {},
  ) {
    this.world = { program: new Map(), key: [17, 4], dev: options.dev ?? true }
    this.#verbs = { step, restore, ...options.verbs }
    const birth = { cid: 'c', now: this.now, principal: null }
    const born = boot(this.world, definitionOf(component), props, birth)
    // Whoever takes the conversation over is born the same.
    const twin = boot(this.world, definitionOf(component), props, birth)
    expect([twin.html, snapshot(twin.conversation)]).toEqual([born.html, snapshot(born.conversation)])
    this.page = new Shadow(born.html)
    this.conversation = born.conversation
    for (const command of commandsOf(this.world, born.conversation, false)) this.#carryOut(command)
    if (born.conversation.ended !== undefined) this.work.length = 0
    this.check()
  }

  /** One event, with everything checked afterwards. */
  send(event: Unnumbered<KernelEvent>): Turned {
    return this.step(event.kind === 'offer' ? { ...event, n: ++this.#n } : event)
  }

  /** As `send`, but offers are counted by whoever says them. */
  step(event: Timeless<KernelEvent>): Turned {
    const full = { ...event, now: this.now } as KernelEvent
    if (full.kind === 'offer' && full.n > this.#n) this.#n = full.n
    const before = this.conversation
    const turned = this.#verbs.step(this.world, before, full)
    this.#compare(before, full, turned)
    this.conversation = turned.conversation
    this.page.apply(turned.patches)
    this.troubles.push(...turned.troubles)
    for (const command of turned.commands) this.#carryOut(command)
    this.check()
    return turned
  }

  /** What must hold between a conversation and the next. */
  #compare(before: Conversation, event: KernelEvent, turned: Turned): void {
    const { conversation: after, outcome, patches, commands } = turned
    // The same conversation and event give the same result, always.
    const again = this.#verbs.step(this.world, before, event)
    same([again.outcome, again.patches, again.commands.map(plain)], [outcome, patches, commands.map(plain)])
    expect(snapshot(again.conversation)).toBe(snapshot(after))
    // Time and ids go forward.
    expect(after.now).toBeGreaterThanOrEqual(before.now)
    expect(after.seq).toBeGreaterThanOrEqual(before.seq)
    const { back, forward } = before.history
    const was = (iid: string): boolean =>
      before.instances.has(iid) || [...back, ...forward].some(({ instances }) => instances.has(iid))
    const born = [...after.instances.keys()].filter(iid => !was(iid))
    expect(born.filter(iid => Number(iid) < before.seq)).toEqual([])

    if (outcome === 'refused') expect(after).toBe(before)
    if (outcome === 'done') return
    // Whatever was not done left no trace, but for a waiter that was told of its failure.
    if (outcome !== 'failed' || event.kind !== 'result') {
      same(essence(after), essence(before))
      // Where the page is, it is told if it went elsewhere.
      same(
        patches.filter(([target]) => target !== '@'),
        [],
      )
      same(
        commands.filter(each => each.do !== 'arm' || event.kind !== 'timer'),
        [],
      )
    }
    expect(turned.troubles.length > 0).toBe(outcome === 'failed')
  }

  /** Clicks the nth control with that label; false if there is none. */
  click(label: string, nth = 0): Turned {
    const found = this.page.offers().filter(each => each.label === label)[nth]
    if (found === undefined) throw new Error(`nothing labelled "${label}" on: ${this.page.html()}`)
    return this.send({ kind: 'offer', offer: found.offer })
  }

  submit(fields: Record<string, string>, nth = 0): Turned {
    const found = this.page.offers('submit')[nth]
    if (found === undefined) throw new Error(`no form on: ${this.page.html()}`)
    return this.send({ kind: 'offer', offer: found.offer, fields })
  }

  publish(topic: string, message: unknown): void {
    for (const iid of this.#running.hearers(topic))
      if (this.subscriptions.has(`${iid} ${topic}`)) this.send({ kind: 'message', iid, topic, message })
  }

  /** Tells whoever asked that messages may have passed unheard. */
  missed(): void {
    for (const { iid, topic } of this.#running.heard())
      if (this.subscriptions.has(`${iid} ${topic}`)) this.send({ kind: 'missed', iid, topic })
  }

  /** Lets time pass, firing what comes due in order. */
  pass(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const [next] = [...this.timers]
        .filter(([, each]) => each.due <= until)
        .sort((a, b) => a[1].due - b[1].due || a[0] - b[0])
      if (next === undefined) break
      this.now = Math.max(this.now, next[1].due)
      this.timers.delete(next[0])
      this.send({ kind: 'timer', iid: next[1].iid, timer: next[0] })
    }
    this.now = until
  }

  /** Finishes the oldest io with a value or an error. */
  finish(outcome: { value: unknown } | { error: Error }): Turned | undefined {
    const work = this.work.shift()
    if (work?.reply === undefined) return undefined
    const result =
      'value' in outcome ? outcome : { error: { name: outcome.error.name, message: outcome.error.message } }
    return this.send({ kind: 'result', iid: work.iid, ...work.reply, ...result })
  }

  /** Finishes one of those that somebody waits for, counted in an order that a restart does not change. */
  finishAny(which: number, outcome: { value: unknown } | { error: Error }): void {
    const awaited = this.#running.awaited()
    const work = awaited[which % awaited.length]
    if (work === undefined) return
    this.work.splice(this.work.indexOf(work), 1)
    this.work.unshift(work)
    this.finish(outcome)
  }

  /** All that must be the same after a restart. */
  essence(): unknown {
    return [essence(this.conversation), this.conversation.now, this.timers, this.subscriptions]
  }

  /** Runs the oldest io for real. */
  async run(): Promise<void> {
    const work = this.work[0]
    if (work === undefined) throw new Error('no io waits')
    this.finish({ value: await work.work(IDLE) })
  }

  /** As another process would: from the snapshot alone, with what listens rebuilt. */
  restart(): void {
    this.world = { ...this.world, program: new Map() }
    this.conversation = this.#verbs.restore(this.world, snapshot(this.conversation))
    this.#running.clear()
    for (const command of commandsOf(this.world, this.conversation, true)) this.#carryOut(command)
    this.check()
  }

  /** The present state of an instance. */
  stateOf(iid: string): unknown {
    return this.conversation.instances.get(iid)?.state
  }

  /** The whole page once more, as for a browser that missed too much. */
  resync(): void {
    const { html, conversation } = repaint(this.world, this.conversation)
    this.conversation = conversation
    this.page.apply([['0', html]])
    this.check()
  }

  /** What must hold after every step. */
  check(): void {
    const { conversation } = this
    if (conversation.ended !== undefined) {
      expect(conversation.instances.size).toBe(0)
      expect(this.timers.size + this.subscriptions.size + this.watches.size).toBe(0)
      return
    }
    const { at, address, forgotten, back } = conversation.history
    if (this.page.place.at !== at || this.page.place.address !== '')
      same(this.page.place, { address, at, behind: forgotten + back.length })
    const fresh = repaint(this.world, conversation)
    expect(this.page.html()).toBe(new Shadow(fresh.html).html())
    same([...fresh.conversation.screen.slots], [...conversation.screen.slots])
    // Everything on the page that can be clicked or sent is accepted.
    const refused = TRIGGERS.flatMap(trigger => this.page.offers(trigger)).filter(({ offer }) => {
      const accepted = accept(
        conversation,
        this.world.key,
        offer.endsWith('=') ? { offer, value: '' } : { offer },
      )
      return typeof accepted === 'string' || accepted.iid !== offer.split('/')[0]
    })
    same(refused, [])

    const text = snapshot(conversation)
    const again = this.#verbs.restore(this.world, text)
    expect(snapshot(again)).toBe(text)
    same(essence(again), essence(conversation))
    this.#checkTree()
  }

  /** Nothing dangles: what runs is exactly what the conversation says runs, and everybody hangs in the tree. */
  #checkTree(): void {
    const { conversation } = this
    const timers = new Map<number, { iid: string; due: number }>()
    const topics = new Set<string>()
    const watches: string[] = []
    const wrong: string[] = []
    for (const { iid, owner, ...instance } of conversation.instances.values()) {
      for (const { id, due } of instance.timers) if (due !== undefined) timers.set(id, { iid, due })
      for (const { kind, name, key } of instance.hears)
        if (kind === 'hear') topics.add(`${iid} ${name}`)
        else watches.push(`${iid} ${key}`)
      for (const each of [...instance.calls, ...instance.children.values(), conversation.root])
        if (!conversation.instances.has(each)) wrong.push(`${iid} names ${each}, which is gone`)
      if (owner.as === 'root') {
        if (iid !== conversation.root) wrong.push(`${iid} thinks that it is the root`)
        continue
      }
      const above = conversation.instances.get(owner.of)
      if (above === undefined) {
        wrong.push(`${iid} belongs to ${owner.of}, which is gone`)
      } else if (owner.as === 'child') {
        if (above.children.get(owner.place) !== iid) wrong.push(`${iid} is not where its owner has it`)
        if (owner.by !== undefined && !isAbove(conversation, owner.by, owner.of))
          wrong.push(`${iid} was written by ${owner.by}, which is not above it`)
      } else {
        if (!above.calls.includes(iid)) wrong.push(`${iid} was not called by its owner`)
        if (conversation.overs.includes(iid) !== owner.over) wrong.push(`${iid} is over or not over`)
        if (owner.frame !== undefined && !above.frames.some(frame => frame.id === owner.frame))
          wrong.push(`${iid} answers a frame that is gone`)
      }
    }
    for (const over of conversation.overs)
      if (!conversation.instances.has(over)) wrong.push(`${over} is over the page, and gone`)
    for (const { iid } of this.work)
      if (!conversation.instances.has(iid)) wrong.push(`io runs for ${iid}, which is gone`)
    same(wrong, [])
    same(this.timers, timers)
    same(this.subscriptions, topics)
    same(new Set(this.watches.keys()), new Set(watches))
  }

  #carryOut(command: Command): void {
    if (this.#running.take(command)) return
    if (command.do === 'redirect') this.redirects.push(command.url)
    else if (command.do === 'identify') this.principals.push(command.principal)
    else if (command.do === 'end') this.work.length = 0
    else if (command.do === 'publish') {
      const { iid, reply } = command
      this.published.push(command)
      if (reply !== undefined) this.#running.take({ do: 'io', iid, work: () => 1, once: false, reply })
    }
  }
}

/** As `toEqual`, but quick where they are. */
function same(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected)
}

/** A command without the closures, which are made anew each time. */
const plain = (command: Command): object => ({ ...command, work: null, source: null })

/** All of a conversation but what keeps count and time. */
function essence({ root, seq, overs, ended, instances, principal, history, screen }: Conversation): unknown {
  const timeless = ({ timers: _, ...instance }: Instance): object => instance
  return {
    root,
    seq,
    overs,
    ended,
    principal,
    history: placesOf(history),
    slots: screen.slots,
    instances: [...instances.values()].map(timeless),
  }
}

function placesOf({ back, forward, ...history }: Conversation['history']): unknown {
  const plain = ({ instances, ...checkpoint }: Checkpoint): object => ({
    ...checkpoint,
    instances: [...instances.values()],
  })
  return { ...history, back: back.map(plain), forward: forward.map(plain) }
}

function isAbove({ instances }: Conversation, one: string, other: string): boolean {
  for (
    let at = instances.get(other);
    at !== undefined && at.owner.as !== 'root';
    at = instances.get(at.owner.of)
  )
    if (at.owner.of === one) return true
  return false
}
