// In which conversation this tab lives, known to the browser's other tabs: so that one which was duplicated, history and all, finds
// that the conversation it remembers has somebody.
// Invariant: a conversation has one tab at a time; a tab that was left, in whatever way, has none, and a page that waits in the
// back-forward cache neither. Where a browser has no locks (without https) nobody knows of anybody.
// Does not know what a tab does about it.

/** Milliseconds in which the former document of a tab that is loaded again must be gone; one that lives says so at once. */
const PATIENCE = 5000

export interface Claim {
  /** Resolves to whether the conversation is this tab's from now on; false: another one lives in it. Never, if let go of meanwhile. */
  take(cid: string): Promise<boolean>
  release(): void
}

export function openClaim(base: string): Claim {
  let release = (): void => {}
  return {
    take: cid =>
      new Promise(resolve => {
        release()
        if (!('locks' in navigator)) return resolve(true)
        const name = `rp ${base} in ${cid}`
        const asked = new AbortController()
        // by it one asks who lives there, and is told
        const door = new BroadcastChannel(name)
        let free: (() => void) | undefined
        release = () => {
          clearTimeout(late)
          door.close()
          asked.abort()
          free?.()
        }
        const refuse = (): void => {
          release()
          resolve(false)
        }
        const late = setTimeout(refuse, PATIENCE)
        door.onmessage = ({ data: isAnswer }: MessageEvent<boolean>) => {
          if (isAnswer) {
            if (!free) refuse()
          } else if (free) door.postMessage(true)
        }
        door.postMessage(false)
        const lived = (): Promise<void> => {
          clearTimeout(late)
          resolve(true)
          return new Promise(done => (free = done))
        }
        navigator.locks.request(name, { signal: asked.signal }, lived).catch(() => {}) // let go of
      }),
    release: () => release(),
  }
}
