// A server that is there already, with live pages below /app: beside them its own pages, its own routes, and lamps that all share.
// The folders beside this file have the lamps in Express, Fastify, Hono, and where all there is is a function called fetch.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { component } from 'repartee'
import { handler, page } from 'repartee/server'
import { House, lampsOf } from './lamps.tsx'

const house = new House()
const Lamps = lampsOf(house)
const style = readFileSync(new URL('style.css', import.meta.url), 'utf8')

const Live = component({
  name: 'live',
  state: () => ({}),
  on: {},
  view: () => (
    <main>
      <h1>The lamps</h1>
      <Lamps />
      <a href="/">Back to the house</a>
    </main>
  ),
})

const app = handler({
  pages: { '/': page(Live, { title: 'The lamps' }) },
  basePath: '/app',
  styles: style,
})

/** What the server did before, and still does. */
function own({ method, url }: IncomingMessage, response: ServerResponse): void {
  const say = (status: number, type: string, body: string): void =>
    void response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body)
  if (url === '/') return say(200, 'text/html', home(house.read()))
  if (url === '/style.css') return say(200, 'text/css', style)
  if (url === '/api/lamps' && method === 'POST') house.light(1)
  if (url === '/api/lamps') return say(200, 'application/json', JSON.stringify({ lit: house.read() }))
  say(404, 'text/plain', 'There is nothing here.')
}

const home = (lit: number): string => `<!doctype html>
<html lang="en">
  <meta name="viewport" content="width=device-width">
  <title>The house</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/style.css">
  <main>
    <h1>The house</h1>
    <p>A page of the server’s own, as it always was. ${lit} of the lamps were lit when it was made.</p>
    <a href="/app">See the lamps live</a>
  </main>
</html>`

// Whatever is no live page is passed on.
const server = createServer((request, response) => app.node(request, response, () => own(request, response)))
server.listen(Number(process.env['PORT'] ?? 3000), 'localhost', () => {
  const { port } = server.address() as AddressInfo
  console.log(`The house is open at http://localhost:${port}`)
})

async function close(): Promise<void> {
  server.close()
  await app.close()
  server.closeAllConnections()
}
process.once('SIGTERM', () => void close())
