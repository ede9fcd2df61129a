// What only those see who said who they are. Signing out takes it away, and with it the way back to it.
import { component, identify } from 'repartee'
import { Counter } from './counter.tsx'
import { nameOf, SignIn } from './sign-in.tsx'

export const Door = component({
  name: 'protected counter',
  state: () => ({}),
  on: { leave: () => identify(null) },
  view: (_, on, here) => {
    const name = nameOf(here)
    if (name === null) return <SignIn />
    return (
      <section class="inside">
        <p role="status">
          You are in, <strong>{name}</strong>.
        </p>
        <Counter />
        <button onClick={on.leave}>Sign out</button>
      </section>
    )
  },
})
