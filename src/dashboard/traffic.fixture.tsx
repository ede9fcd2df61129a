// A program that is watched, in virtual time, and its dashboard as a person reads it.
import { dashboard } from 'repartee/dashboard'
import { ops, type AuditEntry, type Op, type Transport } from 'repartee/ops'
import { visit } from 'repartee/testing'
import { virtualOutside } from '../ops/outside.fixture.ts'
import { deskOf, type DashboardOptions } from './desk.ts'
import { lookAt } from './look.ts'
import { placeOf } from './place.ts'
import type { Act } from './screen.ts'
import { perform } from './verbs.ts'

interface Asked {
  readonly service?: string
  readonly endpoint?: string
  readonly transport?: Transport
  readonly ms?: number
  readonly status?: number
  readonly error?: unknown
  /** Resources and services that are used on the way. */
  readonly resource?: string
  readonly calls?: string
}

const OPTIONS: DashboardOptions = {
  allow: () => true,
  role: principal => (principal === 'eve' ? 'viewer' : 'operator'),
}

export function program(declared: readonly Op[] = [], options: DashboardOptions = {}) {
  const outside = virtualOutside()
  const operations = ops(declared, { name: 'shop', outside })
  const all = { ...OPTIONS, ...options }
  const desk = deskOf(operations, all)
  const pages = { '/ops': dashboard(operations, all) }
  return {
    outside,
    operations,
    desk,
    /** Does a piece of work that takes so long. */
    async asked(of: Asked = {}): Promise<void> {
      const { service = 'shop', endpoint = 'GET /cart', transport = 'http', ms = 5, status = 200 } = of
      const [, method = '', path = ''] = /^([A-Z]+) (.*)$/.exec(endpoint) ?? []
      const work = operations.begin({
        service,
        endpoint,
        transport,
        ...(method !== '' && { method, path }),
      })
      const { resource, calls, error } = of
      if (resource !== undefined) work?.span('use', () => {}, { resource })
      if (calls !== undefined) work?.span('call', () => {}, { service: calls })
      await outside.pass(ms)
      work?.end(error === undefined ? { status } : { status: 500, error })
    },
    /** Begins what is declared; not the process's figures, which are real. */
    start(): void {
      const { resources, workers, crons } = operations
      resources.start()
      workers.start()
      crons.start()
    },
    async close(): Promise<void> {
      const closing = operations.close(1000)
      await outside.pass(2000)
      await closing
    },
    /** What a screen takes at an address. */
    data: <D,>(query: string): D =>
      lookAt(desk, placeOf(Object.fromEntries(new URLSearchParams(query)))).data as D,
    page: (query: string, principal: string = 'ada') => visit(pages, `/ops${query}`, { principal }),
    does: (act: Act, fields: Readonly<Record<string, string>> = {}, principal = 'ada') =>
      perform(desk, act, fields, { cid: 'x'.repeat(22), principal }),
    audited: (): AuditEntry | undefined => operations.audit.read()[0],
  }
}
