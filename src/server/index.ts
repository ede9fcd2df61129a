// repartee/server - serves pages: first paint, patch stream, event inbox.
// Read edge.ts for what is asked and answered, runtime.ts for a conversation's life from mint to end, held.ts for one event,
// stream.ts for what goes to the browser, carrier.ts for what the kernel asks of the outside, inspect.ts for those who watch.
export { handler, serve } from './handler.ts'
export type { Handler, Serving } from './handler.ts'
export { page } from './options.ts'
export type { Options, Page, PageLimit, Route, Rules, Visitor } from './options.ts'
export type { Redact } from './inspect-redact.ts'
export type {
  Answered,
  Allowed,
  ConversationLook,
  ConversationQuery,
  ConversationRow,
  Did,
  EventQuery,
  Forked,
  Inspection,
  InstanceLook,
  Listing,
  Measured,
  Moment,
  NodeSeen,
  Observer,
  Outcome,
  RecentEvent,
  Replay,
  ServerFigures,
  Shared,
  Slice,
  TimerQuery,
  TimerRow,
  TopicQuery,
  TopicRow,
  Work,
} from './inspect-types.ts'
export type { DevTree as Tree, Plain } from '../wire/index.ts'
