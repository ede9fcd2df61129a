// Pages of the group "Time and others".
import { Chat } from '../../chat.tsx'
import { Clock } from '../../clock.tsx'
import { Shared } from '../../shared.tsx'
import { exhibit, exhibits } from '../exhibit.tsx'
import { Lobby } from '../lobby.tsx'

export const time = exhibits({
  '/clock': {
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
    sources: ['clock.tsx'],
    shows: () => <Clock />,
  },
  '/chat': {
    about: (
      <>
        Every room is a topic. A door shows the last thing said behind it, because it listens to that topic
        for as long as you look.
      </>
    ),
    tries: [
      'Open a room in a second window and say something there. Its door here shows it at once.',
      'Open a room of your own: its name becomes part of the address.',
    ],
    sources: ['chat.tsx', 'gallery/lobby.tsx'],
    shows: () => <Lobby />,
  },
  '/shared': {
    about: (
      <>
        This number is not part of your conversation. It belongs to the server’s process, and every page that
        shows it watches it: a change is a nudge, and who is nudged looks again. A topic would carry each
        change to whoever hears it; a source is for what is true now, for latecomers, too.
      </>
    ),
    tries: [
      'Open this page in a second window, and count in both.',
      'Reload: the number is there at once, because it never was yours.',
      'Restart the server. Conversations can be kept; this begins at zero, for everybody.',
    ],
    sources: ['shared.tsx'],
    shows: () => <Shared />,
  },
})

export const room = exhibit('/chat', {
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
  sources: ['chat.tsx'],
  shows: props => <Chat room={props.room} />,
})
