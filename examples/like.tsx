// A heart that is red at once: the view says what a click will make of it, and the browser need not wait for the server to know that.
// If the server disagrees, the heart is again what it was. The styles are this component's own.
import { component } from 'repartee'

export const Like = component({
  name: 'like',
  styles: `
    :scope { display: flex; align-items: center; gap: 1rem; padding: .6rem 0 }
    p { flex: 1; margin: 0 }
    button { display: flex; gap: .5rem; align-items: center; min-width: 5rem; font-variant-numeric: tabular-nums }
    svg { width: 1.25rem; fill: none; stroke: currentColor; stroke-width: 2; transition: scale .15s }
    [aria-pressed=true] svg { fill: #d6336c; stroke: #d6336c; scale: 1.2 }
    button[rp-busy] { opacity: .8 }
  `,
  state: (props: { what: string; likes: number; isClosed?: boolean }) => ({
    likes: props.likes,
    isLiked: false,
  }),
  on: {
    like: (s, _, here) =>
      here.props.isClosed === true ? s : { likes: s.likes + (s.isLiked ? -1 : 1), isLiked: !s.isLiked },
  },
  view: (s, on, here) => (
    <div>
      <p>{here.props.what}</p>
      <button
        onClick={on.like}
        aria-pressed={s.isLiked}
        aria-label={`like ${here.props.what}`}
        optimistic={{ 'aria-pressed': !s.isLiked }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 20.5C5 15 2.5 12 2.5 8.5A4.8 4.8 0 0 1 12 7a4.8 4.8 0 0 1 9.5 1.5C21.5 12 19 15 12 20.5z" />
        </svg>
        {s.likes}
      </button>
    </div>
  ),
})
