// What a dashboard works on: one program's operations, who may do what, and where it stands.
// Does not know screens.
import type { Ops } from 'repartee/ops'
import type { Inspection, Visitor } from 'repartee/server'
import { Memo } from './memo.ts'
import { Replays } from './replays.ts'

/** A viewer sees everything and changes nothing. */
export type Role = 'viewer' | 'operator'

export interface DashboardOptions {
  /** Where the dashboard is mounted, below the base path. Default: `/ops`. */
  readonly at?: string
  /**
   * Who may see it. Default: nobody; in development (`NODE_ENV` is not `production`) whoever comes from this very machine.
   *
   * @example
   * allow: (who, request) => isStaff(who.principal) || request.headers.get('authorization') === `Bearer ${key}`
   */
  readonly allow?: (who: Visitor, request: Request) => boolean | Promise<boolean>
  /** What they may do, by their principal. Asked before each act, too. Default: `operator` for all who may see it. */
  readonly role?: (principal: unknown) => Role
  /** What the audit log calls them. Default: the principal's `name`, `id` or `email`, else `somebody`. */
  readonly who?: (principal: unknown) => string
  /** Where endpoints are tried out, e.g. `http://localhost:3000`. Default: they are not. */
  readonly origin?: string
}

export interface Desk {
  readonly ops: Ops
  readonly at: string
  readonly origin: string | undefined
  readonly role: (principal: unknown) => Role
  readonly who: (principal: unknown) => string
  /** The conversations of the server that was given the same operations; undefined where none was. */
  readonly inspection: () => Inspection | undefined
  /** Whether a conversation is in this node's memory. */
  readonly has: (cid: string) => boolean
  /** What screens need not compute anew each time. */
  readonly memo: Memo
  /** What came of replays that were asked for. */
  readonly replays: Replays
}

export function deskOf(
  ops: Ops,
  { at = '/ops', role = () => 'operator', who = nameOf, origin }: DashboardOptions,
): Desk {
  const isServer = (it: object): it is Inspection => 'find' in it && 'look' in it
  const inspection = (): Inspection | undefined => ops.attached.find(isServer)
  const has = (cid: string): boolean => inspection()?.find({ cid, limit: 1 }).rows[0]?.cid === cid
  return { ops, at, origin, role, who, inspection, has, memo: new Memo(), replays: new Replays() }
}

function nameOf(principal: unknown): string {
  if (typeof principal === 'string' && principal !== '') return principal.slice(0, 100)
  if (typeof principal === 'object' && principal !== null)
    for (const key of ['name', 'id', 'email']) {
      const name = (principal as Readonly<Record<string, unknown>>)[key]
      if (typeof name === 'string' || typeof name === 'number') return String(name).slice(0, 100)
    }
  return 'somebody'
}

/** From this very machine, and through no proxy. */
export function isLocal(who: Visitor, request: Request): boolean {
  const direct = !request.headers.has('x-forwarded-for') && !request.headers.has('forwarded')
  return direct && /^(?:127\.|::1$|::ffff:127\.)/.test(who.ip)
}
