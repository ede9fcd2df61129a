// An event and its commands, in words.
// Invariant: made from values alone; closures and sources are named, never kept.
import type { Command, Conversation, KernelEvent } from '../kernel/index.ts'

export interface Words {
  /** Whom it was for. */
  readonly iid?: string
  readonly what: string
  /** As it came; absent where nothing did. */
  readonly payload?: unknown
}

export function wordsOf(event: KernelEvent, { instances }: Conversation): Words {
  switch (event.kind) {
    case 'offer':
      return offerWords(event)
    case 'timer': {
      const timer = instances.get(event.iid)?.timers.find(({ id }) => id === event.timer)
      const payload = timer?.payload === undefined ? {} : { payload: timer.payload }
      return { iid: event.iid, what: timer?.event ?? `timer ${event.timer}`, ...payload }
    }
    case 'message':
      return { iid: event.iid, what: event.topic, payload: event.message }
    case 'missed':
      return { iid: event.iid, what: event.topic }
    case 'read':
      return { iid: event.iid, what: event.key.split('/').slice(3).join('/'), payload: event.value }
    case 'result': {
      const waits = instances.get(event.iid)?.frames.find(({ id }) => id === event.frame)?.waits
      const payload = 'error' in event ? `${event.error.name}: ${event.error.message}` : event.value
      return { iid: event.iid, what: waits ?? 'result', payload }
    }
    case 'end':
      return { what: event.why }
  }
}

function offerWords({ offer, value, fields }: Extract<KernelEvent, { kind: 'offer' }>): Words {
  if (offer.startsWith('@')) return { what: `to entry ${offer.slice(1)}` }
  const [, iid = '', what = offer, text = ''] = /^(\d+)\/([^:!={]*)(.*)$/s.exec(offer) ?? []
  const given = fields ?? value ?? (text === '' ? undefined : payloadIn(text))
  return { ...(iid !== '' && { iid }), what, ...(given !== undefined && { payload: given }) }
}

function payloadIn(text: string): unknown {
  if (!text.startsWith(':')) return text.slice(1)
  try {
    return JSON.parse(text.slice(1)) as unknown
  } catch {
    return text
  }
}

export function commandWords(command: Command): string {
  switch (command.do) {
    case 'arm':
      return `arm timer ${command.timer} of ${command.iid} for ${new Date(command.due).toISOString().slice(11, 23)}`
    case 'disarm':
      return `disarm timer ${command.timer} of ${command.iid}`
    case 'subscribe':
    case 'unsubscribe':
      return `${command.do} ${command.iid} ${command.do === 'subscribe' ? 'to' : 'from'} ${command.topic}`
    case 'watch':
      return `watch ${command.source.name} for ${command.iid}`
    case 'unwatch':
      return `unwatch ${command.key} for ${command.iid}`
    case 'publish':
      return `publish to ${command.topic}`
    case 'io':
      return `io${command.once ? ', once,' : ''} for ${command.iid}`
    case 'redirect':
      return `redirect to ${command.url}`
    case 'identify':
      return 'identify'
    case 'abort':
      return `abort the work of ${command.iid}`
    case 'leave':
      return `${command.iid} leaves`
    case 'end':
      return `the end: ${command.ended.why}`
  }
}
