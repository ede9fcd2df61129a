// Requests over real connections, which may be cut in the middle.
// Invariant: an answer is whole or none; a request that was cut tells nothing of what came of it.
import { Agent, request, type IncomingMessage } from 'node:http'

export interface Answer {
  readonly status: number
  readonly text: string
  header(name: string): string | undefined
}

export interface Asked {
  readonly port: number
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The connection is cut so long after it was sent, ms: the answer is lost, whatever it is. */
  readonly cutMs?: number
}

/** An answer that takes longer is given up, as the client does, ms. */
const PATIENCE_MS = 20_000

const agent = new Agent({ keepAlive: true, maxSockets: 1000 })

/** All connections to that port are given up, as a proxy does with a server that does not answer. */
export function cut(port: number): void {
  const name = agent.getName({ host: '127.0.0.1', port })
  for (const socket of [...(agent.sockets[name] ?? []), ...(agent.freeSockets[name] ?? [])]) socket.destroy()
}

/** undefined: nobody knows whether it was heard. */
export function ask(asked: Asked): Promise<Answer | undefined> {
  return new Promise(done => {
    const sent = send(asked, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => done(answerOf(response, text)))
      response.on('error', () => done(undefined))
    })
    sent.on('error', () => done(undefined))
    const timer = setTimeout(() => sent.destroy(), asked.cutMs ?? PATIENCE_MS)
    sent.on('close', () => {
      clearTimeout(timer)
      done(undefined)
    })
  })
}

export interface Line {
  close(): void
}

/** A stream: its text as it comes, then its end. Or an answer that is none. */
export function listen(
  asked: Asked,
  on: { text(text: string): void; end(): void },
): Promise<Line | Answer | undefined> {
  return new Promise(done => {
    const sent = send(asked, response => {
      if (response.statusCode !== 200) {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => done(answerOf(response, text)))
        response.on('error', () => done(undefined))
        return
      }
      response.setEncoding('utf8').on('data', on.text)
      response.on('error', () => {})
      response.on('close', on.end)
      done({ close: () => void response.destroy() })
    })
    sent.on('error', () => done(undefined))
    const timer = setTimeout(() => sent.destroy(), PATIENCE_MS)
    sent.on('response', () => clearTimeout(timer))
    sent.on('close', () => {
      clearTimeout(timer)
      done(undefined)
    })
  })
}

function send(
  { port, path, method = 'GET', headers = {}, body }: Asked,
  answered: (response: IncomingMessage) => void,
): ReturnType<typeof request> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers, agent }, answered)
  sent.end(body)
  return sent
}

function answerOf(response: IncomingMessage, text: string): Answer {
  return {
    status: response.statusCode ?? 0,
    text,
    header(name) {
      const value = response.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
  }
}
