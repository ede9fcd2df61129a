// The registries against a model: random calls, from outside and from inside deliveries, on a virtual clock.
// The model knows who listens now; each message remembers who listened when it was published.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { it } from 'vitest'
import { Async } from './async.ts'
import type { ConversationEvent } from './event.ts'
import type { Timer } from './timers.ts'
import { turn, VirtualClock } from './testing.fixture.ts'

/** Where a subscription is: conversation, instance and topic. */
type Where = readonly [cid: string, instanceId: string, topic: string]

interface Message {
  readonly topic: string
  readonly n: number
  /** Key of each subscriber as of publish, and which of its subscriptions in a row it was. */
  readonly targets: ReadonlyMap<string, number>
  readonly delivered: Set<string>
}

interface Scheduled {
  readonly timer: Timer
  readonly n: number
  state: 'pending' | 'fired' | 'cancelled'
}

const broken = new Error('broken')

class World {
  readonly clock = new VirtualClock()
  readonly registries = new Async({
    clock: this.clock,
    onError: error => void (error === broken || this.wrong.push(error)),
  })
  /** Key of who listens -> event and which of its subscriptions in a row this is. */
  readonly listening = new Map<
    string,
    { readonly where: Where; readonly event: string; readonly row: number }
  >()
  readonly flows = new Map<string, string>()
  readonly messages: Message[] = []
  readonly timers: Scheduled[] = []
  /** What the next deliveries do. */
  readonly reactions: Step[] = []
  readonly wrong: unknown[] = []
  #rows = 0
  #lastFired: Scheduled | undefined

  constructor() {
    this.registries.installDispatch((cid, event) => {
      const reaction = this.reactions.shift()
      try {
        if (event.event === 'timer') this.#fired(cid, event)
        else this.#received(cid, event)
        if (typeof reaction === 'object') this.do(reaction)
      } catch (failure) {
        this.wrong.push(failure)
      }
      if (reaction === 'throw') throw broken
      return reaction === 'reject' ? Promise.reject(broken) : undefined
    })
  }

  #fired(cid: string, { instanceId, payload }: ConversationEvent): void {
    const entry = this.timers[payload as number]
    assert.ok(entry?.state === 'pending')
    entry.state = 'fired'
    assert.deepEqual([entry.timer.cid, entry.timer.instanceId], [cid, instanceId])
    assert.ok(this.clock.now() >= entry.timer.dueAt)
    const last = this.#lastFired
    if (last !== undefined) {
      const order = last.timer.dueAt - entry.timer.dueAt || last.n - entry.n
      assert.ok(order < 0)
    }
    this.#lastFired = entry
  }

  #received(cid: string, { instanceId, event, payload }: ConversationEvent): void {
    const message = this.messages[payload as number]
    assert.ok(message !== undefined)
    const key = keyOf([cid, instanceId, message.topic])
    const now = this.listening.get(key)
    assert.equal(message.delivered.has(key), false)
    assert.equal(message.targets.get(key), now?.row)
    assert.equal(event, now?.event)
    // Every earlier message of the topic that it was a target of came before this one.
    for (const earlier of this.messages.slice(0, message.n)) {
      if (earlier.topic === message.topic && earlier.targets.get(key) === now?.row)
        assert.equal(earlier.delivered.has(key), true)
    }
    message.delivered.add(key)
  }

  do(step: Exclude<Step, 'throw' | 'reject'>): void {
    const { registries } = this
    const [what, value] = step
    if (what === 'subscribe') {
      const [cid, instanceId, topic] = value.where
      registries.subscribe({ cid, instanceId, topic, event: value.event })
      const row = this.listening.get(keyOf(value.where))?.row ?? this.#rows++
      this.listening.set(keyOf(value.where), { where: value.where, event: value.event, row })
    } else if (what === 'unsubscribe') {
      const [cid, instanceId, topic] = value
      registries.unsubscribe({ cid, instanceId, topic })
      this.listening.delete(keyOf(value))
    } else if (what === 'leave') {
      const [cid, instanceId] = value
      registries.unsubscribe({ cid, instanceId })
      this.#drop(where => where[0] === cid && where[1] === instanceId)
    } else if (what === 'end') {
      registries.removeSubscriptionsForCid(value)
      registries.cancelTimers(value)
      this.#drop(where => where[0] === value)
      for (const entry of this.timers) if (entry.timer.cid === value) this.#cancelled(entry)
    } else if (what === 'publish') {
      const n = this.messages.length
      const here = [...this.listening].filter(([, { where }]) => where[2] === value)
      const targets = new Map(here.map(([key, { row }]) => [key, row]))
      this.messages.push({ topic: value, n, targets, delivered: new Set() })
      assert.equal(registries.publish(value, n), targets.size)
    } else if (what === 'schedule') {
      const n = this.timers.length
      const timer = registries.scheduleEvent({ ...value, event: ['timer', n] })
      assert.equal(timer.dueAt, this.clock.now() + Math.max(0, value.delayMs))
      this.timers.push({ timer, n, state: 'pending' })
    } else if (what === 'cancel') {
      const entry = this.timers[value % Math.max(1, this.timers.length)]
      if (entry === undefined) return
      entry.timer.cancel()
      this.#cancelled(entry)
    } else if (what === 'put') {
      registries.putPendingFlow(value, `flow of ${value}`)
      this.flows.set(value, `flow of ${value}`)
    } else if (what === 'pop') {
      assert.equal(registries.pendingFlow(value), this.flows.get(value))
      this.flows.delete(value)
    } else if (what === 'forget') {
      registries.forgetPendingFlow(value)
      this.flows.delete(value)
    } else {
      registries.resetState()
      this.listening.clear()
      this.flows.clear()
      for (const entry of this.timers) this.#cancelled(entry)
    }
  }

  #drop(gone: (where: Where) => boolean): void {
    for (const [key, { where }] of this.listening) if (gone(where)) this.listening.delete(key)
  }

  #cancelled(entry: Scheduled): void {
    if (entry.state === 'pending') entry.state = 'cancelled'
  }

  /** Lets everything that waits be delivered, then compares. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.messages.length;) {
      before = this.messages.length
      await turn()
    }
    this.clock.advance(0)
    await turn()
    assert.deepEqual(this.wrong, [])
    for (const { targets, delivered } of this.messages) {
      for (const [key, row] of targets) {
        if (this.listening.get(key)?.row === row) assert.equal(delivered.has(key), true)
      }
    }
    const pending = this.timers.filter(entry => entry.state === 'pending')
    for (const { timer } of pending) assert.ok(timer.dueAt > this.clock.now())
    assert.equal(this.clock.alarms, pending.length === 0 ? 0 : 1)
    const shown = [...this.registries.subscriptions()].flatMap(([topic, subscribers]) =>
      subscribers.map(({ cid, instanceId, event }) => `${keyOf([cid, instanceId, topic])} ${String(event)}`),
    )
    const expected = [...this.listening].map(([key, { event }]) => `${key} ${event}`)
    assert.deepEqual(new Set(shown), new Set(expected))
    assert.equal(shown.length, expected.length)
  }
}

const keyOf = (where: Where): string => where.join(' ')

const cid = fc.constantFrom('c0', 'c1', 'c2')
const instanceId = fc.constantFrom('i0', 'i1')
const topic = fc.constantFrom('a', 'b')
const where = fc.tuple(cid, instanceId, topic)
const delayMs = fc.constantFrom(-1, 0, 0, 1, 2, 2, 5, 20, 30 * 86_400_000)
const tagged = <const K extends string, T>(what: K, value: fc.Arbitrary<T>) =>
  fc.tuple(fc.constant(what), value)

const step = fc.oneof(
  { weight: 6, arbitrary: tagged('subscribe', fc.record({ where, event: fc.constantFrom('x', 'y') })) },
  { weight: 2, arbitrary: tagged('unsubscribe', where) },
  { weight: 1, arbitrary: tagged('leave', fc.tuple(cid, instanceId)) },
  { weight: 1, arbitrary: tagged('end', cid) },
  { weight: 4, arbitrary: tagged('publish', topic) },
  { weight: 4, arbitrary: tagged('schedule', fc.record({ cid, instanceId, delayMs })) },
  { weight: 2, arbitrary: tagged('cancel', fc.nat(50)) },
  { weight: 1, arbitrary: tagged('put', cid) },
  { weight: 1, arbitrary: tagged('pop', cid) },
  { weight: 1, arbitrary: tagged('forget', cid) },
  { weight: 1, arbitrary: tagged('reset', fc.constant(undefined)) },
)
type CallStep = typeof step extends fc.Arbitrary<infer S> ? S : never
type Step = CallStep | 'throw' | 'reject'

type Command = fc.AsyncCommand<object, World>
const command = (name: string, run: (world: World) => Promise<void> | void): Command => ({
  check: () => true,
  run: async (_, world) => run(world),
  toString: () => name,
})

const commands = fc.commands(
  [
    step.map(call => command(JSON.stringify(call), world => world.do(call))),
    step.map(call => command(JSON.stringify(call), world => world.do(call))),
    fc
      .oneof(step, fc.constantFrom('throw' as const, 'reject' as const))
      .map(call =>
        command(`in a delivery ${JSON.stringify(call)}`, world => void world.reactions.push(call)),
      ),
    fc.constant(command('settle', world => world.settle())),
    fc.constantFrom(0, 1, 2, 10, 31 * 86_400_000).map(ms =>
      command(`advance ${ms}`, async world => {
        world.clock.advance(ms)
        await world.settle()
      }),
    ),
  ],
  { maxCommands: 80, size: 'max' },
)

it('the registries do what the model says, whatever is called in whatever order, also from inside deliveries', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async script => {
      const world = new World()
      await fc.asyncModelRun(() => ({ model: {}, real: world }), script)
      world.reactions.length = 0
      await world.settle()
    }),
    { numRuns: 1000 },
  )
})
