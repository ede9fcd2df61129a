// A wire that tests can cut: between an engine and its server, plain TCP.
// Invariant: what was cut is cut at both ends; what is held is neither delivered nor refused, like a cable that was pulled.
// Does not know what is said.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface Wire {
  readonly url: string
  /** Connections that were made so far. */
  readonly made: number
  /** Ends all connections; new ones are let through. */
  cut(): void
  /** From now on nothing passes on those that are there; new ones are let through. */
  hold(): void
  /** From now on nobody is let through, until `open`. */
  shut(): void
  open(): void
  /** New ones lead there. */
  turn(port: number): void
  end(): Promise<void>
}

export async function wireTo(first: number): Promise<Wire> {
  let port = first
  const ends = new Set<Socket>()
  let made = 0
  let isShut = false
  const server = createServer(near => {
    if (isShut) return void near.destroy()
    made++
    const far = connect(port, '127.0.0.1')
    near.pipe(far)
    far.pipe(near)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => other.destroy())
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const end of ends) end.destroy()
  }
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get made() {
      return made
    },
    cut,
    hold() {
      for (const end of ends) {
        end.unpipe()
        end.pause()
      }
    },
    shut: () => void (isShut = true),
    open: () => void (isShut = false),
    turn: to => void (port = to),
    async end() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
