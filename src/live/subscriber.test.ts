// Random interleavings of everything that can happen, against the obvious model: a queue of waiters and one flag.
// The real one wakes late (slices of one to three readers, some turns passing in between); nobody may be able to tell.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bell } from './bell.ts'
import { Notifier } from './notifier.ts'
import { Subscriber } from './subscriber.ts'

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

async function quiet(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await turn()
}

/** A buffer of one, as one would write it down on paper. `reads` is what each next() came to, in order of asking. */
class Model {
  readonly reads: string[] = []
  readonly waiting: number[] = []
  pending = false
  open = true

  hear(): void {
    if (!this.open) return
    const first = this.waiting.shift()
    if (first === undefined) this.pending = true
    else this.reads[first] = 'nudge'
  }

  next(): void {
    if (!this.pending && this.open) this.waiting.push(this.reads.push('waiting') - 1)
    else this.reads.push(this.pending ? 'nudge' : 'done')
    this.pending = false
  }

  cancel(): void {
    this.open = false
    for (const index of this.waiting.splice(0)) this.reads[index] = 'done'
  }
}

/** The real one, with what each next() came to so far, and in which order they were answered. */
class Real {
  readonly subscriber: Subscriber
  readonly reads: string[] = []
  readonly answered: number[] = []

  constructor(bell: Bell) {
    this.subscriber = new Subscriber(bell)
  }

  next(): void {
    const index = this.reads.push('waiting') - 1
    void this.subscriber.next().then(({ done }) => {
      this.reads[index] = done === true ? 'done' : 'nudge'
      this.answered.push(index)
    })
  }
}

/** Once all slices have run: the same answers, and nobody stands in the line who does not wait. */
async function allAsIn(models: readonly Model[], reals: readonly Real[]): Promise<void> {
  await quiet(models.length + 2)
  expect(reals.map(({ reads }) => reads)).toEqual(models.map(({ reads }) => reads))
  const linked = ({ subscriber }: Real): boolean => (subscriber.ahead ?? subscriber.behind) !== undefined
  expect(reals.filter((real, index) => linked(real) && models[index]?.waiting.length === 0)).toEqual([])
}

const who = fc.nat({ max: 5 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('ring' as const) }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('next' as const), who }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('cancel' as const), who }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('return' as const), who }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('subscribe' as const) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('quiet' as const) }) },
)

test('a subscriber behaves as a buffer of one, however late it is woken', async () => {
  const story = fc.record({ slice: fc.integer({ min: 1, max: 3 }), steps: fc.array(step, { maxLength: 60 }) })
  await fc.assert(
    fc.asyncProperty(story, async ({ slice, steps }) => {
      const bell = new Bell(slice)
      const models = [new Model(), new Model(), new Model()]
      const reals = models.map(() => new Real(bell))
      for (const action of steps) {
        const index = 'who' in action ? action.who % models.length : 0
        const model = models[index]
        const real = reals[index]
        if (model === undefined || real === undefined) continue
        if (action.act === 'ring') {
          bell.ring()
          for (const each of models) each.hear()
        } else if (action.act === 'next') {
          real.next()
          model.next()
        } else if (action.act === 'cancel' || action.act === 'return') {
          if (action.act === 'cancel') real.subscriber.cancel()
          else void real.subscriber.return()
          model.cancel()
        } else if (action.act === 'subscribe') {
          reals.push(new Real(bell))
          models.push(new Model())
        } else if (action.act === 'turn') await turn()
        else await allAsIn(models, reals)
        expect(reals.map(each => each.subscriber.pending)).toEqual(models.map(each => each.pending))
        expect(bell.subscribers).toBe(models.filter(each => each.open).length)
        const soFar = models.map(({ reads }, at) =>
          reads.map((read, which) => (reals[at]?.reads[which] === 'waiting' ? 'waiting' : read)),
        )
        expect(reals.map(each => each.reads)).toEqual(soFar)
      }
      await allAsIn(models, reals)
    }),
    { numRuns: 500 },
  )
})

test('answers to one subscriber come in the order of its questions', async () => {
  const steps = fc.array(fc.constantFrom('ring', 'next', 'next', 'cancel', 'turn'), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, async acts => {
      const bell = new Bell(1)
      const others = [new Real(bell), new Real(bell)]
      const real = new Real(bell)
      for (const act of acts) {
        if (act === 'ring') {
          for (const other of others) other.next()
          bell.ring()
        } else if (act === 'next') real.next()
        else if (act === 'cancel') real.subscriber.cancel()
        else await turn()
      }
      await quiet(8)
      expect(real.answered).toEqual(real.answered.toSorted((a, b) => a - b))
    }),
    { numRuns: 200 },
  )
})

test('a busy subscriber is never left asleep with something unseen, nor woken more often than notified', async () => {
  const story = fc.array(fc.record({ changes: fc.integer({ min: 0, max: 3 }), turns: fc.nat({ max: 2 }) }), {
    maxLength: 20,
  })
  const busyness = fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(story, busyness, async (moments, busy) => {
      const notifier = new Notifier()
      let truth = 0
      const readers = busy.map(turns => ({ turns, nudges: notifier.subscribe(), seen: 0, looks: 0 }))
      const loops = readers.map(async reader => {
        for await (const _ of reader.nudges) {
          reader.looks++
          // A nudge is owed to a change of its own, so there cannot have been fewer changes than looks.
          expect(truth).toBeGreaterThanOrEqual(reader.looks)
          reader.seen = truth
          await quiet(reader.turns)
        }
      })
      for (const { changes, turns } of moments) {
        for (let i = 0; i < changes; i++) {
          truth++
          notifier.notify()
        }
        await quiet(turns)
      }
      await quiet(10)
      expect(readers.map(({ seen }) => seen)).toEqual(busy.map(() => truth))
      expect(readers.map(({ nudges }) => nudges.pending)).toEqual([false, false, false])
      const looks = readers.map(reader => reader.looks)
      await quiet(2)
      expect(readers.map(reader => reader.looks)).toEqual(looks)
      for (const { nudges } of readers) nudges.cancel()
      await Promise.all(loops)
      expect(notifier.size).toBe(0)
    }),
    { numRuns: 100 },
  )
})
