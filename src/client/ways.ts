// The ways in which frames come: a stream of the page's own, or, loaded when it is needed (others.ts), one that it shares with the browser's
// other tabs, where a browser has only a few connections, or pieces, where something holds streams back.
// Invariant: a way that brings nothing is never the only one tried.
// Does not know what frames mean.
import { sseParser } from './sse.ts'
import { openStream, type Line, type Listener, type Stream, type Way } from './stream.ts'

/** Milliseconds in which the first frame must come, which is sent with the headers; else it is tried whether pieces do. */
const FIRST = 6000
/** Tabs that may have a stream of their own where a browser has six connections for all of them. */
const OWN = 2

/** What is known of the network, and what the rarer ways need of the client. */
export interface Net {
  readonly base: string
  /** A browser has only a few connections. */
  isLimited: boolean
  /** Streams bring nothing here: as it seems, and certainly. */
  isMute?: boolean
  isSure?: boolean
  /** Hubs in a row of which the server knew nothing. */
  strays?: number
  direct(line: Line, query?: string): Promise<void>
  /** Brings frames, unless the first is not there in time. */
  tested(line: Line, bring: (line: Line) => Promise<void>): Promise<void>
  /** A stream that takes itself up again. */
  open(listener: Listener): Stream
}

/** A stream of one's own; `query` may ask for a piece of it. */
const direct = async (line: Line, query = ''): Promise<void> => {
  const { signal } = line
  const { url, headers } = line.request()
  const response = await fetch(url + query, { headers, signal, cache: 'no-store' })
  // what answers for a server may answer 200 too: a page to sign in at
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    line.refused(response.status, response.headers)
    return line.stop()
  }
  line.answered(response.headers)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  const parse = sseParser(line.frame)
  for (;;) {
    const { done, value } = await reader.read()
    if (done || signal.aborted) return
    line.heard()
    parse(value)
  }
}

export function openWays(base: string): Way {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const net: Net = {
    base,
    isLimited: /^http\/[01]/.test(navigation?.nextHopProtocol ?? '') && 'locks' in navigator,
    direct,
    tested(line, bring) {
      const late = setTimeout(() => {
        net.isMute = true
        line.stop()
      }, FIRST)
      const frame: Line['frame'] = each => {
        clearTimeout(late)
        line.frame(each)
      }
      return bring({ ...line, frame }).finally(() => clearTimeout(late))
    },
    open: listener => openStream(listener, direct),
  }

  const bring = async (line: Line, isOwn: boolean): Promise<void> => {
    if (line.signal.aborted) return
    if (isOwn && !net.isMute) return net.tested(line, direct)
    await (await import('./others.ts')).other(line, isOwn, net)
  }

  return async line => {
    // a place, one of the few, is had for as long as it is used
    for (let n = 0; net.isLimited && n < OWN; n++) {
      let isMine = false
      await navigator.locks.request(`rp ${base} ${n}`, { ifAvailable: true }, lock => {
        isMine = !!lock
        return isMine && bring(line, true)
      })
      if (isMine) return
    }
    await bring(line, !net.isLimited)
  }
}
