// Hono with live pages below /app, here on Node. Hono runs elsewhere as well, and the first half of this program with it.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { handler } from 'repartee/server'
import { House, lampsOf } from '../lamps.tsx'
import { told } from '../told.ts'

const house = new House()
const pages = handler({ pages: { '/': lampsOf(house) }, basePath: '/app' })

const app = new Hono()
app.all('/app/*', c => pages.fetch(c.req.raw))
app.get('/api/lamps', c => c.json({ lit: house.read() }))
app.post('/api/lamps', async c => {
  house.light((await c.req.json<{ by: number }>()).by)
  return c.json({ lit: house.read() })
})
app.notFound(c => c.text('There is nothing here.', 404))

const port = Number(process.env['PORT'] ?? 3000)
const server = serve({ fetch: app.fetch, port, hostname: 'localhost' }, told)
async function close(): Promise<void> {
  server.close()
  await pages.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
}
process.once('SIGTERM', () => void close())
