// The development overlay: a button on the page, and behind it what the server knows of this page's conversation.
// Idea: everything shown is one picture (panel.ts), drawn anew when something is new and morphed in, so that focus, folds and
// scroll stay; what is pressed is read from `data-do`. It asks only while it is open and the page is looked at.
// Invariant: the page does not notice: neither its focus nor its layout, and no event of ours.
import type { DevMoment, DevState, DevTold } from '../../wire/index.ts'
import { newMemory } from '../fields.ts'
import { morph } from '../morph.ts'
import { openAsk } from './ask.ts'
import type { Ask } from './ask.ts'
import { el } from './dom.ts'
import { listen } from './hands.ts'
import { openHost } from './host.ts'
import { keepMemo, readMemo } from './memo.ts'
import type { Memo } from './memo.ts'
import { drawOutline } from './outline.ts'
import { panelView, SHORTCUT } from './panel.ts'
import type { Picture } from './panel.ts'
import { CSS_TEXT } from './style.ts'

/** Milliseconds between two questions when the page stands still, and after it moved. */
const CALM = 1000
const SOON = 40

function start(ask: Ask): void {
  const host = openHost(CSS_TEXT)
  const memory = newMemory()
  let picture: Picture = {
    memo: readMemo(),
    data: undefined,
    silent: undefined,
    folded: new Set(),
    pinned: undefined,
    event: undefined,
    moment: undefined,
    note: '',
  }
  let due: ReturnType<typeof setTimeout> | undefined
  let asking = false
  /** What had the focus when the panel was opened. */
  let before: Element | null = null

  const frame = el('div', { class: 'outline', hidden: true })
  const knob = el('button', {
    class: 'knob',
    type: 'button',
    'aria-label': 'Development panel',
    title: `What this page is made of (${SHORTCUT})`,
  })
  knob.append(glyph())
  const all = el('div', { class: 'all' }, frame, knob, panelView(picture))
  host.root.append(all)

  const draw = (): void => {
    knob.hidden = picture.memo.open
    if (!picture.memo.open) drawOutline(frame, undefined)
    morph(all.lastElementChild!, panelView(picture), memory)
  }

  const change = (next: Partial<Picture>): void => {
    picture = { ...picture, ...next }
    draw()
  }

  const remember = (next: Partial<Memo>): void => {
    change({ memo: { ...picture.memo, ...next } })
    keepMemo(picture.memo)
  }

  const look = async (): Promise<void> => {
    clearTimeout(due)
    if (!picture.memo.open || document.hidden) return
    if (!asking) {
      asking = true
      const answer = await ask.state(picture.silent === undefined ? picture.data?.version : undefined)
      asking = false
      if (typeof answer === 'object') take(answer)
      else if (answer !== 'same' && answer !== picture.silent) change({ silent: answer })
    }
    clearTimeout(due)
    due = setTimeout(() => void look(), CALM)
  }

  const take = (data: DevState): void => {
    const isOther = data.cid !== picture.data?.cid
    change({
      data,
      silent: undefined,
      ...(isOther && { event: undefined, moment: undefined, note: '', pinned: data.tree.root }),
    })
  }

  const choose = async (event: number): Promise<void> => {
    if (picture.memo.tab !== 'events') remember({ tab: 'events' })
    change({ event })
    const moment: DevMoment | undefined = await ask.moment(event)
    if (moment !== undefined && picture.event === event) change({ moment })
  }

  const travel = async (what: 'back' | 'replay', body: Readonly<Record<string, number>>): Promise<void> => {
    const told = await ask.go(what, body)
    change({ note: typeof told === 'string' ? told : noteOf(told) })
    await look()
  }

  const open = (isOpen: boolean, byKey: boolean): void => {
    if (isOpen === picture.memo.open) return
    const hadFocus = host.hasFocus()
    if (isOpen) before = document.activeElement
    remember({ open: isOpen })
    if (isOpen && byKey) host.root.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()
    else if (!isOpen && hadFocus) {
      const back = before?.isConnected && before !== document.body ? (before as HTMLElement) : knob
      back.focus({ preventScroll: true })
    }
    void look()
  }

  listen(host.root, {
    picture: () => picture,
    change,
    remember,
    open,
    choose: number => void choose(number),
    travel: (what, body) => void travel(what, body),
    outline: iid =>
      drawOutline(
        frame,
        picture.data?.tree.nodes.find(node => node.iid === iid),
      ),
  })
  // the focus stays where it is on the page
  knob.addEventListener('pointerdown', event => event.preventDefault())
  knob.addEventListener('mousedown', event => event.preventDefault())
  knob.addEventListener('click', event => open(true, event.detail === 0))
  addEventListener(
    'keydown',
    event => {
      if (event.code !== 'Period' || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      event.stopPropagation()
      open(!picture.memo.open, true)
    },
    true,
  )

  // whatever the page shows anew, something has happened
  const stir = (): void => {
    lift(knob)
    if (!picture.memo.open) return
    clearTimeout(due)
    due = setTimeout(() => void look(), SOON)
  }
  const root = document.getElementById('repartee')?.parentElement ?? document.body
  new MutationObserver(stir).observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  })
  document.addEventListener('visibilitychange', () => void look())
  draw()
  lift(knob)
  void look()
}

/** Notices stand in the same corner: the button makes room. */
function lift(knob: HTMLElement): void {
  const notices = document.getElementById('rp-notices')
  const height = notices?.querySelector('.rp-notice') ? notices.offsetHeight + 16 : 0
  const bottom = height === 0 ? '' : `${height + 12}px`
  if (knob.style.bottom !== bottom) knob.style.bottom = bottom
}

function noteOf({ head, ran, differs }: DevTold): string {
  if (differs !== undefined)
    return `Event ${differs.number} went otherwise than it was recorded: ${differs.what}.`
  const where = head === 0 ? 'The page is at the beginning' : `The page is as event ${head} left it`
  return ran === 0 ? `${where}.` : `${where}; ${ran} replayed, each as it was recorded.`
}

/** Two bubbles: question and answer. */
function glyph(): Element {
  const box = document.createElement('template')
  box.innerHTML =
    '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" aria-hidden="true">' +
    '<path d="M2.5 3.5h9v6h-5l-2.5 2.2V9.5H2.5z"/><path d="M9 12.5v1.8h4.5l2.5 2.2v-2.2h1.5V8h-3"/></svg>'
  return box.content.firstElementChild!
}

const ask = openAsk()
if (ask) start(ask)
