// One open note: it can be folded, and a remark jotted down beside it. What it says comes from outside.
import { component, type Child } from 'repartee'

export interface ColumnProps {
  readonly title: string
  /** Opened just now, or the last one again: it calls the focus. */
  readonly isLatest: boolean
  readonly children: Child
}

export const Column = component({
  name: 'note column',
  state: (_: ColumnProps) => ({ isFolded: false, remark: '' }),
  on: {
    fold: s => ({ ...s, isFolded: !s.isFolded }),
    jot: (s, remark: string) => ({ ...s, remark }),
  },
  view: (s, on, { props: { title, isLatest, children } }) => (
    <article class="note" aria-label={title}>
      {/* A new key is a new heading, which heeds autofocus anew. */}
      <h3 key={isLatest ? 'latest' : 'open'} tabindex={-1} autofocus={isLatest} rp-hook={isLatest && 'last'}>
        {title}
      </h3>
      <button onClick={on.fold} aria-expanded={!s.isFolded} aria-label={`all of ${title}`}>
        {s.isFolded ? '+' : '−'}
      </button>
      <div hidden={s.isFolded}>
        {children}
        <textarea
          name="remark"
          rows={2}
          value={s.remark}
          onInput={on.jot}
          placeholder="a remark"
          aria-label={`a remark on ${title}`}
        />
      </div>
    </article>
  ),
})
