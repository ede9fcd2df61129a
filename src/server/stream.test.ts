import { describe, expect, it } from 'vitest'
import type { Sink } from './exchange.ts'
import { Stream } from './stream.ts'

/** A reader that takes what is written only when told to. */
class Reader implements Sink {
  readonly texts: string[] = []
  queued = 0
  slow = false
  ended: 'closed' | 'destroyed' | undefined
  #drained: (() => void) | undefined
  #closed: (() => void) | undefined

  write(data: string | Uint8Array): void {
    if (typeof data === 'string') this.texts.push(data)
    else this.texts.push(this.texts.pop() + Buffer.from(data).toString())
    if (this.slow) this.queued += data.length
  }
  onDrain(drained: () => void): void {
    this.#drained = drained
  }
  onClose(closed: () => void): void {
    this.#closed = closed
  }
  close(): void {
    this.ended = 'closed'
    this.#closed?.()
  }
  destroy(): void {
    this.ended = 'destroyed'
    this.#closed?.()
  }
  drain(): void {
    this.queued = 0
    const drained = this.#drained
    this.#drained = undefined
    drained?.()
  }
  get events(): string[] {
    return this.texts.map(text => /^event:(\w+)/m.exec(text)?.[1] ?? `patch ${/^id:(\d+)/.exec(text)?.[1]}`)
  }
}

const whole = (): [string, string][] => [['0', '<div id=repartee rp-i=0></div>']]
const op = (text: string): [string, string][] => [['1', `<p rp-i=1>${text}</p>`]]
const lost = (): void => {}

describe('a stream', () => {
  it('numbers its patches and catches a reader up from its cursor', () => {
    const stream = new Stream(whole)
    for (const text of ['a', 'b', 'c']) stream.push(op(text))
    const reader = new Reader()
    stream.attach(reader, 7, 1, lost)
    expect(reader.events).toEqual(['hello', 'patch 2', 'patch 3'])
    expect(reader.texts[0]).toContain('{"n":7,"seen":3}')
  })

  it('sends everything to a reader without a cursor, or whose cursor it no longer reaches', () => {
    const stream = new Stream(whole)
    for (let i = 0; i < 100; i++) stream.push(op(String(i)))
    for (const cursor of [undefined, 0, 35]) {
      const reader = new Reader()
      stream.attach(reader, 0, cursor, lost)
      expect(reader.events).toEqual(['hello', 'resync'])
      expect(reader.texts[1]).toMatch(/^id:100\n/)
    }
    const near = new Reader()
    stream.attach(near, 0, 36, lost)
    expect(near.events).toHaveLength(1 + 64)
  })

  it('keeps a bounded number of characters for those who come back', () => {
    const stream = new Stream(whole)
    const long = 'x'.repeat(30_000)
    for (let i = 0; i < 3; i++) stream.push(op(long))
    const one = new Reader()
    stream.attach(one, 0, 1, lost)
    expect(one.events).toEqual(['hello', 'patch 2', 'patch 3'])
    const two = new Reader()
    stream.attach(two, 0, 0, lost)
    expect(two.events).toEqual(['hello', 'resync'])
  })

  it('lets go of what a reader that takes everything was sent a while ago, and keeps all for one that is away', () => {
    const stream = new Stream(whole)
    const reader = new Reader()
    stream.attach(reader, 0, 0, lost)
    for (let now = 0; now < 60; now++) {
      stream.push(op(String(now)))
      stream.beat(now * 1000, 15_000)
    }
    const caughtUp = (cursor: number): string[] => {
      const late = new Reader()
      stream.attach(late, 0, cursor, lost)
      return late.events
    }
    expect(caughtUp(40)).toHaveLength(1 + 20)
    expect(caughtUp(10)).toEqual(['hello', 'resync'])
    const away = new Reader()
    stream.attach(away, 0, 60, lost)
    away.destroy()
    for (let now = 60; now < 100; now++) {
      stream.push(op(String(now)))
      stream.beat(now * 1000, 15_000)
    }
    expect(caughtUp(60)).toHaveLength(1 + 40)
  })

  it('stops writing to a reader that does not keep up, and sends it everything when it is back', () => {
    const stream = new Stream(whole)
    const reader = new Reader()
    stream.attach(reader, 0, 0, lost)
    reader.slow = true
    for (let i = 0; i < 1000; i++) stream.push(op('x'.repeat(1000)))
    expect(reader.queued).toBeLessThan(70_000)
    const written = reader.texts.length
    reader.drain()
    expect(reader.events.slice(written)).toEqual(['hello', 'resync'])
    reader.slow = false
    stream.push(op('and on'))
    expect(reader.events.at(-1)).toBe('patch 1001')
  })

  it('sends a page that is larger than that once, and goes on when it was taken', () => {
    const large = 'x'.repeat(2_000_000)
    const stream = new Stream(() => op(large))
    const reader = new Reader()
    reader.slow = true
    stream.attach(reader, 0, undefined, lost)
    expect(reader.events).toEqual(['hello', 'resync'])
    for (let i = 0; i < 5; i++) reader.drain()
    expect(reader.events).toEqual(['hello', 'resync'])
    stream.push(op(large))
    stream.push(op('withheld'))
    reader.drain()
    expect(reader.events).toEqual(['hello', 'resync', 'patch 1', 'hello', 'resync'])
    reader.drain()
    reader.slow = false
    stream.push(op('and on'))
    expect(reader.events.at(-1)).toBe('patch 3')
    expect(reader.texts).toHaveLength(6)
  })

  it('cuts off a reader that takes nothing for a minute, and holds one large frame for it at most', () => {
    const stream = new Stream(whole)
    const reader = new Reader()
    let gone = 0
    stream.attach(reader, 0, 0, () => gone++)
    reader.slow = true
    for (let i = 0; i < 5; i++) stream.push(op('x'.repeat(2_000_000)))
    expect(reader.queued).toBeLessThan(2_001_000)
    for (let now = 0; now < 50_000; now += 1000) stream.beat(now, 15_000)
    reader.queued -= 1000
    for (let now = 50_000; now <= 110_000; now += 1000) stream.beat(now, 15_000)
    expect(reader.ended).toBeUndefined()
    stream.beat(111_000, 15_000)
    expect(reader.ended).toBe('destroyed')
    expect([gone, stream.attached]).toEqual([1, false])
  })

  it('says a word also to a reader that was away, and once to one that was there', () => {
    const stream = new Stream(whole)
    stream.push(op('a'))
    stream.say('go', { url: '/there' })
    stream.push(op('b'))
    const [away, there] = [new Reader(), new Reader()]
    stream.attach(away, 0, 1, lost)
    expect(away.events).toEqual(['hello', 'go', 'patch 3'])
    stream.attach(there, 0, 2, lost)
    expect(there.events).toEqual(['hello', 'patch 3'])
  })

  it('says words before it sends everything, to a reader that lagged or whom the kept patches do not reach', () => {
    const stream = new Stream(whole)
    const slow = new Reader()
    slow.slow = true
    stream.attach(slow, 0, 0, lost)
    stream.say('notice', { text: 'heard' })
    stream.push(op('x'.repeat(70_000)))
    stream.say('notice', { text: 'withheld' })
    slow.drain()
    expect(slow.events).toEqual(['hello', 'notice', 'patch 2', 'hello', 'notice', 'resync'])
    // By which it knows that numbers up to there may be missing.
    expect(slow.texts[3]).toContain('"seen":3')
    const late = new Reader()
    stream.attach(late, 0, 1, lost)
    expect(late.events).toEqual(['hello', 'notice', 'resync'])
    // One that knows nothing cannot say what it has heard.
    const fresh = new Reader()
    stream.attach(fresh, 0, undefined, lost)
    expect(fresh.events).toEqual(['hello', 'resync'])
  })

  it('says words also to a reader that lagged while it was caught up', () => {
    const stream = new Stream(whole)
    stream.push(op('x'.repeat(60_000)))
    for (const text of ['a', 'b', 'c']) stream.say('notice', { text: text.repeat(1500) })
    for (let i = 0; i < 2; i++) stream.say('notice', { text: `late ${i}` })
    const slow = new Reader()
    slow.slow = true
    slow.queued = 5000
    stream.attach(slow, 0, 0, lost)
    slow.drain()
    const said = slow.texts
      .filter(text => text.includes('event:notice'))
      .map(text => /^id:(\d+)/.exec(text)?.[1])
    expect(said).toEqual(['2', '3', '4', '5', '6'])
    expect(slow.events.at(-1)).toBe('resync')
  })

  it('has one reader: a displaced one is told so, and its late end changes nothing', () => {
    const stream = new Stream(whole)
    const [old, young] = [new Reader(), new Reader()]
    let gone = 0
    stream.attach(old, 0, 0, () => gone++)
    stream.attach(young, 0, 0, () => gone++)
    expect(old.texts.at(-1)).toContain('"why":"elsewhere"')
    expect(old.ended).toBe('closed')
    old.destroy()
    stream.push(op('a'))
    expect(young.events).toEqual(['hello', 'patch 1'])
    expect([gone, stream.attached]).toEqual([0, true])
  })

  it('that has ended says its last word to a reader who was let in before and comes after', () => {
    const stream = new Stream(whole)
    const [there, late] = [new Reader(), new Reader()]
    stream.attach(there, 0, 0, lost)
    stream.end('gone', { why: 'answered' })
    stream.attach(late, 1, 0, lost)
    expect(late.texts).toEqual([there.texts.at(-1)])
    expect([there.ended, late.ended, stream.attached]).toEqual(['closed', 'closed', false])
  })

  it('gives a sign of life only after a silence', () => {
    const stream = new Stream(whole)
    const reader = new Reader()
    stream.attach(reader, 0, 0, lost)
    for (let now = 0; now <= 14_000; now += 1000) stream.beat(now, 15_000)
    stream.push(op('a'))
    for (let now = 15_000; now < 30_000; now += 1000) stream.beat(now, 15_000)
    expect(reader.events).toEqual(['hello', 'patch 1'])
    stream.beat(30_000, 15_000)
    expect(reader.events).toEqual(['hello', 'patch 1', 'ping'])
  })
})
