// HTTP/1.1 spoken on bare sockets: requests on a connection that is kept, and a stream of server-sent events.
// Invariant: one request at a time on a connection; a stream's bytes are counted as they came, with the chunks' frames where there are chunks. Text is
// Latin-1 throughout, so that lengths are bytes; whoever wants what it says reads ASCII.
// Does not know what is asked, nor conversations. All sockets read into one buffer: what came is copied at once.
import { connect } from 'node:net'
import type { Socket } from 'node:net'

export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

const buffer = Buffer.allocUnsafe(1 << 18)

function open(port: number, took: (text: string) => void): Socket {
  const onread = {
    buffer,
    callback(size: number): boolean {
      took(buffer.toString('latin1', 0, size))
      return true
    },
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread })
  // Every error is followed by `close`, which says what matters.
  return socket.on('error', () => {})
}

interface Waiting {
  readonly text: string
  readonly done: (answer: Answer) => void
  readonly failed: (error: Error) => void
}

export class Connection {
  readonly #port: number
  #socket: Socket | undefined
  #came = ''
  #waiting: Waiting | undefined

  constructor(port: number) {
    this.#port = port
  }

  request(text: string): Promise<Answer> {
    if (this.#waiting !== undefined) throw new Error('serve: one request at a time')
    return new Promise((done, failed) => {
      this.#waiting = { text, done, failed }
      this.#send(this.#socket !== undefined)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  #send(again: boolean): void {
    const socket = (this.#socket ??= open(this.#port, text => this.#take(text)))
    socket.removeAllListeners('close').once('close', () => {
      this.#socket = undefined
      const waiting = this.#waiting
      if (waiting === undefined) return
      // The server closes connections that were silent; the request may have crossed that.
      if (again && this.#came === '') return this.#send(false)
      this.#waiting = undefined
      waiting.failed(new Error('serve: the server closed a connection that waited for its answer'))
    })
    socket.write(this.#waiting?.text ?? '', 'latin1')
  }

  #take(text: string): void {
    const came = this.#came + text
    const end = came.indexOf('\r\n\r\n')
    const length = end < 0 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(came)?.[1] ?? 0)
    if (end < 0 || came.length < end + 4 + length) {
      this.#came = came
      return
    }
    this.#came = ''
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.done({
      status: Number(came.slice(9, 12)),
      head: came.slice(0, end + 4),
      body: came.slice(end + 4),
    })
  }
}

export class EventStream {
  /** Everything after the head. */
  bytes = 0
  readonly #onFrame: (frame: string) => void
  readonly #socket: Socket
  #onHead: ((head: string) => void) | undefined
  #isChunked = false
  #came = ''
  #text = ''

  /** Asks for a stream; `onFrame` is given each frame, without the empty line at its end. */
  constructor(
    port: number,
    request: string,
    onFrame: (frame: string) => void,
    onHead: (head: string) => void,
  ) {
    this.#onFrame = onFrame
    this.#onHead = onHead
    this.#socket = open(port, text => this.#take(text))
    this.#socket.once('close', () => this.#onHead?.(''))
    this.#socket.write(request, 'latin1')
  }

  close(): void {
    this.#socket.destroy()
  }

  stall(): void {
    this.#socket.pause()
  }

  #take(text: string): void {
    let came = this.#came + text
    if (this.#onHead === undefined) this.bytes += text.length
    else {
      const end = came.indexOf('\r\n\r\n')
      if (end < 0) return void (this.#came = came)
      const onHead = this.#onHead
      const head = came.slice(0, end + 4)
      this.#onHead = undefined
      this.#isChunked = /\r\ntransfer-encoding: chunked/i.test(head)
      onHead(head)
      came = came.slice(end + 4)
      this.#came = ''
      this.bytes += came.length
    }
    if (!this.#isChunked) return this.#frames(came)
    for (;;) {
      const at = came.indexOf('\r\n')
      const size = at < 0 ? 0 : Number.parseInt(came.slice(0, at), 16)
      if (at < 0 || came.length < at + size + 4) return void (this.#came = came)
      this.#frames(came.slice(at + 2, at + 2 + size))
      came = came.slice(at + size + 4)
    }
  }

  #frames(chunk: string): void {
    let text = this.#text + chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      this.#onFrame(text.slice(0, end))
      text = text.slice(end + 2)
    }
    this.#text = text
  }
}
