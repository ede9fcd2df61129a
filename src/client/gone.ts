// Why a conversation is over, as an answer says it.
import { GONE_HEADER, type Gone } from '../wire/index.ts'

/** What a 410 says. */
export function goneOf(headers: Headers): Gone {
  const [why, reference = ''] = (headers.get(GONE_HEADER) ?? 'unknown').split(' ')
  return { why: why as Gone['why'], reference }
}
