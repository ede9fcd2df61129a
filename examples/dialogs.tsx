// The stock dialogs: what every program asks, over the page. Each is one line of a handler; Escape is an answer as well.
import { component } from 'repartee'
import { choose, confirm, info, prompt } from 'repartee/dialogs'

const COLOURS = ['red', 'green', 'blue'] as const

interface Folder {
  readonly name: string
  readonly colour: string
  readonly isThere: boolean
}

const NEW: Folder = { name: 'Letters', colour: 'no colour', isThere: true }

export const Dialogs = component({
  name: 'dialogs',
  state: () => NEW,
  on: {
    *rename(s) {
      const name = yield* prompt('What is the folder called?', { value: s.name })
      return now => ({ ...now, name: name ?? now.name })
    },
    *paint() {
      const colour = yield* choose('Which colour?', COLOURS)
      return now => ({ ...now, colour: colour ?? now.colour })
    },
    *remove(s) {
      const details = 'All that is in it goes as well.'
      const yes = yield* confirm(`Delete “${s.name}”?`, { yes: 'Delete', danger: true, details })
      if (!yes) return
      yield* info('The folder is gone. You can begin with a new one.', { title: 'Deleted' })
      return now => ({ ...now, isThere: false })
    },
    renew: () => NEW,
  },
  view: (s, on) => (
    <section class="dialogs">
      <p role="status">{s.isThere ? `A folder called “${s.name}”, with ${s.colour}.` : 'No folder.'}</p>
      <div class="row">
        {s.isThere ? (
          <>
            <button onClick={on.rename}>Rename</button>
            <button onClick={on.paint}>Colour</button>
            <button onClick={on.remove}>Delete</button>
          </>
        ) : (
          <button onClick={on.renew} class="main">
            New folder
          </button>
        )}
      </div>
    </section>
  ),
})
