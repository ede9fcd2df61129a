// Express with live pages below /app. Whatever is no live page is passed on to the routes that follow.
import express from 'express'
import { handler } from 'repartee/server'
import { House, lampsOf } from '../lamps.tsx'
import { told } from '../told.ts'

const house = new House()
const pages = handler({ pages: { '/': lampsOf(house) }, basePath: '/app' })

const app = express()
// Before body parsers: events are read by the pages.
app.use(pages.node)
app.use(express.json())
app.get('/api/lamps', (_request, response) => void response.json({ lit: house.read() }))
app.post('/api/lamps', ({ body }: { body: { by: number } }, response) => {
  house.light(body.by)
  response.json({ lit: house.read() })
})
app.use((_request, response) => void response.status(404).type('text').send('There is nothing here.'))

const server = app.listen(Number(process.env['PORT'] ?? 3000), 'localhost', () => told(server.address()))
async function close(): Promise<void> {
  server.close()
  await pages.close()
  server.closeAllConnections()
}
process.once('SIGTERM', () => void close())
