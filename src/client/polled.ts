// The stream in pieces, where something between page and server holds a stream back until it ends: each piece is asked for with the
// cursor, and is an answer that ends.
// Invariant: streams are called mute only when a piece came and, at the same time, another stream brought nothing. Now and then one is
// tried again, beside the pieces.
// Loaded when it is needed; it is given what it shares with the client.
import type { Line } from './stream.ts'
import type { Net } from './ways.ts'

/** Seconds that a piece may wait for something to come. */
const WAIT = 20
/** Milliseconds between pieces that do not wait, because the browser's few connections are for all its tabs. */
const PAUSE = 3000
/** Milliseconds in which a stream that is tried has to bring its first frame, while pieces come: a server may be slow, but to all. */
const PATIENCE = 10_000
/** Milliseconds between tries. */
const AGAIN = 120_000

/** Resolves to whether streams are certainly mute. `isOwn`: it may keep a connection busy. */
export async function polled(
  line: Line,
  isOwn: boolean,
  { base, direct, isSure = false }: Net,
): Promise<boolean> {
  const { signal } = line
  let came = false
  let isMute = isSure
  let tries = 0

  const piece: Line = {
    ...line,
    frame(frame) {
      came = true
      line.frame(frame)
    },
  }

  /** A hub brings its first frame at once, and is nothing but a connection until somebody joins. */
  const trial = async (): Promise<void> => {
    const end = new AbortController()
    const stop = (): void => end.abort()
    signal.addEventListener('abort', stop)
    let works = false as boolean
    let isLate = false as boolean
    const late = setTimeout(() => {
      isLate = true
      stop()
    }, PATIENCE)
    const quiet = (): void => {}
    await direct({
      signal: end.signal,
      request: () => ({ url: `${base}/hub`, headers: {} }),
      heard: quiet,
      answered: quiet,
      refused: quiet,
      frame() {
        works = true
        stop()
      },
      stop,
    }).catch(quiet)
    clearTimeout(late)
    if (signal.aborted) return
    if (works) {
      isMute = false
      return line.stop()
    }
    // one that was refused or broke says nothing
    if (isLate) {
      if (!isMute) tell()
      isMute = true
    }
    next = setTimeout(() => void trial(), AGAIN)
  }

  let next: ReturnType<typeof setTimeout> | undefined
  try {
    for (let wait = 0; !signal.aborted; wait = isOwn ? WAIT : 0) {
      await direct(piece, `?poll=${wait}`)
      if (!came) return isMute
      if (!tries++) void trial()
      else if (!isOwn) await pause(PAUSE, signal)
    }
  } catch {
    // the network, and what comes of that is a loss like any other
  } finally {
    clearTimeout(next)
  }
  return isMute
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve())
  })
}

function tell(): void {
  console.warn(
    'repartee: this page can talk to its server, but streams from it bring nothing. Something in between, most likely a proxy, ' +
      'holds text/event-stream back until it has ended: buffering is to be turned off there (docs/network.md). Until then ' +
      'changes are asked for again and again, and come a little later.',
  )
}
