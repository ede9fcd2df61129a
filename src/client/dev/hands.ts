// What is done in the panel, by mouse and by keyboard.
// Invariant: what is pressed says what to do in `data-do` and of what in `data-of`; an instance that is pointed at or has the focus
// is outlined on the page.
import type { Memo, Tab } from './memo.ts'
import { TABS } from './memo.ts'
import type { Picture } from './panel.ts'
import { keyInTree, rowsOf } from './tree.ts'

export interface Acts {
  picture(): Picture
  change(next: Partial<Picture>): void
  remember(next: Partial<Memo>): void
  open(isOpen: boolean, byKey: boolean): void
  choose(event: number): void
  travel(what: 'back' | 'replay', body: Readonly<Record<string, number>>): void
  /** Undefined: none. */
  outline(iid: string | undefined): void
}

/** Pixels that one key press resizes. */
const STRIDE = 24

export function listen(root: ShadowRoot, acts: Acts): void {
  const doing: Readonly<Record<string, (of: string) => void>> = {
    tab: of => acts.remember({ tab: of as Tab }),
    dock: of => acts.remember({ dock: of as Memo['dock'] }),
    close: () => acts.open(false, false),
    pin: of => pin(of),
    fold: of => fold(of),
    event: of => acts.choose(Number(of)),
    back: of => acts.travel('back', { n: Number(of) }),
    step: of => acts.travel('replay', { from: Number(of), to: Number(of) }),
    replay: of => acts.travel('replay', { from: Number(of) }),
    go: of => history.go(Number(of)),
    copy: of => void copy(of),
  }

  const pin = (iid: string): void => {
    if (acts.picture().memo.tab !== 'tree') acts.remember({ tab: 'tree' })
    acts.change({ pinned: iid })
  }
  const fold = (iid: string): void => {
    const folded = new Set(acts.picture().folded)
    if (!folded.delete(iid)) folded.add(iid)
    acts.change({ folded })
  }
  const copy = async (text: string): Promise<void> => {
    const note = await navigator.clipboard.writeText(text).then(
      () => `Copied ${text}`,
      () => 'The browser did not let it be copied.',
    )
    acts.change({ note })
  }

  const focusOn = (selector: string): void => root.querySelector<HTMLElement>(selector)?.focus()

  root.addEventListener('click', ({ target }) => {
    const pressed = (target as Element).closest<HTMLElement>('[data-do]')
    const { do: act = '', of = '' } = pressed?.dataset ?? {}
    doing[act]?.(of)
  })

  for (const [come, go] of [
    ['pointerover', 'pointerout'],
    ['focusin', 'focusout'],
  ] as const) {
    root.addEventListener(come, ({ target }) =>
      acts.outline((target as Element).closest<HTMLElement>('[data-node]')?.dataset['node']),
    )
    root.addEventListener(go, () => acts.outline(undefined))
  }

  root.addEventListener('keydown', event => {
    const { key, target } = event as KeyboardEvent
    const on = target as HTMLElement
    if (key === 'Escape') {
      // a dialog of the page is not meant
      event.preventDefault()
      return acts.open(false, true)
    }
    if (on.role === 'treeitem') inTree(event as KeyboardEvent, on)
    else if (on.role === 'tab') inTabs(event as KeyboardEvent)
    else if (on.role === 'separator') resizeBy(event as KeyboardEvent)
    else if (on.matches('.event')) inEvents(event as KeyboardEvent, on)
  })

  const inTree = (event: KeyboardEvent, on: HTMLElement): void => {
    const { data, folded } = acts.picture()
    if (data === undefined) return
    const rows = rowsOf(data.tree, folded)
    const at = rows.findIndex(({ node }) => node.iid === on.dataset['of'])
    const move = keyInTree(event.key, rows, at, folded)
    if (move === undefined) return
    event.preventDefault()
    if (move.fold !== undefined) fold(move.fold)
    if (move.to === undefined) return
    pin(move.to)
    focusOn(`.row[data-of="${move.to}"]`)
  }

  const inTabs = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const at = TABS.indexOf(acts.picture().memo.tab) + by
    const tab = TABS[(at + TABS.length) % TABS.length] as Tab
    acts.remember({ tab })
    focusOn(`#tab-${tab}`)
  }

  const inEvents = (event: KeyboardEvent, on: HTMLElement): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const rows = [...root.querySelectorAll<HTMLElement>('.event')]
    const next = rows[rows.indexOf(on) + by]
    next?.focus()
    if (next) acts.choose(Number(next.dataset['of']))
  }

  const resize = (to: number): void => {
    const { dock } = acts.picture().memo
    const most = (dock === 'right' ? innerWidth : innerHeight) - 40
    acts.remember({ [dock]: Math.round(Math.min(most, Math.max(dock === 'right' ? 300 : 180, to))) })
  }

  const resizeBy = (event: KeyboardEvent): void => {
    const { memo } = acts.picture()
    const keys = memo.dock === 'right' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    const way = keys.indexOf(event.key)
    if (way < 0) return
    event.preventDefault()
    resize(memo[memo.dock] + (way === 0 ? STRIDE : -STRIDE))
  }

  root.addEventListener('pointerdown', event => {
    const { target, pointerId } = event as PointerEvent
    const grip = target as HTMLElement
    if (grip.role !== 'separator') return
    event.preventDefault()
    grip.setPointerCapture(pointerId)
    const drag = ({ clientX, clientY }: PointerEvent): void =>
      resize(acts.picture().memo.dock === 'right' ? innerWidth - clientX : innerHeight - clientY)
    grip.addEventListener('pointermove', drag)
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', drag), {
      once: true,
    })
  })
}
