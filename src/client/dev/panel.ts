// The panel as a picture of what is known: the shell with its tabs, and in it the tab that is chosen.
// Invariant: a function of its input; the same input gives the same tree, which is then morphed in.
import type { DevMoment, DevState } from '../../wire/index.ts'
import { detailsView } from './details.ts'
import { button, el } from './dom.ts'
import { eventDetails, eventsView } from './events.ts'
import { countProblems, historyView, problemsView } from './lists.ts'
import { TABS } from './memo.ts'
import type { Memo, Tab } from './memo.ts'
import { rowsOf, treeView } from './tree.ts'

export interface Picture {
  readonly memo: Memo
  readonly data: DevState | undefined
  /** The server has no more to say of it. */
  readonly silent: 'gone' | 'away' | undefined
  readonly folded: ReadonlySet<string>
  readonly pinned: string | undefined
  readonly event: number | undefined
  readonly moment: DevMoment | undefined
  /** What came of the last thing done. */
  readonly note: string
}

const TITLES: Readonly<Record<Tab, string>> = {
  tree: 'Tree',
  events: 'Events',
  history: 'History',
  problems: 'Problems',
}
export const SHORTCUT = 'Ctrl+Shift+.'

export function panelView(picture: Picture): HTMLElement {
  const { memo, data, silent, note } = picture
  const { dock, tab } = memo
  return el(
    'section',
    {
      class: 'panel',
      'data-dock': dock,
      'aria-label': 'repartee, development',
      hidden: !memo.open,
      style: `--right:${memo.right}px;--bottom:${memo.bottom}px`,
    },
    el('div', {
      class: 'grip',
      role: 'separator',
      tabindex: 0,
      'aria-label': 'Size of the panel',
      'aria-orientation': dock === 'right' ? 'vertical' : 'horizontal',
      'aria-valuenow': memo[dock],
    }),
    el(
      'header',
      {},
      el(
        'div',
        { class: 'tabs', role: 'tablist', 'aria-label': 'What to look at' },
        TABS.map(each => tabView(each, each === tab, data)),
      ),
      button(
        'dock',
        dock === 'right' ? 'bottom' : 'right',
        {
          class: 'icon dock',
          'aria-label': dock === 'right' ? 'To the bottom' : 'To the right',
          title: dock === 'right' ? 'Move to the bottom' : 'Move to the right',
        },
        dock === 'right' ? '⬓' : '◨',
      ),
      button(
        'close',
        '',
        { class: 'icon', 'aria-label': 'Close the panel', title: `Close (Escape, ${SHORTCUT})` },
        '×',
      ),
    ),
    el(
      'div',
      { class: 'body', id: 'body', role: 'tabpanel', 'aria-labelledby': `tab-${tab}` },
      data === undefined ? el('p', { class: 'empty' }, 'Asking the server…') : tabBody(picture, data),
    ),
    el('footer', { role: 'status', class: silent }, footing(picture, note)),
  )
}

function tabView(tab: Tab, isChosen: boolean, data: DevState | undefined): HTMLElement {
  const count = data === undefined ? 0 : tab === 'problems' ? countProblems(data) : 0
  return button(
    'tab',
    tab,
    {
      role: 'tab',
      id: `tab-${tab}`,
      'aria-selected': isChosen ? 'true' : 'false',
      'aria-controls': 'body',
      tabindex: isChosen ? 0 : -1,
    },
    TITLES[tab],
    count > 0 && el('span', { class: 'count' }, count),
  )
}

function tabBody(picture: Picture, data: DevState): HTMLElement {
  const { memo, folded, pinned, event, moment } = picture
  switch (memo.tab) {
    case 'tree': {
      const names = new Map(data.tree.nodes.map(({ iid, name }) => [iid, name]))
      const node = data.tree.nodes.find(({ iid }) => iid === pinned)
      return el(
        'div',
        { class: 'split', 'rp-k': 'tree' },
        el('div', { class: 'first' }, treeView(rowsOf(data.tree, folded), folded, pinned)),
        detailsView(node, names),
      )
    }
    case 'events': {
      const chosen = data.events.find(({ number }) => number === event)
      return el(
        'div',
        { class: 'split', 'rp-k': 'events' },
        el('div', { class: 'first' }, eventsView(data.events, data.head, event)),
        eventDetails(chosen, moment?.event.number === event ? moment : undefined),
      )
    }
    case 'history':
      return historyView(data)
    case 'problems':
      return problemsView(data)
  }
}

function footing({ data, silent }: Picture, note: string): string {
  if (silent === 'gone') return 'This conversation is over. What is shown is the last of it.'
  if (silent === 'away') return 'The server does not answer.'
  if (note !== '') return note
  if (data === undefined) return ''
  const { tree, events, cid } = data
  const count = tree.nodes.length
  return `${count} instance${count === 1 ? '' : 's'} · ${events.length} event${events.length === 1 ? '' : 's'} · ${cid}`
}
