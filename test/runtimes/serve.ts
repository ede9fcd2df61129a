// Pages through `fetch` in whatever runtime this is run by: it says where it listens.
import { serve } from '@hono/node-server'
import { handler } from 'repartee/server'
import { Counter } from '../../examples/counter.tsx'

type Fetch = (request: Request) => Promise<Response>

interface Runtimes {
  readonly Bun?: {
    serve(options: { fetch: Fetch; port: number; hostname: string }): { readonly port: number }
  }
  readonly Deno?: {
    serve(
      options: { port: number; hostname: string; onListen(at: { readonly port: number }): void },
      fetch: Fetch,
    ): unknown
  }
}

const { Bun, Deno } = globalThis as Runtimes
const { fetch } = handler({ pages: { '/': Counter } })
const say = (port: number): void => console.log(`http://127.0.0.1:${port}`)
const at = { port: 0, hostname: '127.0.0.1' }

if (Bun !== undefined) say(Bun.serve({ ...at, fetch }).port)
else if (Deno !== undefined) Deno.serve({ ...at, onListen: ({ port }) => say(port) }, fetch)
else serve({ ...at, fetch }, ({ port }) => say(port))
