// Components embedded in a component. Each has a state of its own; an answer goes to the handler named in onAnswer.
import { component } from 'repartee'
import { Confirm } from './confirm.tsx'
import { Counter } from './counter.tsx'

export const Desk = component({
  name: 'desk',
  state: () => ({ last: 'nothing yet' }),
  on: { chose: (_s, yes: boolean) => ({ last: yes ? 'yes' : 'no' }) },
  view: (s, on) => (
    <section class="desk">
      <div class="pair">
        <Counter key="left" />
        <Counter key="right" start={10} />
      </div>
      <Confirm question="Enough?" onAnswer={on.chose} />
      <p>
        Last answer: <strong>{s.last}</strong>
      </p>
    </section>
  ),
})
