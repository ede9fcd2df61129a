import type { CronsShown, LimitShown, NodeShown, WorkerShown } from 'repartee/ops'
import type { ConversationRow } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Handler } from '../server/handler.ts'
import { endpointId } from './endpoint-id.ts'
import { several, type Shown } from './nodes.fixture.tsx'
import { placeOf } from './place.ts'
import type { OfNode } from './screen.ts'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

type List<R> = { readonly list: { readonly rows: readonly (R & OfNode)[]; readonly total: number } }
type Conversations = { readonly rows: readonly (ConversationRow & OfNode)[]; readonly total: number }

const three = async () => {
  const all = await several(['web-1', 'web-2', 'web-3'], open)
  return { ...all, ...({ one: all.nodes[0], two: all.nodes[1], three: all.nodes[2] } as Trio) }
}
type Trio = { readonly one: Shown; readonly two: Shown; readonly three: Shown }
const on = (rows: readonly OfNode[]): readonly (string | undefined)[] => rows.map(row => row.on?.name)

describe('a dashboard of several nodes', () => {
  it('shows all of them at each of them, with what they do together', async () => {
    const { nodes, outside, two } = await three()
    for (const each of [...nodes, two]) await each.visitor('/')
    await outside.pass(3000)
    for (const { name, at } of nodes) {
      const { frame, data } = await at<List<NodeShown>>('screen=nodes')
      expect(data.list.rows.map(row => [row.name, row.state, row.here, row.connected])).toEqual([
        ['web-1', 'up', name === 'web-1', 1],
        ['web-2', 'up', name === 'web-2', 2],
        ['web-3', 'up', name === 'web-3', 1],
      ])
      expect(frame).toMatchObject({ connected: 4, note: '' })
    }
  })

  it('finds the conversations of all of them, each with its node, and sorts them as one list', async () => {
    const { one, two, three: third } = await three()
    for (const [i, each] of [two, third, one].entries()) {
      const visitor = await each.visitor('/')
      for (let n = 0; n <= i; n++) await visitor.click('add')
    }
    const { data } = await one.at<Conversations>('screen=conversations&sort=-events')
    expect(on(data.rows)).toEqual(['web-1', 'web-3', 'web-2'])
    expect(data).toMatchObject({ total: 3, figures: { conversations: { connected: 3 }, events: 6 } })
    const { data: few } = await one.at<Conversations>(
      `screen=conversations&node=${encodeURIComponent(two.id)}`,
    )
    expect(few.rows).toMatchObject([{ events: 1 }])
  })

  it('shows one conversation in full, wherever it is, and hides there what is hidden', async () => {
    const { one, two } = await three()
    const { boot } = await two.visitor('/')
    const { data } = await one.at<{ one: unknown }>(`screen=conversations&id=${boot.cid}`)
    expect(data.one).toMatchObject({ cid: boot.cid, node: { name: 'web-2' } })
    expect(JSON.stringify(data)).toContain('(hidden)')
    expect(JSON.stringify(data)).not.toContain('4111')
  })

  it('shows any screen of a node that was chosen, also as it was', async () => {
    const { one, two, outside } = await three()
    void two.operations.workers.stop('mailer')
    await outside.pass(4000)
    const node = `node=${encodeURIComponent(two.id)}`
    const { data } = await one.at<List<WorkerShown>>(`screen=workers&${node}`)
    expect(data.list.rows).toMatchObject([{ name: 'mailer', status: 'stopped' }])
    const then = two.operations.history.times[0]
    const { data: past } = await one.at<List<WorkerShown>>(`screen=workers&${node}&at=${then}`)
    expect(past.list.rows).not.toMatchObject([{ status: 'stopped' }])
    for (const screen of ['topology', 'endpoints', 'traces', 'errors', 'audit', 'resources', 'topics', '']) {
      const seen = await one.at(`screen=${screen}&${node}`)
      expect([screen, seen.why, seen.data]).toEqual([screen, undefined, expect.anything()])
    }
  })

  it('draws what flows on all of them as one graph, and what all of them answered as one endpoint', async () => {
    const { nodes, two, outside } = await three()
    for (const [i, { operations }] of nodes.entries()) {
      const work = operations.begin({ service: 'shop', endpoint: 'GET /', transport: 'http' })
      await work?.run(async () => {
        const call = operations.span('load', () => outside.pass(10 * (i + 1)), { resource: 'users-db' })
        await call
      })
      work?.end({ status: 200 })
    }
    await outside.pass(1500)
    const { data: graph, merged } = await two.at<{ rows: readonly { count: number; from: object }[] }>(
      'screen=topology&sort=from',
    )
    expect(merged).toBe(true)
    expect(graph.rows).toMatchObject([
      { from: { name: 'http' }, to: { name: 'shop' }, count: 3 },
      { from: { name: 'shop' }, to: { name: 'users-db' }, count: 3 },
    ])
    const id = encodeURIComponent(endpointId('shop', 'GET /'))
    const { data } = await two.at(`screen=endpoints&id=${id}`)
    expect(data).toMatchObject({
      one: { row: { figures: { count: 3 } }, bars: { count: 3 }, traces: [{}, {}, {}] },
    })
    const list = await two.at('screen=endpoints&text=GET')
    expect(list.data).toMatchObject({ list: { total: 1, rows: [{ figures: { count: 3 } }] } })
  })

  it('draws a trace that goes through several nodes as one', async () => {
    const { nodes, one, outside } = await three()
    const caller = '00f067aa0ba902b7'
    const traceparent = `00-4bf92f3577b34da6a3ce929d0e0e4736-${caller}-01`
    for (const [i, { operations }] of nodes.slice(0, 2).entries()) {
      // Here chance gives all of them the same; counted on, ids are others.
      const other = { service: 'shop', endpoint: 'other', transport: 'timer' } as const
      for (let n = 0; n < 20 * i; n++) operations.begin(other)?.end({ status: 200 })
      const work = operations.begin({
        service: 'shop',
        endpoint: `part ${i}`,
        transport: 'topic',
        traceparent,
      })
      await work?.run(async () => {
        await operations.span('load', () => outside.pass(600), { resource: 'users-db' })
      })
      work?.end({ status: 200, error: i === 1 ? new Error('too late') : undefined })
    }
    await outside.pass(1500)
    const id = '4bf92f3577b34da6a3ce929d0e0e4736'
    const whole = await one.at(`screen=traces&id=${id}`)
    expect(whole.data).toMatchObject({
      one: {
        row: { endpoint: 'part 0', on: { name: 'web-1' } },
        parts: [
          { endpoint: 'part 0', on: { name: 'web-1' } },
          { endpoint: 'part 1', on: { name: 'web-2' } },
        ],
        spans: [{ on: { name: 'web-1' } }, { name: 'load' }, { on: { name: 'web-2' } }, { name: 'load' }],
        fault: { name: 'Error' },
        caller,
        hidden: 0,
      },
    })
    const [, second] = (whole.data as { one: { parts: readonly { id: string }[] } }).one.parts
    const part = await one.at(`screen=traces&id=${id}&part=${second?.id}`)
    expect(part.data).toMatchObject({
      one: {
        row: { endpoint: 'part 1' },
        parts: [{}, {}],
        spans: [{ on: { name: 'web-2' } }, { name: 'load', on: { name: 'web-2' } }],
      },
    })
  })

  it('adds up what is the same thing on all, and lists what each has for itself', async () => {
    const { one, two } = await three()
    for (const each of [one, two]) {
      const visitor = await each.visitor('/')
      await visitor.click('fail')
      for (let i = 0; i < 5; i++) each.operations.limits.allow('sign-in', '192.0.2.1')
    }
    const limits = await one.at<List<LimitShown>>('screen=limits')
    expect(limits.data.list.rows).toMatchObject([{ name: 'sign-in', denied: 6, keys: [{ denied: 6 }] }])
    const crons = await one.at<List<CronsShown['crons'][number]>>('screen=crons')
    expect(crons.data.list.rows.map(({ name }) => name)).toEqual(['digest', 'sweep'])
    const errors = await one.at<List<{ count: number; id: string }>>('screen=errors')
    expect(errors.data.list.rows).toMatchObject([{ message: 'sold out', count: 2 }])
    const error = await one.at<{ one: { occurrences: readonly OfNode[] } }>(
      `screen=errors&id=${errors.data.list.rows[0]?.id}`,
    )
    expect(error.data.one.occurrences).toHaveLength(2)
    const workers = await one.at<List<WorkerShown>>('screen=workers')
    expect(on(workers.data.list.rows)).toEqual(['web-1', 'web-2', 'web-3'])
    const topics = await one.at<{ rows: readonly { subscribers: number }[] }>('screen=topics')
    expect(topics.data.rows).toMatchObject([{ subscribers: 2 }])
    const overview = await one.at<{ total: object; errors: object[] }>('')
    expect(overview.data).toMatchObject({
      total: { errors: 2 },
      server: { conversations: { connected: 2 } },
      errors: [{ count: 2 }],
    })
  })

  it('goes on without a node that does not answer, says so, and tells of one that is gone', async () => {
    const { one, two, outside } = await three()
    const stopped = vi.spyOn(two.engine, 'send').mockResolvedValue(0)
    vi.spyOn(two.engine, 'publish').mockResolvedValue(0)
    const { frame, data } = await one.at<List<WorkerShown>>('screen=workers')
    expect(on(data.list.rows)).toEqual(['web-1', 'web-3'])
    expect(frame.note).toBe('Without web-2: it is asked …')
    const node = `node=${encodeURIComponent(two.id)}`
    expect(await one.at(`screen=workers&${node}`)).toMatchObject({ why: 'web-2 is asked …' })
    await outside.pass(12_000)
    expect((await one.at('screen=workers')).frame.note).toBe('')
    expect((await one.at(`screen=workers&${node}`)).why).toContain('web-2 does not answer.')
    await outside.pass(70_000)
    expect((await one.at(`screen=workers&${node}`)).why).toContain('There is no such node any more.')
    stopped.mockRestore()
  })
})

describe('what is watched of several nodes', () => {
  it('changes when another node does, and is asked for no longer than somebody watches', async () => {
    const { one, two, outside, pass } = await three()
    const place = placeOf({ screen: 'conversations' })
    const watched = one.looks.at(place)
    await pass(watched.ask())
    const nudged = vi.fn<() => void>()
    watched.setChangeHook(nudged)
    await outside.pass(2000)
    nudged.mockClear()
    await two.visitor('/')
    await outside.pass(1500)
    expect(nudged).toHaveBeenCalled()
    expect((watched.read().data as Conversations).rows).toHaveLength(1)
    watched.setChangeHook(undefined)
    const asked = vi.spyOn(one.engine, 'send')
    await outside.pass(1900)
    expect(asked).not.toHaveBeenCalled()
  })

  it('is asked for once for all viewers, twice a second at most', async () => {
    const { one, outside } = await three()
    const place = placeOf({ screen: 'workers' })
    expect(one.looks.at(place)).toBe(one.looks.at(placeOf({ screen: 'workers' })))
    one.looks.at(place).setChangeHook(() => {})
    await outside.pass(1000)
    const asked = vi.spyOn(one.engine, 'send')
    await outside.pass(10_000)
    // Two others, each twenty times.
    expect(asked.mock.calls.length).toBeLessThanOrEqual(42)
    expect(asked.mock.calls.length).toBeGreaterThan(20)
    one.looks.at(place).setChangeHook(undefined)
  })
})

describe('an act', () => {
  it('ends a conversation on whichever node it is', async () => {
    const { one, three: third } = await three()
    const { boot } = await third.visitor('/')
    expect(await one.does({ do: 'conversation.end', target: boot.cid })).toMatchObject({
      done: true,
      say: expect.stringContaining('(web-3)'),
    })
    const { data } = await one.at<Conversations>('screen=conversations')
    expect(data.rows).toEqual([])
    expect(third.audited()).toMatchObject([
      { who: 'ada', what: 'conversation.end', target: boot.cid, node: 'web-3', why: null },
    ])
    expect(one.audited()).toEqual([])
  })

  it('is done on the node that was chosen, and written down there', async () => {
    const { nodes, one, two } = await three()
    const did = await one.does({ do: 'worker.stop', target: 'mailer', node: two.id })
    expect(did).toMatchObject({ done: true, say: 'Stopped mailer (web-2)' })
    expect(nodes.map(({ operations }) => operations.workers.read()[0]?.status)).toEqual([
      'running',
      'stopped',
      'running',
    ])
    expect(nodes.map(each => each.audited().length)).toEqual([0, 1, 0])
    expect(await one.does({ do: 'resource.check', target: 'users-db', node: two.id })).toEqual({
      done: true,
      say: expect.stringMatching(/^Checked users-db: .* \(web-2\)$/),
    })
  })

  it('is done once where the nodes tell each other, and counts on all', async () => {
    const { nodes, one, outside } = await three()
    const fields = { count: '9', unit: 'second', burst: '', minutes: '' }
    expect(await one.does({ do: 'limit.override', target: 'sign-in' }, fields)).toEqual({
      done: true,
      say: 'sign-in is kept to 9/second',
    })
    await outside.pass(5000)
    for (const { operations } of nodes)
      expect(operations.limits.read().limits).toMatchObject([{ effective: { rate: '9/second' } }])
  })

  it('is done on all nodes where each has its own, and says where it was not', async () => {
    const { one, two } = await three()
    expect(await one.does({ do: 'cron.trigger', target: 'sweep' })).toEqual({
      done: true,
      say: 'Started sweep, on all 3 nodes',
    })
    two.operations.crons.pause('sweep')
    const did = await one.does({ do: 'cron.pause', target: 'sweep' })
    expect(did).toMatchObject({
      done: true,
      say: expect.stringMatching(/^Paused sweep, on web-1, web-3; not on web-2: /),
    })
  })

  it('starts a cron once', async () => {
    const { nodes, one } = await three()
    expect(await one.does({ do: 'cron.trigger', target: 'digest' })).toMatchObject({ done: true })
    expect(nodes.map(({ operations }) => operations.crons.read().crons[0]?.runs.length)).toEqual([1, 0, 0])
  })

  it('is done where there is something to be done, and no more is said of the others', async () => {
    const { one, two, outside } = await three()
    const visitor = await two.visitor('/')
    await visitor.click('fail')
    await outside.pass(1000)
    const { data } = await one.at<List<{ id: string }>>('screen=errors')
    const did = await one.does({ do: 'error.forget', target: data.list.rows[0]?.id ?? '' })
    expect(did).toEqual({ done: true, say: 'Forgot Error: sold out, on web-2' })
    expect((await one.at<List<object>>('screen=errors')).data.list.rows).toEqual([])
  })

  it('is refused to a viewer where he is, and asked of nobody', async () => {
    const { nodes, one, two } = await three()
    const did = await one.does({ do: 'worker.stop', target: 'mailer', node: two.id }, {}, 'eve')
    expect(did).toEqual({ done: false, why: 'only operators may do that' })
    expect(nodes.map(each => each.audited().length)).toEqual([1, 0, 0])
  })

  it('of which nobody knows whether it was done is written down where it was asked for', async () => {
    const { one, two } = await three()
    vi.spyOn(two.engine, 'send').mockResolvedValue(0)
    const did = await one.does({ do: 'worker.stop', target: 'mailer', node: two.id })
    expect(did).toEqual({
      done: false,
      why: 'web-2: It does not answer. Whether it was done is not known.',
    })
    expect(one.audited()).toMatchObject([{ who: 'ada', why: expect.stringContaining('web-2') }])
  })
  it('is not done, nor shown, by a node of another version', async () => {
    const { two } = await three()
    const asked = (question: object): Promise<string | undefined> =>
      two.operations.answer(`dashboard /ops\n${JSON.stringify({ ...question, format: 'of old' })}`)
    const act = { do: 'worker.stop', target: 'mailer' }
    for (const question of [
      { do: 'act', act, fields: {}, who: 'ada', cid: '' },
      { do: 'look', place: placeOf({}) },
    ])
      expect(JSON.parse((await asked(question)) ?? '')).toEqual({
        why: 'It runs another version, and has its own dashboard.',
        isUndone: true,
      })
    expect(two.operations.workers.read()).toMatchObject([{ status: 'running' }])
  })
})
