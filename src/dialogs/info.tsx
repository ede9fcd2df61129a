// Something to read, and a button that says so. Answers nothing but that it was read.
import { answer, call, component } from '../kernel/index.ts'
import type { Component, Effect } from '../kernel/index.ts'
import { Frame } from './frame.tsx'

export interface InfoWords {
  /** A heading above the text. */
  readonly title?: string
  /** Default: OK. */
  readonly ok?: string
}
export interface InfoProps extends InfoWords {
  readonly text: string
}

export const Info: Component<InfoProps, void> = component({
  name: 'rp-info',
  state: (_: InfoProps) => ({}),
  on: { ok: () => answer() },
  view: (_, on, here) => {
    const { text, title, ok = 'OK' } = here.props
    return (
      <Frame
        here={here}
        title={title ?? text}
        details={title === undefined ? undefined : text}
        dismiss={on.ok}
      >
        <div class="rp-buttons">
          <button type="button" class="rp-button rp-main" onClick={on.ok} autofocus>
            {ok}
          </button>
        </div>
      </Frame>
    )
  },
})

/** Shows a text over the page; goes on when it was read. */
export function info(text: string, words?: InfoWords): Effect<void> {
  return call(Info, { ...words, text }, { place: 'over' })
}
