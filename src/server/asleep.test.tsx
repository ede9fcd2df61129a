// Conversations that nobody attends leave memory for the engine, and come back as if they had stayed.
import { readFileSync } from 'node:fs'
import { after, component, every, hear, identify, io, publish, topic } from 'repartee'
import { memory, type Engine, type MemoryEngine } from 'repartee/engines'
import { ReparteeError } from 'repartee/errors'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standing, type Standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { Edge } from './edge.ts'
import type { Limits } from './limits.ts'
import { edgeOf, handlerOf } from './handler.ts'

const MINUTE = 60_000

const Counter = component({
  name: 'sleeper: counter',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.inc}>+</button>
    </p>
  ),
})

const Egg = component({
  name: 'sleeper: egg',
  state: () => ({ said: [] as readonly string[] }),
  on: {
    boil: (_, ms: number) => after(ms, { event: 'done', payload: `after ${ms}` }),
    done: (s, said: string) => ({ said: [...s.said, said] }),
  },
  view: (s, on) => (
    <p>
      said: {s.said.join(', ')}
      <button onClick={on.boil(40 * MINUTE)}>40</button>
      <button onClick={on.boil(20 * MINUTE)}>20</button>
      <button onClick={on.boil(45_000)}>soon</button>
    </p>
  ),
})

const news = topic<string>('sleeper news')
const hearing = (name: string, isTold: boolean) =>
  component({
    name,
    state: () => ({ heard: [] as readonly string[], missed: 0 }),
    on: {
      hear: (s, text: string) => ({ ...s, heard: [...s.heard, text] }),
      missed: s => ({ ...s, missed: s.missed + 1 }),
      say: () => publish(news, 'hello'),
    },
    listen: (_, on) => (isTold ? hear(news, on.hear, on.missed) : hear(news, on.hear)),
    view: (s, on) => (
      <p>
        heard {s.heard.length}, missed {s.missed}
        <button onClick={on.say}>say</button>
      </p>
    ),
  })
const Told = hearing('sleeper: told', true)
const Untold = hearing('sleeper: untold', false)

const Ticking = component({
  name: 'sleeper: ticking',
  state: () => ({ ticks: 0 }),
  on: { tick: s => ({ ticks: s.ticks + 1 }) },
  listen: (_, on) => every(10 * MINUTE, on.tick),
  view: s => <p>{s.ticks} ticks</p>,
})

const Door = component({
  name: 'sleeper: door',
  state: () => ({}),
  on: { enter: () => identify({ name: 'Ada' }) },
  view: (_, on, here) => (
    <p>
      {here.principal === null ? 'nobody' : 'Ada'} <button onClick={on.enter}>enter</button>
    </p>
  ),
})

const Busy = component({
  name: 'sleeper: busy',
  state: () => ({}),
  on: { work: () => io(() => new Promise(() => {})) },
  view: (_, on) => <button onClick={on.work}>work</button>,
})

const pages = {
  '/': Counter,
  '/egg': Egg,
  '/told': Told,
  '/untold': Untold,
  '/ticking': Ticking,
  '/door': Door,
  '/busy': Busy,
}

interface Served {
  readonly edge: Edge
  readonly engine: Engine
  readonly clock: Standing
  visitor(): Visitor
  /** Trouble is expected from here on. */
  quiet(): void
  /** Time passes second by second, as it does. */
  pass(ms: number): Promise<void>
}

const open: Edge[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close(0)
})

function served(
  engine?: (clock: Standing) => Engine,
  clock: Standing = standing(),
  limits: Limits = {},
): Served {
  const secret = 'a secret of sixteen'
  let isQuiet = false
  const onTrouble = ({ error }: { readonly error: unknown }): void => {
    if (!isQuiet) throw error
  }
  const own = engine?.(clock) ?? memory({ clock })
  const edge = edgeOf({ pages, secret, onTrouble, engine: own, limits }, { clock })
  open.push(edge)
  edge.start()
  const handler = handlerOf(edge)
  return {
    edge,
    engine: own,
    clock,
    visitor: () => new Visitor(request => handler.fetch(request)),
    quiet: () => void (isQuiet = true),
    async pass(ms) {
      for (let left = ms; left > 0; left -= 1000) {
        clock.pass(Math.min(1000, left))
        // What a pulse began is done within some turns.
        for (let turn = 0; turn < 4; turn++) await new Promise(done => setImmediate(done))
      }
    },
  }
}

/** A server that dies, and one that comes after it; what the first kept is there. */
async function lives(
  clock: Standing = standing(),
): Promise<{ before: Served; die(): Promise<void>; next(): Served }> {
  const first = memory({ clock })
  // Somebody who keeps what is kept.
  await first.beside().start()
  return {
    before: served(() => first, clock),
    die: () => first.stop(),
    next: () => served(() => first.beside(), clock),
  }
}

/** The same page at another server. */
const moved = (server: Served, { boot, cookie, page }: Pick<Visitor, 'boot' | 'cookie' | 'page'>): Visitor =>
  Object.assign(server.visitor(), { boot, cookie, page })

const isGone = ({ edge }: Served): Promise<void> => vi.waitFor(() => expect(edge.runtime.size).toBe(0))

describe('a conversation that nobody attends', () => {
  it('leaves memory, and its next patch is the one that it would have sent had it stayed', async () => {
    const server = served()
    const stays = await server.visitor().open('/')
    const leaves = await server.visitor().open('/')
    for (const ada of [stays, leaves]) await ada.click('+')
    await leaves.reads('count 1')
    await leaves.detach()
    await server.pass(35_000)
    await vi.waitFor(() => expect(server.edge.runtime.size).toBe(1))
    leaves.frames.length = 0
    expect((await leaves.attach()).status).toBe(200)
    const hello = await leaves.until(frame => frame.event === 'hello')
    // Nothing has to be sent again.
    expect(hello.data).toEqual({ n: 1, seen: leaves.cursor })
    for (const ada of [stays, leaves]) await ada.click('+')
    for (const ada of [stays, leaves]) await ada.reads('count 2')
    const [one, two] = [stays, leaves].map(({ frames }) => frames.at(-1))
    expect(two).toEqual(one)
    expect(leaves.frames.map(({ event }) => event)).toEqual(['hello', 'patch'])
  })

  it('comes back for an event too, which counts once', async () => {
    const server = served()
    const ada = await server.visitor().open('/')
    await ada.click('+')
    await ada.reads('count 1')
    await ada.detach()
    await server.pass(35_000)
    await isGone(server)
    const again = { n: 2, offer: ada.page.offers()[0]!.offer }
    expect((await ada.post(again)).status).toBe(204)
    expect((await ada.post(again)).status).toBe(204)
    expect((await ada.post({ ...again, n: 1 })).status).toBe(204)
    await ada.attach()
    await ada.reads('count 2')
  })

  it('costs no memory for what the browser was shown: engine and process share one text', async () => {
    const server = served()
    const ada = await server.visitor().open('/')
    await ada.click('+')
    await ada.reads('count 1')
    const held = [...server.edge.runtime.conversations][0]!
    const awake = new WeakRef(held.conversation)
    await server.pass(20_000)
    expect(held.isResting).toBe(true)
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    await vi.waitFor(() => {
      collect()
      expect(awake.deref()).toBeUndefined()
    })
  })

  it('stays while work is under way, and while its visitor is there', async () => {
    const server = served()
    const [ada, bob] = [await server.visitor().open('/busy'), await server.visitor().open('/')]
    await ada.click('work')
    await ada.detach()
    await server.pass(5 * MINUTE)
    expect(server.edge.runtime.size).toBe(2)
    await bob.detach()
    await server.pass(MINUTE)
    await vi.waitFor(() => expect(server.edge.runtime.size).toBe(1))
  })

  it('is shown by a reload in its first paint', async () => {
    const server = served()
    const ada = await server.visitor().open('/')
    await ada.click('+')
    await ada.reads('count 1')
    await ada.detach()
    await server.pass(35_000)
    await isGone(server)
    const { cid } = ada.boot
    ada.cookie += `; rp-tab=${cid}`
    expect(await (await ada.get('/')).text()).toContain('count 1')
    expect(ada.boot.cid).toBe(cid)
  })

  it('expires a day after it was attended last, however often its timers woke it', async () => {
    const server = served()
    const ada = await server.visitor().open('/ticking')
    await ada.detach()
    for (let hour = 0; hour < 23; hour++) await server.pass(61 * MINUTE)
    await ada.attach()
    await ada.reads(/1\d\d ticks/)
    await ada.detach()
    for (let hour = 0; hour < 25; hour++) await server.pass(60 * MINUTE)
    expect(server.edge.runtime.size).toBe(0)
    expect((await ada.attach()).status).toBe(410)
  }, 60_000)

  it('expires when the program says so', async () => {
    const server = served(undefined, undefined, { keptMs: 10 * MINUTE })
    const [ada, bob] = [await server.visitor().open('/'), await server.visitor().open('/')]
    await ada.detach()
    await bob.detach()
    await server.pass(9 * MINUTE)
    expect((await ada.attach()).status).toBe(200)
    await server.pass(9 * MINUTE)
    expect((await bob.attach()).status).toBe(410)
    await ada.click('+')
    await ada.reads('count 1')
  })
})

describe('its timers', () => {
  it('wake it, each once and in the order in which they are due', async () => {
    const server = served()
    const ada = await server.visitor().open('/egg')
    await ada.click('40')
    await ada.click('20')
    await ada.detach()
    await server.pass(MINUTE)
    await isGone(server)
    await server.pass(50 * MINUTE)
    await isGone(server)
    await ada.attach()
    await ada.reads('said: after 1200000, after 2400000')
  })

  it('keep it in memory where they are due soon', async () => {
    const server = served()
    const ada = await server.visitor().open('/egg')
    await ada.click('soon')
    await ada.detach()
    await server.pass(40_000)
    expect(server.edge.runtime.size).toBe(1)
    await server.pass(MINUTE)
    await isGone(server)
    await ada.attach()
    await ada.reads('said: after 45000')
  })

  it('fire late after a restart without being asked for, first the one that was due first', async () => {
    const clock = standing()
    const { before, die, next } = await lives(clock)
    const ada = await before.visitor().open('/egg')
    await ada.click('40')
    await ada.click('20')
    await vi.waitFor(() => expect([...before.edge.runtime.conversations][0]?.revision).toBe(3))
    await die()
    clock.pass(60 * MINUTE)
    const then = next()
    await then.pass(3000)
    // It was woken, is done with them, and sleeps again.
    await isGone(then)
    expect(await then.engine.overdue(10)).toEqual([])
    const eve = moved(then, ada)
    await eve.attach()
    await eve.reads('said: after 1200000, after 2400000')
  })

  it('tick once for all the times that nobody was there to tick', async () => {
    const clock = standing()
    const { before, die, next } = await lives(clock)
    const ada = await before.visitor().open('/ticking')
    await ada.detach()
    await die()
    clock.pass(95 * MINUTE)
    const then = next()
    await then.pass(2000)
    const eve = moved(then, ada)
    expect((await eve.attach()).status).toBe(200)
    await eve.reads('1 ticks')
    // The rhythm is what it was: the next one is due at 100 minutes.
    await then.pass(4 * MINUTE)
    expect(eve.page.text()).toContain('1 ticks')
    await then.pass(2 * MINUTE)
    await eve.reads('2 ticks')
  })
})

describe('what it hears', () => {
  it('is told that it may have missed something, if it asked for that', async () => {
    const server = served()
    const ada = await server.visitor().open('/told')
    const bob = await server.visitor().open('/told')
    await ada.detach()
    await server.pass(35_000)
    await vi.waitFor(() => expect(server.edge.runtime.size).toBe(1))
    await bob.click('say')
    await bob.reads('heard 1, missed 0')
    await ada.attach()
    await ada.reads('heard 0, missed 1')
    await bob.click('say')
    await ada.reads('heard 1, missed 1')
  })

  it('is heard for ten minutes more where nobody would tell it', async () => {
    const server = served()
    const ada = await server.visitor().open('/untold')
    await ada.detach()
    await server.pass(9 * MINUTE)
    expect(server.edge.runtime.size).toBe(1)
    await server.pass(2 * MINUTE)
    await isGone(server)
  })
})

it('a new session is known to whoever goes on after a crash, also while its visitor still shows the old one', async () => {
  const { before, die, next } = await lives()
  const ada = await before.visitor().open('/door')
  const { cookie, boot } = ada
  ada.deaf = true
  await ada.click('enter')
  await vi.waitFor(() => expect([...before.edge.runtime.conversations][0]?.revision).toBe(2))
  await die()
  const again = Object.assign(moved(next(), { boot, cookie, page: ada.page }), { n: 1 })
  const told = await again.attach()
  expect(told.status).toBe(200)
  await again.reads('Ada')
  // The answer brought what the lost one would have.
  expect(again.cookie).not.toBe(cookie)
  expect(again.boot.token).not.toBe(boot.token)
})

/** An engine that writes down what it is given, at once. */
function writing(engine: MemoryEngine, fails: { with?: ReparteeError } = {}): Engine {
  const commit: Engine['commit'] = async (lease, change) => {
    if (fails.with !== undefined) throw fails.with
    expect(change.data).toBeInstanceOf(Uint8Array)
    return engine.commit(lease, change)
  }
  return new Proxy<Engine>(engine, {
    get(target, name: keyof Engine) {
      if (name === 'caps') return { nodes: 'one', survives: 'process' }
      if (name === 'commit') return commit
      const value = target[name]
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

describe('a visitor who only reads', () => {
  it('costs a stream and no state where the engine has it on a disk, and gets what anybody gets', async () => {
    const server = served(clock => writing(memory({ clock })))
    const ada = await server.visitor().open('/told')
    const bob = await server.visitor().open('/told')
    await server.pass(20_000)
    const all = [...server.edge.runtime.conversations]
    expect(all.map(({ isAway }) => isAway)).toEqual([true, true])
    // By a message, and by a click.
    await bob.click('say')
    await ada.reads('heard 1, missed 0')
    await bob.reads('heard 1, missed 0')
    await server.pass(20_000)
    expect(all.map(({ isAway }) => isAway)).toEqual([true, true])
    // By a stream that comes again.
    await ada.detach()
    await ada.attach({})
    await ada.until(({ event, data }) => event === 'resync' && JSON.stringify(data).includes('heard 1'))
    expect(all.map(({ isAway }) => isAway)).toEqual([false, true])
  })

  it('is told by his timers', async () => {
    const server = served(clock => writing(memory({ clock })))
    const ada = await server.visitor().open('/ticking')
    await server.pass(9 * MINUTE)
    expect([...server.edge.runtime.conversations][0]?.isAway).toBe(true)
    await server.pass(2 * MINUTE)
    await ada.reads('1 ticks')
  })

  it('comes back where the store cannot be read just now', async () => {
    const engine = memory()
    const server = served(() => writing(engine))
    const ada = await server.visitor().open('/')
    await server.pass(20_000)
    const claim = vi.spyOn(engine, 'claim').mockRejectedValueOnce(new Error('away for a moment'))
    server.quiet()
    expect((await ada.click('+')).status).toBe(204)
    // Fetched in vain; opened; and under a new number, since this process had it.
    expect(claim).toHaveBeenCalledTimes(3)
    // What was here was let go, and its page asks for its stream.
    await ada.until(({ event }) => event === 'reload')
    await ada.attach()
    await ada.reads('count 1')
  })
})

it('a timer whose commit finds no room fires as soon as there is some; a click is to be sent again until then', async () => {
  const fails: { with?: ReparteeError } = {}
  const server = served(clock => writing(memory({ clock }), fails))
  const ada = await server.visitor().open('/ticking')
  const bob = await server.visitor().open('/')
  server.quiet()
  fails.with = new ReparteeError('store-full', { what: 'no room', expected: '', got: '', try: '' })
  await server.pass(11 * MINUTE)
  expect(ada.page.text()).toContain('0 ticks')
  const click = { n: 1, offer: bob.page.offers()[0]!.offer }
  for (let tries = 0; tries < 3; tries++) expect((await bob.post(click)).status).toBe(503)
  const notice = await bob.until(({ event }) => event === 'notice')
  expect(notice.data).toMatchObject({ text: 'This cannot be saved just now. It is tried again by itself.' })
  expect(bob.frames.filter(({ event }) => event === 'notice')).toHaveLength(1)
  delete fails.with
  expect((await bob.post(click)).status).toBe(204)
  await bob.reads('count 1')
  await server.pass(10_000)
  await ada.reads('1 ticks')
})

it('one that is attended and silent is not forgotten', async () => {
  const server = served()
  const ada = await server.visitor().open('/')
  for (let hour = 0; hour < 30; hour++) await server.pass(60 * MINUTE)
  await ada.click('+')
  await ada.reads('count 1')
}, 60_000)

it('these tests open every page', () => {
  const text = readFileSync(import.meta.filename, 'utf8')
  for (const path of Object.keys(pages)) expect(text).toContain(`open('${path}')`)
})
