// Several tabs of one browser: their streams in one response, and copies of a conversation for tabs that were duplicated.
import { answer, component, every, hear, io, publish, topic } from 'repartee'
import { memory, type MemoryEngine } from 'repartee/engines'
import { afterEach, describe, expect, it } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const room = topic<number>('room')

const Room = component({
  name: 'a room with a clock',
  state: () => ({ ticks: 0, said: 0 }),
  on: {
    tick: s => ({ ...s, ticks: s.ticks + 1 }),
    heard: (s, _: number) => ({ ...s, said: s.said + 1 }),
    say: () => publish(room, 1),
    leave: () => answer(),
  },
  listen: (_s, on) => [every(1000, on.tick), hear(room, on.heard)],
  view: (s, on) => (
    <p>
      ticks {s.ticks} said {s.said} <button onClick={on.say}>say</button>
      <button onClick={on.leave}>leave</button>
    </p>
  ),
})

function serving(given?: MemoryEngine) {
  const clock = standing()
  const engine = given ?? memory({ clock })
  const edge = edgeOf(
    { pages: { '/': Counter, '/room': Room, '/work': Work }, engine, secret: 'a secret of sixteen' },
    { clock },
  )
  const handler = handlerOf(edge)
  open.push(handler)
  const visitor = (): Visitor => new Visitor(request => handler.fetch(request))
  /** Another page of the same browser. */
  const tab = async (of: Visitor, path = '/'): Promise<Visitor> => {
    const next = visitor()
    next.cookie = of.cookie
    await next.get(path)
    return next
  }
  return { clock, engine, edge, handler, visitor, tab }
}

/** Reads a hub as the tab that opened it does. */
class Reader {
  id = ''
  readonly frames: { to: string; event: string; data: unknown }[] = []
  closed = false
  #to = ''
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #waiting: (() => void)[] = []

  constructor(response: Response) {
    this.#reader = response.body!.getReader()
    void this.#read()
  }

  static async open(of: Visitor): Promise<Reader> {
    const response = await ask(of, 'GET', 'hub')
    expect(response.status).toBe(200)
    const reader = new Reader(response)
    await reader.until(() => reader.id !== '')
    return reader
  }

  async until(test: () => boolean): Promise<void> {
    while (!test()) await new Promise<void>(done => this.#waiting.push(done))
  }

  /** What came for that tab: `hello`, `patch`, ... */
  of(to: string): string[] {
    return this.frames.filter(frame => frame.to === to).map(frame => frame.event)
  }

  cancel(): Promise<void> {
    return this.#reader.cancel()
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await this.#reader.read()
      if (done) this.closed = true
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) this.#frame(part)
      for (const wake of this.#waiting.splice(0)) wake()
      if (done) return
    }
  }

  #frame(text: string): void {
    const fields = Object.fromEntries(text.split('\n').map(line => line.split(/:(.*)/s)))
    this.#to = fields['to'] ?? this.#to
    const data = JSON.parse(fields['data']) as { id?: string }
    if (fields['event'] === 'hub') this.id = data.id!
    else this.frames.push({ to: this.#to, event: fields['event'] ?? 'patch', data })
  }
}

const ask = (
  of: Visitor,
  method: string,
  path: string,
  more: Record<string, string> = {},
): Promise<Response> =>
  of.fetch(
    new Request(`${of.origin}${of.boot.base}/${path}`, {
      method,
      headers: of.headers({ 'sec-fetch-site': 'same-origin', ...more }),
    }),
  )
const join = (of: Visitor, hub: string, name: string, more: Record<string, string> = {}): Promise<Response> =>
  ask(of, 'POST', `hub/${of.boot.cid}`, { 'rp-hub': `${hub} ${name}`, 'rp-cursor': '0', ...more })
const soon = (): Promise<void> => new Promise(done => setImmediate(done))

describe('a hub', () => {
  it('carries the streams of several tabs, each frame said to be whose', async () => {
    const { visitor, tab } = serving()
    const ada = visitor()
    await ada.get('/')
    const other = await tab(ada)
    const hub = await Reader.open(ada)
    expect((await join(ada, hub.id, 'a')).status).toBe(204)
    expect((await join(other, hub.id, 'b')).status).toBe(204)
    await ada.click('+')
    await other.click('+')
    await ada.click('+')
    await hub.until(() => hub.of('a').length === 3)
    expect([hub.of('a'), hub.of('b')]).toEqual([
      ['hello', 'patch', 'patch'],
      ['hello', 'patch'],
    ])
  })

  it('is joined and left through any process, and by nobody who was not told of it', async () => {
    const first = memory()
    const [one, two] = [serving(first), serving(first.beside())]
    const [ada, eve] = [one.visitor(), two.visitor()]
    await ada.get('/')
    await eve.get('/')
    const other = await one.tab(ada)
    const hub = await Reader.open(ada)
    const there = (who: Visitor): Visitor =>
      Object.assign(two.visitor(), { boot: who.boot, cookie: who.cookie, page: who.page })
    expect((await join(there(ada), hub.id, 'a')).status).toBe(204)
    expect((await join(other, hub.id, 'b')).status).toBe(204)
    await ada.click('+')
    await there(other).click('+')
    await hub.until(() => hub.of('a').length === 2 && hub.of('b').length === 2)
    expect(one.edge.runtime.size).toBe(2)
    expect((await join(eve, hub.id, 'e')).status).toBe(412)
    await ask(there(other), 'DELETE', `hub/${other.boot.cid}`, { 'rp-hub': `${hub.id} b` })
    expect([...one.edge.runtime.conversations].map(({ stream }) => stream.attached)).toEqual([true, false])
  })

  it('catches each up from its own cursor', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    for (let i = 0; i < 3; i++) await ada.click('+')
    const hub = await Reader.open(ada)
    await join(ada, hub.id, 'a', { 'rp-cursor': '1' })
    expect((await ada.until(frame => frame.event === 'gone')).data).toEqual({ why: 'elsewhere' })
    await hub.until(() => hub.of('a').length === 3)
    expect(hub.of('a')).toEqual(['hello', 'patch', 'patch'])
  })

  it('takes no conversation of another session, and no request of another site', async () => {
    const { visitor, edge } = serving()
    const ada = visitor()
    await ada.get('/')
    const eve = visitor()
    await eve.get('/')
    const hub = await Reader.open(ada)
    expect((await join(eve, hub.id, 'e')).status).toBe(412)
    expect((await join(ada, 'x'.repeat(22), 'a')).status).toBe(412)
    const own = await Reader.open(eve)
    const { boot } = eve
    eve.boot = ada.boot
    expect((await join(eve, own.id, 'e')).status).toBe(403)
    eve.boot = { ...boot, cid: ada.boot.cid }
    expect((await join(eve, own.id, 'e')).status).toBe(403)
    expect((await join(ada, hub.id, 'a', { 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await ask(ada, 'GET', 'hub', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask(ada, 'GET', 'hub', { cookie: '' })).status).toBe(403)
    for (const name of ['', 'a\u00e9', 'x'.repeat(23)])
      expect((await join(ada, hub.id, name)).status).toBe(400)
    expect(own.frames).toEqual([])
    expect(edge.runtime.get(ada.boot.cid)?.stream.attached).toBe(false)
    // Nor does it let a stranger send anybody away.
    await join(ada, hub.id, 'a')
    await ask(eve, 'DELETE', `hub/${ada.boot.cid}`, { 'rp-hub': `${hub.id} a` })
    expect(edge.runtime.get(ada.boot.cid)?.stream.attached).toBe(true)
  })

  it('says when one of its streams is over, and goes on with the others', async () => {
    const { visitor, tab } = serving()
    const ada = visitor()
    await ada.get('/room')
    const other = await tab(ada)
    const hub = await Reader.open(ada)
    await join(ada, hub.id, 'a')
    await join(other, hub.id, 'b')
    await ada.click('leave')
    await hub.until(() => hub.of('a').includes('end'))
    expect(hub.of('a')).toEqual(['hello', 'gone', 'end'])
    await other.click('+')
    await hub.until(() => hub.of('b').includes('patch'))
  })

  it('detaches a tab that has left, and all of them when it goes itself', async () => {
    const { visitor, tab, edge } = serving()
    const ada = visitor()
    await ada.get('/')
    const other = await tab(ada)
    const attached = (): (boolean | undefined)[] =>
      [ada, other].map(each => edge.runtime.get(each.boot.cid)?.stream.attached)
    const hub = await Reader.open(ada)
    await join(ada, hub.id, 'a')
    await join(other, hub.id, 'b')
    // As the tab that reads the hub says it of one that closed.
    await ask(ada, 'DELETE', `hub/${other.boot.cid}`, { 'rp-hub': `${hub.id} b` })
    expect(attached()).toEqual([true, false])
    await join(other, hub.id, 'b2')
    expect(attached()).toEqual([true, true])
    await hub.cancel()
    expect(attached()).toEqual([false, false])
    expect((await join(other, hub.id, 'b3')).status).toBe(412)
  })

  it('is let go when it carries nothing, and when the server closes', async () => {
    const { visitor, handler, clock } = serving()
    const ada = visitor()
    await ada.get('/')
    const [empty, used] = [await Reader.open(ada), await Reader.open(ada)]
    await join(ada, used.id, 'a')
    clock.pass(31_000)
    await empty.until(() => empty.closed)
    expect(used.closed).toBe(false)
    await handler.close()
    await used.until(() => used.closed)
    expect(used.of('a')).toEqual(['hello', 'ping', 'reload', 'end'])
  })

  it('is one of a few: a session may not have any number of them, nor tabs in them', async () => {
    const { visitor } = serving()
    const ada = visitor()
    await ada.get('/')
    const hubs = []
    for (let i = 0; i < 8; i++) hubs.push(await Reader.open(ada))
    expect((await ask(ada, 'GET', 'hub')).status).toBe(429)
    await hubs[0]!.cancel()
    const hub = await Reader.open(ada)
    const names = Array.from({ length: 101 }, (_, i) => `t${i}`)
    const answers = []
    // The same conversation under another name leaves the former place.
    for (const name of names) answers.push((await join(ada, hub.id, name)).status)
    expect(new Set(answers)).toEqual(new Set([204]))
  })
})

const runs: string[] = []
const Work = component({
  name: 'long work',
  state: () => ({ got: 'nothing' }),
  on: {
    *load() {
      const got = yield* io(() => new Promise<string>(done => runs.push('run') && finish.push(done)))
      return { got }
    },
  },
  view: (s, on) => (
    <p>
      got {s.got} <button onClick={on.load}>load</button>
    </p>
  ),
})
const finish: ((got: string) => void)[] = []

describe('a fork', () => {
  /** As the client of a duplicated tab does it. */
  const forked = async (of: Visitor, tab: Visitor): Promise<Visitor> => {
    const response = await ask(of, 'POST', `fork/${of.boot.cid}`)
    expect(response.status).toBe(200)
    tab.cookie = of.cookie
    await tab.get('/')
    tab.boot = { base: of.boot.base, ...((await response.json()) as { cid: string; token: string }) }
    expect((await tab.attach({})).status).toBe(200)
    await tab.until(frame => frame.event === 'resync')
    return tab
  }

  it('is a conversation of its own that begins where the other stands', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.click('+')
    await ada.reads('− 1 +')
    const twin = await forked(ada, visitor())
    expect([twin.boot.cid === ada.boot.cid, twin.boot.token === ada.boot.token]).toEqual([false, false])
    twin.n = 1
    await twin.reads('− 1 +')
    await twin.click('+')
    await twin.click('+')
    await twin.reads('− 3 +')
    await ada.click('−')
    await ada.reads('− 0 +')
    await twin.reads('− 3 +')
    expect(ada.frames.map(frame => frame.event)).not.toContain('gone')
    // Each by its own token alone.
    expect((await ada.post({ n: 9, offer: '1/inc' }, {}, twin.boot.cid)).status).toBe(403)
  })

  it('keeps time and hears by itself, and the end of one is not the end of the other', async () => {
    const { visitor, clock, edge } = serving()
    const ada = await visitor().open('/room')
    clock.pass(1000)
    await ada.reads('ticks 1')
    const twin = await forked(ada, visitor())
    expect(edge.runtime.async.subscriptions().get('room')).toHaveLength(2)
    clock.pass(1000)
    await Promise.all([ada.reads('ticks 2'), twin.reads('ticks 2')])
    await ada.click('leave')
    await ada.until(frame => frame.event === 'gone')
    twin.n = 1
    await twin.click('say')
    await twin.reads('said 1')
    clock.pass(1000)
    await twin.reads('ticks 3')
    expect(edge.runtime.async.subscriptions().get('room')).toHaveLength(1)
  })

  it('does work that was under way once more, for itself', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/work')
    await ada.click('load')
    const twin = await forked(ada, visitor())
    expect(runs).toEqual(['run', 'run'])
    finish[1]!('two')
    await twin.reads('got two')
    expect(ada.page.text()).toContain('got nothing')
    finish[0]!('one')
    await ada.reads('got one')
  })

  it('that nobody asks for leaves nothing, and one that was asked for is kept', async () => {
    const { visitor, clock, edge, engine } = serving()
    const ada = await visitor().open('/room')
    for (let i = 0; i < 3; i++) await ask(ada, 'POST', `fork/${ada.boot.cid}`)
    expect([edge.runtime.size, engine.kept.batons]).toEqual([1, 4])
    const twin = await forked(ada, visitor())
    clock.pass(61_000)
    expect([edge.runtime.size, engine.kept.batons]).toEqual([2, 0])
    await twin.detach()
    expect((await twin.attach({})).status).toBe(200)
    expect(edge.runtime.size).toBe(2)
  })

  it('is made only for whose it is, and of what is not over', async () => {
    const { visitor, tab, edge } = serving()
    const ada = await visitor().open('/room')
    const eve = await visitor().open('/')
    eve.boot = ada.boot
    expect((await ask(eve, 'POST', `fork/${ada.boot.cid}`)).status).toBe(403)
    const strangers = { 'sec-fetch-site': 'cross-site' }
    expect((await ask(ada, 'POST', `fork/${ada.boot.cid}`, strangers)).status).toBe(403)
    expect((await ask(ada, 'GET', `fork/${ada.boot.cid}`)).status).toBe(405)
    const other = await tab(ada)
    expect((await ask(other, 'POST', `fork/${ada.boot.cid}`)).status).toBe(403)
    await ada.click('leave')
    await ada.until(frame => frame.event === 'gone')
    const refused = await ask(ada, 'POST', `fork/${ada.boot.cid}`)
    expect([refused.status, refused.headers.get('rp-gone')]).toEqual([410, 'answered'])
    expect(edge.runtime.get(ada.boot.cid)).toBeUndefined()
  })
})

describe('a stream in pieces', () => {
  const frames = async (response: Response): Promise<string[]> =>
    (await response.text())
      .split('\n\n')
      .filter(Boolean)
      .map(text => /^event:(\w+)/m.exec(text)?.[1] ?? `patch ${/^id:(\d+)/m.exec(text)?.[1]}`)
  const poll = (of: Visitor, seconds: number, cursor: number): Promise<Response> =>
    ask(of, 'GET', `stream/${of.boot.cid}?poll=${seconds}`, { 'rp-cursor': String(cursor) })

  it('answers with what there is, then with what comes, then with nothing but a greeting', async () => {
    const { visitor, clock, edge } = serving()
    const ada = visitor()
    await ada.get('/')
    expect(await frames(await poll(ada, 0, 0))).toEqual(['hello'])
    expect(edge.runtime.get(ada.boot.cid)?.stream.attached).toBe(false)
    await ada.click('+')
    await ada.click('+')
    expect(await frames(await poll(ada, 20, 0))).toEqual(['hello', 'patch 1', 'patch 2'])
    const waiting = poll(ada, 20, 2)
    await soon()
    await ada.click('+')
    expect(await frames(await waiting)).toEqual(['hello', 'patch 3'])
    const late = poll(ada, 10, 3)
    await soon()
    clock.pass(10_000)
    expect(await frames(await late)).toEqual(['hello'])
    await ada.click('+')
    expect(await frames(await poll(ada, 999, 3))).toEqual(['hello', 'patch 4'])
  })

  it('says the end as a stream does, and why there is none any more', async () => {
    const { visitor } = serving()
    const ada = visitor()
    await ada.get('/room')
    const last = poll(ada, 20, 0)
    await soon()
    await ada.click('leave')
    expect(await frames(await last)).toEqual(['hello', 'gone'])
    const after = await poll(ada, 20, 0)
    expect([after.status, after.headers.get('rp-gone')]).toEqual([410, 'answered'])
  })
})
