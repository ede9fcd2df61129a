// Fastify with live pages below /app. A hook before Fastify reads bodies; whatever is no live page goes on to the routes.
import { fastify } from 'fastify'
import { handler } from 'repartee/server'
import { House, lampsOf } from '../lamps.tsx'
import { told } from '../told.ts'

const house = new House()
const pages = handler({ pages: { '/': lampsOf(house) }, basePath: '/app' })

const app = fastify({ forceCloseConnections: true })
app.addHook('onRequest', (request, reply, next) => pages.node(request.raw, reply.raw, () => next()))
// Fastify waits for answers that are under way, and a stream is one.
app.addHook('preClose', () => pages.close())
app.get('/api/lamps', () => ({ lit: house.read() }))
app.post<{ Body: { by: number } }>('/api/lamps', ({ body }) => {
  house.light(body.by)
  return { lit: house.read() }
})
app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('There is nothing here.'))

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: 'localhost' })
told(app.server.address())
process.once('SIGTERM', () => void app.close())
