// An instance as it is written down: what is empty, derived or held elsewhere is left out, its component stands by name and version.
// Invariant: unpacking what was packed gives the same instance. `like` is another version of it that is written anyway, e.g. the
// present one of an instance in a checkpoint: what the two share is not written twice.
// Does not know text.
import type { Frame, Instance, Owner } from './conversation.ts'
import type { Definition } from './component.ts'

const NONE: readonly never[] = []
const NO_CHILDREN: ReadonlyMap<string, string> = new Map()
const ROOT: Owner = { as: 'root' }

type Optional = 'owner' | 'calls' | 'timers' | 'hears'
type OfFrame = 'payload' | 'state' | 'props' | 'principal'
type KeptFrame = Omit<Frame, OfFrame> &
  Partial<Pick<Frame, OfFrame>> & {
    /** The instance still has the state, and the props, that the frame began with; the conversation its principal. */
    readonly sameState?: true
    readonly sameProps?: true
    readonly samePrincipal?: true
    /** So many entries of its journal are those of the same frame in the other version; `journal` has the rest. */
    readonly alike?: number
  }
export type KeptInstance = Omit<
  Instance,
  'definition' | 'children' | 'state' | 'props' | 'frames' | Optional
> &
  Partial<Pick<Instance, Optional>> & {
    readonly name: string
    readonly version: number
    readonly children?: readonly string[]
    readonly frames?: readonly KeptFrame[]
    readonly state?: unknown
    readonly props?: unknown
    /** The state is the props themselves: `state: props => props`. */
    readonly stateIsProps?: true
    /** State and props are those of the other version. */
    readonly likeState?: true
    readonly likeProps?: true
  }

export function packedInstance(instance: Instance, principal: unknown, like?: Instance): KeptInstance {
  const {
    iid,
    definition,
    props,
    state: _,
    now,
    owner,
    children,
    calls,
    frames,
    timers,
    hears,
    ...rest
  } = instance
  const given = like?.definition === definition ? like : undefined
  return {
    iid,
    name: definition.name,
    version: definition.version,
    now,
    ...(given !== undefined && given.props === props ? { likeProps: true } : { props }),
    ...stateOf(instance, given),
    ...(owner.as !== 'root' && { owner }),
    // In the view's order; their places they know themselves.
    ...(children.size > 0 && { children: [...children.values()] }),
    ...(calls.length > 0 && { calls }),
    ...(frames.length > 0 && { frames: frames.map(frame => packedFrame(frame, instance, principal, given)) }),
    ...(timers.length > 0 && { timers }),
    ...(hears.length > 0 && { hears }),
    ...rest,
  }
}

function stateOf({ state, props }: Instance, like: Instance | undefined): Partial<KeptInstance> {
  if (state === undefined) return {}
  if (like !== undefined && like.state === state) return { likeState: true }
  return state === props ? { stateIsProps: true } : { state }
}

function packedFrame(
  { payload, state, props, principal, journal, ...frame }: Frame,
  instance: Instance,
  present: unknown,
  like: Instance | undefined,
): KeptFrame {
  const alike = commonTo(journal, journalIn(like, frame.id))
  return {
    ...frame,
    journal: journal.slice(alike),
    ...(alike > 0 && { alike }),
    ...(payload !== undefined && { payload }),
    ...(state === instance.state ? { sameState: true } : { state }),
    ...(props === instance.props ? { sameProps: true } : { props }),
    ...(principal === present ? { samePrincipal: true } : { principal }),
  }
}

function journalIn(instance: Instance | undefined, frame: number): Frame['journal'] {
  return instance?.frames.find(each => each.id === frame)?.journal ?? NONE
}

function commonTo(a: Frame['journal'], b: Frame['journal']): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** What unpacking needs to know of the program. */
export interface Lifting {
  /** The component of a name. */
  readonly definition: (name: string) => Definition
  /** A state of another version as one of today's. */
  readonly lifted: (definition: Definition, version: number, state: unknown) => unknown
  readonly principal: unknown
}

/** `placeOf`: where a child stands, by its id. */
export function unpackedInstance(
  written: KeptInstance,
  placeOf: (iid: string) => string,
  { definition, lifted, principal }: Lifting,
  like?: Instance,
): Instance {
  const { name, version, children, frames, props, state, stateIsProps, likeState, likeProps, ...each } =
    written
  const component = definition(name)
  const lift = (old: unknown): unknown =>
    version === component.version ? old : lifted(component, version, old)
  const ownProps = likeProps === true ? like?.props : props
  const ownState =
    likeState === true
      ? like?.state
      : stateIsProps === true
        ? lift(ownProps)
        : state === undefined
          ? undefined
          : lift(state)
  const unpackFrame = ({ sameState, sameProps, samePrincipal, alike = 0, ...frame }: KeptFrame): Frame => ({
    ...frame,
    journal: [...journalIn(like, frame.id).slice(0, alike), ...frame.journal],
    payload: frame.payload,
    state: sameState === true ? ownState : lift(frame.state),
    props: sameProps === true ? ownProps : frame.props,
    principal: samePrincipal === true ? principal : frame.principal,
  })
  return {
    owner: ROOT,
    calls: NONE,
    timers: NONE,
    hears: NONE,
    ...each,
    props: ownProps,
    definition: component,
    state: ownState,
    children:
      children === undefined ? NO_CHILDREN : new Map(children.map(iid => [placeOf(iid), iid] as const)),
    frames: frames === undefined ? NONE : frames.map(unpackFrame),
  }
}

/** Where a child stands, of instances that are written. */
export function placesIn(written: readonly KeptInstance[]): (iid: string) => string {
  const owners = new Map(written.map(({ iid, owner = ROOT }) => [iid, owner]))
  return iid => (owners.get(iid) as { place: string }).place
}
