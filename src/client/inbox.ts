// Events on their way up: one queue, one request at a time, so they arrive in the order of the clicks.
// Invariant: an event keeps its number until the server has answered, however often it is sent; the server runs a number
// once. What is at the head was perhaps sent, what is behind it surely not. Only an answer that can be the server's own is one.
// Does not know what was clicked, only which element is busy with it.
import {
  CURSOR_HEADER,
  PLACE,
  TOKEN_HEADER,
  type Boot,
  type EventStatus,
  type Gone,
  type Up,
} from '../wire/index.ts'
import type { Settle } from './pending.ts'
import { goneOf } from './gone.ts'
import { afterOf, backoff, newWait } from './wait.ts'

/** So many may wait. */
const MOST = 100
/** Milliseconds until an unanswered request is sent anew. */
const PATIENCE = 20_000
/** Bytes that a browser lets a request have that outlives its page. */
const KEEPALIVE = 20_000

export interface Wish extends Omit<Up, 'n'> {
  readonly element?: Element
  /** A newer one of the same offer may take its place while it is unsent. */
  readonly typing: boolean
  /** Called when it is on its way. */
  begin?(): Settle
  /** A file that it speaks of was not there. */
  missing?(): void
}

export interface InboxOptions {
  /** The server lost count: the page needs the whole view. */
  resync(): void
  gone(gone: Gone): void
  /** So many wait. */
  waiting(events: number): void
  /** The server has sent patches up to this number. */
  promised(n: number): void
  /** The server has heard to which entry of the history the visitor went: with patch `n` what it says of the page's place is true again. */
  arrived(n: number): void
  /** An event was not taken: it may be that the conversation is not ours any more. */
  refused(): void
  /** The visitor went to an entry of the history that there is not. */
  astray(): void
  /** The conversation's token is another one now. */
  token(token: string | null): void
  notice(text: string): void
}

export interface Inbox {
  push(wish: Wish): void
  /**
   * The conversation that events belong to from now on. `isResumed`: another document may have spoken in it, and have something under
   * way still: numbers begin where none of its can be, nor of one before it. Only time has gone by for all of them.
   */
  use(where: Boot, isResumed: boolean): void
  /** The server has heard events up to `n`; what came of them is said by patch `seen`. */
  hello(n: number, seen: number): void
  /** No more waiting. `surely`: nor for the answer to what was sent. */
  wake(surely?: boolean): void
  /** Forgets everything; takes no events until the next `use`. */
  close(): void
  /** How many events, without those of mere typing, were forgotten or not taken since the last `close`. */
  lost(): number
}

export function newInbox(on: InboxOptions): Inbox {
  const wait = newWait()
  const queue: { wish: Wish; n?: number; settle?: Settle | undefined }[] = []
  let where: Boot | undefined
  let last: number | undefined
  let resumed = 0
  let sending = false
  let open = true
  let lost = 0
  let request = new AbortController()

  const count = (): void => on.waiting(queue.length)
  const settle: Settle = (seen = 0) => {
    const { wish, settle: told } = queue.shift()!
    told?.(seen)
    if (isMove(wish) && !queue.some(entry => isMove(entry.wish))) on.arrived(seen)
    count()
  }

  const lose = ({ typing }: Wish): void => {
    if (!typing) lost++
  }

  const post = async (to: Boot, n: number, wish: Wish): Promise<Response | undefined> => {
    const { element: _, typing: __, begin: ___, missing: ____, ...up } = wish
    const body = JSON.stringify({ n, ...up } satisfies Up)
    const { signal } = (request = new AbortController())
    const timer = setTimeout(() => request.abort(), PATIENCE)
    try {
      const response = await fetch(`${to.base}/event/${to.cid}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [TOKEN_HEADER]: to.token },
        body,
        keepalive: body.length < KEEPALIVE,
        signal,
      })
      if (to === where) on.token(response.headers.get(TOKEN_HEADER))
      return response
    } catch {
      return undefined // whether it was heard is not known
    } finally {
      clearTimeout(timer)
    }
  }

  const pump = async (): Promise<void> => {
    if (sending) return
    sending = true
    for (let failures = 0; queue[0] && where && last !== undefined;) {
      const head = queue[0]
      const to = where
      head.n ??= last + 1
      const response = await post(to, head.n, head.wish)
      if (queue[0] !== head || to !== where) continue
      if (!response || isStrange(response.status)) {
        await wait.for(backoff(failures++), response && afterOf(response.headers))
        continue
      }
      const { status, headers } = response
      failures = 0
      if (status === (410 satisfies EventStatus)) {
        on.gone(goneOf(headers))
        continue
      }
      last = Math.max(last, head.n)
      const seen = Number(headers.get(CURSOR_HEADER) ?? NaN)
      settle(seen)
      on.promised(seen)
      if (status === 409) on.resync()
      else if (status > 299 && isMove(head.wish)) {
        if (!queue.some(entry => isMove(entry.wish))) on.astray()
      } else if (status === (422 satisfies EventStatus)) head.wish.missing?.()
      else if (status === 413) on.notice('That was too much to send at once, so it was not taken.')
      else if (status > 299) {
        console.warn(`repartee: ${head.wish.offer} was not taken (status ${status}).`)
        if (status === 403) on.refused()
      }
    }
    sending = false
  }

  return {
    push(wish) {
      if (!open) return lose(wish)
      // only past other typing: a click in between is to find what had been typed by then
      for (let at = queue.length - 1; wish.typing && at >= 0 && queue[at]!.wish.typing; at--) {
        const entry = queue[at]!
        const { offer, element } = entry.wish
        const isSame = offer === wish.offer || (isMove(entry.wish) && isMove(wish))
        if (entry.n || !isSame || element !== wish.element) continue
        entry.wish = wish
        return
      }
      if (queue.length >= MOST && !isMove(wish))
        return on.notice('Too much is waiting for the connection, so that was not taken.')
      queue.push({ wish, settle: wish.begin?.() })
      count()
      void pump()
    },
    use(to, isResumed) {
      where = to
      resumed = isResumed ? Date.now() : 0
      last = undefined
      open = true
      for (const entry of queue) delete entry.n
      request.abort()
    },
    hello(n, seen) {
      last = Math.max(last ?? resumed, n)
      while (queue[0]?.n && queue[0].n <= n) {
        settle(seen)
        request.abort()
      }
      wait.wake()
      void pump()
    },
    wake(surely) {
      wait.wake()
      if (surely) request.abort()
    },
    close() {
      open = false
      lost = 0
      for (const { wish } of queue) lose(wish)
      while (queue[0]) settle()
      where = undefined
      request.abort()
      wait.wake()
    },
    lost: () => lost,
  }
}

/** Not what the server says to an event, or a reason to wait: a portal's page, a proxy's mistake, too much to do. To be sent again. */
const isStrange = (status: number): boolean =>
  (status < 400 && status !== (204 satisfies EventStatus)) ||
  status >= 500 ||
  [404, 408, 425, 429].includes(status)

/** The visitor went somewhere in the history. */
const isMove = ({ offer }: Wish): boolean => offer.startsWith(PLACE)
