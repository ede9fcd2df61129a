// Waiting until replicas have what was written: many writes, one WAIT.
// Invariant: an answer is given only after enough replicas were counted by a WAIT that was sent behind its words, on the same connection.
// What is said writes something also where it is answered again (scripts.ts), so that holds for what an earlier connection wrote, too: Redis
// counts from the last thing that this connection did, Valkey from the last that it wrote.
// Does not know what is written.
import type { Client } from './line.ts'

/** Replicas may take so long, ms; it must fit into the time that a call has. */
const WAIT_MS = 500

export class Waits {
  readonly client: Client
  readonly #replicas: () => number
  /** The one that was sent last. While the server waits, it does nothing else for this connection. */
  #sent: Promise<unknown> = Promise.resolve()
  /** The one that will be sent after that. */
  #next: Promise<unknown> | undefined

  constructor(client: Client, replicas: () => number) {
    this.client = client
    this.#replicas = replicas
  }

  /** The answer to what is said. @throws Error NOREPLICAS: it was done, and may be lost yet */
  async after(say: () => Promise<unknown>): Promise<unknown> {
    const [answer, reached] = await Promise.all([say(), this.#waited()])
    if (Number(reached) < this.#replicas()) throw new Error(`NOREPLICAS ${String(reached)} replicas have it`)
    return answer
  }

  #waited(): Promise<unknown> {
    this.#next ??= this.#sent.then(async () => {
      // All that is said in this turn shares it.
      await new Promise<void>(done => setImmediate(done))
      this.#next = undefined
      const sent = this.client.sendCommand(['WAIT', String(this.#replicas()), String(WAIT_MS)])
      this.#sent = sent.catch(() => undefined)
      return sent
    })
    return this.#next
  }
}
