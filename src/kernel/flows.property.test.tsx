// Any flow, whatever its loops, branches, try, catch and finally, does what the same code does that is never interrupted; also when
// it is stored and restored at every single step. The same random code is run by the kernel and by plain JavaScript.
import fc from 'fast-check'
import { answer, call, component, fail, flow, io, publish, topic, type Effect } from 'repartee'
import { expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'

type Code = readonly Statement[]
type Statement =
  | { do: 'ask' | 'work' | 'tell' | 'throw' | 'return' }
  | { do: 'loop'; times: number; body: Code }
  | { do: 'if'; body: Code; other: Code }
  | { do: 'try'; body: Code; rescue: Code | undefined; last: Code }
  | { do: 'flow'; body: Code }

/** How the code asks: by effects of the kernel, or at once. */
interface World {
  ask(words: string): Generator<unknown, string, unknown>
  work(): Generator<unknown, string, unknown>
  tell(words: string): Generator<unknown, unknown, unknown>
  flow(body: Code): Generator<unknown, string, unknown>
}
const RETURN = Symbol('return')

/** `caught`: whether something around catches. A throw that nothing catches is a mistake in the program, and no outcome. */
function* run(
  code: Code,
  world: World,
  log: string[],
  caught = false,
): Generator<unknown, typeof RETURN | undefined, unknown> {
  for (const each of code) {
    switch (each.do) {
      case 'ask':
        log.push(yield* world.ask(log.join()))
        break
      case 'work':
        log.push(yield* world.work())
        break
      case 'tell':
        yield* world.tell(log.join())
        break
      case 'throw':
        if (caught) throw new Error(`thrown at ${log.length}`)
        break
      case 'return':
        return RETURN
      case 'loop':
        for (let i = 0; i < each.times; i++)
          if ((yield* run(each.body, world, log, caught)) === RETURN) return RETURN
        break
      case 'if':
        if ((yield* run(log.length % 2 === 0 ? each.body : each.other, world, log, caught)) === RETURN)
          return RETURN
        break
      case 'try':
        try {
          if ((yield* run(each.body, world, log, caught || each.rescue !== undefined)) === RETURN)
            return RETURN
        } catch (error) {
          log.push(`caught ${(error as Error).message}`)
          if (each.rescue === undefined) throw error
          if ((yield* run(each.rescue, world, log, caught)) === RETURN) return RETURN
        } finally {
          log.push('finally')
          yield* run(each.last, world, log, caught)
        }
        break
      case 'flow':
        log.push(yield* world.flow(each.body))
    }
  }
  return undefined
}

const Question = component({
  name: 'question',
  state: (props: { words: string }) => props,
  on: { say: (_s, said: string) => answer(said), refuse: () => fail(new Error('refused')) },
  view: (s, on) => (
    <p>
      [{s.words}] <button onClick={on.say('yes')}>yes</button> <button onClick={on.say('no')}>no</button>
      <button onClick={on.refuse}>refuse</button>
    </p>
  ),
})
const Part = flow('part', function* (props: { body: Code }): Generator<Effect, string, unknown> {
  const log: string[] = []
  yield* run(props.body, KERNEL, log) as Generator<Effect, unknown, unknown>
  return log.join()
})
const KERNEL: World = {
  ask: words => call(Question, { words })[Symbol.iterator](),
  work: () => io(() => '')[Symbol.iterator](),
  tell: words => publish(topic<string>('told'), words)[Symbol.iterator](),
  flow: body => call(Part, { body })[Symbol.iterator](),
}

type Outcome = 'yes' | 'no' | 'refuse'

/** The same, run at once with these outcomes. Answers what it waits for when they are used up, or how it ended. */
function plainly(code: Code, outcomes: readonly Outcome[]): string {
  const left = [...outcomes]
  function* wait(what: string): Generator<unknown, string, unknown> {
    const outcome = left.shift()
    if (outcome === undefined) return (yield what) as string
    if (outcome === 'refuse') throw new Error('refused')
    return outcome
  }
  function* whole(body: Code): Generator<unknown, string, unknown> {
    const log: string[] = []
    yield* run(body, world, log)
    return log.join()
  }
  const world: World = {
    ask: words => wait(`[${words}]`),
    work: () => wait('work'),
    tell: function* () {},
    flow: body => whole(body),
  }
  try {
    const result = whole(code).next()
    return result.done === true ? `answered ${result.value}` : String(result.value)
  } catch {
    return 'failed'
  }
}

const code: fc.Arbitrary<Code> = fc.letrec<{ code: Code; statement: Statement }>(tie => ({
  code: fc.array(tie('statement'), { maxLength: 4 }),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('ask', 'ask', 'work', 'tell') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('throw', 'return') }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('loop' as const), times: fc.nat(3), body: tie('code') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('if' as const), body: tie('code'), other: tie('code') }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('try' as const),
        body: tie('code'),
        rescue: fc.option(tie('code'), { nil: undefined }),
        last: tie('code'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('flow' as const), body: tie('code') }) },
  ) as fc.Arbitrary<Statement>,
})).code

const RUNS = Number(process.env['REPARTEE_RUNS'] ?? 300)

it(
  'a flow does what its code does, stored and restored at every step or not at all',
  () => {
    let waited = 0
    fc.assert(
      fc.property(
        code,
        fc.array(fc.constantFrom<Outcome>('yes', 'no', 'no', 'refuse'), { maxLength: 12 }),
        fc.boolean(),
        (body, outcomes, restarts) => {
          const talk = new Talk(Part, { body })
          const given: Outcome[] = []
          const settle = (): string => {
            for (;;) {
              const { ended } = talk.conversation
              if (ended !== undefined)
                return ended.why === 'answered' ? `answered ${String(ended.answer)}` : ended.why
              // A publish is answered at once.
              if (talk.work.length === 0) return talk.page.text().replace(/ yes.*/, '')
              if (talk.work[0]?.work.length === 0 && isTold(talk)) talk.finish({ value: 1 })
              else return 'work'
            }
          }
          for (const outcome of outcomes) {
            expect(settle()).toBe(plainly(body, given))
            if (talk.conversation.ended !== undefined) return
            if (restarts) talk.restart()
            settle()
            if (talk.work.length === 0) talk.click(outcome)
            else talk.finish(outcome === 'refuse' ? { error: new Error('refused') } : { value: outcome })
            given.push(outcome)
            waited++
          }
          expect(settle()).toBe(plainly(body, given))
        },
      ),
      { numRuns: RUNS },
    )
    expect(waited).toBeGreaterThan(RUNS / 2)
  },
  30_000 + 100 * RUNS,
)

/** Whether what is waited for is a publish: the work in its stead answers 1. */
const isTold = (talk: Talk): boolean =>
  [...talk.conversation.instances.values()].some(each =>
    each.frames.some(one => one.waits.startsWith('publish') && one.id === talk.work[0]?.reply?.frame),
  )
