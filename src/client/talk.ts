// One conversation, seen from the browser: its stream's frames, applied in the order of their numbers, each exactly once.
// Invariant: `cursor` is the number of the last frame applied; undefined where only the whole view will do. What the server says
// besides (a notice, where to go) is heard once, also where the whole view comes after it.
// Does not know what to do when the conversation is gone (recover.ts).
import {
  CURSOR_HEADER,
  INSTEAD_HEADER,
  PLACE,
  TOKEN_HEADER,
  TURN_HEADER,
  type Down,
  type Gone,
} from '../wire/index.ts'
import { goneOf } from './gone.ts'
import type { Inbox } from './inbox.ts'
import type { Shown } from './pending.ts'
import type { Place, Where } from './place.ts'
import type { Frame } from './sse.ts'
import type { Status } from './status.ts'
import { openStream, type Stream, type Way } from './stream.ts'

export interface Talk extends Pick<Stream, 'again' | 'wake' | 'hold' | 'close'> {
  /** Asks for the whole view. */
  resync(): void
  /** The server has sent patches up to this number. */
  promised(n: number): void
}

export interface TalkOptions {
  readonly where: Where
  /** 0 for a page as it was served; undefined: the page shows something else. */
  readonly cursor: number | undefined
  /** The cid of the conversation that the page came with, to be forgotten in favour of this one. */
  readonly instead: string | undefined
  readonly page: Shown
  readonly place: Place
  readonly inbox: Inbox
  readonly status: Status
  readonly way: Way
  /** `shown`: whether this conversation's view has been in the page. `foreign`: it may be there, but is not this session's. */
  gone(gone: Gone, shown: boolean, foreign?: boolean): void
  /** The conversation's token is another one now. */
  token(token: string | null): void
}

export function openTalk(on: TalkOptions): Talk {
  const { where, page, place, inbox, status } = on
  let { cursor } = on
  let shown = cursor !== undefined
  let turn = 0
  /** The number of the last word that was heard. */
  let said = 0
  /** Up to there a word may come without what was before it: then the whole view comes after it. */
  let whole = 0

  const resync = (): void => {
    cursor = undefined
    stream.again()
  }

  const at = (n: number): void => {
    page.at(n)
    place.at(n)
  }

  const patch = (id: number, ops: Down['patch'], whole: boolean): void => {
    if (!whole) {
      if (id <= cursor!) return
      // Also where the whole view has not come: it is older than this.
      if (id !== cursor! + 1) return stream.again()
    }
    const fits = page.apply(ops.filter(([target]) => target !== PLACE))
    for (const [target, address, at, behind] of ops) if (target === PLACE) place.take(address, at!, behind!)
    if (!fits) {
      console.warn('repartee: a change did not fit, so the whole view is fetched again.')
      return resync()
    }
    cursor = id
    if (!shown) page.freeze(false)
    shown = true
    at(id)
    // the word behind it was faster
    if (said === id + 1) at((cursor = said))
  }

  const word = (id: number, heed: () => void): void => {
    if (id) {
      if (id <= cursor!) return
      if (id === cursor! + 1) at((cursor = id))
      else if (id > whole) return stream.again()
      if (id <= said) return
      said = id
    }
    heed()
  }

  const handlers: { [Name in keyof Down]: (data: Down[Name], id: number) => void } = {
    hello({ n, seen }) {
      status.state('live')
      inbox.hello(n, seen)
      at(cursor ?? 0)
      whole = seen
      if (seen < cursor!) resync()
    },
    patch: (ops, id) => patch(id, ops, false),
    resync: (ops, id) => patch(id, ops, true),
    gone: gone => on.gone(gone, shown),
    notice: (notice, id) => word(id, () => status.notice(notice)),
    reload({ what, withinMs }) {
      if (what === 'stream') stream.again(withinMs)
      else setTimeout(() => location.reload(), Math.random() * withinMs)
    },
    go: ({ url }, id) =>
      word(id, () => {
        const to = new URL(url, location.href)
        if (/^https?:$/.test(to.protocol)) location.assign(to)
      }),
    ping() {},
  }

  const frame = ({ event, data, id }: Frame): void => {
    const name = event || 'patch'
    if (!Object.hasOwn(handlers, name))
      return console.warn(`repartee: "${name}" is unknown to this page and ignored.`)
    const failed = (error: unknown): void => {
      console.warn('repartee: a frame failed, so the whole view is fetched again.', error)
      resync()
    }
    try {
      const said = JSON.parse(data) as never
      page.change(Array.isArray(said) ? said : [], () => {
        try {
          handlers[name as 'ping'](said, Number(id))
        } catch (error) {
          failed(error)
        }
      })
    } catch (error) {
      failed(error)
    }
  }

  const stream = openStream(
    {
      request: () => ({
        url: `${where.base}/stream/${where.cid}`,
        headers: {
          [TOKEN_HEADER]: where.token,
          // greater than any before, also of a document before this one
          [TURN_HEADER]: `${(turn = Math.max(turn + 1, Date.now()))}`,
          ...(cursor !== undefined && { [CURSOR_HEADER]: `${cursor}` }),
          ...(on.instead !== undefined && !shown && { [INSTEAD_HEADER]: on.instead }),
        },
      }),
      answered: headers => on.token(headers.get(TOKEN_HEADER)),
      frame,
      refused(code, headers) {
        const later = Number(headers.get(TURN_HEADER))
        // a clock that was set back
        if (later) turn = later
        else if (code === 409) cursor = undefined
        // a 404 comes from what stands before a server too, and passes; not worth waiting for with another view at hand
        if (code === 410 || code === 403 || (code === 404 && !shown))
          on.gone(goneOf(headers), shown, code === 403)
      },
      lost: () => status.state(navigator.onLine ? 'reconnecting' : 'offline'),
    },
    on.way,
  )

  return {
    ...stream,
    resync,
    // numbers of another process are far away, and this stream brings none of them
    promised: n => (n <= cursor! ? place.at(n) : n - cursor! > 1e6 ? stream.again() : stream.expect()),
  }
}
