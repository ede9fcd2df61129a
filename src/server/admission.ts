// Whether a visitor may come in: who asks, and what the page's rules say of them.
// Invariant: whoever brings no session is asked about as somebody new; nothing is remembered of who was turned away.
// Does not know what is asked for.
import type { Asked } from './exchange.ts'
import type { Rules, Visitor } from './options.ts'
import { randomId } from './session.ts'
import type { Session } from './session.ts'

export interface Admission {
  readonly who: Visitor
  readonly isAllowed: boolean
}

/** `known`: the session that the request proved. Rejects with what the program's own functions throw. */
export async function admit(
  asked: Asked,
  known: Session | undefined,
  { allow }: Rules,
  principalOf: ((request: Request) => unknown) | undefined,
): Promise<Admission> {
  const principal = known?.principal ?? (await principalOf?.(asked.request())) ?? null
  const who = { session: known?.id ?? randomId(), ip: asked.ip, principal }
  return { who, isAllowed: allow === undefined || (await allow(who, bodiless(asked.request()))) }
}

/** What decides must not take away the body from what answers. */
const bodiless = (request: Request): Request =>
  request.body === null
    ? request
    : new Request(request.url, { method: request.method, headers: request.headers })
