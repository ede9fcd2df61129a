// What an event, a timer or a piece of work is called where it is measured: by component and handler, never by what a visitor sent.
// Invariant: there are no more names than a program has handlers; what it has no handler for is called `(refused)`.
// Does not know measuring.
import type { Command, Conversation } from '../kernel/index.ts'
import type { Incoming, TimerName } from './carrier.ts'
import type { Work } from './inspect-types.ts'

/** Undefined for what is not measured: it is part of other work, or nobody's. */
export function workOf(
  event: Incoming,
  conversation: Conversation,
): Pick<Work, 'endpoint' | 'transport' | 'path'> | undefined {
  switch (event.kind) {
    case 'offer': {
      if (event.offer.startsWith('@'))
        return { endpoint: `event ${nameIn(conversation, conversation.root)}.(history)`, transport: 'event' }
      const [, iid = '', name = ''] = /^(\d{1,15})\/([^:!={]{0,100})/.exec(event.offer) ?? []
      return { endpoint: `event ${handlerIn(conversation, iid, name) ?? '(refused)'}`, transport: 'event' }
    }
    case 'timer': {
      const timer = conversation.instances.get(event.iid)?.timers.find(({ id }) => id === event.timer)
      const handler = timer && handlerIn(conversation, event.iid, timer.event)
      return { endpoint: `timer ${handler ?? '(gone)'}`, transport: 'timer' }
    }
    case 'message':
    case 'missed': {
      const heard = conversation.instances
        .get(event.iid)
        ?.hears.find(({ kind, name }) => kind === 'hear' && name === event.topic)
      const name = event.kind === 'missed' ? heard?.missed?.event : heard?.event
      const handler = name === undefined ? undefined : handlerIn(conversation, event.iid, name)
      return { endpoint: `topic ${handler ?? '(gone)'}`, transport: 'topic', path: event.topic }
    }
    default:
      return undefined
  }
}

export function ioOf(
  { iid, reply }: Extract<Command, { do: 'io' }>,
  conversation: Conversation,
): Pick<Work, 'endpoint' | 'transport'> {
  const frame = conversation.instances.get(iid)?.frames.find(({ id }) => id === reply?.frame)
  const handler = frame === undefined || frame.event === '' ? '' : `.${frame.event}`
  return { endpoint: `io ${nameIn(conversation, iid)}${handler}`, transport: 'io' }
}

export function timerOf(
  { iid, timer: id }: Extract<Command, { do: 'arm' }>,
  conversation: Conversation,
): TimerName | undefined {
  const instance = conversation.instances.get(iid)
  const timer = instance?.timers.find(each => each.id === id)
  return instance && timer && { component: instance.definition.name, event: timer.event, every: timer.every }
}

const nameIn = ({ instances }: Conversation, iid: string): string =>
  instances.get(iid)?.definition.name ?? '(gone)'

function handlerIn({ instances }: Conversation, iid: string, name: string): string | undefined {
  const definition = instances.get(iid)?.definition
  if (definition === undefined) return undefined
  const isKnown = Object.hasOwn(definition.on, name) || name === '*again'
  return isKnown ? `${definition.name}.${name}` : undefined
}
