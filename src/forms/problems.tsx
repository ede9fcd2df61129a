// What is wrong with a form, in one place: how much it is, a link to each field, and whatever belongs to no field on the form.
// Idea: the place is there before, and only what cannot be read at a field is announced here; fields announce their own.
import type { Node } from '../jsx/index.ts'
import { wholeOf } from './fields.ts'
import type { Whole } from './fields.ts'

export interface ProblemsProps {
  /** What `fieldsOf` gave. */
  readonly of: Whole
  /** Given the number of problems. Default: "One thing needs another look.", "3 things need another look." */
  readonly title?: (count: number) => string
}

/** Shows nothing while nothing is wrong. Put it above the fields. */
export function Problems({ of, title = looksAgain }: ProblemsProps): Node {
  const { form, field } = wholeOf(of)
  const { errors, others, refusals } = form
  const fields = Object.keys(errors)
  const count = fields.length + others.length
  return (
    <div class={count > 0 && 'rp-problems'}>
      <div role="alert">
        {count > 0 && (
          // Refused again, it is announced again, also in the same words.
          <div key={refusals}>
            <p class="rp-problems-title">{title(count)}</p>
            {others.map(text => (
              <p>{text}</p>
            ))}
          </div>
        )}
      </div>
      {fields.length > 0 && (
        <ul>
          {fields.map(name => {
            const { id, label } = field(name)
            return (
              <li key={name}>
                <a href={`#${id}`}>
                  {label}: {errors[name]?.join(' ')}
                </a>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}

const looksAgain = (count: number): string =>
  count === 1 ? 'One thing needs another look.' : `${count} things need another look.`
