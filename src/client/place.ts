// Where the page is: the tab's history and address bar, kept true to what the server says of the conversation's; and what a tab
// remembers of its conversation, in the state of its history entries, so that a reload or a way back resumes it.
// Invariant: an entry that the visitor went to is wished for, and until the server is there nothing that it says of other
// entries moves the browser. Links and ways within one page (`#part`) stay the browser's own.
// Does not know frames, nor how wishes travel. Scroll is ours while the page lives, since what is scrolled comes only later.
import type { Boot } from '../wire/index.ts'

/** The part of a history entry's state that is ours, `history.state.rp`. */
interface Entry {
  readonly cid: string
  readonly token: string
  readonly at: number
  readonly behind: number
  readonly from?: readonly string[]
  /** The visitor went here and the server has not said yet that it is here too. */
  readonly went?: boolean
}

/** The conversation that the page is in; its token may change. */
export interface Where extends Boot {
  token: string
  /** The conversations that it is a copy of: the history that a tab was duplicated with is theirs, and now its own. */
  readonly from?: readonly string[]
}

export interface Place {
  /** The conversation that this entry belongs to, if it does to one. */
  remembered(): Entry | undefined
  /** The visitor came to this document through the history: it may be a copy from long ago. */
  readonly isArrival: boolean
  /** The page is in this conversation: at `where.place`, or (not `known`) where the next `take` says. */
  use(where: Where, known: boolean): void
  /** The conversation's token is another one now. */
  renew(): void
  /** What an `Op` says, after the changes that it came with. */
  take(...spot: Spot): void
  /** The server has heard where the visitor went; what came of it, patch `n` and those before it say. */
  arrived(n: number): void
  /** The page shows patch `n`. */
  at(n: number): void
  /** This entry belongs to no conversation any more. */
  forget(): void
}

export interface PlaceOptions {
  /** The visitor went to this entry of the conversation. */
  went(at: number): void
  /** The visitor went to what only loading can show. */
  elsewhere(): void
}

type Spot = readonly [address: string, at: number, behind: number]

/** Scroll positions that are remembered. */
const MOST = 100
/** Milliseconds. A browser that has forgotten an entry does not go there, and does not say so. */
const TRAVEL = 1000

export function openPlace(on: PlaceOptions): Place {
  const scrolls = new Map<string, readonly [left: number, top: number]>()
  let where: Where | undefined
  /** Of the entry that the browser is at. */
  let at = 0
  let behind = 0
  let path = pathOf(location.href)
  /** What is seen, which is what scrolls. */
  let seen = ''
  /** The entry that the visitor went to. */
  let wanted: number | undefined
  /** What was said meanwhile of where the page is. */
  let told: Spot | undefined
  /** From this patch on that is true again. */
  let since = NaN
  /** The visitor went to the entry that the browser is at before anybody listened. */
  let came = false
  /** Where the browser is taken. */
  let target: Spot | undefined
  let late: ReturnType<typeof setTimeout> | undefined
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const isArrival = navigation?.type === 'back_forward'
  let isFirst = true

  const remembered = (): Entry | undefined => (history.state as { rp?: Entry } | null)?.rp
  const entry = (): Entry => ({
    cid: where!.cid,
    token: where!.token,
    at,
    behind,
    went: wanted !== undefined,
    ...(where!.from && { from: where!.from }),
  })
  const isOurs = (rp: Entry | undefined): rp is Entry =>
    !!rp && (rp.cid === where?.cid || !!where?.from?.includes(rp.cid))

  const write = (rp: Entry | undefined, address?: string, isNew?: boolean): void => {
    // the same address keeps its `#part`
    const url = address && pathOf(address) !== path ? address : undefined
    try {
      if (isNew) history.pushState({ rp }, '', url)
      else history.replaceState({ ...(history.state as object | null), rp }, '', url)
    } catch {} // another origin's address, or too many in a short time: the page goes on
    path = pathOf(location.href)
  }

  /** From now on it is this entry that scrolls. */
  const show = (again: boolean): void => {
    const now = at + location.hash
    const scroll = scrolls.get(now)
    if (again && now !== seen && scroll) scrollTo(...scroll)
    seen = now
  }

  const settle = (...[address, nextAt, nextBehind]: Spot): void => {
    const isNew = nextBehind > behind
    target = undefined
    clearTimeout(late)
    at = nextAt
    behind = nextBehind
    write(entry(), address, isNew)
    show(!isNew)
  }

  /** One step at a time: among ours may be any number of `#part`s, and before them is somebody else's page. */
  const goBack = (): void => {
    clearTimeout(late)
    late = setTimeout(() => settle(...target!), TRAVEL)
    history.back()
  }

  const want = (to: number): number => {
    since = NaN
    return (wanted = to)
  }

  const take: Place['take'] = (...spot) => {
    const [, nextAt, nextBehind] = spot
    if (came && nextAt !== at) on.went(want(at))
    came = false
    if (wanted !== undefined && wanted !== nextAt) return void (told = spot)
    told = wanted = undefined
    const isUnderWay = target
    if (isUnderWay || nextBehind < behind) target = spot
    else return settle(...spot)
    if (!isUnderWay) goBack()
  }

  const moved = (): void => {
    const rp = remembered()
    const from = { at, path }
    path = pathOf(location.href)
    if (where && !rp && path === from.path) {
      write(entry())
      return show(false)
    }
    if (!where || !isOurs(rp)) {
      if (rp) write({ ...rp, went: true })
      return on.elsewhere()
    }
    at = rp.at
    behind = rp.behind
    if (target) return target[2] < behind ? goBack() : settle(...target)
    if (at === from.at) return show(true)
    want(at)
    write(entry())
    on.went(at)
  }

  addEventListener('popstate', moved)
  addEventListener('pageshow', ({ persisted }) => {
    // not before the browser has scrolled to where a reload began
    history.scrollRestoration = 'manual'
    if (persisted && remembered()?.at !== at) moved()
  })
  addEventListener('pagehide', () => void (history.scrollRestoration = 'auto'))
  addEventListener(
    'scroll',
    () => {
      scrolls.delete(seen)
      scrolls.set(seen, [scrollX, scrollY])
      if (scrolls.size > MOST) scrolls.delete(scrolls.keys().next().value!)
    },
    { passive: true },
  )

  return {
    remembered,
    isArrival,
    use(next, known) {
      const rp = remembered()
      const spot = next.place ?? (['', 0, 0] as const)
      where = next
      const isOwn = isOurs(rp)
      clearTimeout(late)
      told = target = wanted = undefined
      came = isOwn && ((isArrival && isFirst) || rp.went === true)
      isFirst = false
      ;[, at, behind] = isOwn ? [0, rp.at, rp.behind] : spot
      seen = at + location.hash
      if (known) take(...spot)
    },
    renew: () => write(entry()),
    take,
    arrived: n => void (since = n),
    at(n) {
      if (!told || !(n >= since)) return
      wanted = undefined
      take(...told)
    },
    forget: () => write(undefined),
  }
}

/** An address without its `#part`. */
function pathOf(address: string): string {
  const { origin, pathname, search } = new URL(address, location.href)
  return origin + pathname + search
}
