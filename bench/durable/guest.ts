// A visitor who comes for a moment: opens a page, clicks once and leaves, or comes back to a conversation of long ago.
// Invariant: any answer but the right one is an error. Does not know who counts.
import { Connection, EventStream } from '../serve/http.ts'
import { Visitor } from '../serve/visitor.ts'
import { proofOf } from './proof.ts'

/** Page, stream, a click, gone; so many at a time. */
export async function passThrough(port: number, path: string, many: number, atATime = 20): Promise<void> {
  let begun = 0
  const lane = async (): Promise<void> => {
    const over = new Connection(port)
    while (begun++ < many) {
      const visitor = await Visitor.mount(port, path, over)
      await visitor.event(visitor.offer(0))
      visitor.close()
    }
    over.close()
  }
  await Promise.all(Array.from({ length: atATime }, lane))
}

/** Asks for the stream of a stored conversation, and leaves once its page is there. When that was, on the clock of `performance`. */
export function comeBack(port: number, cid: string, session: string): Promise<number> {
  const ask = `GET /_rp/stream/${cid} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${proofOf(cid, session)}\r\n`
  return new Promise((done, failed) => {
    const stream = new EventStream(
      port,
      ask,
      frame => {
        if (!frame.startsWith('id:')) return
        const at = performance.now()
        stream.close()
        done(at)
      },
      head => {
        if (!head.startsWith('HTTP/1.1 200'))
          failed(new Error(`durable: ${cid} did not come back: ${head.slice(0, 200)}`))
      },
    )
  })
}
