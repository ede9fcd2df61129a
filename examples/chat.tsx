// Visitors who hear each other. Listening is a function of state: nothing is subscribed or unsubscribed by hand.
import { component, hear, publish, topic, type Topic } from 'repartee'

export interface Message {
  readonly from: string
  readonly text: string
}
export const room = (id: string): Topic<Message> => topic<Message>(`chat/${id}`)

export const Chat = component({
  name: 'chat',
  state: (props: { room: string }) => ({ ...props, me: '', sent: 0, log: [] as readonly Message[] }),
  on: {
    said: (s, m: Message) => ({ ...s, log: [...s.log, m].slice(-30) }),
    say: (s, f: { from: string; text: string }) => [
      { ...s, me: f.from, sent: s.sent + 1 },
      publish(room(s.room), f),
    ],
  },
  listen: (s, on) => hear(room(s.room), on.said),
  view: (s, on) => (
    <section class="chat">
      <div class="log">
        <ol aria-live="polite">
          {s.log.map(m => (
            <li class={m.from !== '' && m.from === s.me && 'mine'}>
              <b>{m.from === '' ? 'somebody' : m.from}</b> <span>{m.text}</span>
            </li>
          ))}
        </ol>
        {s.log.length === 0 && <p class="quiet">Nobody has said anything in {s.room} yet.</p>}
      </div>
      <form onSubmit={on.say}>
        <input name="from" value={s.me} placeholder="your name" aria-label="your name" />
        {/* A new key is a new field: empty, and ready to type into. */}
        <input
          key={s.sent}
          name="text"
          placeholder="say something"
          aria-label="say something"
          autofocus={s.sent > 0}
          required
        />
        <button class="main">Say</button>
      </form>
    </section>
  ),
})
