// What may be done with conversations, and with topics.
import type { Inspection } from 'repartee/server'
import type { Desk } from '../desk.ts'
import { linkTo } from '../place.ts'
import type { Did, VerbTable } from '../verbs.ts'

const NO_SERVER: Did = { done: false, why: 'no server was given these operations' }

const withServer = (desk: Desk, work: (inspection: Inspection) => Did | Promise<Did>): Did | Promise<Did> => {
  const inspection = desk.inspection()
  return inspection === undefined ? NO_SERVER : work(inspection)
}

/** What is written down of a conversation; null where it is not in memory. */
const state = (desk: Desk, cid: string): unknown => {
  const row = desk.inspection()?.find({ cid, limit: 1 }).rows[0]
  if (row === undefined || row.cid !== cid) return null
  const { path, principal, session, state: now, resting, recorded, events, failed } = row
  return { path, principal, session, state: now, resting, recorded, events, failed }
}

const published = (desk: Desk, topic: string, { message }: Readonly<Record<string, string>>): unknown => {
  const row = desk.inspection()?.topics({ topic }).rows[0]
  const { subscribers = 0, published = 0, reached = 0 } = row ?? {}
  return { subscribers, published, reached, message: message?.slice(0, 500) }
}

/** What was done, in its own words; or why it was not. */
const told = (did: Did, say: string): Did => (did.done ? { done: true, say } : did)

const short = (cid: string): string => cid.slice(0, 8)

export const conversationVerbs: VerbTable = {
  'conversation.end': {
    where: 'holder',
    title: 'End',
    did: 'Ended',
    ask: 'End this conversation?',
    details: 'All that it runs stops, its open page says so, and what it holds is lost.',
    state,
    run: (desk, cid) => withServer(desk, async server => told(await server.end(cid), `Ended ${short(cid)}`)),
  },
  'conversation.fork': {
    where: 'holder',
    title: 'Open a copy',
    did: 'Copied',
    state,
    run: (desk, cid, _, by) =>
      withServer(desk, async server => {
        const forked = await server.fork(cid, { cid: by.cid })
        if (!forked.done) return forked
        return {
          done: true,
          say: 'Made a copy. Open it within a minute; what is done in it is done for real.',
          go: forked.path,
        }
      }),
  },
  'conversation.record': {
    where: 'holder',
    title: 'Record',
    did: 'Recording',
    state,
    run: (desk, cid) =>
      withServer(desk, server =>
        told(server.record(cid), `Recording ${short(cid)}: its last 100 events are kept`),
      ),
  },
  'conversation.unrecord': {
    where: 'holder',
    title: 'Stop recording',
    did: 'Stopped recording',
    state,
    run: (desk, cid) =>
      withServer(desk, server => told(server.unrecord(cid), `Stopped recording ${short(cid)}`)),
  },
  'conversation.replay': {
    where: 'holder',
    title: 'Replay',
    did: 'Replayed',
    state,
    run: (desk, cid) =>
      withServer(desk, server => {
        const replay = server.replay(cid)
        if (replay === undefined) return { done: false, why: 'it is not recorded' }
        if (replay.events.length === 0) return { done: false, why: 'nothing happened since it is recorded' }
        const { ran, differs } = desk.replays.keep(cid, replay, desk.ops.outside.now())
        if (differs === null) return { done: true, say: `Did ${ran} events again: the same came of it` }
        const place = { screen: 'conversations', id: cid, q: { moment: String(differs.number) }, at: 0 }
        return {
          done: true,
          say: `Event ${differs.number} went otherwise, at ${differs.what}`,
          go: linkTo(place),
        }
      }),
  },
  'topic.publish': {
    where: 'here',
    title: 'Publish to',
    did: 'Published to',
    state: published,
    run: (desk, topic, fields) =>
      withServer(desk, server => {
        if (topic.trim() === '') return { done: false, why: 'name the topic' }
        if (topic.length > 200) return { done: false, why: 'a topic has at most 200 characters' }
        const text = fields['message'] ?? ''
        if (text.trim() === '') return { done: false, why: 'write the message, as JSON' }
        if (text.length > 20_000) return { done: false, why: 'a message has at most 20,000 characters here' }
        let message: unknown
        try {
          message = JSON.parse(text)
        } catch (error) {
          return { done: false, why: `that is no JSON: ${error instanceof Error ? error.message : ''}` }
        }
        const reached = server.publish(topic, message)
        const isAlone = desk.ops.cluster.others.length === 0
        const say = `Published to ${topic}: ${reached} heard it`
        return { done: true, say: isAlone ? say : `${say} on this node, and who listens on others` }
      }),
  },
}
