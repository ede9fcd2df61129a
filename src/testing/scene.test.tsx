// What happens beside a visitor: time, topics, sources, work, other visitors, and a server that is started again.
import { after, call, component, every, flow, hear, io, publish, topic, watch, type Live } from 'repartee'
import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Chat } from '../../examples/chat.tsx'
import { Clock } from '../../examples/clock.tsx'
import { Confirm } from '../../examples/confirm.tsx'
import { Lobby } from '../../examples/gallery/lobby.tsx'

describe('time', () => {
  it('passes only when it is told to, and what is due happens in order', () => {
    const Timers = component({
      name: 'timers of a scene',
      state: () => ({ log: [] as string[] }),
      on: {
        tick: (s, now: number) => ({ log: [...s.log, `tick ${now % 100_000}`] }),
        once: s => ({ log: [...s.log, 'once'] }),
        start: () => after(250, { event: 'once', payload: undefined }),
      },
      listen: (_, on) => every(100, on.tick),
      view: (s, on) => (
        <p>
          {s.log.join()} <button onClick={on.start}>Start</button>
        </p>
      ),
    })
    const timers = talk(Timers).click('Start').pass(99)
    expect(timers.text).toBe('Start')
    timers.pass(1).shows('tick 100').pass(200).shows('tick 100,tick 200,once,tick 300')
    expect(() => timers.pass(-1)).toThrow('pass(1000) for a second')
  })

  it('begins when it is said to, and goes on over a restart', () => {
    const clock = talk(Clock, {}, { now: Date.UTC(2030, 1, 2, 3, 4, 5) }).shows('03:04:05')
    clock.pass(600).restart().pass(400).shows('03:04:06')
    expect(clock.now).toBe(Date.UTC(2030, 1, 2, 3, 4, 6))
  })
})

const count = topic<number>('count')

const Counting = component({
  name: 'counting of a scene',
  state: () => ({ heard: [] as number[], reached: '', missed: 0 }),
  on: {
    heard: (s, n: number) => ({ ...s, heard: [...s.heard, n] }),
    missed: s => ({ ...s, missed: s.missed + 1 }),
    say: s => publish(count, s.heard.length),
    *ask() {
      const reached = yield* publish(count, 100)
      return s => ({ ...s, reached: `${reached} after ${s.heard.length}` })
    },
  },
  listen: (_, on) => hear(count, on.heard, on.missed),
  view: (s, on) => (
    <p>
      heard {s.heard.join()} reached {s.reached} missed {s.missed}
      <button onClick={on.say}>Say</button>
      <button onClick={on.ask}>Ask</button>
    </p>
  ),
})

describe('topics', () => {
  it('bring what was published, by oneself and by others', () => {
    const one = talk(Counting).publish(count, 7).publish('count', 8).click('Say').shows('heard 7,8,2 ')
    expect(one.published).toEqual([{ topic: 'count', message: 2 }])
    one.publish('elsewhere', 1).shows('heard 7,8,2 ')
  })

  it('reach all who share a scene, in one order, after whoever published was told how many', () => {
    const one = talk(Counting)
    const two = talk(Counting, {}, { with: one })
    one.click('Ask').shows('reached 2 after 0', 'heard 100')
    two.shows('heard 100').click('Say').shows('heard 100,1')
    one.shows('heard 100,1')
    talk(Counting).click('Say')
    one.shows('heard 100,1')
  })

  it('may have passed unheard', () => {
    talk(Counting).shows('missed 0').missed().shows('missed 1')
  })

  it('connect different pages', () => {
    const lobby = talk(Lobby)
    const ada = talk(Chat, { room: 'kitchen' }, { with: lobby })
    ada.fill('your name', 'Ada').fill('say something', 'hello').click('Say').shows('Ada hello')
    expect(ada.value('your name')).toBe('Ada')
    expect(ada.value('say something')).toBe('')
    lobby.shows('Ada: hello')
  })
})

class People implements Live<number> {
  readonly name = 'people'
  n = 0
  reads = 0
  hook: (() => void) | undefined
  read(): number {
    this.reads++
    return this.n
  }
  setChangeHook(hook: (() => void) | undefined): void {
    this.hook = hook
  }
  become(n: number): void {
    this.n = n
    this.hook?.()
  }
}

describe('a source', () => {
  it('is read at once and when it nudges, as often as was wished, while somebody watches', () => {
    const people = new People()
    const Watching = component({
      name: 'watching of a scene',
      state: () => ({ seen: [] as number[], on: true }),
      on: { seen: (s, n: number) => ({ ...s, seen: [...s.seen, n] }), stop: s => ({ ...s, on: false }) },
      listen: (s, on) => s.on && watch(people, on.seen, 100),
      view: (s, on) => (
        <p>
          seen {s.seen.join()} <button onClick={on.stop}>Stop</button>
        </p>
      ),
    })
    const one = talk(Watching).shows('seen 0 ')
    const two = talk(Watching, {}, { with: one })
    people.become(1)
    people.become(2)
    one
      .shows('seen 0,1 ')
      .pass(99)
      .shows('seen 0,1 ')
      .pass(1)
      .shows('seen 0,1,2 ')
      .pass(1000)
      .shows('seen 0,1,2 ')
    two.shows('seen 0,1,2 ').click('Stop')
    people.become(3)
    one.shows('seen 0,1,2,3 ').click('Stop')
    two.shows('seen 0,1,2 ')
    expect(people.hook).toBeUndefined()
  })
})

const Loading = component({
  name: 'loading of a scene',
  state: () => ({ log: [] as string[] }),
  on: {
    *load(_, what: string) {
      try {
        const got = yield* io(() => Promise.resolve(`real ${what}`))
        return s => ({ log: [...s.log, `${what}: ${got}`] })
      } catch (error) {
        return s => ({ log: [...s.log, `${what}: ${(error as Error).message}`] })
      }
    },
    wrong: () =>
      io(() => {
        throw new Error('nobody waits for this')
      }),
  },
  view: (s, on) => (
    <p>
      {s.log.join('; ')} <button onClick={on.load('a')}>A</button> <button onClick={on.load('b')}>B</button>
      <button onClick={on.wrong}>Wrong</button>
    </p>
  ),
})

describe('work', () => {
  it('waits to be finished, and whoever began first is first', () => {
    const page = talk(Loading)
      .click('A')
      .click('B')
      .lacks('a:')
      .finish('x')
      .shows('a: x')
      .reject(new Error('no'))
    page.shows('a: x; b: no')
    expect(() => page.finish('y')).toThrow('No such work is awaited')
    page
      .click('A')
      .click('B')
      .finish('last', 1)
      .shows('b: last')
      .restart()
      .finish('late', 'loading of a scene')
    page.shows('a: late')
    expect(() => page.click('A').finish(1, 'another')).toThrow('io of: loading of a scene')
  })

  it('is run for real when it is to settle, of all who share the scene', async () => {
    const one = talk(Loading).click('A')
    const two = talk(Loading, {}, { with: one }).click('B')
    await one.settle()
    one.shows('a: real a')
    two.shows('b: real b')
    await one.settle()
    expect(one.log.map(step => step.do)).toEqual(['click', 'join', 'click', 'finish', 'finish'])
  })

  it('goes on after what it brought asks for more, and is not given to those who left', async () => {
    const More = flow('more of a scene', function* () {
      const first = yield* io(() => Promise.resolve(1))
      const second = yield* io(() => Promise.resolve(first + 1))
      return (yield* call(Confirm, { question: `${second}?` })) ? second : 0
    })
    const more = await talk(More).settle()
    expect(more.shows('2?').click('Yes').answer).toBe(2)
    const stopped = talk(Loading).click('A')
    const settling = stopped.settle()
    stopped.finish('by hand')
    await settling
    expect(stopped.text).toContain('a: by hand A B')
  })

  it('says what work threw that nobody waited for', async () => {
    const page = talk(Loading).click('Wrong')
    await expect(page.settle()).rejects.toThrow('nobody waits for this')
    await page.settle()
  })

  it('that is to run once fails after a restart', () => {
    const Once = flow('once of a scene', function* () {
      try {
        return yield* io(() => 1, { once: true })
      } catch (error) {
        return (error as Error).message
      }
    })
    expect(talk(Once).finish(5).answer).toBe(5)
    return talk(Once)
      .restart()
      .settle()
      .then(once => expect(once.answer).toMatch(/interrupted/))
  })
})
