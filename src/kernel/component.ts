// Components: named, reusable parts of a conversation, and what they may know of where they live.
// Invariant: a component is a value. As a JSX tag it embeds, through `call` it asks. Defining one runs nothing and touches no
// other; its name is noted, so that a conversation kept by another process finds it here (`definedAs`).
// The types carry events, payloads and answers end to end; only here and in the kernel's own typing is `any` allowed.
import { ReparteeError } from '../errors/index.ts'
import { jsx } from '../jsx/index.ts'
import type { Creator, Event, Node, Offered } from '../jsx/index.ts'
import type { Problem } from './conversation.ts'
import type { Answer, Effect } from './effects.ts'
import type { Listens } from './listening.ts'
import { scoped, styleMark } from './styles.ts'
import { whereOf } from './where.ts'

/** A named, reusable part of a conversation. As a JSX tag it embeds; through `call` it asks. */
export interface Component<in Props, out A> {
  (props: Props & { readonly onAnswer?: Creator<A> | Creator<void> }): Node
  readonly component: string
  readonly _a?: A
}

/** What a component may know of where it lives. Plain values, fixed for one event. */
export interface Here<P = any> {
  /** The present props. An embedding view that changes them reaches the child here; the child's state stays. */
  readonly props: P
  readonly cid: string
  readonly instanceId: string
  /**
   * Milliseconds since 1970. In a handler: when the event arrived. In a view: when this instance last changed. Read time
   * here and nowhere else, so that a replay sees the same.
   */
  readonly now: number
  /** Who the visitor is, as `serve({ principal })` said when the conversation was minted. */
  readonly principal: unknown
}

export type Update<S> = S | ((now: S) => S)
/** What a handler may return: nothing, the next state, an updater, effects, or state with effects. */
export type Step<S> = void | Update<S> | Effect | readonly [Update<S>, ...Effect[]]
export type Handler<S> = (state: S, payload: any, here: Here) => Step<S> | Generator<Effect, Step<S>, any>

type PayloadOf<H> = H extends (s: any, ...rest: infer R) => any
  ? R extends [infer P, ...any]
    ? P
    : void
  : never
export type On<H> = { readonly [K in keyof H]: Offered<PayloadOf<H[K]>> }
type Given<R> = R extends Generator<any, infer T, any> ? T : R
type AnswerIn<T> =
  T extends Answer<infer A>
    ? A
    : T extends readonly any[]
      ? Extract<T[number], Answer<any>> extends Answer<infer A>
        ? A
        : never
      : never
export type AnswerOf<H> = {
  [K in keyof H]: H[K] extends (...a: any) => infer R ? AnswerIn<Given<R>> : never
}[keyof H]

/** What `component` is given. */
export interface Parts<P, S extends object, H> {
  /** Unique in the program; snapshots refer to it. */
  readonly name: string
  /** First state of a new instance. Plain, serializable data. */
  readonly state: (props: P, here: Here<P>) => S
  readonly on: H
  readonly listen?: (state: S, on: On<NoInfer<H>>) => Listens
  readonly view: (state: S, on: On<NoInfer<H>>, here: Here<NoInfer<P>>) => Node
  /**
   * The address that shows this state, below the base path and with its query, e.g. `/calendar/2026-11`. The address bar is
   * kept true to it, and opening it must boot this state. Where several parts of a page have one, the outermost counts.
   */
  readonly url?: (state: S) => string
  /**
   * Shown in its place when it cannot go on: it failed and nobody waits for it, or it could not even be born. `again` is an
   * event that begins it anew. Without one, a plain notice with the reference.
   */
  readonly fallback?: (problem: Problem, again: Event) => Node
  /**
   * CSS for the elements of its own view: not for those of components embedded in it, nor for anything outside. `:scope` is the view's root
   * element. Served with all others in one style sheet of our own, so define components before their pages are served.
   *
   * @example
   * styles: ':scope { display: grid } button { color: teal } @media (width < 30rem) { button { width: 100% } }'
   */
  readonly styles?: string
  /**
   * What nobody but the visitor is shown: operators who look at a conversation see that it is there, not what it is. Paths into state, props,
   * payloads and what its handlers were told; positions in lists are passed over, `*` stands for any one name, and a payload's path
   * may begin with its event. `true`: all of it, and what it answers.
   *
   * @example
   * redact: ['password', 'cards.number']
   */
  readonly redact?: true | readonly string[]
  /** Raised when the state's shape changes; `migrate` turns an older snapshot's state into today's. */
  readonly version?: number
  readonly migrate?: (state: unknown, fromVersion: number) => S
}

type Loose<A extends unknown[], R> = (...args: A) => R

/** A component as the kernel sees it: the types have done their work. */
export interface Definition {
  readonly name: string
  readonly kind: 'component' | 'flow'
  /** Where the program defines it, `file:line:column`; undefined where the platform does not say. Worked out when asked. */
  readonly where: () => string | undefined
  readonly version: number
  readonly creators: Readonly<Record<string, Creator<unknown>>>
  readonly on: Readonly<Record<string, Loose<[state: unknown, payload: unknown, here: Here], unknown>>>
  readonly state: Loose<[props: unknown, here: Here], unknown>
  readonly listen: Loose<[state: unknown, on: unknown], Listens> | undefined
  readonly view: Loose<[state: unknown, on: unknown, here: Here], Node>
  readonly url: Loose<[state: unknown], string> | undefined
  readonly fallback: Loose<[problem: Problem, again: Event], Node> | undefined
  readonly migrate: Loose<[state: unknown, fromVersion: number], unknown> | undefined
  /** What operators are not shown. */
  readonly redact: true | readonly string[]
  /** Its own CSS, with the words that keep it to itself; '' if it has none. */
  readonly styles: string
  /** Attribute text for the root element, by which they find it. */
  readonly mark: string
  /** A flow's body. */
  readonly body: Loose<[props: unknown, here: Here], Generator<unknown, unknown, unknown>> | undefined
}

const DEFINITION: unique symbol = Symbol('definition')
/**
 * The one thing at module level that grows. A process that restores a conversation must know components that it has not shown
 * yet, and what a handler will call cannot be seen from outside: nor what it will look like. Written by definitions, read by `restore`
 * and for the style sheet.
 */
const DEFINED = new Map<string, Definition>()

/** The styles of all components defined so far, in the order of their names. */
export function definedStyles(): readonly string[] {
  const styled = [...DEFINED.values()].filter(({ styles }) => styles !== '')
  return styled.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ styles }) => styles)
}

/** The event that a fallback offers: the part begins anew. No handler can have such a name. */
export const AGAIN = '*again'

/** The latest component defined under a name. */
export const definedAs = (name: string): Definition | undefined => DEFINED.get(name)

/**
 * Defines a component.
 *
 * @example
 * const Counter = component({
 *   name: 'counter',
 *   state: (props: { start?: number }) => ({ n: props.start ?? 0 }),
 *   on: { add: (s, by: number) => ({ n: s.n + by }) },
 *   view: (s, on) => <button onClick={on.add(1)}>{s.n}</button>,
 * })
 */
export function component<P, S extends object, H extends Record<string, Handler<S>>>(
  definition: Parts<P, S, H>,
): Component<P, AnswerOf<H>> {
  const { on, state, listen, view, url, fallback, migrate } = definition as unknown as Definition
  const { styles } = definition
  const name = checkedName(definition.name)
  return tagFor({
    name,
    kind: 'component',
    where: whereOf(new Error()),
    version: definition.version ?? 1,
    on,
    creators: creatorsFor(name, on),
    state,
    listen,
    view,
    url,
    fallback,
    migrate,
    redact: definition.redact ?? [],
    styles: styles ? scoped(name, styles) : '',
    mark: styles ? styleMark(name) : '',
    body: undefined,
  }) as Component<P, AnswerOf<H>>
}

/** A component that is a sequence: calls, one after another, ending in an answer. Durable by replaying its journal. */
export function flow<P, A>(
  name: string,
  body: (props: P, here: Here<P>) => Generator<Effect, A, any>,
): Component<P, A> {
  return tagFor({
    name: checkedName(name),
    kind: 'flow',
    where: whereOf(new Error()),
    version: 1,
    on: {},
    creators: {},
    state: () => undefined,
    listen: undefined,
    view: () => jsx('rp-part', {}),
    url: undefined,
    fallback: undefined,
    migrate: undefined,
    redact: [],
    styles: '',
    mark: '',
    body: body as unknown as NonNullable<Definition['body']>,
  }) as Component<P, A>
}

/** The definition behind a component; anything else is an error that says so. */
export function definitionOf(tag: unknown): Definition {
  const definition =
    typeof tag === 'function' ? (tag as unknown as Record<symbol, unknown>)[DEFINITION] : undefined
  if (definition !== undefined) return definition as Definition
  throw new ReparteeError('bad-argument', {
    what: 'Something that is no component was embedded or called',
    expected: 'a value made by component() or flow()',
    got: typeof tag === 'function' ? `the function ${tag.name || '(anonymous)'}` : String(tag),
    try: 'check the import: a component file that imports itself in a circle sees undefined',
  })
}

/** Throws `unknown-handler` unless the component has that handler; `where` begins the sentence. */
export function mustHandle(definition: Definition, event: string, where: string): void {
  if (Object.hasOwn(definition.on, event) || (event === AGAIN && definition.fallback !== undefined)) return
  throw new ReparteeError('unknown-handler', {
    what: `${where} names an event that ${definition.name} has no handler for`,
    expected: `one of: ${Object.keys(definition.on).join(', ') || '(no handlers)'}`,
    got: event,
    try: 'name an entry of its own `on`; answers of an embedded component go through onAnswer',
  })
}

/** The event that a creator makes. */
export function eventName(creator: unknown): string | undefined {
  if (typeof creator !== 'function') return undefined
  const name: unknown = (creator as { event?: unknown }).event
  return typeof name === 'string' ? name : undefined
}

function tagFor(definition: Definition): Component<never, unknown> {
  DEFINED.set(definition.name, definition)
  const tag = (props: Readonly<Record<string, unknown>>): Node => jsx(tag, props)
  Object.defineProperty(tag, 'name', { value: definition.name })
  return Object.freeze(Object.assign(tag, { component: definition.name, [DEFINITION]: definition }))
}

function creatorsFor(component: string, on: Definition['on']): Readonly<Record<string, Creator<unknown>>> {
  const creators: Record<string, Creator<unknown>> = Object.create(null)
  for (const event of Object.keys(on)) {
    // The name is part of the offer's text, whose parts are told apart by `: ! = { /`.
    if (!/^[A-Za-z_$][\w$-]*$/.test(event))
      throw new ReparteeError('bad-argument', {
        what: `The handler "${event}" of ${component} cannot be offered under that name`,
        expected: 'a name of letters, digits, _, $ and -, beginning with a letter',
        got: JSON.stringify(event),
        try: 'rename the handler',
      })
    const make = (payload: unknown): Event => ({ event, payload })
    creators[event] = Object.assign(make, { event })
  }
  return Object.freeze(creators)
}

function checkedName(name: string): string {
  if (typeof name === 'string' && name !== '') return name
  throw new ReparteeError('bad-argument', {
    what: 'A component needs a name',
    expected: 'a string, unique in the program',
    got: JSON.stringify(name),
    try: 'name it after what it shows; snapshots refer to the name',
  })
}
