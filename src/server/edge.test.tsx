import { call, component, fail, io, watch } from 'repartee'
import { memory } from 'repartee/engines'
import type { Trouble } from 'repartee/kernel'
import { page } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Booking } from '../../examples/booking.tsx'
import { Chat } from '../../examples/chat.tsx'
import { Clock } from '../../examples/clock.tsx'
import { Confirm } from '../../examples/confirm.tsx'
import { Counter } from '../../examples/counter.tsx'
import { Rows } from '../../examples/rows.tsx'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

function serving(more: Record<string, unknown> = {}) {
  const clock = standing()
  const engine = memory({ clock })
  const onTrouble = vi.fn<(trouble: Trouble, cid: string) => void>()
  const edge = edgeOf(
    {
      pages: {
        '/': Counter,
        '/book': Booking,
        '/rows': Rows,
        '/clock': Clock,
        '/chat/:room': Chat,
        '/closed': page(Counter, { allow: () => false }),
        '/broken': Broken,
        '/source': Watcher,
      },
      engine,
      onTrouble,
      secret: 'a secret of sixteen',
      ...more,
    },
    { clock },
  )
  const handler = handlerOf(edge)
  open.push(handler)
  const visitor = () => new Visitor(request => handler.fetch(request))
  return { clock, engine, edge, handler, visitor, onTrouble }
}

const Broken = component({
  name: 'broken',
  state: () => ({ n: 0 }),
  on: {
    inc: s => ({ n: s.n + 1 }),
    fail: () => {
      throw new Error('the secret reason')
    },
  },
  view: (s, on) => (
    <p>
      {s.n} <button onClick={on.inc}>inc</button> <button onClick={on.fail}>fail</button>
    </p>
  ),
})

const source = {
  name: 'source',
  value: 1,
  hook: undefined as (() => void) | undefined,
  read: () => source.value,
  setChangeHook: (hook: (() => void) | undefined) => void (source.hook = hook),
}
const Watcher = component({
  name: 'watcher',
  state: () => ({ value: 0, on: true }),
  on: { got: (s, value: number) => ({ ...s, value }), stop: s => ({ ...s, on: false }) },
  listen: (s, on) => s.on && watch(source, on.got),
  view: (s, on) => (
    <p>
      value {s.value} <button onClick={on.stop}>stop</button>
    </p>
  ),
})

describe('a page', () => {
  it('is readable before any script runs, under a strict policy', async () => {
    const { visitor } = serving()
    const ada = visitor()
    const response = await ada.get('/')
    expect(response.status).toBe(200)
    expect(ada.page.text()).toBe('− 0 +')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'nonce-[\w-]{22}'(;|$)/)
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('set-cookie')).toMatch(/^rp=[\w-]+\.[\w-]+; HttpOnly; SameSite=Lax; Path=\/$/)
  })

  it('sets a cookie that only https gets, under https', async () => {
    const { handler } = serving()
    const response = await handler.fetch(new Request('https://example.org/'))
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-rp=.*; HttpOnly; SameSite=Lax; Path=\/; Secure$/,
    )
  })

  it('keeps a session that proves itself, and begins a new one for a forged cookie', async () => {
    const { visitor } = serving()
    const ada = visitor()
    await ada.get('/')
    expect((await ada.get('/')).headers.get('set-cookie')).toBeNull()
    ada.cookie = ada.cookie.replace(/.$/, last => (last === 'A' ? 'B' : 'A'))
    expect((await ada.get('/')).headers.get('set-cookie')).not.toBeNull()
  })

  it('takes the parameters of its address as props', async () => {
    const { visitor } = serving()
    const ada = visitor()
    await ada.get('/chat/caf%C3%A9')
    expect(ada.page.text()).toContain('in café')
    expect((await ada.get('/chat/%E0%A4%A')).status).toBe(404)
  })

  it('loads its client, its style and its hooks from addresses that name their content', async () => {
    const hooks = 'export const nothing = {}'
    const { visitor, handler } = serving({ styles: 'body { color: teal }', hooks })
    const ada = visitor()
    await ada.get('/')
    const module = await handler.fetch(new Request(`http://localhost${ada.boot.hooks}`))
    expect([module.status, module.headers.get('content-type'), await module.text()]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      hooks,
    ])
    expect(module.headers.get('cache-control')).toContain('immutable')
    const text = await (await visitor().get('/')).text()
    for (const [, path] of text.matchAll(/(?:src|href)="(\/_rp\/[^"]+)"/g)) {
      const response = await handler.fetch(new Request(`http://localhost${path}`))
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toContain('immutable')
      if (path?.endsWith('.css')) expect(await response.text()).toContain('color: teal')
    }
    expect(text.match(/(?:src|href)="\/_rp\//g)).toHaveLength(2)
  })

  it('answers plainly for what is not there, not allowed, not GET, and not working', async () => {
    const { visitor, handler, onTrouble } = serving({
      pages: { '/': Counter, '/closed': page(Counter, { allow: () => false }), '/burst': Burst },
    })
    expect((await visitor().get('/nope')).status).toBe(404)
    expect((await visitor().get('/closed')).status).toBe(403)
    expect((await handler.fetch(new Request('http://localhost/', { method: 'PUT' }))).status).toBe(405)
    const broken = await visitor().get('/burst')
    expect(broken.status).toBe(500)
    const text = await broken.text()
    expect(text).toMatch(
      /<pre>Error: the secret reason\n {4}at Object.state [^\n]*edge\.test\.tsx:\d+:\d+\)<\/pre>/,
    )
    expect(onTrouble).toHaveBeenCalledOnce()
    expect(text).toContain(onTrouble.mock.calls[0]?.[0].reference)
  })

  it('stands under a base path', async () => {
    const { visitor } = serving({ basePath: '/app' })
    const ada = visitor()
    expect((await ada.get('/')).status).toBe(404)
    expect((await ada.get('/app')).status).toBe(200)
    expect((await ada.get('/app/chat/tea')).status).toBe(200)
    expect(ada.boot.base).toBe('/app/_rp')
    expect((await ada.attach()).status).toBe(200)
  })
})

const Burst = component({
  name: 'burst',
  state: (): { n: number } => {
    throw new Error('the secret reason')
  },
  on: {},
  view: () => <p />,
})

describe('a conversation', () => {
  it('is shown as it stands when its page is reloaded', async () => {
    const { visitor, engine, edge } = serving()
    const ada = await visitor().open('/')
    await ada.click('+')
    await ada.reads('− 1 +')
    const { cid } = ada.boot
    ada.cookie += `; rp-tab=${cid}`
    const response = await ada.get('/')
    expect(response.headers.get('set-cookie')).toContain('rp-tab=; Path=/; Max-Age=0')
    expect(ada.boot).toMatchObject({ cid, seen: 1 })
    expect(ada.page.text()).toBe('− 1 +')
    expect(edge.runtime.size).toBe(1)
    expect(engine.kept.batons).toBe(1)
    // Another address, and another visitor, begin anew.
    await ada.get('/rows')
    expect(ada.boot.cid).not.toBe(cid)
    const eve = visitor()
    eve.cookie = `rp-tab=${cid}`
    await eve.get('/')
    expect(eve.boot.cid).not.toBe(cid)
  })

  it('goes from mint to stream to click to patch', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('− 1 +')
    expect(ada.frames.map(frame => frame.event)).toEqual(['hello', 'patch'])
    expect(ada.frames[1]).toEqual({
      event: 'patch',
      id: 1,
      data: [['1', expect.stringContaining('<output>1</output>')]],
    })
  })

  it('is opened exactly once, however many streams race for it', async () => {
    const { visitor, edge } = serving()
    const ada = visitor()
    await ada.get('/')
    const [one, two, three] = await Promise.all([ada.attach(), ada.attach(), ada.attach()])
    expect([one.status, two.status, three.status]).toEqual([200, 200, 200])
    expect(edge.runtime.size).toBe(1)
  })

  it('leaves nothing behind when nobody attaches: 1,000 pages that a crawler fetched', async () => {
    const { visitor, clock, engine, edge } = serving()
    for (let i = 0; i < 1000; i++) {
      const path = ['/', '/clock', '/chat/tea', '/book'][i % 4] as string
      expect((await visitor().get(path)).status).toBe(200)
    }
    expect(edge.runtime.size).toBe(0)
    expect(edge.runtime.async.subscriptions().size).toBe(0)
    expect(engine.kept).toEqual({ records: 0, batons: 1000 })
    clock.pass(62_000)
    expect(engine.kept).toEqual({ records: 0, batons: 0 })
  })

  it('cannot be opened after its baton expired', async () => {
    const { visitor, clock, edge } = serving()
    const ada = visitor()
    await ada.get('/clock')
    clock.pass(62_000)
    expect((await ada.attach()).status).toBe(410)
    expect(edge.runtime.size).toBe(0)
  })

  it('lets conversations rest in which nothing is done, and nobody can tell', async () => {
    const { visitor, clock, edge } = serving()
    const [ada, chat] = [await visitor().open('/'), await visitor().open('/chat/tea')]
    await ada.click('+')
    await ada.reads('− 1 +')
    clock.pass(20_000)
    const held = edge.runtime.get(ada.boot.cid)
    expect([held?.isResting, edge.runtime.get(chat.boot.cid)?.isResting]).toEqual([true, true])
    await ada.click('+')
    await ada.reads('− 2 +')
    expect(held?.isResting).toBe(false)
    expect(ada.frames.filter(frame => frame.event === 'resync')).toEqual([])
    clock.pass(20_000)
    await ada.detach()
    expect((await visitor().open('/chat/tea')).boot.cid).not.toBe(chat.boot.cid)
    await ada.attach()
    await ada.click('−')
    await ada.reads('− 1 +')
  })

  it('replays to a reader that comes back what it missed', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.click('+')
    await ada.reads('− 1 +')
    await ada.detach()
    await ada.send({ offer: '1/inc' })
    await ada.send({ offer: '1/inc' })
    await ada.attach()
    await ada.reads('− 3 +')
    expect(ada.frames.filter(frame => frame.event === 'resync')).toEqual([])
  })

  it('sends everything afresh when what was missed is no longer kept', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.detach()
    for (let i = 0; i < 100; i++) await ada.send({ offer: '1/inc' })
    await ada.attach()
    await ada.reads('− 100 +')
    expect(ada.frames.filter(frame => frame.event !== 'closed').map(frame => frame.event)).toEqual([
      'hello',
      'hello',
      'resync',
    ])
    await ada.click('+')
    await ada.reads('− 101 +')
  })

  it('takes a repeated event once', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    for (let i = 0; i < 3; i++) expect((await ada.post({ n: 1, offer: '1/inc' })).status).toBe(204)
    expect((await ada.post({ n: 2, offer: '1/inc' })).status).toBe(204)
    await ada.reads('− 2 +')
  })

  it('stays when an old stream ends late, after another took its place', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    const other = visitor()
    Object.assign(other, { cookie: ada.cookie, boot: ada.boot, page: ada.page })
    await other.attach({})
    await ada.until(frame => frame.event === 'gone')
    await ada.detach()
    await other.send({ offer: '1/inc' })
    await other.reads('− 1 +')
  })

  it('is heard by others in their own conversations', async () => {
    const { visitor, edge } = serving()
    const [ada, bob] = [await visitor().open('/chat/tea'), await visitor().open('/chat/tea')]
    await ada.submit({ from: 'Ada', text: 'hello <b>' })
    await Promise.all([ada.reads('Ada hello <b>'), bob.reads('Ada hello <b>')])
    expect(edge.runtime.async.subscriptions().get('chat/tea')).toHaveLength(2)
  })

  it('ticks by the clock, and not while paused', async () => {
    const { visitor, clock } = serving()
    const ada = await visitor().open('/clock')
    clock.pass(1000)
    await ada.reads('00:16:41')
    await ada.click('Pause')
    await ada.reads('Resume')
    const frames = ada.frames.length
    clock.pass(10_000)
    await ada.click('Resume')
    await ada.reads('Pause')
    expect(ada.frames.length).toBe(frames + 1)
  })

  it('gives work outside its result, and stops it when the conversation ends', async () => {
    const signals: AbortSignal[] = []
    const Work = component({
      name: 'work',
      state: () => ({ got: 'nothing' }),
      on: {
        *load() {
          const got = yield* io(async ({ signal }) => {
            signals.push(signal)
            return await new Promise<string>(done => void (finish = done))
          })
          return { got }
        },
      },
      view: (s, on) => (
        <p>
          {s.got} <button onClick={on.load}>load</button>
        </p>
      ),
    })
    let finish: (got: string) => void = () => {}
    const { visitor, edge } = serving({ pages: { '/': Work } })
    const ada = await visitor().open('/')
    await ada.click('load')
    finish('something')
    await ada.reads('something')
    await ada.click('load')
    edge.runtime.get(ada.boot.cid)?.send({ kind: 'end', why: 'ended' })
    await ada.until(frame => frame.event === 'gone')
    expect(signals.map(signal => signal.aborted)).toEqual([false, true])
  })

  it('stops the work that a handler waits for when the visitor goes back to before it asked', async () => {
    const signals: AbortSignal[] = []
    const wait = ({ signal }: { readonly signal: AbortSignal }): Promise<string> => {
      signals.push(signal)
      return new Promise(() => {})
    }
    const Wait = component({
      name: 'wait',
      state: () => ({ n: 0, asked: false }),
      on: {
        *ask(s) {
          yield* call(Confirm, { question: 'Sure?' })
          yield* io(wait)
          return s
        },
        also: () => io(wait),
      },
      view: (s, on) => (
        <p>
          {s.n} <button onClick={on.ask}>ask</button> <button onClick={on.also}>also</button>
        </p>
      ),
    })
    const { visitor } = serving({ pages: { '/': Wait } })
    const ada = await visitor().open('/')
    await ada.click('also')
    await ada.click('ask')
    await ada.reads('Sure?')
    await ada.click('Yes')
    await ada.reads('0 ask also')
    expect(signals.map(signal => signal.aborted)).toEqual([false, false])
    await ada.go(0)
    // what nobody waits for goes on
    expect(signals.map(signal => signal.aborted)).toEqual([false, true])
  })

  it('reads a live source at once and after each nudge, and lets go of it', async () => {
    source.value = 1
    const { visitor, clock } = serving()
    const ada = await visitor().open('/source')
    await ada.reads('value 1')
    source.value = 2
    source.hook?.()
    await ada.reads('value 2')
    source.value = 3
    source.hook?.()
    source.hook?.()
    await new Promise(done => setImmediate(done))
    expect(ada.page.text()).toContain('value 2')
    clock.pass(60)
    await ada.reads('value 3')
    await ada.click('stop')
    expect(source.hook).toBeUndefined()
  })

  it('says that a part gave up where nobody waited for it, and not that nothing was changed', async () => {
    const Quits = component({
      name: 'quits',
      state: () => ({}),
      on: { quit: () => fail(new Error('enough')) },
      view: (_s, on) => <button onClick={on.quit}>quit</button>,
    })
    const Caller = component({
      name: 'caller',
      state: () => ({}),
      on: { ask: () => call(Quits) },
      view: (_s, on) => <button onClick={on.ask}>ask</button>,
    })
    const { visitor } = serving({ pages: { '/': Caller } })
    const ada = await visitor().open('/')
    await ada.click('ask')
    await ada.reads('quit')
    await ada.click('quit')
    const notice = await ada.until(frame => frame.event === 'notice')
    expect(notice.data).toMatchObject({ text: 'Something went wrong in a part of this page.' })
    await ada.reads('ask')
  })

  it('says plainly that a handler failed, and changes nothing', async () => {
    const { visitor, onTrouble } = serving()
    const ada = await visitor().open('/broken')
    await ada.click('inc')
    expect((await ada.click('fail')).status).toBe(204)
    const notice = await ada.until(frame => frame.event === 'notice')
    expect(notice.data).toMatchObject({
      detail: expect.stringMatching(
        /^Error: the secret reason\n {4}at Object\.fail [^\n]*edge\.test\.tsx:\d+:\d+\)$/,
      ),
    })
    expect(onTrouble.mock.calls[0]?.[0]).toMatchObject({
      component: 'broken',
      error: new Error('the secret reason'),
      reference: (notice.data as { reference: string }).reference,
    })
    await ada.click('inc')
    await ada.reads('2 inc fail')
  })

  it('ends with its answer, tells the page, and leaves nothing', async () => {
    const { visitor, edge, engine } = serving()
    const ada = await visitor().open('/book')
    await ada.submit({ value: 'Ada' })
    await ada.reads('Which room')
    await ada.submit({ value: '7' })
    await ada.reads('Book 7')
    await ada.click('Yes')
    expect((await ada.until(frame => frame.event === 'gone')).data).toEqual({ why: 'answered' })
    await ada.until(frame => frame.event === 'closed')
    expect(edge.runtime.size).toBe(0)
    expect(engine.kept.records).toBe(0)
    expect((await ada.send({ offer: '1/x' })).status).toBe(410)
    expect((await ada.attach()).status).toBe(410)
  })

  it('expires when nobody attended it for a day', async () => {
    const { visitor, edge, clock, engine } = serving()
    const ada = await visitor().open('/chat/tea')
    await ada.detach()
    await new Promise(done => setImmediate(done))
    clock.pass(23 * 3_600_000)
    expect(edge.runtime.size).toBe(1)
    clock.pass(2 * 3_600_000)
    await new Promise(done => setImmediate(done))
    expect(edge.runtime.size).toBe(0)
    expect(edge.runtime.async.subscriptions().size).toBe(0)
    expect(engine.kept.records).toBe(0)
  })

  it('is given a sign of life when nothing else is said', async () => {
    const { visitor, clock } = serving()
    const ada = await visitor().open('/')
    clock.pass(17_000)
    await ada.until(frame => frame.event === 'ping')
  })

  it('is told to come back when the server closes, and leaves nothing running', async () => {
    const { visitor, edge, handler } = serving()
    const ada = await visitor().open('/clock')
    const bob = await visitor().open('/chat/tea')
    await handler.close()
    expect((await ada.until(frame => frame.event === 'reload')).data).toEqual({
      what: 'stream',
      withinMs: 2,
    })
    await bob.until(frame => frame.event === 'closed')
    expect(edge.runtime.size).toBe(0)
    expect(edge.runtime.async.subscriptions().size).toBe(0)
    expect((await ada.send({ offer: '1/toggle' })).status).toBe(503)
    expect((await visitor().get('/')).status).toBe(503)
  })
})

/** The different statuses that these get. */
async function statuses<T>(list: readonly T[], send: (each: T) => Promise<Response>): Promise<number[]> {
  const found = new Set<number>()
  for (const each of list) found.add((await send(each)).status)
  return [...found]
}

describe('in production', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('no visitor reads what was thrown', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const { visitor } = serving({ pages: { '/broken': Broken, '/burst': Burst } })
    const text = await (await visitor().get('/burst')).text()
    expect(text).toContain('Something went wrong')
    expect(text).not.toMatch(/secret reason|<pre|edge\.test/)
    const ada = await visitor().open('/broken')
    await ada.click('fail')
    const notice = await ada.until(frame => frame.event === 'notice')
    expect(Object.keys(notice.data as object)).toEqual(['text', 'reference'])
  })
})

describe('what no page of ours sends is refused, and changes nothing', () => {
  async function victim() {
    const around = serving()
    const ada = await around.visitor().open('/rows')
    const before = around.edge.runtime.get(ada.boot.cid)?.conversation
    const unchanged = (): void => expect(around.edge.runtime.get(ada.boot.cid)?.conversation).toBe(before)
    return { ...around, ada, unchanged }
  }
  const offer = '1/remove:"apples"'

  it("another visitor's conversation", async () => {
    const { ada, visitor, unchanged } = await victim()
    const eve = await visitor().open('/rows')
    expect((await eve.post({ n: 1, offer }, {}, ada.boot.cid)).status).toBe(403)
    expect((await eve.post({ n: 1, offer }, { 'rp-token': ada.boot.token }, ada.boot.cid)).status).toBe(403)
    eve.boot = ada.boot
    expect((await eve.attach()).status).toBe(403)
    unchanged()
  })

  it('an event without the token, or without the cookie', async () => {
    const { ada, unchanged } = await victim()
    expect((await ada.post({ n: 1, offer }, { 'rp-token': '' })).status).toBe(403)
    expect((await ada.post({ n: 1, offer }, { cookie: '' })).status).toBe(403)
    unchanged()
  })

  it('an event that was never offered, and an offered one with another payload', async () => {
    const { ada, unchanged } = await victim()
    expect(
      await statuses(
        [
          '1/drop',
          '1/remove',
          '1/remove:"zebra"',
          '1/remove:"apples" ',
          '1/__proto__',
          '1/constructor',
          '7/remove:"apples"',
          'remove:"apples"',
          '',
          '1/',
          '/',
          '0/remove',
          '-1/load',
          '1/load=',
        ],
        forged => ada.post({ n: 1, offer: forged }),
      ),
    ).toEqual([403])
    unchanged()
  })

  it('a foreign origin', async () => {
    const { ada, unchanged } = await victim()
    expect(
      await statuses(
        ['https://evil.example', 'null', 'http://localhost.evil.example', 'not an origin'],
        origin => ada.post({ n: 1, offer }, { origin }),
      ),
    ).toEqual([403])
    expect(
      await statuses(['cross-site', 'same-site', 'none'], site =>
        ada.post({ n: 1, offer }, { 'sec-fetch-site': site }),
      ),
    ).toEqual([403])
    unchanged()
  })

  it('a body of 10 MB', async () => {
    const { ada, unchanged } = await victim()
    expect((await ada.post({ n: 1, offer, value: 'x'.repeat(10_000_000) })).status).toBe(413)
    unchanged()
  })

  it('malformed JSON, and JSON that is no event', async () => {
    const { ada, unchanged } = await victim()
    expect(
      await statuses(
        [
          '',
          '{',
          'null',
          '[]',
          '1',
          '{}',
          `{"n":1}`,
          `{"n":"1","offer":"1/load"}`,
          `{"n":0,"offer":"1/load"}`,
          `{"n":1.5,"offer":"1/load"}`,
          `{"n":1,"offer":"1/load","fields":[]}`,
          `{"n":1,"offer":"1/load","fields":{"a":1}}`,
          `{"n":1,"offer":"1/load","value":{}}`,
          `{"n":1,"offer":"1/load","more":1}`,
          '['.repeat(30_000),
        ],
        body => ada.post(body),
      ),
    ).toEqual([400])
    expect((await ada.post({ n: 1, offer }, { 'content-type': 'text/plain' })).status).toBe(415)
    unchanged()
  })

  it('a cursor from the future, and one that is none', async () => {
    const { ada, unchanged } = await victim()
    expect((await ada.attach({ 'rp-cursor': '5' })).status).toBe(409)
    expect(
      await statuses(['-1', 'x', '1e3', '9'.repeat(20)], cursor => ada.attach({ 'rp-cursor': cursor })),
    ).toEqual([400])
    expect((await ada.post({ n: 2e15, offer })).status).toBe(409)
    unchanged()
  })

  it('a request for a stream that a later one came before', async () => {
    const { ada, unchanged } = await victim()
    const turn = (n: number) => ada.attach({ 'rp-cursor': '0', 'rp-turn': String(n) })
    expect((await turn(8)).status).toBe(200)
    await ada.until(frame => frame.event === 'gone')
    const ended = (): number => ada.frames.filter(frame => frame.event === 'gone').length
    const before = ended()
    const late = await turn(7)
    expect([late.status, late.headers.get('rp-turn')]).toEqual([409, '8'])
    expect(ended()).toBe(before)
    unchanged()
  })

  it('a form with a field that was not rendered', async () => {
    const { visitor, edge } = serving()
    const ada = await visitor().open('/chat/tea')
    const before = edge.runtime.get(ada.boot.cid)?.conversation
    expect((await ada.submit({ from: 'a', text: 'b', admin: '1' })).status).toBe(403)
    expect(edge.runtime.get(ada.boot.cid)?.conversation).toBe(before)
  })

  it('a wrong method, an address below ours that is none', async () => {
    const { handler, ada } = await victim()
    const { base, cid } = ada.boot
    const status = async (path: string, method = 'GET'): Promise<number> =>
      (await handler.fetch(new Request(`http://localhost${path}`, { method }))).status
    expect(await status(`${base}/event/${cid}`)).toBe(405)
    expect(await status(`${base}/stream/${cid}`, 'POST')).toBe(405)
    expect(await status(`${base}/stream/short`)).toBe(404)
    expect(await status(`${base}/other/${cid}`)).toBe(404)
    expect(await status(`${base}/stream/${cid}/more`)).toBe(404)
    expect(await status(`${base}/client.0000.js`)).toBe(404)
  })

  it('but a click that comes late is no forgery', async () => {
    const { ada } = await victim()
    await ada.click('×', 0)
    await ada.reads('Remove apples?')
    await ada.click('Yes')
    await ada.reads(/^(?!.*apples)/)
    expect((await ada.send({ offer })).status).toBe(204)
  })
})
