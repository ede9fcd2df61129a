// A stream in pieces, for a browser behind something that holds a response back until it has ended: each piece is an answer of known
// length with the frames that there are, or, after a while of nothing, none but the greeting.
// Invariant: whoever asks again with its cursor misses nothing: what was written into a piece that never arrived is kept as long
// as for any stream that broke.
// Does not know requests.
import type { Clock } from '../async/index.ts'
import type { Sink } from './exchange.ts'

type Data = Parameters<Sink['write']>[0]

/** A piece waits so long at most, seconds. */
export const LONGEST_POLL = 20

/** The frames of one piece: those that come with attaching, else the first that come within `ms`. */
export function polled(attach: (sink: Sink) => void, clock: Clock, ms: number): Promise<string> {
  return new Promise(resolve => {
    const parts: Data[] = []
    let closed = (): void => {}
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      cancel()
      resolve(Buffer.concat(parts.map(part => Buffer.from(part))).toString())
      closed()
    }
    const cancel = clock.setTimer(clock.now() + ms, end)
    attach({
      write(data) {
        if (isOver) return
        // The greeting comes first and is nothing to come back for. What comes with something comes in the same piece.
        if (parts.push(data) === 2) queueMicrotask(end)
      },
      queued: 0,
      onDrain() {},
      onClose: call => void (closed = call),
      close: end,
      destroy: end,
    })
    if (ms === 0) end()
  })
}
