// What the palette offers of a server: topics that are heard, conversations in which something was done lately, and what may be done.
// Invariant: bounded, however many there are.
import type { Desk, Role } from './desk.ts'
import type { Entry } from './entries.ts'

const TOPICS = 100
const CONVERSATIONS = 20
const VERBS: Readonly<Record<string, string>> = {
  'conversation.end': 'End',
  'conversation.fork': 'Open a copy of',
  'conversation.record': 'Record',
}

export function serverEntries(desk: Desk, role: Role): readonly Entry[] {
  const inspection = desk.inspection()
  if (inspection === undefined) return []
  const entries: Entry[] = inspection
    .topics({ limit: TOPICS })
    .rows.map(({ topic }) => ({ kind: 'topic', text: topic, go: { screen: 'topics', id: topic } }))
  for (const { cid, path, principal } of inspection.find({ limit: CONVERSATIONS }).rows) {
    const text = `${path} ${principal} ${cid.slice(0, 8)}`.replace('  ', ' ')
    entries.push({ kind: 'conversation', text, go: { screen: 'conversations', id: cid } })
    if (role === 'operator')
      for (const [verb, title] of Object.entries(VERBS))
        entries.push({ kind: 'act', text: `${title} ${text}`, act: { do: verb, target: cid } })
  }
  return entries
}
