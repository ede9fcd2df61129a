// What the steps of a wizard share: they check what was sent, and answer with it. The state beside the answer is how a step was
// left: going back finds what was typed.
import { answer, type Answer, type Child, type Creator, type Fields, type Node } from 'repartee'
import { Problems, type Checked, type FieldsOf, type Form } from 'repartee/forms'

interface Filled<V> {
  readonly form: Form<V>
}

/** For the form's handler: the answer if all is right, else what is wrong. */
export const answered = <V, T>(
  { ok, value, form }: Checked<V, T>,
  sent: Fields,
): readonly [Filled<V>, Answer<T>] | Filled<V> =>
  ok ? [{ form: { ...form, values: sent } }, answer(value)] : { form }

interface StepProps {
  readonly at: number
  readonly title: string
  readonly of: FieldsOf<unknown>
  readonly next: Creator<Fields>
  readonly back: Creator<void> | false
  readonly children: Child
}

export const Step = ({ at, title, of, next, back, children }: StepProps): Node => (
  <form onSubmit={next} class="form step" novalidate>
    <progress max={3} value={at} aria-label={`step ${at} of 3`} />
    <h3>{title}</h3>
    <Problems of={of} />
    <div>{children}</div>
    <div class="row">
      {back && (
        <button type="button" onClick={back}>
          Back
        </button>
      )}
      <button class="main">Next</button>
    </div>
  </form>
)
