// Signing in: from then on the visitor is somebody, here and on every page that this session opens.
// Nobody's password is known here, so that there is but one for all, and the page says it.
import { component, identify, type Fields, type Here } from 'repartee'
import { blank, check, Field, fieldsOf, Problems } from 'repartee/forms'
import * as z from 'zod'

export const PASSWORD = 'open sesame'

const Key = z.object({
  name: z.string().trim().min(2, 'Two letters at least.').max(30, 'Thirty letters at most.'),
  password: z.literal(PASSWORD, 'That is not the password.'),
})

export const SignIn = component({
  name: 'sign in',
  state: () => ({ form: blank(Key) }),
  on: {
    enter: (s, sent: Fields) => {
      const { ok, value, form } = check(s.form, Key, sent)
      if (ok) return [{ form }, identify(value.name)]
      return { form: { ...form, values: { ...form.values, password: '' } } } // not to be kept
    },
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here)
    return (
      <form onSubmit={on.enter} class="form" novalidate>
        <Problems of={f} />
        <Field of={f.name} autocomplete="username" />
        <Field
          of={f.password}
          type="password"
          hint={`It is “${PASSWORD}”.`}
          autocomplete="current-password"
        />
        <button class="main">Sign in</button>
      </form>
    )
  },
})

/** Who looks; null for a stranger. */
export const nameOf = ({ principal }: Here): string | null =>
  typeof principal === 'string' ? principal : null
