// A network between browser and server that tests can cut: bytes are passed on, connections can be severed or refused.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Proxy {
  readonly url: string
  /** Severs every connection now open, as a lost network does. */
  cut(): void
  /** The same, once so many more bytes have gone up. */
  cutAfter(bytes: number): void
  /** While true, new connections are severed at once. */
  refuse(yes: boolean): void
  close(): Promise<void>
}

export async function openProxy(target: URL): Promise<Proxy> {
  const open = new Set<Socket>()
  let refusing = false
  let left = Infinity
  const server = createServer(socket => {
    if (refusing) return void socket.destroy()
    const other = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const) {
      open.add(from)
      from.pipe(to)
      if (from === socket)
        from.on('data', chunk => {
          left -= chunk.length
          if (left > 0) return
          left = Infinity
          cut()
        })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>(done => server.listen(0, 'localhost', done))
  const cut = (): void => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut,
    cutAfter: bytes => void (left = bytes),
    refuse: yes => void (refusing = yes),
    close: () =>
      new Promise(done => {
        server.close(() => done())
        cut()
      }),
  }
}
