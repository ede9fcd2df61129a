// One event's working copy of a conversation: instances are written here, and become the next conversation only if all went well.
// Invariant: nothing outside is touched; throwing it away undoes everything. What leaves the tree leaves deepest first.
// Knows the tree; not handlers, views or listening. Longer than most files: what keeps the tree whole stands in one place.
import { ReparteeError } from '../errors/index.ts'
import { Budget } from './budget.ts'
import type { Command, Patch, Trouble, World } from './commands.ts'
import type { Definition, Here } from './component.ts'
import { addressedIn, BLANK, embryo, shownIn, slotOf } from './conversation.ts'
import type { Conversation, Ended, History, Instance, Owner, Problem, Screen } from './conversation.ts'
import { hash } from './hash.ts'
import { freeze, mustKeep } from './plain.ts'
import type { Table } from './table.ts'
import type { Task } from './tasks.ts'

const NO_CHILDREN: ReadonlyMap<string, string> = new Map()
const NONE: readonly never[] = []

export class Turn {
  // Never used. Compiled code dies with the last object of its shapes, and between two events there would be no turn.
  static readonly spare: Turn = new Turn(
    { program: new Map(), key: [0, 0], dev: false },
    embryo('', 1.5e12, null),
    1.5e12,
  )

  readonly world: World
  readonly cid: string
  readonly now: number
  principal: unknown
  root: string
  seq: number
  heard: number
  overs: readonly string[]
  addressed: readonly string[]
  ended: Ended | undefined
  history: History
  screen: Screen
  /** Instances whose view must be evaluated again. */
  readonly stale: Set<string> = new Set()
  /** Instances below or in which something changed, whether their own view did or not. */
  readonly changed: Set<string> = new Set()
  /** Instances whose state is new, so that they may wish to hear other things. */
  readonly relisten: Set<string> = new Set()
  readonly commands: Command[] = []
  readonly patches: Patch[] = []
  readonly troubles: Trouble[] = []
  #instances: Table<Instance>
  readonly budget: Budget = new Budget()
  #queue: Task[] = []
  /** Ids from here on are of this event. */
  readonly first: number
  /** The visitor did it. */
  isVisitor = false
  /** The handler that was told the result of its work. */
  resumed: { readonly iid: string; readonly frame: number } | undefined = undefined
  /** Instances as they were when they left. */
  readonly left: Map<string, Instance> = new Map()
  /** Something was called, answered, failed or became. */
  hasMoved = false
  /** It went to an entry of the history. */
  hasGone = false
  /** What was before may not be shown any more. */
  hasForgotten = false

  constructor(world: World, base: Conversation, now: number) {
    this.world = world
    this.cid = base.cid
    this.principal = base.principal
    // Time does not go back within a conversation, whatever the machine's clock does.
    this.now = Math.max(now, base.now)
    this.root = base.root
    this.seq = base.seq
    this.first = base.seq
    this.heard = base.heard
    this.overs = base.overs
    this.addressed = base.addressed
    this.ended = base.ended
    this.history = base.history
    this.screen = base.screen
    this.#instances = base.instances
  }

  get instances(): Table<Instance> {
    return this.#instances
  }

  get(iid: string): Instance | undefined {
    return this.#instances.get(iid)
  }

  put(instance: Instance): void {
    this.#instances = this.#instances.with(instance.iid, instance)
    this.changed.add(instance.iid)
  }

  /** Has an instance's view evaluated again. */
  restale(iid: string): void {
    this.stale.add(iid)
    this.changed.add(iid)
  }

  /** To be done after what is being done now. */
  later(task: Task): void {
    this.#queue.push(task)
  }

  get idle(): boolean {
    return this.#queue.length === 0
  }

  next(): Task | undefined {
    return this.#queue.shift()
  }

  /** What was to be done is not to be done any more. */
  drop(): void {
    this.#queue = []
  }

  hereOf(instanceId: string, props: unknown, now: number, principal: unknown = this.principal): Here {
    return { props, cid: this.cid, instanceId, now, principal }
  }

  /** A new instance with its first state, not yet hung anywhere but by its `owner`. */
  spawn(definition: Definition, props: unknown, owner: Owner): Instance {
    this.budget.birth(definition.name, this.#depthOf(owner))
    this.meet(definition)
    const iid = String(this.seq++)
    const instance: Instance = {
      iid,
      definition,
      props: this.kept(props, `props of ${definition.name}`),
      state: this.#firstState(definition, props, iid),
      now: this.now,
      owner,
      children: NO_CHILDREN,
      calls: NONE,
      frames: NONE,
      timers: NONE,
      hears: NONE,
    }
    this.put(instance)
    this.stale.add(iid)
    this.relisten.add(iid)
    if (definition.url !== undefined) this.addressed = [...this.addressed, iid]
    return instance
  }

  /** Puts these instances in the place of all that are there; those that are other ones than before are seen to. */
  replace(root: string, instances: ReadonlyMap<string, Instance>, overs: readonly string[]): void {
    for (const iid of this.#instances.keys())
      if (!instances.has(iid)) this.#instances = this.#instances.without(iid)
    for (const [iid, instance] of instances) {
      if (this.get(iid) === instance) continue
      this.put(instance)
      this.stale.add(iid)
      this.relisten.add(iid)
    }
    this.root = root
    this.overs = overs
    this.addressed = addressedIn(this.#instances)
  }

  /** Takes in an instance that was restored, as if it had been born here. */
  reborn(instance: Instance): void {
    const { definition, props, state, frames } = instance
    this.meet(definition)
    this.kept(props, `props of ${definition.name}`)
    if (definition.kind === 'component') this.checkedState(definition, state)
    this.kept(frames, `frames of ${definition.name}`)
  }

  /** How many of those above were born in this event, too. */
  #depthOf(owner: Owner): number {
    let depth = 0
    let at: Owner | undefined = owner
    for (; at !== undefined && at.as !== 'root' && Number(at.of) >= this.first; depth++)
      at = this.get(at.of)?.owner
    return depth
  }

  #firstState(definition: Definition, props: unknown, iid: string): unknown {
    if (definition.kind === 'flow') return undefined
    return this.checkedState(definition, definition.state(props, this.hereOf(iid, props, this.now)))
  }

  setState(iid: string, state: unknown): void {
    const instance = this.get(iid)
    if (instance === undefined || Object.is(instance.state, state)) return
    this.put({ ...instance, state: this.checkedState(instance.definition, state), now: this.now })
    this.stale.add(iid)
    this.relisten.add(iid)
  }

  checkedState(definition: Definition, state: unknown): unknown {
    if (typeof state !== 'object' || state === null || Array.isArray(state))
      throw new ReparteeError('bad-state', {
        what: `${definition.name} has a state that is no object`,
        expected: 'a plain object',
        got: Array.isArray(state) ? 'an array' : state === null ? 'null' : typeof state,
        try: 'give the value a name: { rows: [...] }',
      })
    return this.kept(state, `state of ${definition.name}`)
  }

  /** In development what is kept is checked and frozen at once. */
  kept<T>(value: T, what: string): T {
    if (!this.world.dev) return value
    mustKeep(value, what)
    return freeze(value)
  }

  /** Remembers a component by its name; two of one name would mix up their snapshots. */
  meet(definition: Definition): void {
    const met = this.world.program.get(definition.name)
    if (met === definition) return
    if (met !== undefined)
      throw new ReparteeError('duplicate-component', {
        what: `Two components are named "${definition.name}"`,
        expected: 'names that are unique in the program, since snapshots refer to them',
        got: 'a second definition under that name',
        try: 'rename one; or, if a component is defined inside a function, define it once outside',
      })
    this.world.program.set(definition.name, definition)
  }

  /** Takes an instance and all it embeds or called out of the tree, deepest first, and unhooks it from its owner. */
  remove(iid: string): void {
    const instance = this.get(iid)
    if (instance === undefined) return
    const { owner } = instance
    this.#fell(instance)
    if (owner.as === 'root') return
    const above = this.get(owner.of)
    if (above === undefined) return
    if (owner.as === 'callee') {
      this.put({ ...above, calls: above.calls.filter(each => each !== iid) })
    } else {
      const children = new Map(above.children)
      children.delete(owner.place)
      this.put({ ...above, children })
      this.stale.add(above.iid)
    }
  }

  #fell(instance: Instance): void {
    for (let i = instance.calls.length - 1; i >= 0; i--) this.fell(instance.calls[i] as string)
    for (const child of [...instance.children.values()].reverse()) this.fell(child)
    this.#instances = this.#instances.without(instance.iid)
    this.left.set(instance.iid, instance)
    if (this.overs.includes(instance.iid)) this.overs = this.overs.filter(each => each !== instance.iid)
    if (this.addressed.includes(instance.iid))
      this.addressed = this.addressed.filter(each => each !== instance.iid)
    this.commands.push({ do: 'leave', iid: instance.iid })
  }

  /** Takes away, deepest first, an instance that its owner no longer names. */
  fell(iid: string): void {
    const instance = this.get(iid)
    if (instance !== undefined) this.#fell(instance)
  }

  /** Takes everything below an instance away, and leaves it what is shown of a problem in its place. */
  hollow(instance: Instance, error: unknown, reference: string): void {
    const failed: Problem = this.world.dev ? { reference, detail: String(error) } : { reference }
    for (const iid of [...instance.calls, ...instance.children.values()].reverse()) this.fell(iid)
    this.commands.push({ do: 'leave', iid: instance.iid })
    this.put({
      ...instance,
      children: NO_CHILDREN,
      calls: NONE,
      frames: NONE,
      timers: NONE,
      hears: NONE,
      now: this.now,
      failed,
    })
    this.stale.add(instance.iid)
  }

  /** Begins anew what had failed, with the props that it has now. */
  renew({ failed: _, ...instance }: Instance): void {
    const { definition, props, iid } = instance
    this.put({ ...instance, state: this.#firstState(definition, props, iid), now: this.now })
    this.stale.add(iid)
    this.relisten.add(iid)
  }

  end(ended: Ended): void {
    const root = this.get(this.root)
    if (root !== undefined) this.#fell(root)
    this.ended = ended
    this.overs = NONE
    this.addressed = NONE
    this.screen = BLANK
    this.commands.push({ do: 'end', ended })
  }

  /** Records an error under a reference that a visitor can read out to an operator. */
  trouble(error: unknown, iid: string, component: string): Trouble {
    const told = this.troubles.find(each => each.error === error)
    if (told !== undefined) return told
    const mark = hash(
      [0x7265, 0x7061],
      `${this.cid} ${this.now} ${this.seq} ${this.heard} ${iid} ${this.troubles.length}`,
    )
    const trouble = { error, iid, component, reference: mark.toString(36).slice(-8).toUpperCase() }
    this.troubles.push(trouble)
    return trouble
  }

  slotOf(iid: string): string {
    return slotOf(this.#instances, iid)
  }

  shownIn(slot: string): Instance | undefined {
    return shownIn(this.#instances, slot)
  }

  /** The conversation as it is now. */
  result(): Conversation {
    return {
      cid: this.cid,
      principal: this.principal,
      root: this.root,
      seq: this.seq,
      now: this.now,
      heard: this.heard,
      instances: this.#instances,
      overs: this.overs,
      addressed: this.addressed,
      ended: this.ended,
      history: this.history,
      screen: this.screen,
    }
  }
}
