// Express that does to a request whatever it can before the pages are asked: parsers, a cookie, and a mount that cuts off the base.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { handler } from 'repartee/server'
import { Counter } from '../../examples/counter.tsx'

const pages = handler({ pages: { '/': Counter }, basePath: '/app' })
const app = express()
app.use(express.json(), express.urlencoded(), express.text())
app.use((_request, response, next) => {
  response.cookie('theme', 'dark')
  next()
})
app.use('/app', pages.node)
app.use((_request, response) => void response.status(404).type('text').send('There is nothing here.'))

const server = app.listen(0, 'localhost', () =>
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`),
)
