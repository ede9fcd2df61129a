// A question with several answers, a button for each. Whoever calls it gets the value back that belongs to the pressed one,
// or null if the visitor left. A value is any plain data; it never leaves the server but in an offer, which nobody can forge.
import type { Creator, Node } from '../jsx/index.ts'
import { answer, call, component } from '../kernel/index.ts'
import type { Component, Effect } from '../kernel/index.ts'
import { Frame } from './frame.tsx'

/** A text that is its own label, or a value with one. */
export type Option = string | { readonly value: unknown; readonly label: string }
export type ValueOf<O> = O extends string ? O : O extends { readonly value: infer T } ? T : never

export interface ChooseWords {
  /** More about it, below the question. */
  readonly details?: string
  /** Default: Cancel. */
  readonly cancel?: string
}
export interface ChooseProps<O extends Option = Option> extends ChooseWords {
  readonly question: string
  readonly options: readonly O[]
}

/** A component for values of every type. */
export interface Chooser {
  <const O extends Option>(
    props: ChooseProps<O> & { readonly onAnswer?: Creator<ValueOf<O> | null> | Creator<void> },
  ): Node
  readonly component: string
  readonly _a?: unknown
}

export const Choose: Chooser = component({
  name: 'rp-choose',
  state: (_: ChooseProps) => ({}),
  on: { pick: (_, value: unknown) => answer(value), cancel: () => answer(null) },
  view: (_, on, here) => {
    const { question, options, details, cancel = 'Cancel' } = here.props
    return (
      <Frame here={here} title={question} details={details} dismiss={on.cancel}>
        <div class="rp-options">
          {options.map((option, at) => {
            const { value, label } = typeof option === 'string' ? { value: option, label: option } : option
            return (
              <button type="button" class="rp-button" onClick={on.pick(value)} autofocus={at === 0}>
                {label}
              </button>
            )
          })}
        </div>
        <div class="rp-buttons">
          <button type="button" class="rp-button" onClick={on.cancel}>
            {cancel}
          </button>
        </div>
      </Frame>
    )
  },
  // What is offered is what comes back, so each embedding may be as exact as its options.
}) as Component<ChooseProps, never>

/**
 * Asks over the page which of these: the value of the chosen one, or null if the visitor left.
 *
 * @example
 * const size = yield* choose('Which size?', ['small', 'large'])
 * const seat = yield* choose('Which seat?', seats.map(seat => ({ value: seat.id, label: seat.name })))
 */
export function choose<const O extends Option>(
  question: string,
  options: readonly O[],
  words?: ChooseWords,
): Effect<ValueOf<O> | null> {
  const chooser = Choose as Component<ChooseProps, ValueOf<O> | null>
  return call(chooser, { ...words, question, options }, { place: 'over' })
}
