// A copy of a conversation, for a tab that was duplicated from one that is still there.
// Invariant: it is asked for until there is an answer that can be the server's own.
// Loaded when it is needed; it is given what it shares with the client.
import { TOKEN_HEADER, type Forked } from '../wire/index.ts'
import type { Where } from './place.ts'

/** Resolves to where the copy is; undefined if there is nothing that can be copied, or once it is wanted no more. */
export async function forked(
  where: Where,
  isWanted: () => boolean,
  wait: (failures: number, headers: Headers | undefined) => Promise<void>,
): Promise<Where | undefined> {
  for (let failures = 0; isWanted(); failures++) {
    const response = await fetch(`${where.base}/fork/${where.cid}`, {
      method: 'POST',
      headers: { [TOKEN_HEADER]: where.token },
    }).catch(() => {})
    const made = response?.ok && ((await response.json().catch(() => {})) as Forked | undefined)
    if (!isWanted()) return undefined
    if (made) return { ...where, ...made, from: [...(where.from ?? []), where.cid] }
    if (response && [403, 404, 410].includes(response.status)) return undefined
    await wait(failures, response?.headers)
  }
  return undefined
}
