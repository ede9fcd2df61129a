// A question with two answers. Whoever calls it gets a boolean back; Escape is a no.
import { answer, call, component } from '../kernel/index.ts'
import type { Component, Effect } from '../kernel/index.ts'
import { Frame } from './frame.tsx'

export interface ConfirmWords {
  /** More about it, below the question. */
  readonly details?: string
  /** Default: Yes. Better: what will be done, e.g. Delete. */
  readonly yes?: string
  /** Default: No. */
  readonly no?: string
  /** What follows is hard to undo: it looks so, and Enter alone means no. */
  readonly danger?: boolean
}
export interface ConfirmProps extends ConfirmWords {
  readonly question: string
}

export const Confirm: Component<ConfirmProps, boolean> = component({
  name: 'rp-confirm',
  state: (_: ConfirmProps) => ({}),
  on: { yes: () => answer(true), no: () => answer(false) },
  view: (_, on, here) => {
    const { question, details, yes = 'Yes', no = 'No', danger = false } = here.props
    return (
      <Frame here={here} title={question} details={details} urgent={danger} dismiss={on.no}>
        <div class="rp-buttons">
          <button type="button" class="rp-button" onClick={on.no} autofocus={danger}>
            {no}
          </button>
          <button
            type="button"
            class={danger ? 'rp-button rp-danger' : 'rp-button rp-main'}
            onClick={on.yes}
            autofocus={!danger}
          >
            {yes}
          </button>
        </div>
      </Frame>
    )
  },
})

/**
 * Asks over the page: true or false.
 *
 * @example
 * if (yield* confirm('Delete this list?', { yes: 'Delete', danger: true })) …
 */
export function confirm(question: string, words?: ConfirmWords): Effect<boolean> {
  return call(Confirm, { ...words, question }, { place: 'over' })
}
