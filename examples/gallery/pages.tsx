// The gallery's pages: each example in its frame, with what it shows and what to try.
import { component, type Child, type Component } from 'repartee'
import { page } from 'repartee/server'
import { Asking } from '../asking.tsx'
import { Chat } from '../chat.tsx'
import { Clock } from '../clock.tsx'
import { Counter } from '../counter.tsx'
import { Desk } from '../desk.tsx'
import { Rows } from '../rows.tsx'
import { Bookings } from './booked.tsx'
import { Lobby } from './lobby.tsx'
import { Shell } from './shell.tsx'
import { sourceOf, type Source } from './source.tsx'
import { Welcome } from './welcome.tsx'

interface Exhibit<P> {
  readonly name: string
  /** In the navigation. */
  readonly at: string
  readonly title: (props: P) => string
  readonly about: Child
  readonly tries: readonly Child[]
  readonly sources: readonly Source[]
  readonly shows: (props: P) => Child
}

/** A page of the gallery is a component without a state of its own; what is live in it is embedded. */
function exhibit<P>({ name, title, shows, ...words }: Exhibit<P>): Component<P, never> {
  return component({
    name: `page of ${name}`,
    state: (_: P) => ({}),
    on: {},
    view: (_, __, here) => (
      <Shell title={title(here.props)} {...words}>
        {shows(here.props)}
      </Shell>
    ),
  })
}

const confirm = sourceOf('confirm.tsx')
const chat = sourceOf('chat.tsx')

const CounterPage = exhibit({
  name: 'counter',
  at: '/counter',
  title: () => 'Counter',
  about: (
    <>
      A component is a first state, handlers and a view. Pressing + tells the server that <code>inc</code> was
      chosen, nothing else; the handler returns the next state, and the browser is sent the one element that
      changed.
    </>
  ),
  tries: [
    'Count to some number, then reload. It is still there: the page was never where it lived.',
    'Open this address in a second window. That visit is a conversation of its own and begins at zero.',
    'Stop the server: the dot in the bar turns amber. Start it again, and the page comes back to life by itself; afresh, since the gallery keeps its conversations in memory.',
  ],
  sources: [sourceOf('counter.tsx')],
  shows: () => <Counter />,
})

const ConfirmPage = exhibit({
  name: 'confirm',
  at: '/confirm',
  title: () => 'Confirm',
  about: (
    <>
      <code>yield* call(Confirm, …)</code> shows a question and goes on with the answer, like a function that
      takes its time. Whoever calls makes way for what is called, or lets it open over the page, and comes
      back as it was.
    </>
  ),
  tries: [
    'Ask all of them at once: each waits for its own answer, in any order.',
    'Type into the field at the end, then ask beside it. Your text and its caret stay.',
    'Change the number, then ask in its place: the whole parent is away while you think, and returns with it.',
    'Reload in the middle of a question. It is still being asked.',
  ],
  sources: [sourceOf('asking.tsx'), confirm, sourceOf('counter.tsx')],
  shows: () => <Asking />,
})

const RowsPage = exhibit({
  name: 'rows',
  at: '/rows',
  title: () => 'Rows',
  about: (
    <>
      Removing a row asks first, in the middle of the handler, as a dialog over the page. The list is rendered
      whole each time; only what differs travels, and rows that stay keep their elements.
    </>
  ),
  tries: [
    'Remove a row: the focus goes into the dialog and comes back after it.',
    'Load afresh takes a moment, as a database would. Everything else works meanwhile.',
    'Press Load afresh, and at once remove a row. The answer finds the list as it is by then.',
  ],
  sources: [sourceOf('rows.tsx'), confirm],
  shows: () => <Rows />,
})

const BookingPage = exhibit({
  name: 'booking',
  at: '/book',
  title: () => 'Booking',
  about: (
    <>
      Three questions, one loop. A flow is an ordinary generator: <code>Back</code> is an answer like any
      other, and what was typed before is a variable. What the flow returns is what its caller gets.
    </>
  ),
  tries: [
    'Give a name, then go back: it is still in the field.',
    'Reload at the second question. The flow goes on where it was.',
    'Book it to the end, or say no at the end, and see what the flow answered.',
  ],
  sources: [sourceOf('booking.tsx'), confirm, sourceOf('gallery/booked.tsx')],
  shows: () => <Bookings />,
})

const LobbyPage = exhibit({
  name: 'lobby',
  at: '/chat',
  title: () => 'Chat',
  about: (
    <>
      Every room is a topic. A door shows the last thing said behind it, because it listens to that topic for
      as long as you look.
    </>
  ),
  tries: [
    'Open a room in a second window and say something there. Its door here shows it at once.',
    'Open a room of your own: its name becomes part of the address.',
  ],
  sources: [chat, sourceOf('gallery/lobby.tsx')],
  shows: () => <Lobby />,
})

const ChatPage = exhibit({
  name: 'room',
  at: '/chat',
  title: (props: { room: string }) => `Chat in “${props.room}”`,
  about: (
    <>
      Saying something publishes it to the room’s topic; everybody who listens hears it, the speaker too.
      Nobody subscribes by hand: what a component listens to is a function of its state.
    </>
  ),
  tries: [
    'Open this address in a second window and talk to yourself.',
    'Reload: what you heard is still here, because it is state.',
    <>
      Look into <a href="/chat">the lobby</a> from another window while you talk.
    </>,
  ],
  sources: [chat],
  shows: props => <Chat room={props.room} />,
})

const ClockPage = exhibit({
  name: 'clock',
  at: '/clock',
  title: () => 'Clock',
  about: (
    <>
      While <code>running</code> is true the component listens to <code>every(1000, …)</code>; as soon as it
      is not, the timer is gone. There is nothing to start, to stop or to forget.
    </>
  ),
  tries: [
    'Pause it, wait, resume it: it shows the present time again, not the time it missed.',
    'Pause it and reload: it is still paused.',
    'Open it in a second window: two conversations, each with a time of its own to pause.',
  ],
  sources: [sourceOf('clock.tsx')],
  shows: () => <Clock />,
})

const DeskPage = exhibit({
  name: 'desk',
  at: '/desk',
  title: () => 'Desk',
  about: (
    <>
      Components embed components like elements. Each has a state of its own, and an answer goes to the
      handler that <code>onAnswer</code> names: the very Confirm that elsewhere is called.
    </>
  ),
  tries: [
    'Count on both sides, then answer the question: the counters keep their numbers.',
    'Answer again. An embedded component that has answered is asked anew.',
  ],
  sources: [sourceOf('desk.tsx'), sourceOf('counter.tsx'), confirm],
  shows: () => <Desk />,
})

export const pages = {
  '/': page(Welcome, { title: 'repartee' }),
  '/counter': page(CounterPage, { title: 'Counter · repartee' }),
  '/confirm': page(ConfirmPage, { title: 'Confirm · repartee' }),
  '/rows': page(RowsPage, { title: 'Rows · repartee' }),
  '/book': page(BookingPage, { title: 'Booking · repartee' }),
  '/chat': page(LobbyPage, { title: 'Chat · repartee' }),
  '/chat/:room': page(ChatPage, { title: 'Chat · repartee' }),
  '/clock': page(ClockPage, { title: 'Clock · repartee' }),
  '/desk': page(DeskPage, { title: 'Desk · repartee' }),
}
