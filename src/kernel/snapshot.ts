// Snapshots: a conversation as text, and back. What is derived (what the browser was shown) is made again by rendering.
// Invariant: restore(snapshot(c)) goes on exactly as c would. Components are written by name and version; a state of an older
// version goes through `migrate`.
// Does not know where snapshots are kept.
import { parse, stringify } from 'devalue'
import { ReparteeError } from '../errors/index.ts'
import type { Command, World } from './commands.ts'
import type { Definition } from './component.ts'
import { BLANK } from './conversation.ts'
import type { Conversation, Ended, Entry, Frame, Heard, Instance, Owner, Timer } from './conversation.ts'
import { replay, requestOf, start } from './frames.ts'
import { watchOf, wishesOf } from './relisten.ts'
import { repaint } from './step.ts'
import { Table } from './table.ts'
import { Turn } from './turn.ts'

const FORMAT = 1

interface Kept {
  readonly format: number
  readonly cid: string
  readonly principal: unknown
  readonly root: string
  readonly seq: number
  readonly now: number
  readonly heard: number
  readonly overs: readonly string[]
  readonly ended: Ended | undefined
  readonly instances: readonly KeptInstance[]
}
interface KeptInstance {
  readonly iid: string
  readonly name: string
  readonly version: number
  readonly props: unknown
  readonly state: unknown
  readonly now: number
  readonly owner: Owner
  readonly children: ReadonlyMap<string, string>
  readonly calls: readonly string[]
  readonly frames: readonly Frame[]
  readonly timers: readonly Timer[]
  readonly hears: readonly Heard[]
  readonly failed?: string
}

/** The conversation as text. Throws `bad-state` with the path if something in it cannot be kept. */
export function snapshot(conversation: Conversation): string {
  const { screen: _derived, instances, ...rest } = conversation
  const kept: Kept = {
    format: FORMAT,
    ...rest,
    instances: [...instances.values()].map(({ definition, ...instance }) => ({
      ...instance,
      name: definition.name,
      version: definition.version,
    })),
  }
  try {
    return stringify(kept)
  } catch (error) {
    throw new ReparteeError('bad-state', {
      what: 'A conversation holds something that cannot be kept',
      expected:
        'plain data: strings, numbers, booleans, null, undefined, bigint, Date, Map, Set, arrays, plain objects',
      got: `${error instanceof Error ? error.message : String(error)}${pathOf(error, kept)}`,
      try: 'run in development (NODE_ENV=development), where it is refused as soon as a handler returns it',
      cause: error,
    })
  }
}

/**
 * The conversation that a snapshot holds. Throws `unknown-component` for a name that the world's program does not have, and
 * `bad-state` for an older version without `migrate`.
 */
export function restore(world: World, text: string): Conversation {
  const kept = parse(text) as Kept
  let instances = new Table<Instance>()
  for (const { name, version, ...instance } of kept.instances) {
    const definition = world.program.get(name)
    if (definition === undefined)
      throw new ReparteeError('unknown-component', {
        what: 'A kept conversation shows a component that this program does not have',
        expected: `one of: ${[...world.program.keys()].join(', ')}`,
        got: name,
        try: 'keep the component until no conversation shows it, and its name when you move it',
      })
    instances = instances.with(instance.iid, {
      ...instance,
      definition,
      state: lifted(definition, version, instance.state),
    })
  }
  const { format: _format, ...rest } = kept
  return repaint(world, { ...rest, instances, screen: BLANK }).conversation
}

/**
 * What must run for a conversation that was just attached or restored: its timers, subscriptions, watches, and whatever its frames
 * wait for. `again` says that it may have run before: work declared `once` then fails into the frame instead.
 */
export function commandsOf(world: World, conversation: Conversation, again: boolean): readonly Command[] {
  const commands: Command[] = []
  if (conversation.ended !== undefined) return commands
  for (const instance of conversation.instances.values()) {
    const { iid } = instance
    for (const { id, due } of instance.timers)
      if (due !== undefined) commands.push({ do: 'arm', iid, timer: id, due })
    const topics = new Set(instance.hears.filter(heard => heard.kind === 'hear').map(heard => heard.name))
    for (const topic of topics) commands.push({ do: 'subscribe', iid, topic })
    if (instance.hears.some(heard => heard.kind === 'watch'))
      for (const wish of wishesOf(instance)) if (wish.kind === 'watch') commands.push(watchOf(iid, wish))
    for (const frame of instance.frames) {
      const command = pending(world, conversation, instance, frame, again)
      if (command !== undefined) commands.push(command)
    }
  }
  return commands
}

/** The io or publish that a frame waits for; its closure is made anew by replaying the frame. */
function pending(
  world: World,
  conversation: Conversation,
  instance: Instance,
  frame: Frame,
  again: boolean,
): Command | undefined {
  if (frame.waits.startsWith('call ')) return undefined
  const turn = new Turn(world, conversation, conversation.now)
  const result = replay(instance.definition.name, frame.event, start(turn, instance, frame), frame.journal)
  if (result.done === true) return undefined
  const { ask } = requestOf(result.value)
  const reply = { frame: frame.id, step: frame.journal.length }
  if (ask.effect === 'publish')
    return { do: 'publish', iid: instance.iid, topic: ask.topic, message: ask.message, reply }
  if (ask.effect !== 'io') return undefined
  const work = again && ask.once ? interrupted : ask.work
  return { do: 'io', iid: instance.iid, work, once: ask.once, reply }
}

function interrupted(): never {
  throw new Error('The work was interrupted, and it was declared to run at most once.')
}

function lifted(definition: Definition, version: number, state: unknown): unknown {
  if (version === definition.version) return state
  if (definition.migrate !== undefined) return definition.migrate(state, version)
  throw new ReparteeError('bad-state', {
    what: `A kept state of ${definition.name} has another version than the program`,
    expected: `version ${definition.version}`,
    got: `version ${version}, and no migrate()`,
    try: `give ${definition.name} a migrate(state, fromVersion)`,
  })
}

function pathOf(error: unknown, kept: Kept): string {
  const path: unknown = (error as { path?: unknown } | null)?.path
  if (typeof path !== 'string') return ''
  const at = /^\.instances\[(\d+)\]/.exec(path)
  const instance = at === null ? undefined : kept.instances[Number(at[1])]
  return instance === undefined ? ` at ${path}` : ` at ${path.slice(at?.[0].length)} of ${instance.name}`
}

export type { Entry }
