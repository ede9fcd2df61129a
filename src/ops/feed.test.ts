import { describe, expect, it } from 'vitest'
import { Feed } from './feed.ts'
import { History } from './history.ts'
import { virtualOutside } from './outside.fixture.ts'
import { Sampler } from './sampler.ts'
import { Source } from './source.ts'

class Counter extends Source<{ readonly n: number; readonly text: string }> {
  n = 0
  reads = 0
  text = ''

  constructor() {
    super('counter')
  }

  set(n: number): void {
    this.n = n
    this.changed()
  }

  protected show(): { readonly n: number; readonly text: string } {
    this.reads++
    return { n: this.n, text: this.text }
  }
}

interface Event {
  readonly kind: string
  readonly seq?: number
  readonly sections?: Record<string, { n: number }>
}

function stage() {
  const outside = virtualOutside()
  const sampler = new Sampler(outside)
  const [a, b] = [new Counter(), new Counter()]
  sampler.add('a', a)
  sampler.add('b', b)
  return { outside, sampler, a, b, feed: new Feed(sampler, outside) }
}

const parsed = (text: string): Event => {
  const kind = /^event:(\w+)/.exec(text)?.[1] ?? ''
  const data = /^data:(.+)$/m.exec(text)?.[1]
  return { kind, ...(data !== undefined && (JSON.parse(data) as object)) }
}

/** A viewer that takes what comes at once, or only when it is told to. */
function viewer(feed: Feed) {
  const events: Event[] = []
  const reader = feed.open().getReader()
  const chunks: Uint8Array[] = []
  const take = async (): Promise<boolean> => {
    let text = ''
    while (!text.endsWith('\n\n')) {
      const { done, value } = await reader.read()
      if (done) return false
      chunks.push(value)
      text += new TextDecoder().decode(value)
    }
    events.push(parsed(text))
    return true
  }
  const follow = async (): Promise<void> => {
    while (await take());
  }
  return { events, chunks, take, follow, leave: () => reader.cancel() }
}

describe('a viewer', () => {
  it('is given everything first, then the sections that changed, numbered', async () => {
    const { outside, feed, a, b } = stage()
    const { events, follow, leave } = viewer(feed)
    void follow()
    await outside.pass(100)
    a.set(1)
    await outside.pass(100)
    b.set(2)
    await outside.pass(100)
    expect(events.map(({ kind, seq, sections }) => [kind, seq, sections])).toEqual([
      ['snapshot', 0, { a: { n: 0, text: '' }, b: { n: 0, text: '' } }],
      ['change', 1, { a: { n: 1, text: '' } }],
      ['change', 2, { b: { n: 2, text: '' } }],
    ])
    await leave()
  })

  it('sees a burst of 10,000 changes in at most 20 events a second, the last of which shows the last state', async () => {
    const { outside, feed, a } = stage()
    const { events, follow, leave } = viewer(feed)
    void follow()
    await outside.pass(100)
    const before = events.length
    for (let i = 0; i < 100; i++) {
      for (let k = 1; k <= 100; k++) a.set(i * 100 + k)
      await outside.pass(10)
    }
    await outside.pass(100)
    expect(events.length - before).toBeGreaterThan(5)
    expect(events.length - before).toBeLessThanOrEqual(21)
    expect(events.at(-1)?.sections?.['a']?.n).toBe(10_000)
    await leave()
  })

  it('that takes nothing for a while is given the present state, not what it missed', async () => {
    const { outside, feed, a } = stage()
    const { events, take, leave } = viewer(feed)
    await take()
    for (let i = 1; i <= 50; i++) {
      a.set(i)
      await outside.pass(100)
    }
    const reads = a.reads
    await Promise.all([take(), outside.pass(200)])
    expect(events.map(({ seq, sections }) => [seq, sections?.['a']?.n])).toEqual([
      [0, 0],
      [1, 50],
    ])
    expect(a.reads).toBe(reads)
    await leave()
  })

  it('is sent no more than 20 events a second, also where sections come at different paces', async () => {
    const { outside, feed, a, b } = stage()
    a.text = 'x'.repeat(70_000)
    const { events, follow, leave } = viewer(feed)
    void follow()
    await outside.pass(500)
    const before = events.length
    for (let i = 1; i <= 200; i++) {
      a.set(i)
      b.set(i)
      await outside.pass(10)
    }
    expect(events.length - before).toBeLessThanOrEqual(41)
    await leave()
  })

  it('gets a sign of life when nothing happens', async () => {
    const { outside, feed } = stage()
    const { events, follow, leave } = viewer(feed)
    void follow()
    await outside.pass(31_000)
    expect(events.map(({ kind }) => kind)).toEqual(['snapshot', 'ping', 'ping'])
    await leave()
  })

  it('is sent a large section as often as a line can take it', async () => {
    const { outside, feed, a } = stage()
    a.text = 'x'.repeat(500_000)
    const { events, follow, leave } = viewer(feed)
    void follow()
    await outside.pass(100)
    for (let i = 1; i <= 40; i++) {
      a.set(i)
      await outside.pass(50)
    }
    await outside.pass(1000)
    expect(events.length).toBeLessThanOrEqual(7)
    expect(events.at(-1)?.sections?.['a']?.n).toBe(40)
    await leave()
  })
})

describe('viewers', () => {
  it('who missed the same are sent the same bytes, made once', async () => {
    const { outside, feed, a } = stage()
    const all = [viewer(feed), viewer(feed), viewer(feed)]
    for (const { follow } of all) void follow()
    await outside.pass(100)
    a.set(1)
    await outside.pass(300)
    const bodies = all.map(({ chunks }) => chunks.at(-1))
    expect(new TextDecoder().decode(bodies[0])).toBe('{"a":{"n":1,"text":""}}}\n\n')
    expect(bodies.every(bytes => bytes === bodies[0])).toBe(true)
    expect(all.map(({ events }) => events.at(-1)?.seq)).toEqual([1, 1, 1])
    for (const { leave } of all) await leave()
  })

  it('wait the longer the more there are of them, so that what all are sent stays bounded', async () => {
    const { outside, feed, a } = stage()
    a.text = 'x'.repeat(50_000)
    const all = Array.from({ length: 100 }, () => viewer(feed))
    for (const { follow } of all) void follow()
    await outside.pass(100)
    for (let i = 1; i <= 200; i++) {
      a.set(i)
      await outside.pass(50)
    }
    const chars = 100 * 50_000 * (all[0]?.events.length ?? 0)
    expect(chars / 10).toBeLessThan(4_500_000)
    await outside.pass(6000)
    expect(all.every(({ events }) => events.at(-1)?.sections?.['a']?.n === 200)).toBe(true)
    for (const { leave } of all) await leave()
  })
})

describe('a source', () => {
  it('is read once however many look, and not at all while nobody does', async () => {
    const { outside, sampler, feed, a } = stage()
    const viewers = Array.from({ length: 10 }, () => viewer(feed))
    for (const { follow } of viewers) void follow()
    await outside.pass(500)
    const before = a.reads
    a.set(1)
    await outside.pass(500)
    expect(a.reads - before).toBe(1)
    expect(viewers.every(({ events }) => events.at(-1)?.sections?.['a']?.n === 1)).toBe(true)
    for (const { leave } of viewers) await leave()
    expect(sampler.size).toBe(0)
    a.set(2)
    await outside.pass(500)
    expect(a.reads - before).toBe(1)
    expect(outside.waiting).toBe(0)
  })

  it('does not notice a viewer that leaves while it is being told, or one that hangs', async () => {
    const { outside, feed, a } = stage()
    const [one, two, hanging] = [viewer(feed), viewer(feed), viewer(feed)]
    void one.follow()
    void two.follow()
    await hanging.take()
    await outside.pass(100)
    a.set(1)
    await one.leave()
    expect(() => a.set(2)).not.toThrow()
    await outside.pass(200)
    expect(two.events.at(-1)?.sections?.['a']?.n).toBe(2)
    await two.leave()
    await hanging.leave()
  })

  it('that throws keeps its last value and stops no other', async () => {
    const { outside, sampler, feed, a } = stage()
    sampler.add('bad', {
      setChangeHook() {},
      read() {
        throw new Error('no')
      },
    })
    const { events, follow, leave } = viewer(feed)
    void follow()
    a.set(1)
    await outside.pass(200)
    expect(events.at(-1)?.sections?.['a']?.n).toBe(1)
    await leave()
  })
})

it('a snapshot is all sections at present, also while nobody follows', () => {
  const { feed, a } = stage()
  a.set(7)
  expect(JSON.parse(feed.snapshot())).toMatchObject({ sections: { a: { n: 7 }, b: { n: 0 } } })
})

describe('the past', () => {
  it('shows each section as it was', async () => {
    const { outside, sampler, a } = stage()
    const history = new History(sampler, outside)
    history.start()
    for (let i = 1; i <= 5; i++) {
      a.set(i)
      await outside.pass(2000)
    }
    expect(history.times).toHaveLength(5)
    const [first = 0, second = 0] = history.times
    expect([history.at(0, 'a'), history.at(first, 'a'), history.at(second + 100, 'a')]).toMatchObject([
      { n: 1 },
      { n: 1 },
      { n: 2 },
    ])
    expect(history.at(first, 'nothing')).toBeUndefined()
    history.close()
    expect(outside.waiting).toBe(0)
  })

  it('is bounded in entries and in bytes, and keeps once what does not change', async () => {
    const { outside, sampler, a, b } = stage()
    b.text = Array.from({ length: 20_000 }, (_, i) => ((i * 7919) % 65_521).toString(36)).join('')
    const history = new History(sampler, outside, 200_000)
    history.keep()
    const once = history.bytes
    for (let i = 0; i < 400; i++) {
      a.set(i)
      history.keep()
    }
    expect(history.times).toHaveLength(300)
    expect(history.bytes).toBeLessThan(once + 300 * 60)
    for (let i = 0; i < 20; i++) {
      b.set(i)
      history.keep()
    }
    expect(history.bytes).toBeLessThanOrEqual(200_000)
    expect(history.at(Infinity, 'b')).toMatchObject({ n: 19 })
  })
})
