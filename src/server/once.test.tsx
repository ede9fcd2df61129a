// Exactly once, both ways, whatever is lost, comes twice, comes at once, or comes late: by what no well-behaved network does.
import { answer, component, redirect } from 'repartee'
import { memory, type Change, type Engine, type Lease } from 'repartee/engines'
import { ReparteeError } from 'repartee/errors'
import { afterEach, describe, expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'

const Till = component({
  name: 'till',
  state: () => ({ sum: 0, log: '' }),
  on: {
    add: (s, by: number) => ({ sum: s.sum + by, log: `${s.log}${by}` }),
    leave: () => redirect('/elsewhere'),
    end: () => answer(),
    fail() {
      throw new Error('on purpose')
    },
  },
  view: (s, on) => (
    <p>
      sum {s.sum} log {s.log}.<button onClick={on.add(1)}>one</button>
      <button onClick={on.add(2)}>two</button>
      <button onClick={on.leave}>leave</button>
      <button onClick={on.fail}>fail</button>
      <button onClick={on.end}>end</button>
    </p>
  ),
})

/** An engine in memory whose commits can be held up, and can fail after they were made; it outlives its server. */
function engine() {
  const under = memory()
  const leases: Lease[] = []
  const control = {
    hold: undefined as Promise<void> | undefined,
    /** The answers to so many commits are lost. */
    lose: 0,
    commits: 0,
    /** What is over is not forgotten any more. */
    keep(): void {
      drops = false
    },
    /** As when the process that held everything was killed. */
    async kill(): Promise<void> {
      for (const lease of leases)
        for (let revision = 0; revision < 50; revision++) await under.release(lease, revision)
    },
  }
  let drops = true
  const changed: Partial<Engine> = {
    drop: async lease => (drops ? under.drop(lease) : undefined),
    async claim(cid, expect) {
      const claimed = await under.claim(cid, expect)
      if (claimed.won) leases.push(claimed.lease)
      return claimed
    },
    async commit(lease: Lease, change: Change) {
      const committed = await under.commit(lease, change)
      control.commits++
      await control.hold
      if (control.lose-- > 0)
        throw new ReparteeError('unknown-outcome', {
          what: 'lost',
          expected: 'an answer',
          got: 'none',
          try: 'again',
        })
      return committed
    },
    stop: async () => {},
  }
  const kept = new Proxy(under, {
    get: (_, name) => {
      const value: unknown = changed[name as keyof Engine] ?? under[name as keyof Engine]
      return typeof value === 'function' ? value.bind(under) : value
    },
  })
  return { engine: kept as Engine, control }
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function served(kept = engine()) {
  const options = { pages: { '/': Till }, engine: kept.engine, onTrouble() {}, secret: 'a secret of sixteen' }
  const edge = edgeOf(options, { clock: standing() })
  const handler = handlerOf(edge)
  closing.push(handler.close)
  return { ...kept, edge, handler }
}

async function visiting() {
  const first = served()
  let { handler } = first
  const ada = await new Visitor(request => handler.fetch(request)).open('/')
  const offer = (label: string): string => ada.page.offers().find(each => each.label === label)!.offer
  return {
    ...first,
    ada,
    event: (n: number, label = 'one') => ({ n, offer: offer(label) }),
    /** The process is killed; another one takes over. */
    async killed(): Promise<ReturnType<typeof served>> {
      await first.control.kill()
      const next = served({ engine: first.engine, control: first.control })
      handler = next.handler
      return next
    },
  }
}

const soon = (): Promise<void> => new Promise(done => setImmediate(done))
const held = (): { readonly promise: Promise<void>; go(): void } => {
  let go = (): void => {}
  const promise = new Promise<void>(done => (go = done))
  return { promise, go }
}

describe('an event', () => {
  it('that comes several times at once is run once, and each is answered only when it is kept', async () => {
    const { ada, event, control } = await visiting()
    const gate = held()
    control.hold = gate.promise
    let answered = 0
    const posts = Array.from({ length: 5 }, async () => {
      const { status } = await ada.post(event(1))
      answered++
      return status
    })
    await soon()
    await soon()
    expect(answered).toBe(0)
    gate.go()
    expect(await Promise.all(posts)).toEqual([204, 204, 204, 204, 204])
    await ada.reads('sum 1 log 1.')
    expect(control.commits).toBe(2)
  })

  it('whose commit nobody knows the outcome of is run once', async () => {
    const { ada, event, control } = await visiting()
    control.lose = 3
    expect((await ada.post(event(1))).status).toBe(204)
    expect((await ada.post(event(1))).status).toBe(204)
    await ada.reads('sum 1 log 1.')
  })

  it('that was kept by a process which was killed before it answered is not run by the next one', async () => {
    const { ada, event, control, killed } = await visiting()
    expect((await ada.post(event(1))).status).toBe(204)
    const never = held()
    control.hold = never.promise
    void ada.post(event(2, 'two'))
    await soon()
    await soon()
    expect(control.commits).toBe(3)
    control.hold = undefined
    const next = await killed()
    expect((await ada.post(event(2, 'two'))).status).toBe(204)
    expect((await ada.post(event(3))).status).toBe(204)
    await ada.attach()
    await ada.until(frame => frame.event === 'resync')
    expect(ada.page.text()).toContain('sum 4 log 121.')
    expect(next.edge.runtime.get(ada.boot.cid)?.conversation.heard).toBe(3)
    // Who was killed would have been refused, had it lived.
    never.go()
  })

  it('that was lost with the process is run by the next one', async () => {
    const { ada, event, killed } = await visiting()
    await ada.post(event(1))
    await killed()
    expect((await ada.post(event(2, 'two'))).status).toBe(204)
    await ada.attach()
    await ada.until(frame => frame.event === 'resync')
    expect(ada.page.text()).toContain('sum 3 log 12.')
  })

  it('of which it cannot be learned whether it was kept is asked for again, and run once', async () => {
    const { ada, event, control } = await visiting()
    control.lose = 5
    expect((await ada.post(event(1))).status).toBe(503)
    expect((await ada.post(event(1))).status).toBe(204)
    expect((await ada.post(event(2, 'two'))).status).toBe(204)
    await ada.attach()
    await ada.until(frame => frame.event === 'resync')
    expect(ada.page.text()).toContain('sum 3 log 12.')
  })

  it('that comes after its follower, or after its answer, is none', async () => {
    const { ada, event } = await visiting()
    expect((await ada.post(event(2, 'two'))).status).toBe(204)
    expect((await ada.post(event(1))).status).toBe(204)
    expect((await ada.post(event(2, 'one'))).status).toBe(204)
    await ada.reads('sum 2 log 2.')
  })

  it('that failed, or was refused, may not be tried again under its number, and the next one may', async () => {
    const { ada, event } = await visiting()
    expect((await ada.post(event(1, 'fail'))).status).toBe(204)
    expect((await ada.post(event(1))).status).toBe(204)
    expect((await ada.post({ n: 2, offer: '1/forged' })).status).toBe(403)
    expect((await ada.post(event(2))).status).toBe(204)
    await ada.reads('sum 1 log 1.')
  })

  it('of a double click is two', async () => {
    const { ada, event } = await visiting()
    await Promise.all([ada.post(event(1)), ada.post(event(2))])
    await ada.reads('sum 2 log 11.')
  })
})

it('a conversation whose process was killed right after its end was kept is over for the next one too', async () => {
  const { ada, control, killed } = await visiting()
  control.keep()
  await ada.send({ offer: ada.page.offers().find(each => each.label === 'end')!.offer })
  await ada.until(frame => frame.event === 'gone')
  expect(control.commits).toBe(2)
  await killed()
  const refused = await ada.attach()
  expect([refused.status, refused.headers.get('rp-gone')]).toEqual([410, 'answered'])
})

describe('what comes of an event', () => {
  it('reaches a page that reconnects between the commit and the push, once', async () => {
    const { ada, event, control } = await visiting()
    const gate = held()
    control.hold = gate.promise
    const post = ada.post(event(1))
    await soon()
    await ada.detach()
    await ada.attach()
    gate.go()
    expect((await post).status).toBe(204)
    await ada.reads('sum 1 log 1.')
    expect(ada.frames.filter(frame => frame.event === 'patch')).toHaveLength(1)
  })

  it('reaches a page that was away: the changes, where to go, and what went wrong', async () => {
    const { ada, event } = await visiting()
    await ada.detach()
    await ada.post(event(1))
    await ada.post(event(2, 'fail'))
    await ada.post(event(3, 'leave'))
    ada.frames.length = 0
    await ada.attach()
    await ada.until(frame => frame.event === 'go')
    const came = (): string[] => ada.frames.map(frame => frame.event).filter(name => name !== 'closed')
    expect(came()).toEqual(['hello', 'patch', 'notice', 'go'])
    expect(ada.page.text()).toContain('sum 1 log 1.')
    // Not again for one who has heard them.
    ada.frames.length = 0
    await ada.detach()
    await ada.attach()
    await ada.until(frame => frame.event === 'hello')
    await ada.post(event(4))
    await ada.reads('sum 2 log 11.')
    expect(came()).toEqual(['hello', 'patch'])
  })

  it('is told of in the answer: the number of the patch that has it', async () => {
    const { ada, event } = await visiting()
    const said = (await ada.post(event(1))).headers.get('rp-cursor')
    await ada.reads('sum 1')
    expect(said).toBe(String(ada.cursor))
  })
})
