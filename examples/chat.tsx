// Visitors who hear each other. Listening is a function of state: nothing is subscribed or unsubscribed by hand.
import { component, hear, publish, topic } from 'repartee'

interface Message {
  readonly from: string
  readonly text: string
}
const room = (id: string) => topic<Message>(`chat/${id}`)

export const Chat = component({
  name: 'chat',
  state: (props: { room: string }) => ({ ...props, log: [] as readonly Message[] }),
  on: {
    said: (s, m: Message) => ({ ...s, log: [...s.log, m].slice(-30) }),
    say: (s, f: { from: string; text: string }) => publish(room(s.room), f),
  },
  listen: (s, on) => hear(room(s.room), on.said),
  view: (s, on) => (
    <section class="chat">
      <ol aria-live="polite">
        {s.log.map(m => (
          <li>
            <b>{m.from === '' ? 'somebody' : m.from}</b> {m.text}
          </li>
        ))}
      </ol>
      {s.log.length === 0 && <p class="quiet">Nobody has said anything in {s.room} yet.</p>}
      <form onSubmit={on.say}>
        <input name="from" placeholder="your name" aria-label="your name" />
        <input name="text" placeholder="say something" aria-label="say something" required />
        <button class="main">Say</button>
      </form>
    </section>
  ),
})
