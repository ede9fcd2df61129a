// A conversation as it is written down: what is empty or derived is left out, components stand by name and version.
// Invariant: `unpacked(packed(c))` equals c but for its screen. JSON where that gives back exactly the same, else devalue, which
// also knows dates, maps, sets, bigint, cycles, and values that are held in two places.
// Does not know where a component's definition comes from.
import { parse, stringify } from 'devalue'
import { ReparteeError } from '../errors/index.ts'
import { BLANK, OUTSET } from './conversation.ts'
import type { Conversation, Frame, Instance, Owner } from './conversation.ts'
import type { Definition } from './component.ts'
import { isJson } from './plain.ts'
import { Table } from './table.ts'

const FORMAT = 1
const NONE: readonly never[] = []
const NO_CHILDREN: ReadonlyMap<string, string> = new Map()
const ROOT: Owner = { as: 'root' }

type Optional = 'owner' | 'calls' | 'timers' | 'hears'
type KeptFrame = Omit<Frame, 'payload' | 'state' | 'props'> &
  Partial<Pick<Frame, 'payload' | 'state' | 'props'>> & {
    /** The instance still has the state, and the props, that the frame began with. */
    readonly sameState?: true
    readonly sameProps?: true
  }
type KeptInstance = Omit<Instance, 'definition' | 'children' | 'state' | 'frames' | Optional> &
  Partial<Pick<Instance, Optional>> & {
    readonly name: string
    readonly version: number
    readonly children?: readonly string[]
    readonly frames?: readonly KeptFrame[]
    readonly state?: unknown
    /** The state is the props themselves: `state: props => props`. */
    readonly stateIsProps?: true
  }
type Kept = Omit<Conversation, 'screen' | 'instances' | 'overs' | 'ended' | 'history'> &
  Partial<Pick<Conversation, 'overs' | 'ended'>> & {
    readonly format: number
    readonly instances: readonly KeptInstance[]
  }

/** Throws `bad-state` with the path if something in it cannot be kept. */
export function packed(conversation: Conversation): string {
  const { cid, principal, root, seq, now, heard, overs, ended } = conversation
  const instances: KeptInstance[] = []
  for (const instance of conversation.instances.values()) instances.push(packedInstance(instance))
  const kept: Kept = {
    format: FORMAT,
    cid,
    principal,
    root,
    seq,
    now,
    heard,
    ...(overs.length > 0 && { overs }),
    ...(ended !== undefined && { ended }),
    instances,
  }
  if (isJson(kept)) return JSON.stringify(kept)
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

function packedInstance(instance: Instance): KeptInstance {
  const { iid, definition, props, state, now, owner, children, calls, frames, timers, hears, ...rest } =
    instance
  return {
    iid,
    name: definition.name,
    version: definition.version,
    now,
    props,
    ...(state === props ? { stateIsProps: true } : state !== undefined && { state }),
    ...(owner.as !== 'root' && { owner }),
    // In the view's order; their places they know themselves.
    ...(children.size > 0 && { children: [...children.values()] }),
    ...(calls.length > 0 && { calls }),
    ...(frames.length > 0 && { frames: frames.map(frame => packedFrame(frame, instance)) }),
    ...(timers.length > 0 && { timers }),
    ...(hears.length > 0 && { hears }),
    ...rest,
  }
}

function packedFrame({ payload, state, props, ...frame }: Frame, instance: Instance): KeptFrame {
  return {
    ...frame,
    ...(payload !== undefined && { payload }),
    ...(state === instance.state ? { sameState: true } : { state }),
    ...(props === instance.props ? { sameProps: true } : { props }),
  }
}

/** `definition`: of a component by its name; `lifted`: a state of another version as one of today's. */
export function unpacked(
  text: string,
  definition: (name: string) => Definition,
  lifted: (definition: Definition, version: number, state: unknown) => unknown,
): Conversation {
  const kept = (text.startsWith('{') ? JSON.parse(text) : parse(text)) as Kept
  const { format, overs = NONE, ended, instances: written, ...rest } = kept
  if (format !== FORMAT)
    throw new ReparteeError('bad-state', {
      what: 'A kept conversation is written in a format that this version does not read',
      expected: `format ${FORMAT}`,
      got: `format ${String(format)}`,
      try: 'end the conversations that were kept before, or go back to the version that wrote them',
    })
  let instances = new Table<Instance>()
  const owners = new Map(written.map(({ iid, owner = ROOT }) => [iid, owner]))
  for (const { name, version, children, frames = NONE, state, stateIsProps, ...each } of written) {
    const component = definition(name)
    const lift = (old: unknown): unknown =>
      version === component.version ? old : lifted(component, version, old)
    const places = children?.map(iid => [(owners.get(iid) as { place: string }).place, iid] as const)
    const instance = {
      owner: ROOT,
      calls: NONE,
      timers: NONE,
      hears: NONE,
      ...each,
      definition: component,
      state: stateIsProps === true ? lift(each.props) : state === undefined ? undefined : lift(state),
      children: places === undefined ? NO_CHILDREN : new Map(places),
    }
    const unpackFrame = ({ sameState, sameProps, ...frame }: KeptFrame): Frame => ({
      ...frame,
      payload: frame.payload,
      state: sameState === true ? instance.state : lift(frame.state),
      props: sameProps === true ? instance.props : frame.props,
    })
    instances = instances.with(each.iid, {
      ...instance,
      frames: frames.length === 0 ? NONE : frames.map(unpackFrame),
    })
  }
  return { ...rest, overs, ended, instances, history: OUTSET, screen: BLANK }
}

function pathOf(error: unknown, kept: Kept): string {
  const path: unknown = (error as { path?: unknown } | null)?.path
  if (typeof path !== 'string') return ''
  const at = /^\.instances\[(\d+)\]/.exec(path)
  const instance = at === null ? undefined : kept.instances[Number(at[1])]
  return instance === undefined ? ` at ${path}` : ` at ${path.slice(at?.[0].length)} of ${instance.name}`
}
