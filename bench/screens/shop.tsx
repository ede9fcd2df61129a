// What is visited while the dashboard is looked at: a page with a timer and a topic of its own.
import { after, component, hear, topic, type Component } from 'repartee'

export const Shop: Component<{ of: string }, never> = component({
  name: 'shop',
  state: (props: { of: string }) => ({ of: props.of, heard: 0 }),
  on: { heard: s => ({ ...s, heard: s.heard + 1 }), late: s => s },
  listen: (s, on) => [hear(topic<string>(`news/${s.of}`), on.heard), after(3_600_000, on.late())],
  view: s => <p>{s.heard}</p>,
})
