// What must compile: small components, each a promise about inference. Nobody here spells out a type that the
// definition already says; must-not-compile.tsx holds the other half, the mistakes, and pages.tsx both for pages.
import { answer, call, component, every, flow, hear, io, publish, topic, type Component } from 'repartee'

// A payload's type is read off the handler; a handler without payload is offered unapplied.
export const Stepper = component({
  name: 'stepper',
  state: (props: { from?: number }) => ({ count: props.from ?? 0 }),
  on: {
    up: s => ({ count: s.count + 1 }),
    by: (s, step: number) => ({ count: s.count + step }),
  },
  view: (s, on) => (
    <p>
      <button onClick={on.by(-10)}>-10</button> {s.count} <button onClick={on.up}>+1</button>
    </p>
  ),
})

// What it answers may be declared, and is then held to.
export const Sure: Component<{ about: string }, boolean> = component({
  name: 'sure',
  state: (props: { about: string }) => props,
  on: { agree: () => answer(true), refuse: () => answer(false) },
  view: (s, on) => (
    <dialog open>
      <p>{s.about}</p>
      <button onClick={on.agree}>Yes</button> <button onClick={on.refuse}>No</button>
    </dialog>
  ),
})

// Or it is the union of what its handlers answer; a form gives its fields.
export const Prompt = component({
  name: 'prompt',
  state: (props: { text: string; draft?: string }) => props,
  on: { done: (_, fields: { line: string }) => answer(fields.line), leave: () => answer(null) },
  view: (s, on) => (
    <form onSubmit={on.done}>
      <label>
        {s.text} <input name="line" value={s.draft ?? ''} />
      </label>
      <button type="button" onClick={on.leave}>
        Leave
      </button>
      <button>Done</button>
    </form>
  ),
})

// A flow is typed by what it returns; each call by what the called one answers.
export const Trip = flow('trip', function* (props: { from?: string }) {
  let from = props.from ?? ''
  let to: string | null = null
  while (to === null) {
    from = (yield* call(Prompt, { text: 'From where?', draft: from })) ?? from
    to = yield* call(Prompt, { text: `From ${from} to where?` })
  }
  const go = yield* call(Sure, { about: `${from} to ${to}` })
  return go ? { from, to } : null
})

// A handler may ask, wait and then update the state as it is by then.
export const Tasks = component({
  name: 'tasks',
  state: () => ({ open: ['wash', 'cook'] as readonly string[] }),
  on: {
    *drop(_s, task: string) {
      const sure = yield* call(Sure, { about: `Drop ${task}?` }, { place: 'over' })
      if (sure) return s => ({ open: s.open.filter(other => other !== task) })
    },
    *fetch() {
      const open = yield* io(async () => ['read'])
      return { open }
    },
  },
  view: (s, on) => (
    <ul>
      {s.open.map(task => (
        <li key={task}>
          {task} <button onClick={on.drop(task)}>drop</button>
        </li>
      ))}
    </ul>
  ),
})

// Embedding: props as attributes, the answer to a handler of the embedding one.
export const Board = component({
  name: 'board',
  state: () => ({ said: 'nothing so far' }),
  on: { decided: (_s, yes: boolean) => ({ said: yes ? 'go' : 'stop' }) },
  view: (s, on) => (
    <section>
      <Stepper key="a" /> <Stepper key="b" from={5} />
      <Sure about="Shall we?" onAnswer={on.decided} /> {s.said}
    </section>
  ),
})

// A topic carries one type of message from publish to hear.
interface Line {
  readonly by: string
  readonly words: string
}
const lines = (id: string) => topic<Line>(`talk/${id}`)

export const Talk = component({
  name: 'talk',
  state: (props: { id: string }) => ({ ...props, lines: [] as readonly Line[] }),
  on: {
    heard: (s, line: Line) => ({ ...s, lines: [...s.lines, line].slice(-20) }),
    speak: (s, fields: { by: string; words: string }) => publish(lines(s.id), fields),
  },
  listen: (s, on) => hear(lines(s.id), on.heard),
  view: (s, on) => (
    <section>
      <ol>
        {s.lines.map(line => (
          <li>
            <b>{line.by}</b> {line.words}
          </li>
        ))}
      </ol>
      <form onSubmit={on.speak}>
        <input name="by" /> <input name="words" /> <button>Speak</button>
      </form>
    </section>
  ),
})

// Listening is a function of state, and may be nothing.
export const Watch = component({
  name: 'watch',
  state: () => ({ at: 0, on: true }),
  on: {
    tick: (s, at: number) => ({ ...s, at }),
    toggle: s => ({ ...s, on: !s.on }),
  },
  listen: (s, on) => s.on && every(250, on.tick),
  view: (s, on) => (
    <p>
      <time>{new Date(s.at).toISOString()}</time> <button onClick={on.toggle}>{s.on ? 'Stop' : 'Go'}</button>
    </p>
  ),
})
