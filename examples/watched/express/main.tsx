// An Express program that is watched: three lines, and its dashboard is at /ops. Its own routes know nothing of it.
import express from 'express'
import { dashboard } from 'repartee/dashboard'
import { handler } from 'repartee/server'
import { told } from '../../host/told.ts'
import { orderOf, watchedOf } from '../orders.ts'

const watched = watchedOf('orders, by Express')
const watch = watched.express()
const pages = handler({ pages: { '/ops': dashboard(watched) }, ops: watched })

const app = express()
// The dashboard first: it is not to be seen in what it shows.
app.use(pages.node)
app.use(watch)
app.use(express.json())
app.get('/orders/:id', async (request, response) => {
  const order = await orderOf(watched, request.params.id)
  response.status(order === undefined ? 404 : 200).json(order ?? null)
})
app.post('/orders', () => {
  throw new Error('nobody takes orders')
})
// Without this errors are counted, but have no stacks.
app.use(watch.errors)
app.use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
  response.status(500).json(null)
})

const server = app.listen(Number(process.env['PORT'] ?? 3000), 'localhost', () => told(server.address()))
async function close(): Promise<void> {
  server.close()
  await pages.close()
  server.closeAllConnections()
}
process.once('SIGTERM', () => void close())
