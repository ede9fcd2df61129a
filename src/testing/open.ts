// Begins a talk with a component.
import { definitionOf } from '../kernel/index.ts'
import type { Component } from '../kernel/index.ts'
import { Talk } from './talk.ts'
import type { TalkOptions } from './talk.ts'

/**
 * Opens a component or flow as a page, in-process: nothing is served, time stands until it is told to pass, and work waits.
 *
 * @example
 * const booking = talk(Booking, { guest: 'Ada' })
 * booking.fill('Your name?', 'Bo').click('Next').shows('Which room, Bo?')
 */
export function talk<P, A>(
  component: Component<P, A>,
  ...given: {} extends P ? [props?: P, options?: TalkOptions] : [props: P, options?: TalkOptions]
): Talk<A> {
  return new Talk<A>(definitionOf(component), given[0] ?? {}, given[1] ?? {})
}
