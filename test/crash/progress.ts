// What a long test says while it goes on: on a terminal a line that changes, elsewhere a line now and then.
// Invariant: what is said for good stands on a line of its own.
// Does not know what is going on.

export interface Telling {
  progress(text: string): void
  line(text: string): void
}

/** Elsewhere than on a terminal no more often, ms. */
const EVERY_MS = 20_000

export function telling(): Telling {
  const isTerminal = process.stdout.isTTY
  let lastSaid = 0
  return {
    progress(text) {
      if (isTerminal) process.stdout.write(`\r\x1b[K${text}`)
      else if (performance.now() - lastSaid > EVERY_MS) {
        lastSaid = performance.now()
        console.log(text)
      }
    },
    line: text => console.log(isTerminal ? `\r\x1b[K${text}` : text),
  }
}
