// What the server takes from Node, as far as it does, for a server that runs in a page.
// Invariant: everything random comes from `chance`, so a run can be played again. Nothing here is secret: a mark differs where its
// text or its key does, and that is all that delivery needs.
import type { Random } from './time.ts'

/** The world that is played sets these. */
export const chance: {
  random: Random
  immediately(task: () => void): void
  /** Returns how to call it off. */
  later(task: () => void, ms: number): () => void
  now(): number
} = {
  random: () => 0,
  immediately: task => task(),
  later: () => () => {},
  now: () => 0,
}

const TEXT = new TextEncoder()
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

class Bytes extends Uint8Array {
  override toString(form?: string): string {
    if (form === 'base64url') return base64(this)
    if (form === 'hex') return Array.from(this, byte => byte.toString(16).padStart(2, '0')).join('')
    return new TextDecoder().decode(this)
  }

  readInt32LE(at = 0): number {
    return new DataView(this.buffer, this.byteOffset).getInt32(at, true)
  }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = Math.min(3, bytes.length - at)
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    for (let n = 0; n <= left; n++) text += ALPHABET[(word >> (18 - 6 * n)) & 63]
  }
  return text
}

function fromBase64(text: string): Bytes {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 4) {
    const four = [0, 1, 2, 3].map(n => ALPHABET.indexOf(text[at + n] ?? 'A'))
    const word = (four[0]! << 18) | (four[1]! << 12) | (four[2]! << 6) | four[3]!
    const left = Math.min(4, text.length - at)
    for (let n = 0; n < left - 1; n++) bytes.push((word >> (16 - 8 * n)) & 255)
  }
  return Bytes.from(bytes) as Bytes
}

export const Buffer = {
  from(from: string | Uint8Array, form?: string): Bytes {
    if (typeof from !== 'string') return Bytes.from(from) as Bytes
    return form === 'base64url' ? fromBase64(from) : (Bytes.from(TEXT.encode(from)) as Bytes)
  },
  byteLength: (text: string): number => TEXT.encode(text).length,
  concat: (all: readonly Uint8Array[]): Bytes => Bytes.from(all.flatMap(each => [...each])) as Bytes,
}

/** 32 bytes that depend on all of the text. */
function digest(text: string): Bytes {
  const bytes = new Bytes(32)
  for (let part = 0; part < 8; part++) {
    let mark = 0x811c9dc5 ^ (part * 0x9e3779b1)
    for (let at = 0; at < text.length; at++) mark = Math.imul(mark ^ text.charCodeAt(at), 0x01000193)
    mark ^= mark >>> 15
    new DataView(bytes.buffer).setUint32(part * 4, mark >>> 0)
  }
  return bytes
}

interface Marking {
  update(text: string): Marking
  digest(form?: string): string | Bytes
}
const marking = (before: string): Marking => ({
  update: text => marking(before + String(text)),
  digest: form => (form === undefined ? digest(before) : digest(before).toString(form)),
})

/** node:crypto */
export const crypto = {
  randomBytes: (length: number): Bytes =>
    Bytes.from({ length }, () => Math.floor(chance.random() * 256)) as Bytes,
  randomUUID: (): string => crypto.randomBytes(16).toString('hex'),
  createHash: (): Marking => marking(''),
  createSecretKey: (key: Uint8Array): string => String(key),
  createHmac: (_: string, key: string): Marking => marking(`${key} `),
  timingSafeEqual: (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, at) => byte === b[at]),
}
