// The stream from the server, taken up again for as long as the page lives, in whatever way there is (ways.ts).
// Invariant: one connection at a time; after a loss it waits a random while, longer with each loss that follows at once, or as long
// as the server asks, and never gives up. A connection that says nothing for 2.5 heartbeats is taken for dead.
// Does not know what frames mean, nor how they come.
import { afterOf, backoff, newWait } from './wait.ts'
import type { Frame } from './sse.ts'

/** Milliseconds without a byte; the server's heartbeat is 15 s. */
const SILENCE = 37_500
/** How often that is looked at: soon after a sleep too, in which timers stood still. */
const LOOK = 5000
/** A connection that lived this long was a good one: the next loss is a first loss. */
const GOOD = 5000
/** Milliseconds of silence that are left once the server has said that it sent something. */
const PROMISE = 5000
const LONGEST = 2 ** 31 - 1

export interface Listener {
  /** Address and headers, asked at each connect. */
  request(): { readonly url: string; readonly headers: Record<string, string> }
  answered(headers: Headers): void
  frame(frame: Frame): void
  /** The server answered otherwise; unless this closes the stream, it is tried again. */
  refused(status: number, headers: Headers): void
  lost(): void
}

/** One attempt. */
export interface Line extends Omit<Listener, 'lost'> {
  readonly signal: AbortSignal
  /** Something came, whatever it is. */
  heard(): void
  /** Gives this attempt up. */
  stop(): void
}

/** Brings frames for as long as it can. */
export type Way = (line: Line) => Promise<void>

export interface Stream {
  /** Connects again, at a random moment within `withinMs` (0: at once). */
  again(withinMs?: number): void
  /** Something says that the network is back: no more waiting. `surely`: nor is the present connection to be trusted. */
  wake(surely?: boolean): void
  /** Lets go of the connection until woken. */
  hold(): void
  /** Something was sent: if nothing comes soon, the connection is dead. */
  expect(): unknown
  close(): void
}

export function openStream(on: Listener, way: Way): Stream {
  const wait = newWait()
  let now = new AbortController()
  let closed = false
  let held = false
  let heardAt = 0
  let failures = 0
  /** It is not to be asked for before. */
  let due = 0

  // a clock that was set back has no answer to how long ago
  const silent = (): boolean => Math.abs(Date.now() - heardAt) > SILENCE
  const watchdog = setInterval(() => silent() && now.abort(), LOOK)

  const lineOf = (attempt: AbortController): Line => {
    const { signal } = attempt
    return {
      ...on,
      signal,
      heard: () => (heardAt = Date.now()),
      frame: frame => signal.aborted || on.frame(frame),
      refused(status, headers) {
        due = performance.now() + afterOf(headers)
        on.refused(status, headers)
      },
      stop: () => attempt.abort(),
    }
  }

  const live = async (): Promise<void> => {
    while (!closed) {
      const began = Date.now()
      heardAt = began
      now = new AbortController()
      await way(lineOf(now)).catch(() => {}) // every failure is a loss, and a loss is what follows
      now.abort()
      if (closed) return
      on.lost()
      if (Date.now() - began > GOOD) failures = 0
      do await wait.for(held ? LONGEST : backoff(failures++), due - performance.now())
      while (held && !closed)
    }
  }
  void live()

  return {
    again: (withinMs = 0) => {
      due = performance.now() + Math.random() * withinMs
      now.abort()
    },
    wake: surely => {
      held = false
      failures = 0
      wait.wake()
      if (surely || silent()) now.abort()
    },
    hold: () => {
      held = true
      now.abort()
    },
    expect: () => (heardAt = Math.min(heardAt, Date.now() - SILENCE + PROMISE)),
    close: () => {
      closed = true
      clearInterval(watchdog)
      now.abort()
      wait.wake()
    },
  }
}
