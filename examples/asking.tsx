// One question, asked from four places. The handler asks, waits, and goes on with the answer.
import { call, component, type Child, type Node } from 'repartee'
import { Confirm } from './confirm.tsx'
import { Counter } from './counter.tsx'

interface Asks {
  readonly label: string
  readonly question: string
  readonly place?: 'here' | 'over'
  readonly counter?: boolean
}

const Asker = component({
  name: 'asker',
  state: (props: Asks) => ({ ...props, said: '' }),
  on: {
    *ask(s) {
      const yes = yield* call(Confirm, { question: s.question }, { place: s.place ?? 'here' })
      return now => ({ ...now, said: yes ? 'You said yes.' : 'You said no.' })
    },
  },
  view: (s, on) => (
    <div class="asker">
      {s.counter && <Counter start={3} />}
      <button onClick={on.ask}>{s.label}</button> <output>{s.said}</output>
    </div>
  ),
})

/** The server never hears of what is typed here, and leaves it alone. */
const Jotter = component({
  name: 'jotter',
  state: () => ({}),
  on: {},
  view: () => <input name="jotter" placeholder="type something here" aria-label="notes" />,
})

export const Asking = component({
  name: 'asking',
  state: () => ({}),
  on: {},
  view: () => (
    <div class="asking">
      <Way title="In place">
        <Asker label="Ask here" question="Is this where the button was?" />
      </Way>
      <Way title="Over the page">
        <Asker label="Ask over the page" question="Is everything else out of reach?" place="over" />
      </Way>
      <Way title="From a parent, with all that is in it">
        <Asker label="Ask in place of all this" question="Will the number be back?" counter />
      </Way>
      <Way title="From a child, beside a field">
        <Asker label="Ask beside it" question="Is your text still there?" />
        <Jotter />
      </Way>
    </div>
  ),
})

const Way = ({ title, children }: { title: string; children: Child }): Node => (
  <section>
    <h3>{title}</h3>
    {children}
  </section>
)
