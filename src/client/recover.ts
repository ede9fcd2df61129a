// Which conversation this page is in: the one it came with, the one this tab was in before a reload, a copy of that where the tab is
// itself a copy, or a new one when the server knows none.
// Invariant: the visitor is told when something is lost, and is never left with a page that looks alive and is not.
// Does not know frames.
import { PAGE_META, PLACE, TAB_COOKIE, type Boot, type Gone } from '../wire/index.ts'
import { openClaim } from './claim.ts'
import { newInbox, type Inbox } from './inbox.ts'
import type { Shown } from './pending.ts'
import { openPlace, type Where } from './place.ts'
import type { Status } from './status.ts'
import { openTalk, type Talk } from './talk.ts'
import { afterOf, backoff, newWait } from './wait.ts'
import { openWays } from './ways.ts'

/** Losses further apart than this, in milliseconds, do not add up. */
const LULL = 10_000

/** Seconds for which a page that was left is taken up again by the next request for its address. */
const GOODBYE = 10

const WORDS: Record<Exclude<Gone['why'], 'unknown' | 'outdated'>, string> = {
  answered: 'This is finished.',
  ended: 'This page was ended.',
  expired: 'This page was left alone for too long and has expired.',
  failed: 'Something went wrong, and this page cannot go on.',
  elsewhere: 'This page is open in another tab.',
}

export interface Recovery extends Pick<Talk, 'wake'> {
  /** Nobody looks at the page: it lets go of the stream until woken. */
  rest(): void
  /** The page is put away, and may come back: it lets go of everything until woken. */
  hold(): void
  readonly inbox: Inbox
  /** The conversation that the page is in. */
  where(): Boot
  /** The page may be about to be left: if it is for a reload, the server shall know which conversation to show. */
  leave(): void
}

export function openRecovery(boot: Boot, page: Shown, status: Status): Recovery {
  const wait = newWait()
  let talk: Talk | undefined
  let losses = 0
  let lostAt = 0
  let here: Where = boot
  let isHeld = false
  const claim = openClaim(boot.base)
  const way = openWays(boot.base)

  const token = (next: string | null): void => {
    if (!next) return
    here.token = next
    place.renew()
  }
  const inbox = newInbox({
    resync() {
      place.arrived(0)
      talk?.resync()
    },
    gone: why => gone(why, here),
    waiting: status.waiting,
    promised: n => talk?.promised(n),
    refused: () => talk?.again(),
    arrived: n => place.arrived(n),
    astray() {
      place.forget()
      reload()
    },
    token,
    notice: text => status.notice({ text }),
  })
  const pause = (failures: number, headers: Headers | undefined): Promise<void> => {
    status.state(navigator.onLine ? 'reconnecting' : 'offline')
    return wait.for(backoff(failures), headers && afterOf(headers))
  }
  /** The address decides what is to be seen, not the conversation that is left. */
  const reload = (): void => {
    talk?.close()
    talk = undefined
    location.reload()
  }
  const place = openPlace({
    went(at) {
      if (isOver) reload()
      else inbox.push({ offer: PLACE + at, typing: true })
    },
    elsewhere: reload,
  })
  let isOver = false

  /**
   * `instead`: the conversation to fall back to, and to be forgotten if this one is still there. `isNew`: nobody else can be in it.
   */
  const connect = async (
    where: Where,
    cursor: number | undefined,
    isNew: boolean,
    instead?: Boot,
  ): Promise<void> => {
    const mine = (here = { ...where })
    isOver = false
    // until it is shown, a press would be meant for something else
    page.freeze(!!instead && cursor === undefined)
    status.state('connecting')
    const taken = claim.take(mine.cid)
    if (!isNew) {
      const isFree = await taken
      if (here !== mine) return
      if (!isFree) return fork(mine, instead).catch(reload)
    }
    inbox.use(mine, !isNew)
    place.use(mine, cursor !== undefined)
    talk = openTalk({
      where: mine,
      cursor,
      instead: instead?.cid,
      page,
      place,
      inbox,
      status,
      way,
      token,
      gone(why, shown, foreign) {
        if (!instead || shown) return gone(why, mine, foreign)
        talk?.close()
        void begin(instead)
      },
    })
  }

  /** In the conversation that a page came with; one that goes on may be another tab's, whose reload was to show it. */
  const begin = (boot: Where): Promise<void> => connect(boot, boot.seen ?? 0, boot.seen === undefined)

  /** This tab was duplicated from one that is still there: it goes on from where that one is, by itself. */
  const fork = async (where: Where, instead?: Boot): Promise<void> => {
    const { forked } = await import('./fork.ts')
    const made = await forked(where, () => where === here, pause)
    if (where !== here) return
    if (made) return connect(made, undefined, true, instead)
    if (instead) return begin(instead)
    gone({ why: 'unknown' }, where)
  }

  const gone = ({ why, reference = '' }: Gone, where: Boot, foreign?: boolean): void => {
    if (where !== here) return
    talk?.close()
    talk = undefined
    inbox.close()
    claim.release()
    page.at(Infinity)
    if (why === 'outdated') return void afresh('This page has been replaced by a newer one')
    if (why === 'unknown')
      return void afresh(foreign ? 'Your session has changed' : 'The server was restarted')
    isOver = true
    status.state('gone')
    page.freeze(true)
    const notice = { text: WORDS[why] ?? WORDS.ended, reference }
    if (why === 'elsewhere') {
      status.notice(notice, [
        'Continue here',
        () => {
          page.freeze(false)
          void connect(where, undefined, false)
        },
      ])
    } else {
      status.notice(notice, [
        'Start again',
        () => {
          place.forget()
          location.reload()
        },
      ])
    }
  }

  /** The page anew, in place: the document stays, its scripts and its scroll too. */
  const afresh = async (because: string): Promise<void> => {
    status.state('connecting')
    if (Date.now() - lostAt > LULL) losses = 0
    let response: Response | undefined | void
    for (; ; losses++) {
      if (losses) await pause(losses, response?.headers)
      lostAt = Date.now()
      response = await fetch(location.href, {
        headers: { accept: 'text/html' },
        cache: 'no-store',
      }).catch(() => {})
      if (!response || response.status >= 500 || response.status === 429) {
        continue
      }
      const text = await response.text().catch(() => '')
      if (!text) continue
      const made = new DOMParser().parseFromString(text, 'text/html')
      const root = made.getElementById('repartee')
      const next = readBoot(made)
      // something else is to be seen here now: signed out, moved, not found
      if (!root || !next || response.redirected) return location.reload()
      losses++
      document.title = made.title
      page.swap(document.adoptNode(root))
      const lost = inbox.lost()
      const cost = lost ? ` ${lost} click${lost > 1 ? 's' : ''} could not be kept.` : ''
      status.notice({ text: `${because}, so this page starts afresh.${cost}` })
      return begin(next)
    }
  }

  const before = place.remembered()
  if (before && (place.isArrival || before.cid !== boot.cid))
    void connect({ ...before, base: boot.base }, undefined, false, boot)
  else void begin({ ...before, ...boot })

  return {
    inbox,
    where: () => here,
    wake(surely) {
      wait.wake()
      inbox.wake(surely)
      if (!isHeld) return talk?.wake(surely)
      isHeld = false
      // another tab may have taken it up meanwhile; then this one is the copy
      void claim.take(here.cid).then(isFree => (isFree ? talk?.wake() : reload()))
    },
    rest: () => talk?.hold(),
    hold() {
      if (!talk) return
      isHeld = true
      talk.hold()
      claim.release()
    },
    leave() {
      if (!talk) return
      document.cookie = `${TAB_COOKIE}=${here.cid}; Path=${location.pathname}; Max-Age=${GOODBYE}; SameSite=Lax`
      // a browser may set it in its own time; once it was asked for, it is set
      void document.cookie
    },
  }
}

/** What the page says of itself, or undefined if it is not one of ours. */
export function readBoot(document: Document): Boot | undefined {
  const text = document.querySelector<HTMLMetaElement>(`meta[name=${PAGE_META}]`)?.content
  try {
    return JSON.parse(text ?? '') as Boot
  } catch {
    return undefined
  }
}
