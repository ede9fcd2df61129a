import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { program } from '../traffic.fixture.tsx'
import type { Trial } from '../trial.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections()
})

/** A program whose own server answers so. */
async function tried(answer: RequestListener) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const made = program([], { origin: `http://127.0.0.1:${port}` })
  const send = (fields: Readonly<Record<string, string>>, principal?: string) =>
    made.does({ do: 'endpoint.try', target: 'shop~GET /cart' }, fields, principal)
  return { ...made, seen, send }
}
const trialOf = (did: { readonly done: boolean; readonly result?: unknown }): Trial => did.result as Trial

describe('trying an endpoint', () => {
  it('tells status, headers and body, and is written down without query and body', async () => {
    const { send, audited, seen } = await tried((request, response) => {
      request.resume()
      response.writeHead(201, { 'content-type': 'application/json', 'x-shop': 'yes' }).end('{"id":7}')
    })
    const did = await send({ method: 'POST', path: '/orders?key=hidden', body: '{"card":1}' })
    expect(trialOf(did)).toMatchObject({ status: 201, text: '{"id":7}', bytes: 8, cut: false })
    expect(trialOf(did).headers).toContainEqual(['x-shop', 'yes'])
    expect(seen).toEqual(['POST /orders?key=hidden'])
    expect(audited()).toMatchObject({ who: 'ada', what: 'endpoint.try', target: 'shop~GET /cart', why: null })
    expect(JSON.parse(audited()?.after ?? '')).toEqual({ method: 'POST', path: '/orders', status: 201 })
  })

  it('is for operators only, and what a viewer tried is written down', async () => {
    const { send, audited, seen } = await tried((_, response) => response.end())
    expect(await send({ method: 'GET', path: '/' }, 'eve')).toEqual({
      done: false,
      why: 'only operators may do that',
    })
    expect(audited()?.why).toBe('only operators may do that')
    expect(seen).toEqual([])
  })

  it.each([
    ['', 'one slash'],
    ['cart', 'one slash'],
    ['//elsewhere.test/', 'one slash'],
    ['/\\elsewhere.test/', 'one slash'],
    ['/\t/elsewhere.test/', 'one slash'],
    ['/\n\\elsewhere.test/', 'one slash'],
    ['http://elsewhere.test/', 'one slash'],
    [`/${'x'.repeat(3000)}`, 'one slash'],
  ])('goes to no other origin: %j is refused', async (path, why) => {
    const { send, seen } = await tried((_, response) => response.end())
    expect(await send({ method: 'GET', path })).toMatchObject({
      done: false,
      why: expect.stringContaining(why),
    })
    expect(seen).toEqual([])
  })

  it('stays at the origin whatever dots a path has', async () => {
    const { send, seen } = await tried((_, response) => response.end())
    await send({ method: 'GET', path: '/a/../../../etc' })
    expect(seen).toEqual(['GET /etc'])
  })

  it('refuses other methods, other types, a body for GET and one that is too long', async () => {
    const { send, seen } = await tried((_, response) => response.end())
    expect(await send({ method: 'TRACE', path: '/' })).toMatchObject({ done: false })
    expect(await send({ method: 'POST', path: '/', type: 'text/html\r\nx: y' })).toMatchObject({
      done: false,
    })
    expect(await send({ method: 'GET', path: '/', body: 'x' })).toMatchObject({ why: 'GET brings no body' })
    expect(await send({ method: 'POST', path: '/', body: 'x'.repeat(70_000) })).toMatchObject({ done: false })
    expect(seen).toEqual([])
  })

  it('does not follow redirects', async () => {
    const { send, seen } = await tried((_, response) =>
      response.writeHead(302, { location: 'http://elsewhere.test/' }).end(),
    )
    const did = await send({ method: 'GET', path: '/' })
    expect(trialOf(did).status).toBe(302)
    expect(trialOf(did).headers).toContainEqual(['location', 'http://elsewhere.test/'])
    expect(seen).toHaveLength(1)
  })

  it('reads no more than 64 kB, and ends the rest', async () => {
    let closed: Promise<void> | undefined
    const { send } = await tried((_, response) => {
      closed = new Promise(resolve => response.on('close', () => resolve()))
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        response.once('drain', more)
      }
      response.writeHead(200, { 'content-type': 'text/plain' })
      more()
    })
    const trial = trialOf(await send({ method: 'GET', path: '/' }))
    expect([trial.bytes, trial.cut]).toEqual([65_536, true])
    expect(trial.text).toHaveLength(16_000)
    await closed
  })

  it('waits ten seconds for an answer, and no longer', async () => {
    let arrived = (): void => {}
    const asked = new Promise<void>(resolve => (arrived = resolve))
    const { send, outside, audited } = await tried(() => arrived())
    const did = send({ method: 'GET', path: '/' })
    await asked
    await outside.pass(10_000)
    expect(await did).toEqual({ done: false, why: 'there was no answer within 10 s' })
    expect(audited()?.why).toBe('there was no answer within 10 s')
  })

  it('says why there was no answer', async () => {
    const { does } = program([], { origin: 'http://127.0.0.1:1' })
    const did = await does({ do: 'endpoint.try', target: 'x' }, { method: 'GET', path: '/' })
    expect(did).toMatchObject({ done: false, why: expect.stringContaining('there was no answer: ') })
  })

  it('keeps the values of cookies, and bodies that are no text, to itself', async () => {
    const { send } = await tried((_, response) =>
      response
        .writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'session=hidden; Path=/' })
        .end(Buffer.from([1, 2, 3])),
    )
    const trial = trialOf(await send({ method: 'GET', path: '/' }))
    expect(trial).toMatchObject({ text: null, bytes: 3 })
    expect(trial.headers).toContainEqual(['set-cookie', 'session=…'])
  })

  it('is refused where no origin was given', async () => {
    const did = await program().does({ do: 'endpoint.try', target: 'x' }, { method: 'GET', path: '/' })
    expect(did).toMatchObject({ done: false, why: expect.stringContaining('origin') })
  })
})

describe('the form for it', () => {
  const AT = `?screen=endpoints&id=${encodeURIComponent('shop~GET /cart')}`

  it('is filled in by what the endpoint is called, and shows what was answered', async () => {
    const { page, asked } = await tried((_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('two apples'),
    )
    await asked()
    const talk = await page(AT)
    expect([talk.value('Method'), talk.value('Path at', 0)]).toEqual(['GET', '/cart'])
    await talk.click('Send').settle()
    talk.shows('200 OK', 'GET /cart', '10 B', 'two apples')
  })

  it('forgets what was answered on another page', async () => {
    const { page, asked } = await tried((_, response) => response.end('two apples'))
    await asked()
    const talk = await page(AT)
    await talk.click('Send').settle()
    await talk.click('Endpoints', 'GET /cart').settle()
    await talk.click('/cart').settle()
    talk.shows('Try it').lacks('two apples')
  })

  it('asks before it sends what may change something', async () => {
    const { page, asked, seen } = await tried((request, response) => {
      request.resume()
      response.end('done')
    })
    await asked()
    const talk = await page(AT)
    await talk.choose('Method', 'DELETE').click('Send').settle()
    talk.shows('Send DELETE /cart? It is done for real.')
    expect(seen).toEqual([])
    await talk.click('Try').settle()
    expect(seen).toEqual(['DELETE /cart'])
  })

  it('is not there for viewers, in the past, without an origin, or for what has no address', async () => {
    const { page, asked, operations, outside } = await tried((_, response) => response.end())
    await asked()
    await asked({ endpoint: 'topic said', transport: 'topic' })
    operations.history.keep()
    ;(await page(AT, 'eve')).lacks('Try it')
    ;(await page(`${AT}&at=${outside.now()}`)).lacks('Try it')
    ;(await page(`?screen=endpoints&id=${encodeURIComponent('shop~topic said')}`)).lacks('Try it')
    const without = program()
    await without.asked()
    ;(await without.page(AT)).lacks('Try it')
  })
})
