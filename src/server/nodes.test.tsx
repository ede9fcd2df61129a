import { component } from 'repartee'
import { memory, type Engine } from 'repartee/engines'
import type { Inspection, Observer, Shared } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { Edge } from './edge.ts'
import { edgeOf, handlerOf } from './handler.ts'

const Desk = component({
  name: 'a desk of several servers',
  state: () => ({ n: 0 }),
  on: { add: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.add}>+</button>
    </p>
  ),
})

const open: Edge[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close(0)
})

const clock = standing()

function served(engine: Engine, observer: Observer, onTrouble: () => void = () => {}) {
  let inspection: Inspection | undefined
  const edge = edgeOf(
    {
      pages: { '/': Desk },
      engine,
      secret: 'a secret of sixteen',
      ops: { ...observer, attach: given => void (inspection = given) },
      onTrouble,
    },
    { clock },
  )
  open.push(edge)
  edge.start()
  const handler = handlerOf(edge)
  return {
    edge,
    inspection: inspection as Inspection,
    visitor: () => new Visitor(request => handler.fetch(request)),
  }
}

/** Lets seconds pass, and what was said meanwhile arrive. */
async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock.pass(1000)
    for (let turn = 0; turn < 5; turn++) await new Promise(done => setImmediate(done))
  }
}

const named = (name: string): Observer => ({
  greeting: () => ({ name }),
  answer: asked => `${name}: ${asked}`,
})

function three() {
  const first = memory({ clock })
  const engines = [first, first.beside(), first.beside()] as const
  return { engines, servers: engines.map((each, i) => served(each, named('abc'[i] as string))) }
}

const seen = ({ inspection }: { readonly inspection: Inspection }) =>
  inspection.nodes().map(({ said, state, here }) => [(said as { name: string }).name, state, here])

describe('servers over one engine', () => {
  it('know each other, and what each says of itself', async () => {
    const { servers } = three()
    await pass(3)
    for (const [i, each] of servers.entries())
      expect(new Set(seen(each).map(String))).toEqual(
        new Set(['a', 'b', 'c'].map((name, at) => `${name},up,${at === i}`)),
      )
    expect(seen(servers[1]!)[0]).toEqual(['b', 'up', true])
  })

  it('show one that has closed as left, and forget it after a minute', async () => {
    const { servers } = three()
    await pass(3)
    await servers[2]!.edge.close(0)
    await pass(1)
    expect(seen(servers[0]!)).toContainEqual(['c', 'left', false])
    await pass(62)
    expect(seen(servers[0]!).map(([name]) => name)).toEqual(['a', 'b'])
  })

  it('show one that says nothing any more as silent after some seconds', async () => {
    const { engines, servers } = three()
    await pass(3)
    // It stands still: nothing of it is heard any more.
    vi.spyOn(engines[1], 'publish').mockResolvedValue(0)
    await pass(10)
    expect(seen(servers[0]!)).toContainEqual(['b', 'silent', false])
    await pass(60)
    expect(seen(servers[0]!).map(([name]) => name)).toEqual(['a', 'c'])
  })

  it('know one that died as soon as the engine does', async () => {
    const { engines, servers } = three()
    await pass(3)
    vi.spyOn(engines[1], 'publish').mockResolvedValue(0)
    vi.spyOn(engines[0], 'alive').mockImplementation(
      async node => node !== servers[1]?.inspection.nodes()[0]?.node,
    )
    await pass(4)
    expect(seen(servers[0]!)).toContainEqual(['b', 'silent', false])
    expect(seen(servers[2]!)).toContainEqual(['b', 'up', false])
  })

  it('nudge their observers when one comes, and when one goes', async () => {
    const first = memory({ clock })
    const second = first.beside()
    const one = served(first, named('a'))
    await pass(3)
    const nudged = vi.fn<() => void>()
    one.inspection.setChangeHook(nudged)
    const other = served(second, named('b'))
    await pass(3)
    expect(nudged).toHaveBeenCalled()
    nudged.mockClear()
    await other.edge.close(0)
    await pass(1)
    expect(nudged).toHaveBeenCalled()
  })

  it('say nothing of what is too long to be said', async () => {
    const first = memory({ clock })
    const second = first.beside()
    const one = served(first, named('a'))
    served(second, { greeting: () => 'x'.repeat(20_000) })
    await pass(3)
    expect(one.inspection.nodes()[1]).toMatchObject({ state: 'up', said: undefined })
  })

  it('tell once that the engine does not carry what they say, and say it again', async () => {
    const first = memory({ clock })
    const second = first.beside()
    const onTrouble = vi.fn<() => void>()
    const one = served(first, named('a'), onTrouble)
    served(second, named('b'))
    await pass(3)
    const publish = vi.spyOn(second, 'publish').mockRejectedValue(new Error('no line'))
    await pass(20)
    expect(seen(one)).toContainEqual(['b', 'silent', false])
    publish.mockRestore()
    await pass(3)
    expect(seen(one)).toContainEqual(['b', 'up', false])
    const broken = vi.spyOn(first, 'publish').mockRejectedValue(new Error('no line'))
    await pass(20)
    expect(onTrouble).toHaveBeenCalledOnce()
    broken.mockRestore()
  })

  it('speak seldom while they are alone, and are known at once to whoever comes', async () => {
    const first = memory({ clock })
    const second = first.beside()
    const one = served(first, named('a'))
    const published = vi.spyOn(first, 'publish')
    await pass(31)
    expect(published.mock.calls.length).toBeLessThanOrEqual(4)
    const two = served(second, named('b'))
    await pass(2)
    for (const each of [one, two]) expect(seen(each)).toHaveLength(2)
    published.mockClear()
    await pass(20)
    expect(published.mock.calls.length).toBeGreaterThanOrEqual(9)
  })

  it('do not speak where the engine is of one process', async () => {
    const engine = memory({ clock })
    const published = vi.spyOn(engine, 'publish')
    const { inspection } = served(engine, named('a'))
    await pass(5)
    expect(published).not.toHaveBeenCalled()
    expect(inspection.nodes()).toMatchObject([{ here: true, said: { name: 'a' } }])
  })
})

describe('a question', () => {
  const nodeOf = ({ inspection }: { readonly inspection: Inspection }): string =>
    inspection.nodes()[0]?.node ?? ''

  it('is answered by the observer of the server that it is for, also of this very one', async () => {
    const { servers } = three()
    await pass(3)
    const [one, two] = servers as [(typeof servers)[0], (typeof servers)[0]]
    expect(await one.inspection.ask(nodeOf(two), 'how')).toEqual({ answer: 'b: how' })
    expect(await one.inspection.ask(nodeOf(one), 'how')).toEqual({ answer: 'a: how' })
  })

  it('comes back with the reason where there is no answer', async () => {
    const first = memory({ clock })
    const engines = [first.beside(), first.beside(), first.beside()] as const
    const one = served(first, {})
    const others = [
      served(engines[0], {}),
      served(engines[1], {
        answer: () => {
          throw new Error('no such thing\nand more')
        },
      }),
      served(engines[2], { answer: () => 'x'.repeat(1_000_001) }),
    ]
    await pass(3)
    const whys = await Promise.all(others.map(each => one.inspection.ask(nodeOf(each), 'how')))
    expect(whys).toEqual([
      { why: 'Its observer answers nothing.' },
      { why: 'no such thing' },
      { why: 'That is too much to answer.' },
    ])
    expect(await one.inspection.ask('nobody', 'how')).toEqual({ why: 'It does not answer.' })
    expect(await one.inspection.ask(nodeOf(one), 'x'.repeat(1_000_001))).toEqual({
      why: 'That is too much to ask.',
    })
  })

  it('that stays without an answer is given up in time', async () => {
    const first = memory({ clock })
    const second = first.beside()
    const one = served(first, {})
    const two = served(second, { answer: () => new Promise(() => {}) })
    await pass(3)
    const asked = one.inspection.ask(nodeOf(two), 'how', { withinMs: 1500 })
    await pass(2)
    expect(await asked).toEqual({ why: 'It does not answer.' })
  })

  it('lets whoever answers make a copy for the one who asks', async () => {
    const first = memory({ clock })
    const second = first.beside()
    const one = served(first, named('a'))
    const there: { inspection?: Inspection } = {}
    const two = served(second, {
      answer: async asked => {
        const [cid = '', by = ''] = asked.split(' ')
        return JSON.stringify(await there.inspection?.fork(cid, { cid: by }))
      },
    })
    there.inspection = two.inspection
    const ada = await one.visitor().open('/')
    const bob = await two.visitor().open('/')
    await bob.click('+')
    await bob.reads('count 1')
    await pass(3)
    const question = `${bob.boot.cid} ${ada.boot.cid}`
    const alone = await one.inspection.ask(nodeOf(two), question)
    expect(alone).toEqual({ answer: expect.stringContaining('no page open') })
    const told = await one.inspection.ask(nodeOf(two), question, { by: ada.boot.cid })
    const { path } = JSON.parse((told as { answer: string }).answer) as { path: string }
    // At the server that asked, and to the visitor who did.
    await ada.open(path)
    expect(ada.page.html()).toContain('count 1')
    await Promise.all([ada.detach(), bob.detach()])
  })
})

it('an observer that closes can still give back what it has of the engine', async () => {
  const engine = memory()
  const others = engine.beside()
  await others.start()
  const stop = vi.spyOn(engine, 'stop')
  let shared: Shared | undefined
  let isGivenBack = false
  const { edge } = served(engine, {
    share: given => void (shared = given),
    close: () =>
      shared!.rewrite('turn', async () => {
        isGivenBack = stop.mock.calls.length === 0
        return 'nobody has it'
      }),
  })
  await edge.ready()
  await edge.close(0)
  expect(isGivenBack).toBe(true)
  expect(stop).toHaveBeenCalledOnce()
})
