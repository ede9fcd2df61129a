/** @jsxRuntime automatic @jsxImportSource repartee */
// A program in two versions (VERSION), which agree in some components and not in others: what a conversation of the first meets in
// the second.
import { answer, call, component, flow } from 'repartee'
import { sqlite } from 'repartee/engines/sqlite'
import { serve } from 'repartee/server'

const { DATA = '', VERSION, PORT } = process.env
const isNew = VERSION === '2'

const counting = (name: string, version = 1) =>
  component({
    name,
    version,
    state: () => ({ n: 0 }),
    on: { more: s => ({ n: s.n + 1 }) },
    view: (s, on) => (
      <p>
        count {s.n} <button onClick={on.more}>more</button>
      </p>
    ),
  })

const Same = counting('same')
/** Its state has another shape, which it makes of the old one. */
const Lifted = isNew
  ? component({
      name: 'lifted',
      version: 2,
      state: () => ({ clicks: 0 }),
      migrate: old => ({ clicks: (old as { n: number }).n }),
      on: { more: s => ({ clicks: s.clicks + 1 }) },
      view: (s, on) => (
        <p>
          clicks {s.clicks} <button onClick={on.more}>more</button>
        </p>
      ),
    })
  : counting('lifted')
/** Its state has another shape, and nobody says what becomes of the old one. */
const Raised = counting('raised', isNew ? 2 : 1)
/** It has another name now. */
const Renamed = counting(isNew ? 'renamed' : 'not renamed')

const Question = component({
  name: 'question',
  state: ({ of }: { of: string }) => ({ of }),
  on: { yes: () => answer(true) },
  view: (s, on) => (
    <p>
      {s.of}? <button onClick={on.yes}>yes</button>
    </p>
  ),
})
/** It asks something else before what has been answered. */
const Asking = flow('asking', function* () {
  if (isNew) yield* call(Same, {})
  yield* call(Question, { of: 'one' })
  yield* call(Question, { of: 'two' })
  yield* call(Question, { of: 'three' })
})

const { url, close } = await serve({
  pages: { '/same': Same, '/lifted': Lifted, '/raised': Raised, '/renamed': Renamed, '/asking': Asking },
  engine: sqlite(DATA),
  port: Number(PORT),
})
process.once('SIGTERM', () => void close().then(() => process.exit(0)))
console.log(`open at ${url}`)
