// What things are called in the server: keys of records, wakes, batons and allowances; leases of nodes; channels.
// Invariant: what one script touches has one `{slot}`, so a cluster keeps it in one place. Names are the same in every version of repartee.
// Does not know what is kept.

/** What is due is kept in so many sets. */
export const SLOTS = 64

export interface Names {
  /** The beginning of every record's key in that slot. */
  records(slot: number): string
  record(cid: string): string
  /** What is due in that slot, by time. */
  wakes(slot: number): string
  wakesOf(cid: string): string
  baton(key: string): string
  allowance(key: string): string
  lease(node: string): string
  inbox(node: string): string
  topic(name: string): string
  /** The topic of that channel; undefined for an inbox. */
  topicOf(channel: string): string | undefined
}

export function namesOf(prefix: string): Names {
  const topics = `${prefix}:t:`
  const records = (slot: number): string => `${prefix}:{${slot}}:c:`
  const wakes = (slot: number): string => `${prefix}:{${slot}}:w`
  return {
    records,
    record: cid => records(slotOf(cid)) + cid,
    wakes,
    wakesOf: cid => wakes(slotOf(cid)),
    baton: key => `${prefix}:{${slotOf(key)}}:b:${key}`,
    allowance: key => `${prefix}:{${slotOf(key)}}:l:${key}`,
    lease: node => `${prefix}:n:${node}`,
    inbox: node => `${prefix}:in:${node}`,
    topic: name => topics + name,
    topicOf: channel => (channel.startsWith(topics) ? channel.slice(topics.length) : undefined),
  }
}

function slotOf(name: string): number {
  let mixed = 0
  for (let at = 0; at < name.length; at++) mixed = Math.imul(mixed ^ name.charCodeAt(at), 0x5bd1e995)
  return ((mixed ^ (mixed >>> 15)) >>> 0) % SLOTS
}
