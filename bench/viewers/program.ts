// The process that is measured: a program on node:http whose every request is watched, with its dashboard beside.
// It says its port, and when asked how much CPU it has used; it ends when whoever started it does.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dashboard } from 'repartee/dashboard'
import { ops } from 'repartee/ops'
import { handler } from 'repartee/server'

/** Of the program: `/things/0` and so on. */
const ENDPOINTS = Number(process.argv[2] ?? 50)

const watched = ops([], { name: 'bench' })
const pages = handler({
  pages: { '/ops': dashboard(watched, { allow: () => true }) },
  ops: watched,
  limits: { pagesPerSecond: 1e9 },
})
const paths = new Set(Array.from({ length: ENDPOINTS }, (_, at) => `/things/${at}`))
const own = watched.node(
  (request, response) => {
    const things = watched.span('things', () => ['one', 'two', 'three'], { resource: 'database' })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ things, url: request.url }))
  },
  { pattern: ({ url = '' }) => (paths.has(url) ? url : undefined) },
)
const server = createServer((request, response) => {
  if (request.url?.startsWith('/ops')) pages.node(request, response)
  else own(request, response)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system })
})
process.on('disconnect', () => process.exit(0))
