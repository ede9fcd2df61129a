// What a visitor's requests show who opened a conversation long ago: worked out from the server's secret, so that nothing has to be kept of
// a million of them. It says what src/server/session.ts says; where it does not, the server refuses, and the bench stops.
import { createHash, createHmac } from 'node:crypto'

export const SECRET = 'a secret that only this bench has'

const sign = (text: string): string => createHmac('sha256', SECRET).update(text).digest('base64url')

/** The nth of many ids, no two of which are alike and which come in no order. */
export const idOf = (what: string, n: number): string =>
  createHash('sha256').update(`${what} ${n}`).digest().subarray(0, 16).toString('base64url')

/** The headers that belong to a conversation of a session. */
export function proofOf(cid: string, session: string): string {
  const token = sign(`token ${cid} ${session}`).slice(0, 22)
  return `Cookie: rp=${session}.${sign(`session ${session}`)}\r\nrp-token: ${token}\r\n`
}
