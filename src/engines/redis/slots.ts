// Which server of a cluster has what: the slot of a name, and the owners of slots as its servers tell them.
// Invariant: where they disagree the newest word counts (config-epoch): one that was replaced while it stood still does not know it yet.
// Does not connect.
import type { Host } from './address.ts'

export const CLUSTER_SLOTS = 16_384

export interface Member {
  readonly at: Host
  readonly isPrimary: boolean
  readonly epoch: number
  /** First and last slot of each run of slots that it has. */
  readonly ranges: readonly (readonly [number, number])[]
}

/** What a server says of all (CLUSTER NODES). `asked`: where it was asked, for it may not know its own address. */
export function membersOf(text: string, asked: Host): readonly Member[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      const [, address = '', flags = '', , , , epoch = '', , ...slots] = line.split(' ')
      const at = hostOf(address, asked)
      const marks = flags.split(',')
      if (at === undefined || ['noaddr', 'handshake'].some(mark => marks.includes(mark))) return []
      // Slots that are on their way stand in brackets.
      const ranges = slots.filter(slot => slot !== '' && !slot.startsWith('[')).map(rangeOf)
      return [{ at, isPrimary: marks.includes('master'), epoch: Number(epoch), ranges }]
    })
}

/** The owner of each slot. */
export function ownersOf(members: readonly Member[]): readonly (Host | undefined)[] {
  const owners: (Member | undefined)[] = Array.from({ length: CLUSTER_SLOTS })
  for (const member of members.filter(({ isPrimary }) => isPrimary)) {
    for (const [first, last] of member.ranges) {
      for (let slot = first; slot <= last; slot++) {
        if (member.epoch >= (owners[slot]?.epoch ?? 0)) owners[slot] = member
      }
    }
  }
  return owners.map(owner => owner?.at)
}

/** By what stands between the first braces, if there is anything, else by all of it. */
export function slotOf(name: string): number {
  const open = name.indexOf('{')
  const close = open === -1 ? -1 : name.indexOf('}', open + 1)
  const tag = close > open + 1 ? name.slice(open + 1, close) : name
  let crc = 0
  for (const byte of Buffer.from(tag)) crc = ((crc << 8) & 0xffff) ^ (CRC[((crc >> 8) ^ byte) & 0xff] ?? 0)
  return crc % CLUSTER_SLOTS
}

/** CRC-16 by the polynomial x^16 + x^12 + x^5 + 1. */
const CRC: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff
  return crc
})

function rangeOf(text: string): readonly [number, number] {
  const [first = '', last = first] = text.split('-')
  return [Number(first), Number(last)]
}

/** `ip:port@bus,hostname,more`; a name that is announced is meant to be used. */
function hostOf(text: string, asked: Host): Host | undefined {
  const [where = '', name = ''] = text.split(',')
  const at = /^(.*):(\d+)(?:@\d+)?$/.exec(where)
  if (at === null || at[2] === '0') return undefined
  return { host: name || at[1] || asked.host, port: Number(at[2]) }
}
