// The dashboard as a page, with its addresses for scripts: `/live`, `/snapshot`, `/metrics`.
// Invariant: closed unless `allow` says otherwise, or the visitor sits at this very machine in development; the same holds for all of
// its addresses.
import { PROMETHEUS_TYPE, type Ops } from 'repartee/ops'
import { page, type Page } from 'repartee/server'
import { dashboardOf, type DashboardProps } from './dashboard.tsx'
import { deskOf, isLocal, type DashboardOptions } from './desk.ts'
import { HOOKS_SOURCE } from './hooks.gen.ts'
import { answers } from './elsewhere.ts'
import { Looks } from './mirror.ts'
import { placeOf } from './place.ts'
import { STYLES } from './styles.ts'

/** What the component is given is seen when the page is asked for: a page that is read without scripts shows it, too. */
interface Params {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => Promise<{ readonly value: DashboardProps }>
    readonly types?: { readonly input: unknown; readonly output: DashboardProps }
  }
}

/**
 * A page that shows what `operations` knows, and lets operators act on it. Below it: `/live` (server-sent events: a snapshot, then what
 * changed), `/snapshot` (JSON), `/metrics` (for Prometheus).
 *
 * @example
 * const operations = ops([db, digest], { name: 'shop' })
 * await serve({
 *   pages: { '/': Shop, '/ops': dashboard(operations, { allow: who => who.principal === 'admin' }) },
 *   ops: operations,
 * })
 */
export function dashboard(operations: Ops, options: DashboardOptions = {}): Page<{}> {
  const desk = deskOf(operations, options)
  const looks = new Looks(desk)
  answers(desk)
  const isDevelopment = process.env['NODE_ENV'] !== 'production'
  const params: Params = {
    '~standard': {
      version: 1,
      vendor: 'repartee',
      async validate(value) {
        const place = placeOf(value as Record<string, unknown>)
        return { value: { place, seen: await looks.look(place) } }
      },
    },
  }
  return page(dashboardOf(desk, looks), {
    params,
    title: `${operations.name} · operations`,
    allow: options.allow ?? ((who, request) => isDevelopment && isLocal(who, request)),
    alone: true,
    styles: STYLES,
    hooks: HOOKS_SOURCE,
    routes: {
      '/live': () => answer(operations.live(), 'text/event-stream'),
      '/snapshot': () => answer(operations.snapshot(), 'application/json'),
      '/metrics': () => answer(operations.prometheus(), PROMETHEUS_TYPE),
    },
  })
}

const answer = (body: string | ReadableStream<Uint8Array>, type: string): Response =>
  new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-store' } })
