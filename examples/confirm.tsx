// A question with two answers. Whoever calls it gets a boolean back, like a function's result.
import { answer, component, type Component } from 'repartee'

export const Confirm: Component<{ question: string }, boolean> = component({
  name: 'confirm',
  state: (props: { question: string }) => props,
  on: { yes: () => answer(true), no: () => answer(false) },
  view: (s, on) => (
    <dialog open class="confirm" aria-label={s.question}>
      <p>{s.question}</p>
      <div class="row">
        <button onClick={on.no}>No</button>{' '}
        <button onClick={on.yes} class="main">
          Yes
        </button>
      </div>
    </dialog>
  ),
})
