// Pages of the group "How it feels".
import { Cards } from '../../cards.tsx'
import { Feed } from '../../feed.tsx'
import { Like } from '../../like.tsx'
import { Palette } from '../../palette.tsx'
import { exhibits } from '../exhibit.tsx'

export const feel = exhibits({
  '/like': {
    about: (
      <>
        <code>optimistic</code> says what a click will make of an element. It shows at once and lasts until
        the server has answered; then what the server rendered stands, whether it agrees or not.
      </>
    ),
    tries: [
      'Slow the network down in the browser’s tools, and press a heart: it is red at once, the number follows.',
      'Press the last one. The server does not agree, and the heart is again as it was.',
      <>
        Look at the styles: <code>p</code> and <code>button</code> are this component’s own, and no others.
      </>,
    ],
    sources: ['like.tsx'],
    shows: () => (
      <div class="likes">
        <Like what="A walk in the rain" likes={12} />
        <Like what="The smell of bread" likes={41} />
        <Like what="Something that nobody may like" likes={0} isClosed />
      </div>
    ),
  },
  '/palette': {
    about: (
      <>
        <code>onShortcut</code> hears a key wherever the focus is, <code>onKeyDown</code> around it;{' '}
        <code>keys</code> names them. <code>debounce</code> waits for a pause, but never behind a click or
        Enter.
      </>
    ),
    tries: [
      'Press / or Ctrl+K, type a few letters, go down with the arrow, and press Enter.',
      'Press Escape to be back where you were.',
      'With a screen reader: how many were found is said whenever it changes.',
    ],
    sources: ['palette.tsx', 'people.ts'],
    shows: () => <Palette />,
  },
  '/feed': {
    about: (
      <>
        <code>onSeen</code> is an offer like any other, made by coming into sight. The next one says another
        number, so it is another offer, and none is made twice.
      </>
    ),
    tries: ['Scroll to the end of the list, and on.', 'Reload. How far you were is state.'],
    sources: ['feed.tsx', 'people.ts'],
    shows: () => <Feed />,
  },
  '/cards': {
    about: (
      <>
        A change that brings another <code>transition</code> is made in a view transition. Patches keep their
        order, none waits for an animation, and who wants less motion sees none.
      </>
    ),
    tries: ['Sort the planets, and again before they have arrived.', 'Ask your system for less motion.'],
    sources: ['cards.tsx', 'planets.ts'],
    shows: () => <Cards />,
  },
})
