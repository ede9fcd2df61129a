import { call, component, every } from 'repartee'
import { memory } from 'repartee/engines'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Booking } from '../../examples/booking.tsx'
import { Chat } from '../../examples/chat.tsx'
import { Confirm } from '../../examples/confirm.tsx'
import { Counter } from '../../examples/counter.tsx'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import type { DevMoment, DevNode, DevState, DevTold } from '../wire/index.ts'
import { wantsOverlay } from './dev-wanted.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'

/** Something outside, which no handler may read. */
let outside = 0

const Impure = component({
  name: 'impure',
  state: () => ({ n: 0 }),
  on: { take: s => ({ n: s.n + outside }) },
  view: (s, on) => (
    <p>
      {s.n} <button onClick={on.take}>take</button>
    </p>
  ),
})

const Ticker = component({
  name: 'ticker',
  state: () => ({ ticks: 0, at: new Date(5), seen: new Map([['a', 1n]]) }),
  on: {
    tick: s => ({ ...s, ticks: s.ticks + 1 }),
    fail: () => {
      throw new Error('the secret reason')
    },
    *ask(s) {
      const yes = yield* call(Confirm, { question: 'Sure?' })
      return { ...s, ticks: yes ? 100 : 0 }
    },
  },
  listen: (_, on) => every(1000, on.tick),
  view: (s, on) => (
    <p>
      {s.ticks} <button onClick={on.fail}>fail</button> <button onClick={on.ask}>ask</button>
    </p>
  ),
})

const open: Handler[] = []
beforeEach(() => {
  process.env['REPARTEE_DEV'] = '1'
})
afterEach(async () => {
  delete process.env['REPARTEE_DEV']
  for (const each of open.splice(0)) await each.close()
})

function serving() {
  const clock = standing()
  const edge = edgeOf(
    {
      pages: { '/': Counter, '/book': Booking, '/tick': Ticker, '/impure': Impure, '/chat/:room': Chat },
      engine: memory({ clock }),
      onTrouble: () => {},
      secret: 'a secret of sixteen',
    },
    { clock },
  )
  const handler = handlerOf(edge)
  open.push(handler)
  return { clock, edge, visitor: () => new Visitor(request => handler.fetch(request)) }
}

const url = (ada: Visitor, path: string): string => `${ada.origin}${ada.boot.base}/dev/${path}`
const ask = (ada: Visitor, path = '', headers: Record<string, string> = ada.headers()): Promise<Response> =>
  ada.fetch(new Request(url(ada, ada.boot.cid + path), { headers }))
const state = async (ada: Visitor): Promise<DevState> => (await (await ask(ada)).json()) as DevState
const post = (ada: Visitor, what: string, body: unknown, more = {}): Promise<Response> =>
  ada.fetch(
    new Request(url(ada, `${ada.boot.cid}/${what}`), {
      method: 'POST',
      headers: ada.headers({ origin: ada.origin, ...more }),
      body: JSON.stringify(body),
    }),
  )
const told = async (response: Promise<Response>): Promise<DevTold> =>
  (await (await response).json()) as DevTold
const node = ({ tree }: { tree: DevState['tree'] }, name: string): DevNode | undefined =>
  tree.nodes.find(each => each.name === name)

describe('without REPARTEE_DEV', () => {
  beforeEach(() => delete process.env['REPARTEE_DEV'])

  it('nothing of it is served', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.click('+')
    expect(await (await ada.get('/')).text()).not.toContain('/dev/')
    expect((await ask(ada)).status).toBe(404)
    expect((await post(ada, 'back', { n: 1 })).status).toBe(404)
    expect((await ada.fetch(new Request(url(ada, 'overlay.js')))).status).toBe(404)
  })

  it.each(['', '0', 'false', 'off'])('REPARTEE_DEV=%j means off', wish => {
    expect(wantsOverlay({ REPARTEE_DEV: wish }, () => {})).toBe(false)
  })

  it('production has it off whatever is wished, and the log says so', () => {
    const lines: string[] = []
    expect(wantsOverlay({ REPARTEE_DEV: '1', NODE_ENV: 'production' }, line => lines.push(line))).toBe(false)
    expect(lines).toEqual([
      expect.stringMatching(/^repartee: REPARTEE_DEV is set, but NODE_ENV is production.*off/),
    ])
    expect(wantsOverlay({ REPARTEE_DEV: '1' }, line => lines.push(line))).toBe(true)
    expect(lines).toHaveLength(1)
  })
})

describe('the development overlay', () => {
  it('is a script of our own that the page loads', async () => {
    const { visitor } = serving()
    const page = await (await visitor().get('/')).text()
    const [, src = ''] =
      /<script type="module" nonce="[\w-]+" src="([^"]*\/dev\/overlay\.\w+\.js)">/.exec(page) ?? []
    const script = await visitor().fetch(new Request(`http://localhost${src}`))
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
  })

  it('is for the owner of a conversation alone', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    const bob = await visitor().open('/')
    expect((await ask(ada, '', { cookie: ada.cookie })).status).toBe(403)
    expect((await ask(ada, '', { ...ada.headers(), cookie: bob.cookie })).status).toBe(403)
    expect((await post(ada, 'back', { n: 1 }, { origin: 'http://elsewhere.example' })).status).toBe(403)
    expect((await ask(ada)).status).toBe(200)
  })

  it.each([
    ['/nonsense', 404],
    ['/at', 404],
    ['/at/1', 404],
    ['/at/x', 404],
    ['/at/1/more', 404],
    ['/back', 405],
  ])('answers GET %s with %d', async (path, status) => {
    const { visitor } = serving()
    expect((await ask(await visitor().open('/'), path)).status).toBe(status)
  })

  it.each([
    ['back', { n: 'one' }, 400],
    ['back', [1], 400],
    ['back', { n: 1, more: 1 }, 400],
    ['back', { n: 7 }, 404],
    ['replay', { from: 7 }, 404],
    ['back/1', { n: 1 }, 404],
  ])('answers POST %s with %j by %d', async (what, body, status) => {
    const { visitor } = serving()
    expect((await post(await visitor().open('/'), what, body)).status).toBe(status)
  })

  it('shows the tree, with values that JSON has no words for', async () => {
    const { visitor, clock } = serving()
    const ada = await visitor().open('/tick')
    const seen = node(await state(ada), 'ticker')
    expect(seen).toMatchObject({
      kind: 'component',
      owner: 'the page itself',
      shows: '1',
      timers: [{ event: 'tick', due: clock.now() + 1000, every: 1000 }],
    })
    expect(seen?.where).toMatch(/^src\/server\/dev\.test\.tsx:\d+:\d+$/)
    expect(seen?.state).toEqual({
      is: 'object',
      of: [
        ['ticks', 0],
        ['at', { is: 'date', text: '1970-01-01T00:00:00.005Z' }],
        ['seen', { is: 'map', of: [['a', { is: 'bigint', text: '1n' }]] }],
      ],
    })
  })

  it('shows what a flow has done, what it waits for, and whom it called', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/book')
    await ada.submit({ value: 'Ada' })
    const now = await state(ada)
    const flow = node(now, 'booking')
    expect(flow?.frames).toEqual([
      expect.objectContaining({ event: '', steps: [{ ask: 'call ask', value: 'Ada' }], waits: 'call ask' }),
    ])
    expect(node(now, 'ask')).toMatchObject({ owner: 'called by 1, in its place' })
    expect(flow?.shows).toBe(node(now, 'ask')?.iid)
    expect(flow?.calls).toEqual([node(now, 'ask')?.iid])
    expect(flow?.where).toMatch(/^examples\/booking\.tsx:\d+:\d+$/)
  })

  it('shows topics that are listened to', async () => {
    const { visitor } = serving()
    const chat = node(await state(await visitor().open('/chat/tea')), 'chat')
    expect(chat?.hears).toContainEqual({ kind: 'hear', name: 'chat/tea', event: 'said' })
  })

  it('records each event with its source, outcome and cost', async () => {
    const { visitor, clock } = serving()
    const ada = await visitor().open('/tick')
    clock.pass(1000)
    await ada.reads('1')
    await ada.click('fail')
    const { events, head, problems } = await state(ada)
    expect(head).toBe(2)
    expect(events).toEqual([
      expect.objectContaining({
        number: 1,
        kind: 'timer',
        what: 'tick',
        name: 'ticker',
        outcome: 'done',
        patches: 1,
      }),
      expect.objectContaining({
        number: 2,
        kind: 'offer',
        what: 'fail',
        outcome: 'failed',
        troubles: 1,
        parent: 1,
      }),
    ])
    expect(events[0]?.bytes).toBeGreaterThan(20)
    expect(events[0]?.tookMs).toBeGreaterThan(0)
    expect(events[0]?.commands).toEqual([expect.stringMatching(/^arm timer \d+ of 1 for /)])
    expect(problems).toEqual([
      expect.objectContaining({
        number: 2,
        component: 'ticker',
        detail: expect.stringMatching(/secret reason\n.*dev\.test/s) as string,
      }),
    ])
  })

  it('says nothing where nothing is new', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    const { version } = await state(ada)
    expect((await ask(ada, `?seen=${version}`)).status).toBe(204)
    await ada.click('+')
    expect((await ask(ada, `?seen=${version}`)).status).toBe(200)
  })

  it('remembers a hundred events of a conversation, and no more', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    for (let i = 0; i < 105; i++) await ada.click('+')
    const { events } = await state(ada)
    expect([events.length, events[0]?.number, events.at(-1)?.number]).toEqual([100, 6, 105])
    expect((await post(ada, 'back', { n: 5 })).status).toBe(404)
  })

  it('shows an event with the tree before and after it', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.click('+')
    await ada.click('+')
    const moment = (await (await ask(ada, '/at/2')).json()) as DevMoment
    expect(node({ tree: moment.before }, 'counter')?.state).toEqual({ is: 'object', of: [['n', 1]] })
    expect(node({ tree: moment.after }, 'counter')?.state).toEqual({ is: 'object', of: [['n', 2]] })
    expect(moment.patches).toEqual([['1', expect.stringContaining('<output>2')]])
  })
})

describe('going back', () => {
  it('shows the page as it was before an event, and the page goes on from there', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    for (let i = 0; i < 3; i++) await ada.click('+')
    await ada.reads('3')
    expect(await told(post(ada, 'back', { n: 2 }))).toEqual({ head: 1, ran: 0 })
    await ada.reads('1')
    const { events } = await state(ada)
    expect(events.map(each => each.present)).toEqual([true, false, false])
    expect((await ada.click('−')).status).toBe(204)
    await ada.reads('0')
    const after = await state(ada)
    expect(after.events.at(-1)).toMatchObject({ number: 4, parent: 1, present: true })
  })

  it('undoes a call and has a flow wait again for what it waited for', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/book')
    await ada.submit({ value: 'Ada' })
    await ada.reads('Which room, Ada?')
    await ada.submit({ value: '12' })
    await ada.reads('Book 12 for Ada?')
    await told(post(ada, 'back', { n: 2 }))
    await ada.reads('Which room, Ada?')
    await ada.submit({ value: '13' })
    await ada.reads('Book 13 for Ada?')
  })

  it('keeps time: what ticked ticks on', async () => {
    const { visitor, clock } = serving()
    const ada = await visitor().open('/tick')
    for (const text of ['1', '2', '3']) {
      clock.pass(1000)
      await ada.reads(text)
    }
    await told(post(ada, 'back', { n: 2 }))
    await ada.reads('1')
    clock.pass(1000)
    await ada.reads('2')
    expect((await state(ada)).events.map(each => [each.number, each.parent])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 1],
    ])
  })
})

describe('replaying', () => {
  it('does again what was taken back', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/book')
    await ada.submit({ value: 'Ada' })
    await ada.reads('Which room')
    await ada.submit({ value: '12' })
    await ada.reads('Book 12 for Ada?')
    await told(post(ada, 'back', { n: 1 }))
    await ada.reads('Your name?')
    expect(await told(post(ada, 'replay', { from: 1 }))).toEqual({ head: 2, ran: 2 })
    await ada.reads('Book 12 for Ada?')
    expect((await ada.click('Yes')).status).toBe(204)
    await ada.until(frame => frame.event === 'gone')
  })

  it('goes one event at a time if it is told so', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    for (let i = 0; i < 3; i++) await ada.click('+')
    expect(await told(post(ada, 'replay', { from: 2, to: 2 }))).toEqual({ head: 2, ran: 1 })
    await ada.reads('2')
    expect((await state(ada)).events.map(each => each.present)).toEqual([true, true, false])
  })

  it('goes along the branch that is present, across a way back', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/book')
    await ada.submit({ value: 'Ada' }) // 1
    await ada.reads('Which room')
    await ada.submit({ value: '12' }) // 2
    await told(post(ada, 'back', { n: 2 }))
    await ada.reads('Which room, Ada?')
    await ada.submit({ value: '13' }) // 3
    await ada.reads('Book 13 for Ada?')
    await told(post(ada, 'back', { n: 1 }))
    await ada.reads('Your name?')
    expect(await told(post(ada, 'replay', { from: 1 }))).toEqual({ head: 3, ran: 2 })
    await ada.reads('Book 13 for Ada?')
    expect(await told(post(ada, 'replay', { from: 2 }))).toEqual({ head: 2, ran: 1 })
    await ada.reads('Book 12 for Ada?')
  })

  it('names the first event that goes otherwise than it went, and stops there', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/impure')
    outside = 1
    for (let i = 0; i < 3; i++) await ada.click('take')
    outside = 5
    const answer = await told(post(ada, 'replay', { from: 2 }))
    expect(answer).toEqual({
      head: 2,
      ran: 1,
      differs: { number: 2, what: 'state of impure 1.n', was: 2, is: 6 },
    })
    await ada.reads('6')
    const { events } = await state(ada)
    expect(events.map(each => each.differs?.number)).toEqual([undefined, 2, undefined])
    expect(events.map(each => each.present)).toEqual([true, true, false])
  })
})
