// A program with something of everything that runs, in virtual time, and its dashboard as operators and viewers open it, in-process.
import { dashboard } from 'repartee/dashboard'
import { limit, ops, resource, worker, type AuditEntry, type Ops } from 'repartee/ops'
import { visit, type Talk } from 'repartee/testing'
import { virtualOutside, type VirtualOutside } from '../ops/outside.fixture.ts'
import { deskOf, type Desk } from './desk.ts'
import { lookAt } from './look.ts'
import { placeOf } from './place.ts'

export interface Room {
  readonly operations: Ops
  readonly outside: VirtualOutside
  readonly desk: Desk
  /** What the resource `cache` answers with when it is checked; undefined: it is well. */
  trouble: string | undefined
  /** The dashboard at an address; `eve` is a viewer. */
  open(query?: string, principal?: string): Promise<Talk>
  /** What a screen takes at an address. */
  data<D>(query: string): D
  /** Carries out what was done, and lets what follows from it reach the page. */
  after(talk: Talk): Promise<void>
  audited(): readonly AuditEntry[]
  /** Work that was measured, and what was thrown in it. */
  work(endpoint: string, tookMs?: number, error?: unknown): Promise<void>
}

export async function room(): Promise<Room> {
  const outside = virtualOutside()
  let trouble: string | undefined
  const abroad = (signal: AbortSignal): Promise<void> =>
    new Promise(done => signal.addEventListener('abort', () => done()))
  const operations = ops(
    [
      worker('mailer', async run => (run.beat(), run.log('sent one'), abroad(run.signal)), {
        silentAfterMs: 60_000,
        description: 'Sends mail',
      }),
      worker('indexer', async () => {
        throw new Error('the index is locked')
      }),
      limit('sign-in', { rate: '2/minute', by: 'ip' }),
      limit('uploads', { rate: '10/hour', by: 'everyone' }),
      resource('users-db', { kind: 'database', open: () => ({}) }),
      resource('cache', {
        kind: 'cache',
        open: () => ({}),
        check: () => (trouble === undefined ? Promise.resolve() : Promise.reject(new Error(trouble))),
      }),
    ],
    { name: 'shop', outside, slowMs: 100 },
  )
  const role = (principal: unknown) => (principal === 'eve' ? ('viewer' as const) : ('operator' as const))
  const desk = deskOf(operations, { role })
  const pages = { '/ops': dashboard(operations, { allow: () => true, role }) }
  operations.start()
  await outside.pass(2500)
  return {
    operations,
    outside,
    desk,
    get trouble() {
      return trouble
    },
    set trouble(why) {
      trouble = why
    },
    open: (query = '', principal = 'ada') => visit(pages, `/ops${query}`, { principal }),
    data: <D,>(query: string) =>
      lookAt(desk, placeOf(Object.fromEntries(new URLSearchParams(query)))).data as D,
    async after(talk) {
      await talk.settle()
      await outside.pass(300)
      talk.pass(300)
      await talk.settle()
    },
    audited: () => operations.audit.read(),
    async work(endpoint, tookMs = 5, error) {
      const measured = operations.begin({ service: 'shop', endpoint, transport: 'http' })
      await measured?.run(async () => {
        await operations.span('users', () => outside.pass(tookMs), { resource: 'users-db' })
      })
      measured?.end(error === undefined ? { status: 200 } : { status: 500, error })
    },
  }
}

/** JSON of an audit entry, as values. */
export const values = ({ before, after }: AuditEntry): readonly unknown[] =>
  [before, after].map(text => (text === null ? undefined : JSON.parse(text)))
