// How a page feels, where its view says so: keys, focus, sight, waiting, what shows before an answer, transitions, words to be read out.
// Loaded apart from the client, when a page has a wish of the kind. Start reading here; each has a file.
// Invariant: without it the page works all the same.
import { openEarly, type Early } from './early.ts'
import { openKeys } from './keys.ts'
import { openSight } from './sight.ts'
import { openTiming, type Timing } from './timing.ts'
import { openTransitions, type Transitions } from './transition.ts'

/** What the client gives to this part, which shares no code with it. */
export interface Given {
  /** An element offers something, by this trigger; `value`: where it is not the source's own. */
  say(element: Element, trigger: string, source: Element, value?: string): void
  /** Reads something out. */
  tell(text: string): void
}

export interface Feel extends Early, Timing {
  /** Makes a change that these operations are the text of, now or with the next frame. */
  readonly change: Transitions
  /** The page was changed. */
  settle(): void
}

export function openFeel(document: Document, given: Given): Feel {
  const early = openEarly()
  openKeys(document, given.say)
  for (const [change, trigger] of [
    ['focusin', 'focus'],
    ['focusout', 'blur'],
  ] as const)
    document.addEventListener(change, ({ target, relatedTarget }) => {
      const element = target instanceof Element && target.closest(`[rp-${trigger}]`)
      // what a change does to the focus is not the visitor's doing
      if (element && !early.changing && !element.contains(relatedTarget as Element | null))
        given.say(element, trigger, target)
    })
  return {
    begin: early.begin,
    around: early.around,
    get changing() {
      return early.changing
    },
    say: openTiming().say,
    change: openTransitions(document),
    settle: openSight(document, element => given.say(element, 'seen', element), given.tell),
  }
}
