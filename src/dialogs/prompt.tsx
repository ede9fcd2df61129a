// A question that is answered in a line of text. Whoever calls it gets the text back, or null if the visitor left.
import { answer, call, component } from '../kernel/index.ts'
import type { Component, Effect } from '../kernel/index.ts'
import { Frame, idOf } from './frame.tsx'

export interface PromptWords {
  /** More about it, below the field's label. */
  readonly details?: string
  /** What stands in the field at first. */
  readonly value?: string
  readonly placeholder?: string
  /** Default: OK. */
  readonly ok?: string
  /** Default: Cancel. */
  readonly cancel?: string
}
export interface PromptProps extends PromptWords {
  readonly question: string
}

export const Prompt: Component<PromptProps, string | null> = component({
  name: 'rp-prompt',
  state: (_: PromptProps) => ({}),
  on: { done: (_, sent: { text: string }) => answer(sent.text), cancel: () => answer(null) },
  view: (_, on, here) => {
    const { question, details, value, placeholder, ok = 'OK', cancel = 'Cancel' } = here.props
    const label = idOf(here, 'label')
    const field = idOf(here, 'field')
    return (
      <Frame here={here} labelled={label} dismiss={on.cancel}>
        <form class="rp-dialog-form" onSubmit={on.done}>
          <label class="rp-dialog-title" id={label} for={field}>
            {question}
          </label>
          {details !== undefined && (
            <p class="rp-dialog-details" id={idOf(here, 'details')}>
              {details}
            </p>
          )}
          <input
            class="rp-input"
            id={field}
            name="text"
            value={value ?? ''}
            placeholder={placeholder}
            aria-describedby={details === undefined ? undefined : idOf(here, 'details')}
            autocomplete="off"
            autofocus
          />
          <div class="rp-buttons">
            <button type="button" class="rp-button" onClick={on.cancel}>
              {cancel}
            </button>
            <button class="rp-button rp-main">{ok}</button>
          </div>
        </form>
      </Frame>
    )
  },
})

/**
 * Asks over the page for a line of text: the text, which may be empty, or null if the visitor left.
 *
 * @example
 * const name = yield* prompt('What shall it be called?', { value: old })
 */
export function prompt(question: string, words?: PromptWords): Effect<string | null> {
  return call(Prompt, { ...words, question }, { place: 'over' })
}
