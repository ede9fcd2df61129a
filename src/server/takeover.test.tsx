// Two processes over one engine: what a dead one had goes on in the other, what a live one has is asked of it.
import { answer, call, component, end, every, flow, hear, io, publish, topic } from 'repartee'
import { memory, type Ears, type Engine, type MemoryEngine } from 'repartee/engines'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standing, type Standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { Edge } from './edge.ts'
import { edgeOf, handlerOf, type Handler } from './handler.ts'

const Counter = component({
  name: 'a counter of two processes',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.inc}>+</button>
    </p>
  ),
})

let paid = (): void => {}
const Pay = component({
  name: 'a payment of two processes',
  state: () => ({ is: 'due' }),
  on: {
    *pay() {
      yield* call(Note, {})
      yield* io(() => new Promise<void>(done => (paid = done)), { once: true })
      return { is: 'paid' }
    },
  },
  view: (s, on) => (
    <p>
      {s.is} <button onClick={on.pay}>pay</button>
    </p>
  ),
})
const Note = flow('a note', function* () {})

const Egg = component({
  name: 'an egg of two processes',
  state: () => ({ ticks: 0 }),
  on: { tick: s => ({ ticks: s.ticks + 1 }) },
  listen: (_, on) => every(30_000, on.tick),
  view: s => <p>{s.ticks}</p>,
})

const said = topic<number>('takeover chat')
const Chat = component({
  name: 'a chat of two processes',
  state: () => ({ heard: [] as readonly number[], reached: 0, missed: 0 }),
  on: {
    hear: (s, n: number) => ({ ...s, heard: [...s.heard, n] }),
    missed: s => ({ ...s, missed: s.missed + 1 }),
    *say({ heard }) {
      const reached = yield* publish(said, heard.length + 1)
      return s => ({ ...s, reached })
    },
    leave: () => end(),
  },
  listen: (_, on) => hear(said, on.hear, on.missed),
  view: (s, on) => (
    <p>
      heard {s.heard.join(' ')}, reached {s.reached}, missed {s.missed}
      <button onClick={on.say}>say</button>
      <button onClick={on.leave}>leave</button>
    </p>
  ),
})

const Crier = component({
  name: 'a crier of two processes',
  state: () => ({ heard: [] as readonly string[] }),
  on: {
    hear: (s, n: number) => ({ heard: [...s.heard, `said ${n}`] }),
    missed: s => ({ heard: [...s.heard, 'missed'] }),
  },
  listen: (_, on) => hear(said, on.hear, on.missed),
  view: s => <p>{s.heard.join(', ')}</p>,
})

const Stair = component({
  name: 'a stair of two processes',
  state: () => ({ n: 0 }),
  on: { climbed: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      step {s.n} <Step key={s.n} onAnswer={on.climbed} />
    </p>
  ),
})
const Step = component({
  name: 'a step of a stair',
  state: () => ({}),
  on: { climb: () => answer() },
  view: (_, on) => <button onClick={on.climb}>climb</button>,
})

const pages = { '/': Counter, '/stair': Stair, '/pay': Pay, '/egg': Egg, '/chat': Chat, '/crier': Crier }

interface Served extends Handler {
  readonly edge: Edge
  readonly clock: Standing
}

const running: Edge[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close(0)
})

function served(engine: Engine, clock: Standing = standing()): Served {
  const edge = edgeOf({ pages, engine, secret: 'a secret of sixteen' }, { clock })
  running.push(edge)
  edge.start()
  return { ...handlerOf(edge), edge, clock }
}

/** Two processes, and visitors whose requests go to one of them, at first to the first. */
function both(first: MemoryEngine = memory()): {
  readonly first: MemoryEngine
  readonly one: Served
  readonly two: Served
  readonly clock: Standing
  at(server: Served): void
  visitor(): Visitor
} {
  const clock = standing()
  const [one, two] = [served(first, clock), served(first.beside(), clock)]
  let server = one
  return {
    first,
    one,
    two,
    clock,
    at: to => (server = to),
    visitor: () => new Visitor(request => server.fetch(request)),
  }
}

it('a conversation of a process that died goes on in another, at the same step', async () => {
  const first = memory()
  const other = served(first.beside())
  // It is up before the first one dies.
  await other.fetch(new Request('http://localhost/'))
  let server = served(first)
  const ada = new Visitor(request => server.fetch(request))
  await ada.open('/')
  await ada.click('+')
  await ada.click('+')
  // The line is dead, and nobody says good-bye.
  await first.stop()
  server = other
  expect((await ada.attach()).status).toBe(200)
  await ada.until(frame => frame.event === 'resync')
  expect(ada.page.html()).toContain('count 2')
  expect((await ada.click('+')).status).toBe(204)
  await ada.until(frame => JSON.stringify(frame.data).includes('count 3'))
  await Promise.all([ada.detach(), other.close()])
})

describe('a conversation of a process that lives', () => {
  it('moves to where its stream is asked for, and events follow it from anywhere', async () => {
    const { one, two, at, visitor } = both()
    const ada = await visitor().open('/')
    await ada.click('+')
    await ada.reads('count 1')
    const former = new Promise(done => void ada.until(({ event }) => event === 'gone').then(done))
    at(two)
    const eve = visitor()
    Object.assign(eve, { boot: ada.boot, cookie: ada.cookie, page: ada.page, n: ada.n, cursor: ada.cursor })
    expect((await eve.attach()).status).toBe(200)
    expect(await former).toMatchObject({ data: { why: 'elsewhere' } })
    expect([one.edge.runtime.size, two.edge.runtime.size]).toEqual([0, 1])
    await eve.reads('count 1')
    await eve.click('+')
    await eve.reads('count 2')
    at(one)
    expect((await eve.click('+')).status).toBe(204)
    await eve.reads('count 3')
    // The process that was asked has not taken it.
    expect([one.edge.runtime.size, two.edge.runtime.size]).toEqual([0, 1])
  })

  it('hears an event once, whichever process it is sent to', async () => {
    const { one, two, at, visitor } = both()
    const ada = await visitor().open('/')
    const { offer } = ada.page.offers()[0]!
    for (const each of [two, one, two]) {
      at(each)
      expect((await ada.post({ n: 1, offer })).status).toBe(204)
    }
    await ada.reads('count 1')
    expect((await ada.post({ n: 2, offer: 'forged' })).status).toBe(403)
    expect((await ada.post({ n: 2, offer }, { 'rp-token': 'x'.repeat(22) })).status).toBe(403)
    expect((await ada.post({ n: 2, offer }, { origin: 'https://evil.example' })).status).toBe(403)
    at(two)
    expect((await ada.post({ n: 2, offer })).status).toBe(204)
    await ada.reads('count 2')
  })

  it('is not looked for with each event: whoever had it is asked first, and the engine where that one has it no more', async () => {
    const first = memory()
    const [second, third] = [first.beside(), first.beside()]
    const [one, two, three] = [served(first), served(second), served(third)]
    const asked: string[] = []
    for (const name of ['peek', 'claim', 'alive'] as const) {
      const does = second[name].bind(second) as (...words: unknown[]) => Promise<never>
      second[name] = (...words: unknown[]) => {
        asked.push(name)
        return does(...words)
      }
    }
    let server = one
    const ada = await new Visitor(request => server.fetch(request)).open('/')
    server = two
    await ada.click('+')
    await ada.reads('count 1')
    expect(asked.splice(0)).toEqual(['peek', 'claim', 'alive'])
    await ada.click('+')
    await ada.reads('count 2')
    expect(asked.splice(0)).toEqual([])
    server = three
    expect((await ada.attach()).status).toBe(200)
    server = two
    await ada.click('+')
    await ada.reads('count 3')
    expect(asked.splice(0)).toEqual(['peek', 'claim', 'alive'])
    // The engine knows that it is dead.
    await third.stop()
    await ada.click('+')
    expect(two.edge.runtime.size).toBe(1)
    expect([...two.edge.runtime.conversations][0]?.conversation.heard).toBe(4)
  })

  it('is copied for a duplicated tab without being taken away from the first', async () => {
    const { one, two, at, visitor } = both()
    const ada = await visitor().open('/')
    await ada.click('+')
    await ada.reads('count 1')
    at(two)
    const { cid } = ada.boot
    const told = await two.fetch(
      new Request(`http://localhost${ada.boot.base}/fork/${cid}`, {
        method: 'POST',
        headers: ada.headers({ origin: 'http://localhost' }),
      }),
    )
    expect(told.status).toBe(200)
    const copy = (await told.json()) as { cid: string; token: string }
    expect(one.edge.runtime.get(cid)?.stream.attached).toBe(true)
    const bob = visitor()
    Object.assign(bob, { boot: { ...ada.boot, ...copy }, cookie: ada.cookie, page: ada.page })
    expect((await bob.attach({})).status).toBe(200)
    await bob.reads('count 1')
    expect(two.edge.runtime.get(copy.cid)).toBeDefined()
  })

  it('stays where work is under way that must not be done twice, until that is done', async () => {
    const { one, two, at, visitor } = both()
    const ada = await visitor().open('/pay')
    await ada.click('pay')
    await vi.waitFor(() => expect([...one.edge.runtime.conversations][0]?.isQuiet).toBe(false))
    at(two)
    const told = await ada.attach()
    expect([told.status, told.headers.get('retry-after')]).toEqual([503, '1'])
    paid()
    await ada.reads('paid')
    expect((await ada.attach()).status).toBe(200)
  })

  it('is left alone by a process that wakes what is due: its owner does that', async () => {
    const { one, two, clock, visitor } = both()
    await visitor().open('/egg')
    await vi.waitFor(() => expect(one.edge.runtime.size).toBe(1))
    for (let second = 0; second < 90; second++) {
      clock.pass(1000)
      await new Promise(done => setImmediate(done))
    }
    expect([one.edge.runtime.size, two.edge.runtime.size]).toEqual([1, 0])
  })

  it('is answered with 503 while its process says nothing, and taken once that is known to be dead', async () => {
    const { first, one, two, at, visitor } = both()
    const ada = await visitor().open('/')
    await ada.click('+')
    // It hears nothing more, and still counts as alive.
    one.edge.runtime.close = async () => {}
    const frozen = vi.spyOn(one.edge.runtime, 'get').mockImplementation(() => undefined)
    const atRest = vi
      .spyOn([...one.edge.runtime.conversations][0]!, 'yield')
      .mockImplementation(() => new Promise(() => {}))
    at(two)
    const told = ada.attach()
    await vi.waitFor(() => expect(atRest).toHaveBeenCalled())
    two.clock.pass(3000)
    expect((await told).status).toBe(503)
    frozen.mockRestore()
    await first.stop()
    expect((await ada.attach()).status).toBe(200)
    await ada.reads('count 1')
  })

  it('goes on elsewhere at once when its process closes in good order', async () => {
    const { one, two, at, visitor } = both()
    const ada = await visitor().open('/')
    await ada.click('+')
    await one.close()
    await ada.until(({ event }) => event === 'reload')
    at(two)
    expect((await ada.attach()).status).toBe(200)
    await ada.reads('count 1')
  })

  it('is free by the time its page is told to ask elsewhere', async () => {
    const { first, one, visitor } = both()
    const release = first.release.bind(first)
    first.release = async (...asked) => {
      await new Promise(done => setTimeout(done, 30))
      return release(...asked)
    }
    const ada = await visitor().open('/')
    const closing = one.close()
    await ada.until(({ event }) => event === 'reload')
    expect((await first.peek(ada.boot.cid))?.owner).toBe('')
    await closing
  })
})

describe('a process that was taken for dead, and lives', () => {
  /** The second process believes nobody. */
  function mistaken(): Pick<ReturnType<typeof both>, 'at' | 'first' | 'one' | 'two' | 'visitor'> {
    const first = memory()
    const second = first.beside()
    second.alive = async () => false
    first.beside = () => second
    return both(first)
  }

  it('shows nobody what it had: it asks before it lets a stream in', async () => {
    const { one, two, at, visitor } = mistaken()
    const ada = await visitor().open('/')
    await ada.click('+')
    at(two)
    expect((await ada.click('+')).status).toBe(204)
    expect((await ada.attach()).status).toBe(200)
    await ada.reads('count 2')
    at(one)
    expect((await ada.attach()).status).toBe(200)
    await ada.until(({ event }) => event === 'hello')
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('count 3')
  })

  it('is told, and sends whoever watches to where it is now', async () => {
    const { two, at, visitor } = mistaken()
    const ada = await visitor().open('/')
    const sent = ada.until(({ event }) => event === 'reload')
    at(two)
    expect((await ada.click('+')).status).toBe(204)
    await sent
    expect((await ada.attach()).status).toBe(200)
    await ada.reads('count 1')
  })

  /** A page that was opened at the first process goes on at the second, and a click of its comes to the first. */
  async function climbs(
    meanwhile: (cid: string) => Promise<void>,
    made: ReturnType<typeof mistaken>,
  ): Promise<void> {
    const { one, two, at, visitor } = made
    const ada = await visitor().open('/stair')
    await ada.click('climb')
    await ada.reads('step 1')
    await meanwhile(ada.boot.cid)
    at(two)
    expect((await ada.attach()).status).toBe(200)
    await ada.reads('step 1')
    await ada.click('climb')
    await ada.reads('step 2')
    at(one)
    expect((await ada.click('climb')).status).toBe(204)
    await ada.reads('step 3')
  }

  it('refuses nothing by what it had', () => climbs(async () => {}, mistaken()))

  it('refuses nothing by what it had, though what it reads says so, too', async () => {
    const made = mistaken()
    const { first } = made
    // Its server was replaced, and does not know so yet.
    await climbs(async cid => {
      const old = await first.peek(cid)
      first.peek = async () => old
    }, made)
  })
})

describe('topics of several processes', () => {
  it('reach all who listen, each once and in order, and the count is of all', async () => {
    const { one, two, at, visitor } = both()
    const ada = await visitor().open('/chat')
    at(two)
    const [bob, eve] = [await visitor().open('/chat'), await visitor().open('/chat')]
    expect([one.edge.runtime.size, two.edge.runtime.size]).toEqual([1, 2])
    await eve.click('say')
    for (const each of [ada, bob, eve]) await each.reads('heard 1')
    await eve.reads('reached 3')
    at(one)
    await ada.click('say')
    await ada.reads('heard 1 2')
    await ada.click('say')
    for (const each of [ada, bob, eve]) await each.reads('heard 1 2 3')
    await ada.reads('reached 3')
  })

  it('are told as missed once a process hears them, not while what is said may still pass it by', async () => {
    const first = memory()
    const second = first.beside()
    let join = (): void => {}
    const joins = new Promise<void>(done => (join = done))
    const joined = second.join.bind(second)
    second.join = topic => joins.then(() => joined(topic))
    const [one, two] = [served(first), served(second)]
    let server = one
    const visitor = (): Visitor => new Visitor(request => server.fetch(request))
    const bob = await visitor().open('/chat')
    const ada = await visitor().open('/chat')
    server = two
    await ada.attach()
    server = one
    await bob.click('say')
    await bob.reads('heard 1')
    expect(ada.page.html()).toContain('heard , reached 0, missed 0')
    join()
    await ada.reads('heard , reached 0, missed 1')
  })

  it('have what somebody said before they move to another process, and so hear in order', async () => {
    const { first, two, at, visitor } = both()
    const done: string[] = []
    let go = (): void => {}
    const goes = new Promise<void>(each => (go = each))
    const [publish, release] = [first.publish.bind(first), first.release.bind(first)]
    first.publish = async (...said) => {
      await goes
      done.push('published')
      return publish(...said)
    }
    first.release = (...said) => {
      done.push('released')
      return release(...said)
    }
    const ada = await visitor().open('/chat')
    at(two)
    const bob = await visitor().open('/chat')
    await ada.click('say')
    await ada.reads('heard 1')
    const moved = ada.attach()
    await new Promise(soon => setTimeout(soon, 50))
    go()
    expect((await moved).status).toBe(200)
    expect(done).toEqual(['published', 'released'])
    await ada.click('say')
    await bob.reads('heard 1 2')
  })

  it('are left when nobody in a process listens any more', async () => {
    const { first, one, two, at, visitor } = both()
    const ada = await visitor().open('/chat')
    at(two)
    const bob = await visitor().open('/chat')
    expect(await first.publish('takeover chat', new Uint8Array())).toBe(2)
    await bob.click('leave')
    await vi.waitFor(() => expect(two.edge.runtime.size).toBe(0))
    await vi.waitFor(async () => expect(await first.publish('takeover chat', new Uint8Array())).toBe(1))
    expect(one.edge.runtime.size).toBe(1)
    await ada.detach()
  })

  it('are asked for afresh where a process may have missed some', async () => {
    const first = memory()
    const told: { ears?: Ears } = {}
    const start = first.start.bind(first)
    first.start = ears => start((told.ears = ears as Ears))
    const { visitor } = both(first)
    const ada = await visitor().open('/chat')
    told.ears?.resync()
    await ada.reads('missed 1')
  })

  it('are told as missed before what is said after them', async () => {
    const first = memory()
    const told: { ears?: Ears } = {}
    const start = first.start.bind(first)
    first.start = ears => start((told.ears = ears as Ears))
    const { visitor, one } = both(first)
    const ada = await visitor().open('/crier')
    const peek = first.peek.bind(first)
    first.peek = async cid => {
      await new Promise(done => setTimeout(done, 50))
      return peek(cid)
    }
    told.ears?.resync()
    one.edge.runtime.async.publish('takeover chat', 7)
    await ada.reads('missed, said 7')
  })
})

it('a process says whether visitors should be sent to it: not while the engine says nothing, and not once it closes', async () => {
  const first = memory()
  const { one, visitor } = both(first)
  const ready = async (): Promise<[number, string | null]> => {
    const { status, headers } = await one.fetch(new Request('http://localhost/_rp/ready'))
    return [status, headers.get('cache-control')]
  }
  expect(await ready()).toEqual([204, 'no-store'])
  const peek = first.peek.bind(first)
  first.peek = () => new Promise(() => {})
  expect(await ready()).toEqual([503, 'no-store'])
  first.peek = peek
  expect(await ready()).toEqual([204, 'no-store'])
  await visitor().open('/')
  const closing = one.close()
  expect((await ready())[0]).toBe(503)
  await closing
})
