// The history's entries, and what went wrong.
import type { DevEntry, DevEvent, DevProblem, DevState } from '../../wire/index.ts'
import { button, el } from './dom.ts'
import { brief } from './value.ts'
import { clock } from './words.ts'

export function historyView({ entries, forgotten }: DevState): HTMLElement {
  return el(
    'div',
    { class: 'pane', 'rp-k': 'history' },
    forgotten > 0 && el('p', { class: 'dim' }, `${forgotten} earlier entries are forgotten.`),
    el('ol', { class: 'entries' }, entries.map(entryView)),
    entries.length === 1 &&
      el(
        'p',
        { class: 'dim' },
        'An entry is made when something is called or answered, or the address changes.',
      ),
  )
}

const entryView = ({ at, address, by, left }: DevEntry): HTMLElement =>
  el(
    'li',
    { 'rp-k': at, class: by === 0 ? 'here' : undefined },
    el('span', { class: 'number' }, at),
    el('code', {}, address || '(as opened)'),
    el('span', { class: 'dim' }, left === undefined ? '' : `left at ${clock(left)}`),
    by === 0
      ? el('span', { class: 'chip here' }, 'now')
      : button('go', by, { class: 'act' }, by < 0 ? 'Go back' : 'Go forward'),
  )

/** Replays that went astray are problems too. */
export const countProblems = ({ problems, events }: DevState): number =>
  problems.length + events.filter(({ differs }) => differs !== undefined).length

export function problemsView(state: DevState): HTMLElement {
  const { problems, events } = state
  if (countProblems(state) === 0)
    return el('p', { class: 'empty', 'rp-k': 'none' }, 'Nothing has gone wrong in this conversation.')
  return el(
    'div',
    { class: 'pane', 'rp-k': 'problems' },
    events.filter(({ differs }) => differs !== undefined).map(differingView),
    problems.toReversed().map(problemView),
  )
}

const problemView = ({ number, at, component, iid, reference, detail }: DevProblem): HTMLElement =>
  el(
    'div',
    { class: 'alarm', 'rp-k': reference },
    el('b', {}, `${component} ${iid}`),
    el('span', { class: 'dim' }, ` at ${clock(at)}, reference ${reference} `),
    button('event', number, { class: 'link' }, `event ${number}`),
    el('pre', {}, detail),
  )

const differingView = ({ number, what, differs }: DevEvent): HTMLElement =>
  el(
    'div',
    { class: 'alarm', 'rp-k': `differs ${number}` },
    el('b', {}, `${what} goes otherwise when it is replayed `),
    button('event', number, { class: 'link' }, `event ${number}`),
    el('p', {}, `${differs?.what}: ${brief(differs?.was ?? null, 80)} → ${brief(differs?.is ?? null, 80)}`),
  )
