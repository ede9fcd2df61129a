// A Fastify program that is watched: its dashboard is at /ops. Its own routes know nothing of it.
import { fastify } from 'fastify'
import { dashboard } from 'repartee/dashboard'
import { handler } from 'repartee/server'
import { told } from '../../host/told.ts'
import { orderOf, watchedOf } from '../orders.ts'

const watched = watchedOf('orders, by Fastify')
const pages = handler({ pages: { '/ops': dashboard(watched) }, ops: watched })

const app = fastify({ forceCloseConnections: true })
// The dashboard first: it is not to be seen in what it shows.
app.addHook('onRequest', (request, reply, next) => pages.node(request.raw, reply.raw, () => next()))
await app.register(watched.fastify())
app.addHook('preClose', () => pages.close())
app.get<{ Params: { id: string } }>('/orders/:id', async ({ params }, reply) => {
  const order = await orderOf(watched, params.id)
  return reply.code(order === undefined ? 404 : 200).send(order ?? null)
})
app.post('/orders', () => {
  throw new Error('nobody takes orders')
})

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: 'localhost' })
told(app.server.address())
process.once('SIGTERM', () => void app.close())
