// The stream from the server: fetched, so that headers can go with it, and taken up again for as long as the page lives.
// Invariant: one connection at a time; after a loss it waits a random while, longer with each loss that follows at once,
// and never gives up. A connection that says nothing for 2.5 heartbeats is taken for dead.
// Does not know what frames mean.
import { backoff, newWait } from './wait.ts'
import { sseParser, type Frame } from './sse.ts'

/** Milliseconds without a byte; the server's heartbeat is 15 s. */
const SILENCE = 37_500
/** How often that is looked at: soon after a sleep too, in which timers stood still. */
const LOOK = 5000
/** A connection that lived this long was a good one: the next loss is a first loss. */
const GOOD = 5000
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

export interface Stream {
  /** Connects again, at a random moment within `withinMs` (0: at once). */
  again(withinMs?: number): void
  /** Something says that the network is back: no more waiting. `surely`: nor is the present connection to be trusted. */
  wake(surely?: boolean): void
  /** Lets go of the connection until woken. */
  hold(): void
  close(): void
}

export function openStream(on: Listener): Stream {
  const wait = newWait()
  let now = new AbortController()
  let closed = false
  let held = false
  let heardAt = 0
  let failures = 0
  let due = 0

  const heard = (): void => {
    heardAt = Date.now()
  }
  const silent = (): boolean => Date.now() - heardAt > SILENCE
  const watchdog = setInterval(() => silent() && now.abort(), LOOK)

  const connect = async ({ signal }: AbortController): Promise<void> => {
    const { url, headers } = on.request()
    heard()
    const response = await fetch(url, { headers, signal, cache: 'no-store' })
    if (!response.ok || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      on.refused(response.status, response.headers)
      return now.abort()
    }
    on.answered(response.headers)
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    const parse = sseParser(frame => {
      if (!signal.aborted) on.frame(frame)
    })
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      heard()
      parse(value)
    }
  }

  const live = async (): Promise<void> => {
    while (!closed) {
      const began = Date.now()
      now = new AbortController()
      await connect(now).catch(() => {}) // every failure is a loss, and a loss is what follows
      if (closed) return
      on.lost()
      if (Date.now() - began > GOOD) failures = 0
      const later = due - Date.now()
      due = 0
      await wait.for(held ? LONGEST : later > 0 ? later : backoff(failures++))
    }
  }
  void live()

  return {
    again: (withinMs = 0) => {
      const { signal } = now
      const ms = Math.random() * withinMs
      due = Date.now() + ms
      setTimeout(() => signal === now.signal && now.abort(), ms)
      if (!withinMs) now.abort()
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
    close: () => {
      closed = true
      clearInterval(watchdog)
      now.abort()
      wait.wake()
    },
  }
}
