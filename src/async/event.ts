// What a delivery carries, and how a route event becomes one.
// Invariant: `payload` is there only if there is one; it is never present as undefined. `signals` is one frozen, empty
// object for all, because nothing on the visitor's page took part.
// Knows nothing of who delivers or when.

/** An event on its way into a conversation. `payload` is absent (not undefined) when there is none. */
export interface ConversationEvent {
  readonly instanceId: string
  readonly event: string
  readonly payload?: unknown
  /** Values of bound inputs; always empty for timer and topic deliveries. */
  readonly signals: Readonly<Record<string, unknown>>
}

/** Routes an event into a live conversation. Unknown cid or instance: a no-op, never an error. */
export type Dispatch = (cid: string, event: ConversationEvent) => void | Promise<void>

/** An event name, alone or with payload parts: `'tick'`, `['tick', 3]` (payload 3), `['move', 1, 2]` (payload [1, 2]). */
export type RouteEvent = string | readonly [event: string, ...payload: unknown[]]

const NO_SIGNALS: Readonly<Record<string, unknown>> = Object.freeze({})

/** The event a timer delivers: name and payload are the route event's own. */
export function scheduled(instanceId: string, route: RouteEvent): ConversationEvent {
  if (typeof route === 'string') return withPayload(instanceId, route, undefined)
  return withPayload(instanceId, route[0], route.length > 2 ? route.slice(1) : route[1])
}

/** The event a topic delivers: the payload is the message, the route event's own payload parts are ignored. */
export function published(instanceId: string, route: RouteEvent, message: unknown): ConversationEvent {
  return withPayload(instanceId, typeof route === 'string' ? route : route[0], message)
}

function withPayload(instanceId: string, event: string, payload: unknown): ConversationEvent {
  return payload === undefined
    ? { instanceId, event, signals: NO_SIGNALS }
    : { instanceId, event, payload, signals: NO_SIGNALS }
}
