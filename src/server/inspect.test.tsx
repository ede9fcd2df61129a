import { AsyncLocalStorage } from 'node:async_hooks'
import { component, watch } from 'repartee'
import { definitionOf } from 'repartee/kernel'
import { page, serve } from 'repartee/server'
import type { Inspection, Observer } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import type { Handler } from './handler.ts'
import { observed, Still, work } from './inspect.fixture.tsx'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
const serving = (more: Parameters<typeof observed>[0] = {}) => observed(more, open)
const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise(done => setImmediate(done))
}

describe('what an observer is told of the work', () => {
  it('names pages by pattern, events by component and handler, and says how they ended', async () => {
    const { visitor, done } = serving()
    const ada = await visitor().open('/room/tea')
    await ada.click('0')
    expect(done).toEqual([
      {
        service: 'inspect still',
        endpoint: 'GET /room/:room',
        transport: 'page',
        method: 'GET',
        path: '/room/tea',
        outcome: { status: 200, bytes: expect.any(Number) as number },
      },
      {
        service: 'inspect still',
        endpoint: 'event inspect still.add',
        transport: 'event',
        outcome: { status: 204, bytes: expect.any(Number) as number },
      },
    ])
    expect(done[0]?.outcome.bytes).toBeGreaterThan(500)
    expect(done[1]?.outcome.bytes).toBeGreaterThan(10)
  })

  it('gives on the traceparent of a request, and that of work to what it led to', async () => {
    const { handler, visitor, done, clock } = serving()
    await handler.fetch(new Request('http://localhost/still', { headers: { traceparent: 'from outside' } }))
    expect(done.at(-1)?.traceparent).toBe('from outside')
    const ada = await visitor().open('/')
    const bob = await visitor().open('/')
    await ada.click('say')
    await bob.reads('hello')
    await settled()
    const heard = done.filter(({ transport }) => transport === 'topic')
    expect(heard).toHaveLength(2)
    for (const each of heard)
      expect(each).toMatchObject({
        endpoint: 'topic inspect desk.news',
        path: 'news',
        traceparent: 'of event inspect desk.say',
      })
    await ada.click('work')
    work.finish('done')
    await ada.reads('done')
    expect(done.find(({ transport }) => transport === 'io')).toMatchObject({
      endpoint: 'io inspect desk.work',
      traceparent: 'of event inspect desk.work',
      outcome: {},
    })
    clock.pass(1000)
    await ada.reads('100')
    const ticks = done.filter(({ transport }) => transport === 'timer')
    expect(ticks.map(({ endpoint }) => endpoint)).toEqual(Array(2).fill('timer inspect desk.tick'))
    expect(ticks[0]?.traceparent).toBeUndefined()
  })

  it('has the error of a handler that threw, though the visitor was answered', async () => {
    const { visitor, done } = serving()
    const ada = await visitor().open('/')
    await ada.click('fail')
    const { outcome } = done.at(-1)!
    expect(outcome.status).toBe(204)
    expect((outcome.error as Error).message).toBe('the secret reason')
  })

  it('makes no name of what a visitor made up, and counts what was refused', async () => {
    const { visitor, done } = serving()
    const ada = await visitor().open('/')
    await ada.send({ offer: '1/forged-123' })
    await ada.send({ offer: '77/forged-456' })
    await ada.post('no json')
    await ada.post({ n: 9, offer: '1/add' }, { 'rp-token': 'wrong' })
    const events = done.filter(({ transport }) => transport === 'event')
    expect(events.map(({ endpoint, outcome }) => [endpoint, outcome.status])).toEqual([
      ['event (refused)', 403],
      ['event (refused)', expect.any(Number)],
      ['event (refused)', 400],
      ['event (refused)', 403],
    ])
  })

  it('measures routes and failed pages', async () => {
    const failing = () => {
      throw new Error('no')
    }
    const { handler, done } = serving({
      pages: { '/desk': page(Still, { routes: { '/x': () => new Response('four'), '/y': failing } }) },
    })
    await handler.fetch(new Request('http://localhost/desk/x'))
    await handler.fetch(new Request('http://localhost/desk/y'))
    expect(done).toMatchObject([
      { endpoint: 'GET /desk/x', transport: 'http', outcome: { status: 200, bytes: 4 } },
      { endpoint: 'GET /desk/y', outcome: { status: 500, error: expect.any(Error) as Error } },
    ])
  })

  it('measures uploads', async () => {
    const { handler, done } = serving()
    const url = `http://localhost/_rp/upload/${'x'.repeat(22)}`
    await handler.fetch(new Request(url, { method: 'POST', headers: { origin: 'http://localhost' } }))
    expect(done).toMatchObject([{ endpoint: 'POST upload', transport: 'http', outcome: { status: 403 } }])
  })

  it('runs each piece of work in its own context, and timers in none of another', async () => {
    const store = new AsyncLocalStorage<string>()
    const seen: [string, string | undefined][] = []
    const { visitor, clock } = serving({
      ops: {
        begin: ({ endpoint }) => {
          seen.push([endpoint, store.getStore()])
          return { run: run => store.run(endpoint, run), end: () => {} }
        },
      },
    })
    const ada = await visitor().open('/')
    await ada.click('work')
    work.finish('done')
    await ada.reads('done')
    clock.pass(1000)
    await ada.reads('100')
    expect(seen).toContainEqual(['io inspect desk.work', 'event inspect desk.work'])
    expect(seen).toContainEqual(['timer inspect desk.tick', undefined])
  })

  it('is told that a server of our own begins when it listens, and that it has closed', async () => {
    const calls: string[] = []
    const ops = { start: () => void calls.push('start'), close: async () => void calls.push('close') }
    const one = await serve({ pages: { '/': Counter }, ops, port: 0, secret: 'a secret of sixteen' })
    expect(calls).toEqual(['start'])
    const port = Number(new URL(one.url).port)
    await expect(serve({ pages: { '/': Counter }, ops, port })).rejects.toThrow(/is taken/)
    await one.close()
    expect(calls).toEqual(['start', 'close'])
  })

  it('is told of the start once and of the close last', async () => {
    const { edge, calls } = serving()
    edge.start()
    edge.start()
    expect(calls).toEqual(['start'])
    await edge.close()
    expect(calls).toEqual(['start', 'close'])
  })
})

describe('an observer that breaks', () => {
  const broken = (): never => {
    throw new Error('broken')
  }
  const rest = { run: <T,>(run: () => T) => run(), end: () => {} }
  it.each<[string, Observer]>([
    ['attach', { attach: broken }],
    ['start', { start: broken }],
    ['begin', { begin: broken }],
    ['run', { begin: () => ({ ...rest, run: broken }) }],
    ['run, after the work', { begin: () => ({ ...rest, run: work => [work(), broken()][0] as never }) }],
    ['run, which does nothing', { begin: () => ({ ...rest, run: () => undefined as never }) }],
    ['run, which does it twice', { begin: () => ({ ...rest, run: work => [work(), work()][0] as never }) }],
    ['end', { begin: () => ({ ...rest, end: broken }) }],
    ['close', { close: broken }],
    ['close, later', { close: () => Promise.reject(new Error('broken')) }],
    ['its hook', { attach: inspection => inspection.setChangeHook(broken) }],
  ])('in %s hurts nobody', async (_, ops) => {
    const { visitor, edge, onTrouble } = serving({ ops })
    edge.start()
    const ada = await visitor().open('/still')
    await ada.click('0')
    await ada.reads('1')
    await ada.click('1')
    await ada.reads('2')
    await edge.close()
    expect(onTrouble.mock.calls.length).toBeLessThanOrEqual(1)
  })

  it('in closing is not waited for for ever', async () => {
    const { edge, clock } = serving({ ops: { close: () => new Promise(() => {}) } })
    const closing = edge.close()
    await settled()
    clock.pass(6000)
    await closing
  })
})

describe('the figures', () => {
  it('count conversations, streams, batons, timers, topics and events', async () => {
    const { visitor, inspection, clock } = serving()
    const ada = await visitor().open('/')
    const bob = await visitor().open('/still')
    await visitor().get('/still')
    await ada.click('add')
    await ada.click('fail')
    await bob.detach()
    await vi.waitFor(() => expect(inspection.read().conversations.away).toBe(1))
    expect(inspection.read()).toMatchObject({
      conversations: { connected: 1, away: 1, resting: 0 },
      streams: { own: 1, shared: 0, pieces: 0 },
      batons: 1,
      timers: 1,
      topics: 1,
      subscribers: 1,
      minted: 3,
      opened: 2,
      events: 2,
      failed: 1,
      waiting: 0,
    })
    clock.pass(25_000)
    await settled()
    expect(inspection.read()).toMatchObject({ conversations: { connected: 1, away: 1, resting: 1 } })
    // Whoever stays away leaves memory.
    clock.pass(35_000)
    await vi.waitFor(() =>
      expect(inspection.read()).toMatchObject({ batons: 0, conversations: { connected: 1, away: 0 } }),
    )
    expect(inspection.read()).toMatchObject({ opened: 2, left: 1, returned: 0 })
    await bob.attach()
    expect(inspection.read()).toMatchObject({
      opened: 2,
      left: 1,
      returned: 1,
      conversations: { connected: 2 },
    })
  })

  it('are the same object while nothing happens, and nothing is nudged about', async () => {
    const { visitor, inspection, clock } = serving()
    const ada = await visitor().open('/still')
    const before = inspection.read()
    expect(inspection.read()).toBe(before)
    const hook = vi.fn<() => void>()
    inspection.setChangeHook(hook)
    clock.pass(3000)
    inspection.find()
    inspection.look(ada.boot.cid)
    inspection.topics()
    expect(hook).not.toHaveBeenCalled()
    expect(inspection.read()).toBe(before)
    await ada.click('0')
    expect(hook).toHaveBeenCalled()
    expect(inspection.read()).not.toBe(before)
  })

  it('of very many conversations are a tenth of a second old at most, and the last state is nudged about', async () => {
    const { visitor, inspection, clock, edge } = serving({
      limits: { conversationsPerSession: 2000, pagesPerSecond: 10_000 },
    })
    for (let i = 0; i <= 1000; i++) {
      const who = { session: 'one', principal: null }
      const opened = { pattern: '/still', opened: '/still' }
      await edge.runtime.open((await edge.runtime.mint(opened, definitionOf(Still), {}, who)).cid)
    }
    const hook = vi.fn<() => void>()
    inspection.setChangeHook(hook)
    expect(inspection.read().conversations).toMatchObject({ connected: 0, away: 1001 })
    await visitor().open('/still')
    expect(inspection.read()).toMatchObject({ opened: 1002, conversations: { connected: 0 } })
    hook.mockClear()
    clock.pass(100)
    expect(hook).toHaveBeenCalledOnce()
    expect(inspection.read().conversations).toMatchObject({ connected: 1, away: 1001 })
  })

  it('do not wake a page that watches them by its own watching', async () => {
    let source: never
    const Watcher = component({
      name: 'inspect watcher',
      state: () => ({ events: -1 }),
      on: { saw: (_, figures: { readonly events: number }) => ({ events: figures.events }) },
      listen: (_, on) => watch(source, on.saw),
      view: s => <p>{s.events}</p>,
    })
    const { visitor, clock } = serving({
      pages: { '/': Watcher, '/still': Still },
      ops: { attach: given => void (source = given as never) },
    })
    const eve = await visitor().open('/')
    const ada = await visitor().open('/still')
    await ada.click('0')
    clock.pass(200)
    await eve.reads('1')
    const before = eve.frames.length
    for (let i = 0; i < 10; i++) {
      clock.pass(200)
      await settled()
    }
    expect(eve.frames.slice(before).filter(({ event }) => event !== 'ping')).toEqual([])
  })

  it('do not count what is sent to a page that only watches, and its reading is nothing that is done there', async () => {
    const source = { name: 'inspect beat', hook: () => {}, n: 0 }
    const Beat = component({
      name: 'inspect beat',
      state: () => ({ n: 0 }),
      on: { saw: (_, n: number) => ({ n }) },
      listen: (_, on) =>
        watch(
          {
            name: source.name,
            read: () => source.n,
            setChangeHook: hook => void (source.hook = hook ?? (() => {})),
          },
          on.saw,
        ),
      view: s => <p>{s.n}</p>,
    })
    for (const hides of [true, false]) {
      source.n = 0
      let inspection: Inspection | undefined
      const { visitor, clock } = serving({
        pages: { '/': Beat },
        ops: {
          attach: given => void (inspection = given),
          hides: service => hides && service === 'inspect beat',
        },
      })
      const eve = await visitor().open('/')
      await settled()
      const since = clock.now()
      clock.pass(200)
      source.n = 1
      source.hook()
      await eve.reads('1')
      expect(inspection?.find().rows[0]?.active).toBe(since)
      expect((inspection?.read().patchBytes ?? 0) > 0).toBe(!hides)
      clock.pass(1000)
      expect((inspection?.read().patchBytes ?? 0) > 0).toBe(!hides)
    }
  })
})

describe('finding conversations', () => {
  it('goes by path, principal, cid, session, state, age and idleness, sorted and in pages', async () => {
    const { visitor, inspection, clock } = serving({
      principal: request => ({ name: request.url.includes('tea') ? 'Ada' : 'Bob', token: 'hidden-6' }),
    })
    const ada = await visitor().open('/room/tea')
    clock.pass(1000)
    const bob = await visitor().open('/room/rum')
    clock.pass(1000)
    const cids = (query: Parameters<typeof inspection.find>[0]) => inspection.find(query).rows.map(r => r.cid)
    const [a, b] = [ada.boot.cid, bob.boot.cid]
    expect(cids({})).toEqual([b, a])
    expect(cids({ reverse: true })).toEqual([a, b])
    expect(cids({ sort: 'path' })).toEqual([b, a])
    expect(inspection.find({ limit: 1, offset: 1 })).toMatchObject({ total: 2, rows: [{ cid: a }] })
    expect(cids({ path: 'TEA' })).toEqual([a])
    expect(cids({ principal: '"ada"' })).toEqual([a])
    expect(cids({ text: 'bob' })).toEqual([b])
    expect(cids({ principal: 'hidden-6' })).toEqual([])
    expect(cids({ cid: a.slice(0, 9) })).toEqual([a])
    expect(cids({ ageMs: 2000 })).toEqual([a])
    await ada.click('0')
    expect(cids({})).toEqual([a, b])
    expect(cids({ idleMs: 1000 })).toEqual([b])
    const [row] = inspection.find({ cid: a }).rows
    expect(row).toMatchObject({
      page: '/room/:room',
      path: '/room/tea',
      component: 'inspect still',
      events: 1,
    })
    expect(cids({ session: row?.session as string })).toEqual([a])
    expect(ada.cookie).toContain(row?.session)
    expect(row?.session).toHaveLength(8)
    await bob.detach()
    await vi.waitFor(() => expect(cids({ state: 'away' })).toEqual([b]))
    expect(cids({ state: 'connected' })).toEqual([a])
  })

  it('wakes nothing, nor does looking', async () => {
    const { visitor, inspection, clock, edge } = serving()
    const ada = await visitor().open('/still')
    await ada.click('0')
    await ada.reads('1')
    clock.pass(20_000)
    const held = edge.runtime.get(ada.boot.cid)
    expect(held?.isResting).toBe(true)
    expect(inspection.find({ state: 'resting', text: 'still' }).rows).toMatchObject([
      { resting: true, instances: 1, path: '/still' },
    ])
    expect(inspection.look(ada.boot.cid)).toMatchObject({ offers: 1, resting: true })
    expect(held?.isResting).toBe(true)
    await ada.click('1')
    await ada.reads('2')
  })
})

describe('looking at a conversation', () => {
  it('shows its tree, journals, listening, history, weight and last events', async () => {
    const { visitor, inspection } = serving()
    const ada = await visitor().open('/')
    await ada.click('add')
    await ada.click('work')
    const look = inspection.look(ada.boot.cid)!
    const [root, item] = look.tree.nodes
    expect(root).toMatchObject({
      name: 'inspect desk',
      hears: [{ kind: 'hear', name: 'news', event: 'news' }],
      timers: [{ event: 'tick', every: 1000 }],
      frames: [{ event: 'work', waits: 'io', steps: [] }],
    })
    expect(root?.offers).toBeGreaterThan(5)
    expect(item).toMatchObject({ name: 'inspect item', key: 'b/é', owner: 'embedded by 1', offers: 1 })
    expect(look.offers).toBe((root?.offers ?? 0) + 1)
    expect(look.weight).toBeGreaterThan(100)
    expect(look.revision).toBeGreaterThan(1)
    expect(look.checkpoints).toHaveLength(1)
    expect(look.recent[1]).toMatchObject({
      what: 'add',
      payload: 1,
      patches: 1,
      outcome: 'done',
      component: 'inspect desk',
    })
    expect(look.recent[1]?.patchBytes).toBeGreaterThan(10)
    expect(inspection.look('x'.repeat(22))).toBeUndefined()
  })

  it('shows nothing that a component or the program keeps back, wherever it stands', async () => {
    const { visitor, inspection } = serving()
    const ada = await visitor().open('/')
    inspection.record(ada.boot.cid)
    await ada.send({ offer: '1/typed=', value: 'hidden-7' })
    await ada.submit({ password: 'hidden-8', name: 'Ada' })
    await ada.click('say')
    await ada.reads('hello')
    await ada.click('ask')
    inspection.publish('news', { text: 'more', pin: 'hidden-9' })
    await ada.reads('hidden-1')
    await settled()
    const { cid } = ada.boot
    const seen = [
      inspection.find(),
      inspection.look(cid),
      inspection.events(),
      inspection.events({ cid }),
      inspection.replay(cid),
      ...inspection.events({ cid }).map(({ number }) => inspection.moment(cid, number)),
    ]
    const text = JSON.stringify(seen)
    expect(text).toContain('Ada')
    expect(text).toContain('(hidden)')
    expect(text.match(/hidden-\d/g)).toBeNull()
  })

  it('hides what a rule fails to judge', async () => {
    const { visitor, inspection } = serving({
      redact: () => {
        throw new Error('no rule')
      },
    })
    const ada = await visitor().open('/still')
    expect(inspection.look(ada.boot.cid)?.tree.nodes[0]?.state).toEqual({ is: 'hidden', text: '(hidden)' })
  })

  it('keeps no large payload, and no more than a thousand events', async () => {
    const { visitor, inspection } = serving({ limits: { eventsPerSecond: 10_000 } })
    const ada = await visitor().open('/')
    await ada.submit({ password: 'p', name: 'x'.repeat(20_000) })
    expect(inspection.events()[0]).toMatchObject({
      what: 'sign',
      payload: { is: 'text', text: '', more: expect.any(Number) as number },
    })
    for (let i = 0; i < 1100; i++) await ada.send({ offer: '1/add:1' })
    expect(inspection.events({ limit: 1e9 })).toHaveLength(200)
    const numbers = inspection.events().map(({ number }) => number)
    expect(numbers[0]).toBeGreaterThan(1000)
    expect(inspection.events({ after: numbers[3] as number })).toHaveLength(3)
  }, 20_000)
})

describe('an operator', () => {
  it('ends a conversation: all that it ran stops, and the open page says so', async () => {
    const { visitor, inspection, edge, engine, clock } = serving()
    const ada = await visitor().open('/')
    const bob = await visitor().open('/')
    const { cid } = ada.boot
    await ada.click('work')
    const { aborted } = work
    expect(await inspection.end(cid)).toEqual({ done: true })
    expect((await ada.until(({ event }) => event === 'gone')).data).toEqual({ why: 'ended' })
    await ada.until(({ event }) => event === 'closed')
    expect(work.aborted).toBe(aborted + 1)
    expect(edge.runtime.get(cid)).toBeUndefined()
    expect(inspection.timers({ cid }).total).toBe(0)
    expect([...edge.runtime.async.subscriptions().values()].flat().map(each => each.cid)).toEqual([
      bob.boot.cid,
    ])
    expect(await engine.peek(cid)).toBeNull()
    expect(inspection.read()).toMatchObject({ ended: { ended: 1 }, timers: 1, subscribers: 1 })
    const late = await ada.send({ offer: '1/add:1' })
    expect([late.status, late.headers.get('rp-gone')]).toEqual([410, 'ended'])
    clock.pass(1000)
    await bob.reads('100')
    expect(await inspection.end(cid)).toMatchObject({ done: false })
  })

  it('ends one that rests, and one whose visitor is away', async () => {
    const { visitor, inspection, clock } = serving()
    const ada = await visitor().open('/still')
    await ada.detach()
    clock.pass(20_000)
    expect(inspection.find().rows[0]?.resting).toBe(true)
    expect(await inspection.end(ada.boot.cid)).toEqual({ done: true })
    expect((await ada.attach()).headers.get('rp-gone')).toBe('ended')
  })

  it('forks a conversation, which only the session that it is for can open, in time', async () => {
    const { visitor, inspection } = serving({
      pages: { '/room/:room': page(Still, { allow: ({ principal }) => principal === 'ada' }), '/ops': Still },
      principal: request =>
        request.headers.get('cookie')?.includes('rp=') ? null : request.url.includes('tea') ? 'ada' : null,
    })
    const ada = await visitor().open('/room/tea?x=1')
    await ada.click('0')
    await ada.reads('1')
    const eve = await visitor().open('/ops')
    const forked = await inspection.fork(ada.boot.cid, { cid: eve.boot.cid })
    if (!forked.done) throw new Error(forked.why)
    expect(forked.path).toBe(`/room/tea?x=1&rp-fork=${forked.cid}`)
    const stranger = visitor()
    await stranger.get('/ops')
    expect((await stranger.get(forked.path)).status).toBe(410)
    expect((await visitor().get(forked.path)).status).toBe(410)
    const watcher = visitor()
    watcher.cookie = eve.cookie
    await watcher.get(forked.path)
    expect(watcher.page.text()).toBe('1')
    expect(watcher.boot).toMatchObject({ cid: forked.cid, place: ['/room/tea?x=1', 0, 0] })
    await watcher.attach({})
    // As the stream's greeting says.
    watcher.n = 1
    await watcher.click('1')
    await watcher.reads('2')
    expect(ada.page.text()).toBe('1')
    expect(await inspection.fork('x'.repeat(22), { session: 'any' })).toMatchObject({ done: false })
    expect(await inspection.fork(ada.boot.cid, { cid: 'x'.repeat(22) })).toMatchObject({ done: false })
  })

  it('records a conversation, does again what was recorded, and looks at each moment', async () => {
    const { visitor, inspection } = serving()
    const ada = await visitor().open('/still')
    const { cid } = ada.boot
    expect(inspection.replay(cid)).toBeUndefined()
    expect(inspection.record(cid)).toEqual({ done: true })
    expect(inspection.record(cid)).toMatchObject({ done: false })
    await ada.click('0')
    await ada.reads('1')
    await ada.click('1')
    await ada.reads('2')
    expect(inspection.replay(cid)).toMatchObject({
      events: [{ number: 1, what: 'add' }, { number: 2 }],
      ran: 2,
    })
    const n = (tree: unknown): string => /\["n",(\d)\]/.exec(JSON.stringify(tree))?.[1] ?? ''
    const moment = inspection.moment(cid, 2)!
    expect([n(moment.before), n(moment.after)]).toEqual(['1', '2'])
    expect(moment.patches).toEqual([{ target: '1', chars: expect.any(Number) as number }])
    expect(inspection.find().rows[0]?.recorded).toBe(true)
    expect(inspection.unrecord(cid)).toEqual({ done: true })
    expect(inspection.replay(cid)).toBeUndefined()
    expect(ada.page.text()).toBe('2')
  })

  it('needs no recording where the development overlay remembers', async () => {
    vi.stubEnv('REPARTEE_DEV', '1')
    const { visitor, inspection } = serving()
    vi.unstubAllEnvs()
    const ada = await visitor().open('/still')
    await ada.click('0')
    expect(inspection.replay(ada.boot.cid)).toMatchObject({ events: [{ what: 'add' }], ran: 1 })
  })

  it('records no more than twenty at once, and none that is over', async () => {
    const { visitor, inspection } = serving()
    const all = await Promise.all(Array.from({ length: 21 }, () => visitor().open('/still')))
    const done = all.map(({ boot }) => inspection.record(boot.cid).done)
    expect(done.filter(Boolean)).toHaveLength(20)
    await inspection.end(all[0]!.boot.cid)
    expect(inspection.record(all[20]!.boot.cid)).toEqual({ done: true })
    expect(inspection.record(all[0]!.boot.cid)).toMatchObject({ done: false })
  })

  it('sees topics with who hears them, and publishes', async () => {
    const { visitor, inspection, clock } = serving()
    const ada = await visitor().open('/')
    await visitor().open('/')
    expect(inspection.publish('news', { text: 'from above' })).toBe(2)
    await ada.reads('from above')
    expect(inspection.publish('nobody', 1)).toBe(0)
    const { total, rows } = inspection.topics()
    expect(total).toBe(2)
    expect(rows[0]).toMatchObject({
      topic: 'news',
      subscribers: 2,
      published: 1,
      reached: 2,
      last: clock.now(),
    })
    expect(rows[0]?.listeners).toContainEqual({ cid: ada.boot.cid, iid: '1' })
    expect(inspection.topics({ reverse: true }).rows.map(({ topic }) => topic)).toEqual(['nobody', 'news'])
    expect(inspection.topics({ topic: 'new' }).total).toBe(0)
    expect(inspection.topics({ topic: 'news' })).toMatchObject({ total: 1, rows: [{ topic: 'news' }] })
    expect(inspection.topics({ text: 'NOB' }).rows).toMatchObject([
      { topic: 'nobody', subscribers: 0, published: 1 },
    ])
    expect(inspection.read().published).toBe(2)
  })

  it('sees timers by when they are due, also of those that rest', async () => {
    const { visitor, inspection, clock } = serving()
    const ada = await visitor().open('/')
    clock.pass(400)
    await visitor().open('/')
    expect(inspection.timers().rows).toMatchObject([
      { cid: ada.boot.cid, iid: '1', component: 'inspect desk', event: 'tick', every: 1000, due: 1_001_000 },
      { due: 1_001_400 },
    ])
    expect(inspection.timers({ withinMs: 700 }).total).toBe(1)
    expect(inspection.timers({ text: 'DESK.tick', limit: 1 })).toMatchObject({ total: 2, rows: [{}] })
  })
})

it('a server that nobody observes has none of this', async () => {
  const { visitor } = serving({ ops: undefined as never })
  const ada = await visitor().open('/')
  await ada.click('say')
  await ada.reads('hello')
})
