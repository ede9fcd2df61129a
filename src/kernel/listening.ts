// Listening: what an instance wants to hear while its state says so: time passing, a topic's messages, a live source.
// Invariant: a function of state, compared by key after each event like the view; so there is nothing to unsubscribe.
// Does not know who keeps timers or subscriptions.
import { stringify } from 'devalue'
import { ReparteeError } from '../errors/index.ts'
import type { Creator, Event } from '../jsx/index.ts'
import { eventName } from './component.ts'
import { Request } from './effects.ts'
import { skipsOf } from './late.ts'
import type { Late, Skips } from './late.ts'

/** Something an instance wants to hear while its state says so. Compared after each event, like the view. */
export interface Listening {
  readonly listen: string
}
export interface Topic<M> {
  readonly topic: string
  readonly _m?: M
}
/** A readable that nudges when it may have changed: the registry, a cron scheduler, your own. */
export interface Live<T> {
  readonly name: string
  read(): T
  setChangeHook(hook: (() => void) | undefined): void
}
export type Listens = Listening | false | null | undefined | readonly Listens[]

/** One wish, normalized. Wishes with the same key are the same wish. */
export type Wish =
  | {
      readonly kind: 'every'
      readonly key: string
      readonly ms: number
      readonly event: string
      readonly skips: Skips
    }
  | {
      readonly kind: 'after'
      readonly key: string
      readonly ms: number
      readonly event: string
      readonly payload?: unknown
      readonly skips: Skips
    }
  | {
      readonly kind: 'hear'
      readonly key: string
      readonly topic: string
      readonly event: string
      readonly missed?: Event
    }
  | {
      readonly kind: 'watch'
      readonly key: string
      readonly source: Live<unknown>
      readonly event: string
      readonly atMostEveryMs: number
    }

class Asked implements Listening {
  readonly listen: string
  readonly wish: Wish
  constructor(wish: Wish) {
    this.listen = wish.kind
    this.wish = wish
  }
}

/** Names a topic and the type of its messages. Equal names are one topic. */
export function topic<M>(name: string): Topic<M> {
  return { topic: name }
}

/**
 * One event every `ms` milliseconds (at least 10), with the time as payload. The first comes after `ms`. However many ticks could
 * not come in time (the process was down, the machine asleep), they are made up for by one, late, and the rhythm stays. With
 * `{ late: 'skip' }` by none: it ticks again at its next time, and wakes no conversation. For clocks and animations.
 */
export function every(ms: number, event: Creator<number> | Creator<void>, late?: Late): Listening {
  if (!(ms >= 10 && Number.isFinite(ms)))
    throw new ReparteeError('bad-argument', {
      what: 'every() was given an interval that it cannot keep',
      expected: 'milliseconds, 10 or more',
      got: String(ms),
      try: 'slow down: a view can hardly be read faster than it is drawn',
    })
  const name = nameOf(event, 'every')
  const skips = skipsOf(late, 'every')
  return new Asked({ kind: 'every', key: keyOf('every', ms, skips, name), ms, event: name, skips })
}

/** Messages as they come, at most once each. `missed`: told when some may have passed unheard (asleep, moved, disconnected). */
export function hear<M>(
  heard: Topic<M>,
  event: Creator<M> | Creator<void>,
  missed?: Event | Creator<void>,
): Listening {
  const name = nameOf(event, 'hear')
  const { topic } = heard
  if (missed === undefined)
    return new Asked({ kind: 'hear', key: `hear/${name}//${topic}`, topic, event: name })
  const told = asEvent(missed)
  return new Asked({
    kind: 'hear',
    key: `hear/${name}/${textOf(told)}/${topic}`,
    topic,
    event: name,
    missed: told,
  })
}

/** Reads the source now and whenever it nudged, at most once per `atMostEveryMs` (50 by default). */
export function watch<T>(source: Live<T>, event: Creator<T> | Creator<void>, atMostEveryMs = 50): Listening {
  const name = nameOf(event, 'watch')
  return new Asked({
    kind: 'watch',
    key: `watch/${name}/${atMostEveryMs}/${source.name}`,
    source,
    event: name,
    atMostEveryMs,
  })
}

/** What a component's `listen` returned, flattened, each wish once. */
export function wishes(listens: Listens): readonly Wish[] {
  const found = new Map<string, Wish>()
  collect(listens, found)
  return found.size === 0 ? NONE : [...found.values()]
}
export const NONE: readonly never[] = Object.freeze([])

function collect(listens: Listens, found: Map<string, Wish>): void {
  if (listens === false || listens === null || listens === undefined) return
  if (Array.isArray(listens)) {
    for (const each of listens as readonly Listens[]) collect(each, found)
  } else if (listens instanceof Asked) {
    if (!found.has(listens.wish.key)) found.set(listens.wish.key, listens.wish)
  } else if (listens instanceof Request && listens.ask.effect === 'after') {
    const { ms, skips } = listens.ask
    const event = asEvent(listens.ask.event)
    // A creator is given the time when it fires; an event keeps its own payload.
    const payload = typeof listens.ask.event === 'function' ? {} : { payload: event.payload }
    const key = keyOf('after', ms, skips, 'payload' in payload ? textOf(event) : event.event)
    if (!found.has(key)) found.set(key, { kind: 'after', key, ms, event: event.event, skips, ...payload })
  } else {
    throw new ReparteeError('bad-view', {
      what: 'listen() returned something that cannot be heard',
      expected: 'every(), after(), hear(), watch(), a list of them, or nothing',
      got: typeof listens,
      try: 'write `condition && every(...)` for listening that comes and goes',
    })
  }
}

/** A timer that says nothing of being late has the key that it had before one could. */
function keyOf(kind: 'every' | 'after', ms: number, { late }: Skips, event: string): string {
  return `${kind}/${late === undefined ? '' : `${late}/`}${ms}/${event}`
}

/** An event, or the event that an unapplied creator makes of nothing. */
export function asEvent(event: Event | Creator<number> | Creator<void>): Event {
  return typeof event === 'function' ? { event: nameOf(event, 'after'), payload: undefined } : event
}

/** An event as text: equal texts, equal events. */
function textOf({ event, payload }: Event): string {
  return payload === undefined ? `${event}!` : `${event}!${stringify(payload)}`
}

function nameOf(event: unknown, by: string): string {
  const name = eventName(event)
  if (name !== undefined) return name
  throw new ReparteeError('bad-argument', {
    what: `${by}() was given something that is no handler of this component`,
    expected: 'an entry of `on`, e.g. on.tick',
    got: typeof event === 'object' ? 'an event that already has its payload' : typeof event,
    try: 'pass on.tick itself, without calling it',
  })
}
