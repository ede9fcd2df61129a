// How the panel stands, kept for this tab: a reload finds it as it was.

export const TABS = ['tree', 'events', 'history', 'problems'] as const
export type Tab = (typeof TABS)[number]

export interface Memo {
  readonly open: boolean
  readonly dock: 'right' | 'bottom'
  /** Pixels, by dock. */
  readonly right: number
  readonly bottom: number
  readonly tab: Tab
}

const KEY = 'rp-dev'
const FRESH: Memo = { open: false, dock: 'right', right: 440, bottom: 340, tab: 'tree' }

export function readMemo(): Memo {
  try {
    const { open, dock, right, bottom, tab } = {
      ...FRESH,
      ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Memo>),
    }
    return {
      open: open === true,
      dock: dock === 'bottom' ? 'bottom' : 'right',
      right: Number(right) || FRESH.right,
      bottom: Number(bottom) || FRESH.bottom,
      tab: TABS.includes(tab) ? tab : 'tree',
    }
  } catch {
    return FRESH
  }
}

export function keepMemo(memo: Memo): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memo))
  } catch {} // a page without storage: it opens closed
}
