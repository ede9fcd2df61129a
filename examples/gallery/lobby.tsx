// The way into the chat: rooms that show the last thing said in them while you look.
import { component, hear, redirect } from 'repartee'
import { room, type Message } from '../chat.tsx'

const ROOMS = ['kitchen', 'library', 'garden']

const Door = component({
  name: 'door',
  state: (props: { room: string }) => ({ ...props, last: null as Message | null }),
  on: { said: (s, last: Message) => ({ ...s, last }) },
  listen: (s, on) => hear(room(s.room), on.said),
  view: s => (
    <a class="door" href={`/chat/${s.room}`}>
      <strong>{s.room}</strong>
      <span>{s.last ? `${s.last.from || 'somebody'}: ${s.last.text}` : 'quiet at the moment'}</span>
    </a>
  ),
})

export const Lobby = component({
  name: 'lobby',
  state: () => ({}),
  on: { open: (_, f: { room: string }) => redirect(`/chat/${encodeURIComponent(f.room.trim())}`) },
  view: (_, on) => (
    <div class="lobby">
      <ul>
        {ROOMS.map(name => (
          <li key={name}>
            <Door room={name} />
          </li>
        ))}
      </ul>
      <form onSubmit={on.open} class="row">
        <input
          name="room"
          required
          pattern=".*[^. ].*"
          placeholder="a room of your own"
          aria-label="a room of your own"
        />
        <button>Open</button>
      </form>
    </div>
  ),
})
