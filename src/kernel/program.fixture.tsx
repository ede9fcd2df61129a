// Random programs: a description in plain data becomes components that embed, call, wait, listen and go wrong, and that notice
// when an answer comes to somebody who did not ask. And random things that may happen to a conversation of such a program.
import fc from 'fast-check'
import {
  after,
  answer,
  back,
  become,
  call,
  component,
  end,
  every,
  fail,
  flow,
  hear,
  identify,
  io,
  publish,
  topic,
  watch,
  type Child,
  type Component,
  type Effect,
  type Event,
  type Here,
  type Late,
  type Live,
  type Problem,
} from 'repartee'
import { rowsOf, type Rows } from './rows.fixture.tsx'

export type Act =
  | {
      do:
        | 'count'
        | 'answer'
        | 'fail'
        | 'throw'
        | 'io'
        | 'publish'
        | 'after'
        | 'after, skip'
        | 'end'
        | 'back'
        | 'identify'
        | 'bad view'
        | 'mutate'
        | 'io, then throw'
    }
  | { do: 'call' | 'ask' | 'try' | 'ask twice' | 'become'; of: number; over: boolean }

export interface Kid {
  readonly of: number
  readonly when: 'always' | 'even' | 'odd'
  readonly key: 'none' | 'fixed' | 'counted'
  readonly hears: boolean
  /** What stands between its tags: nothing, a button of the view that embeds it, or another part. */
  readonly gives: 'nothing' | 'button' | 'part'
}

export interface Part {
  readonly kind: 'component' | 'flow'
  readonly acts: readonly Act[]
  readonly kids: readonly Kid[]
  /** A list of that part, which turns and grows as it counts. */
  readonly list: number | undefined
  /** Lists of views that are no components. */
  readonly rows: Rows
  readonly form: 'none' | 'field' | 'form'
  readonly shows: 'never' | 'always' | 'even'
  /** Whether it says an address. */
  readonly has: 'no address' | 'address'
  /** Whether it has a fallback, and whether its view cannot be made with the count that it then is born with. */
  readonly falls: 'never' | 'at birth' | 'back' | 'at birth, back'
  readonly listens: readonly (
    | 'every'
    | 'every, skip'
    | 'after'
    | 'after, skip'
    | 'hear'
    | 'hear too'
    | 'watch'
  )[]
}

/** Part 0 is the root. Parts embed only later ones, so that a page is finite; they call any. */
export type Program = readonly Part[]

interface Props {
  /** Who is to be answered. */
  readonly to: string
  readonly n?: number
  /** Written anew whenever the view around is. */
  readonly list?: readonly number[]
  readonly children?: Child
}
interface State {
  readonly n: number
  readonly log: readonly string[]
}
interface Answered {
  readonly to: string
  readonly n: number
}

const news = topic<number>('news')
const SKIP: Late = { late: 'skip' }
const source: Live<number> = { name: 'source', read: () => 1, setChangeHook: () => {} }

/** The program's root. An answer that goes astray throws an error that begins with `astray`. */
export function build(program: Program): Component<Props, unknown> {
  const parts: Component<Props, unknown>[] = []
  program.forEach((part, i) => {
    parts.push(part.kind === 'flow' && i > 0 ? flowOf(part, i, parts) : componentOf(part, i, parts))
  })
  return parts[0] as Component<Props, unknown>
}

function mine(told: unknown, here: Here): string {
  const { to, n } = told as Answered
  if (to !== here.instanceId) throw new Error(`astray: ${here.instanceId} was told what ${to} had asked`)
  return `told ${n}`
}

function flowOf(
  part: Part,
  i: number,
  parts: readonly Component<Props, unknown>[],
): Component<Props, unknown> {
  return flow(`p${i}`, function* (props: Props, here): Generator<Effect, unknown, unknown> {
    let n = 0
    // It waits at least once; otherwise a view that embeds it would never come to rest.
    n += yield* io(() => 1)
    for (const act of part.acts) {
      if (act.do === 'throw') throw new Error('flow')
      if (act.do === 'fail') yield* fail(new Error('flow fails'))
      if (act.do === 'publish') n += yield* publish(news, n)
      if (act.do === 'ask' || act.do === 'call') {
        mine(
          yield* call(at(parts, act.of), { to: here.instanceId }, { place: act.over ? 'over' : 'here' }),
          here,
        )
        n++
      }
      if (act.do === 'try') {
        try {
          mine(yield* call(at(parts, act.of), { to: here.instanceId }), here)
        } catch (error) {
          if (String(error).includes('astray')) throw error
        }
      }
      if (act.do === 'become') return yield* become(at(parts, act.of), props)
    }
    return { to: props.to, n }
  })
}

function componentOf(
  part: Part,
  i: number,
  parts: readonly Component<Props, unknown>[],
): Component<Props, unknown> {
  return component({
    name: `p${i}`,
    state: (props: Props): State => ({ n: props.n ?? 0, log: [] }),
    on: {
      act: (s: State, k: number, here): never => run(part.acts[k] as Act, s, here, parts) as never,
      tick: (s, now: number) => ({ ...s, n: s.n + 1, log: noted(s, `tick ${now % 100_000}`) }),
      tock: s => ({ ...s, log: noted(s, 'tock') }),
      heard: (s, m: number) => ({ ...s, n: s.n + 1, log: noted(s, `heard ${m}`) }),
      heardToo: (s, m: number, here) =>
        m % 5 === 4 ? answer({ to: here.props.to, n: m }) : { ...s, log: noted(s, `too ${m}`) },
      told: (s, told: unknown, here) => ({ ...s, log: noted(s, mine(told, here)) }),
      type: (s, text: string) => ({ ...s, log: noted(s, `typed ${text}`) }),
      send: (s, fields: Record<string, string>) => ({ ...s, log: noted(s, JSON.stringify(fields)) }),
    },
    listen: (s, on) =>
      part.listens.map(each => {
        if (each === 'every') return s.n % 3 !== 2 && every(1000, on.tick)
        if (each === 'every, skip') return s.n % 3 !== 1 && every(1300, on.tock, SKIP)
        if (each === 'after') return after(700 + (s.n % 2) * 100, on.tock)
        if (each === 'after, skip') return after(600 + (s.n % 2) * 200, on.tick, SKIP)
        if (each === 'hear')
          return s.n % 2 === 0 && hear(news, on.heard, { event: 'tock', payload: undefined })
        if (each === 'hear too') return s.n % 3 !== 1 && hear(news, on.heardToo)
        return watch(source, on.heard)
      }),
    ...(part.falls.includes('back') && {
      fallback: ({ reference }: Problem, again: Event) => (
        <div>
          failed {reference} <button onClick={again}>again</button>
        </div>
      ),
    }),
    ...(part.has === 'address' && { url: (s: State) => `/p${i}/${s.n}` }),
    view: (s, on, here) => {
      if (s.n === -1 || (part.falls.startsWith('at birth') && s.n % 3 === 2)) throw new Error('bad view')
      const kid = (each: Kid, k: number): Child => {
        if (each.when !== 'always' && (s.n % 2 === 0) !== (each.when === 'even')) return null
        const Tag = at(parts, each.of)
        const props = {
          to: here.instanceId,
          ...(each.hears && { onAnswer: on.told }),
          ...(each.key === 'fixed' && { list: [k] }),
        }
        const key = each.key === 'none' ? undefined : each.key === 'fixed' ? `k${k}` : `k${k}.${s.n % 3}`
        if (each.gives === 'nothing') return <Tag key={key} {...props} />
        return (
          <Tag key={key} {...props}>
            {each.gives === 'button' ? <button onClick={on.tick(k)}>give {s.n}</button> : <Tag {...props} />}
          </Tag>
        )
      }
      const body = (
        <>
          p{i}.{s.n} {s.log.join(' ')} {here.now % 100_000} {JSON.stringify(here.principal)}
          {part.acts.map((act, k) => (
            <button type="button" onClick={on.act(k)}>
              {act.do}
            </button>
          ))}
          {part.form !== 'none' && <input name={`f${i}.${s.n % 2}`} onInput={on.type} />}
          {part.kids.map(kid)}
          {part.list !== undefined && (
            <ol>
              {Array.from({ length: 1 + (s.n % 3) }, (_, k) => (s.n + k) % 4).map(k => {
                const Tag = at(parts, part.list as number)
                return (
                  <li key={k}>
                    <Tag to={here.instanceId} n={k} onAnswer={on.told} />
                  </li>
                )
              })}
            </ol>
          )}
          {rowsOf(part.rows, s.n, on.act(0), at(parts, part.list ?? i + 1), here.instanceId)}
          {part.shows === 'always' || (part.shows === 'even' && s.n % 2 === 0) ? here.props.children : null}
        </>
      )
      return part.form === 'form' ? <form onSubmit={on.send}>{body}</form> : <div>{body}</div>
    },
  }) as Component<Props, unknown>
}

const at = (parts: readonly Component<Props, unknown>[], i: number): Component<Props, unknown> =>
  parts[i % parts.length] as Component<Props, unknown>
const noted = (s: State, what: string): readonly string[] => [...s.log, what].slice(-3)

function run(act: Act, s: State, here: Here<Props>, parts: readonly Component<Props, unknown>[]): unknown {
  const to = here.instanceId
  switch (act.do) {
    case 'count':
      return { ...s, n: s.n + 1 }
    case 'answer':
      return [s, answer({ to: here.props.to, n: s.n })]
    case 'fail':
      return fail(new RangeError('fails'))
    case 'throw':
      throw new Error('throws')
    case 'publish':
      return [{ ...s, n: s.n + 1 }, publish(news, s.n)]
    case 'after':
      return after(500, { event: 'tick', payload: s.n })
    case 'after, skip':
      return after(400, { event: 'tick', payload: s.n }, SKIP)
    case 'end':
      return end()
    case 'back':
      return [{ ...s, n: s.n + 1 }, back()]
    case 'identify':
      return [{ ...s, n: s.n + 1 }, identify({ n: s.n })]
    case 'bad view':
      return { ...s, n: -1 }
    case 'mutate':
      return (s.log as string[]).push('mutated')
    case 'become':
      return become(at(parts, act.of), { to: here.props.to })
    case 'call':
      return [{ ...s, n: s.n + 1 }, call(at(parts, act.of), { to }, { place: act.over ? 'over' : 'here' })]
    case 'io':
    case 'io, then throw':
      return (function* () {
        const got = yield* io(() => 1)
        if (act.do === 'io, then throw') throw new Error('behind io')
        return (now: State) => ({ ...now, log: noted(now, `got ${String(got)}`) })
      })()
    default:
      return (function* () {
        yield* after(300, { event: 'tick', payload: 0 })
        for (let times = act.do === 'ask twice' ? 2 : 1; times > 0; times--) {
          try {
            const told = yield* call(
              at(parts, act.of),
              { to, n: times },
              { place: act.over ? 'over' : 'here' },
            )
            mine(told, here)
          } catch (error) {
            if (act.do !== 'try' || String(error).includes('astray')) throw error
          }
        }
        return (now: State) => ({ ...now, n: now.n + 1, log: noted(now, `asked ${s.n}`) })
      })()
  }
}

// What may be in a program.

const PARTS = 4
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Act>({ do: 'count' }) },
  { weight: 3, arbitrary: fc.constant<Act>({ do: 'answer' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'fail',
        'throw',
        'io',
        'publish',
        'after',
        'after, skip',
        'back',
        'identify',
        'bad view',
        'mutate',
        'io, then throw',
      ),
    }) as fc.Arbitrary<Act>,
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('call', 'ask', 'try', 'ask twice', 'become'),
      of: fc.nat(PARTS - 1),
      over: fc.boolean(),
    }) as fc.Arbitrary<Act>,
  },
)

const part = (i: number): fc.Arbitrary<Part> => {
  const later = fc.integer({ min: Math.min(i + 1, PARTS - 1), max: PARTS - 1 })
  const isLast = i === PARTS - 1
  const kid: fc.Arbitrary<Kid> = fc.record({
    of: later,
    when: fc.constantFrom('always', 'even', 'odd'),
    key: fc.constantFrom('none', 'fixed', 'counted'),
    hears: fc.boolean(),
    gives: fc.constantFrom('nothing', 'nothing', 'button', 'part'),
  })
  return fc.record({
    kind: fc.constantFrom('component', 'component', 'component', 'flow'),
    acts: fc.array(act, { minLength: 1, maxLength: 4 }),
    kids: isLast ? fc.constant([]) : fc.array(kid, { maxLength: 2 }),
    list: isLast ? fc.constant(undefined) : fc.option(later, { nil: undefined, freq: 3 }),
    rows: fc.constantFrom('none', 'none', 'plain', 'solid', ...(isLast ? [] : (['nested'] as const))),
    form: fc.constantFrom('none', 'none', 'field', 'form'),
    shows: fc.constantFrom('never', 'always', 'even'),
    has: fc.constantFrom('no address', 'no address', 'address'),
    falls: fc.constantFrom(
      'never',
      'never',
      'back',
      'at birth, back',
      ...(i > 0 ? (['at birth'] as const) : []),
    ),
    listens: fc.array(
      fc.constantFrom('every', 'every, skip', 'after', 'after, skip', 'hear', 'hear too', 'watch'),
      { maxLength: 3 },
    ),
  })
}

export const programs: fc.Arbitrary<Program> = fc
  .tuple(...Array.from({ length: PARTS }, (_, i) => part(i)))
  .map(parts =>
    // A flow has no view to show children in.
    parts.map(each => ({
      ...each,
      kids: each.kids.map(kid =>
        parts[kid.of]?.kind === 'flow' ? { ...kid, gives: 'nothing' as const } : kid,
      ),
    })),
  )

const MOVING: ReadonlySet<string> = new Set(['answer', 'fail', 'call', 'ask', 'try', 'become'])

/** Programs in which nothing happens but what makes an entry of the history. */
export const movers: fc.Arbitrary<Program> = programs.map(program =>
  program.map(each => ({
    ...each,
    listens: [],
    acts: each.acts.map(one =>
      MOVING.has(one.do) ? one : ({ do: 'call', of: 1, over: one.do === 'throw' } as const),
    ),
  })),
)

/** What may happen. Numbers choose among what there is. */
export type Move =
  | {
      what: 'click' | 'late' | 'finish' | 'reject' | 'read' | 'publish' | 'forge' | 'back' | 'forward'
      which: number
    }
  | { what: 'pass'; ms: number }
  /** So much time passes in which nobody runs it, or the clock is set back by so much; then it is told what is due. */
  | { what: 'jump'; ms: number }
  | { what: 'missed' | 'restart' | 'resync' }

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: fc.record({ what: fc.constant('click'), which: fc.nat(1000) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('finish', 'reject'), which: fc.nat(100) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constantFrom('late', 'read', 'publish', 'forge'),
        which: fc.nat(1000),
      }),
    },
    { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('back', 'forward'), which: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('pass'), ms: fc.nat(1500) }) },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('jump'), ms: fc.integer({ min: -2000, max: 5000 }) }),
    },
    { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('missed', 'restart', 'resync') }) },
  ) as fc.Arbitrary<Move>,
  { minLength: 1, maxLength: 14 },
)
