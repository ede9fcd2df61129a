// A Hono program that is watched: its dashboard is at /ops, behind a password. Its own routes know nothing of it.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { HTTPException } from 'hono/http-exception'
import { dashboard } from 'repartee/dashboard'
import { handler } from 'repartee/server'
import { told } from '../../host/told.ts'
import { orderOf, watchedOf } from '../orders.ts'

const watched = watchedOf('orders, by Hono')
// Through `fetch` nobody knows from where a visitor comes, so it says who may see it: those whom Hono has let in.
const pages = handler({ pages: { '/ops': dashboard(watched, { allow: () => true }) }, ops: watched })
const password = process.env['OPS_PASSWORD'] ?? 'open sesame'

const app = new Hono()
// The dashboard first: it is not to be seen in what it shows.
for (const path of ['/ops/*', '/_rp/*']) {
  app.use(path, basicAuth({ username: 'ops', password }))
  app.all(path, c => pages.fetch(c.req.raw))
}
app.use(watched.hono())
app.get('/orders/:id', async c => {
  const order = await orderOf(watched, c.req.param('id'))
  return c.json(order ?? null, order === undefined ? 404 : 200)
})
app.post('/orders', () => {
  throw new Error('nobody takes orders')
})
app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : c.json(null, 500)))

const port = Number(process.env['PORT'] ?? 3000)
const server = serve({ fetch: app.fetch, port, hostname: 'localhost' }, told)
async function close(): Promise<void> {
  server.close()
  await pages.close()
  if ('closeAllConnections' in server) server.closeAllConnections()
}
process.once('SIGTERM', () => void close())
