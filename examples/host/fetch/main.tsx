// No framework: a function from Request to Response with live pages below /app, as Bun.serve and Deno.serve take it.
// Node has no server of that kind; here a package carries the requests.
import { serve } from '@hono/node-server'
import { handler } from 'repartee/server'
import { House, lampsOf } from '../lamps.tsx'
import { told } from '../told.ts'

const house = new House()
const pages = handler({ pages: { '/': lampsOf(house) }, basePath: '/app' })

async function fetch(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === '/app' || pathname.startsWith('/app/')) return pages.fetch(request)
  if (pathname !== '/api/lamps') return new Response('There is nothing here.', { status: 404 })
  if (request.method === 'POST') house.light(((await request.json()) as { by: number }).by)
  return Response.json({ lit: house.read() })
}

const port = Number(process.env['PORT'] ?? 3000)
const server = serve({ fetch, port, hostname: 'localhost' }, told)
async function close(): Promise<void> {
  server.close()
  await pages.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
}
process.once('SIGTERM', () => void close())
