// A network between browser and server that tests can cut: bytes are passed on, connections can be severed or refused.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Proxy {
  readonly url: string
  /** Severs every connection now open, as a lost network does. */
  cut(): void
  /** The same, once so many more bytes have gone up. */
  cutAfter(bytes: number): void
  /** The same, once so many more bytes have come down, and none after them: in the middle of whatever that is. */
  cutWithin(bytes: number): void
  /** While true, nothing passes, and nothing says so. */
  hold(yes: boolean): void
  /** While true, new connections are severed at once. */
  refuse(yes: boolean): void
  close(): Promise<void>
}

export async function openProxy(target: URL): Promise<Proxy> {
  const open = new Set<Socket>()
  let refusing = false
  let left = Infinity
  let leftDown = Infinity
  let holding = false
  const server = createServer(socket => {
    if (refusing) return void socket.destroy()
    const other = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const) {
      open.add(from)
      if (holding) from.pause()
      from.on('data', (chunk: Buffer) => {
        const isDown = from === other
        const passed = isDown ? chunk.subarray(0, leftDown) : chunk
        const flows = to.write(passed)
        if (!flows) {
          from.pause()
          to.once('drain', () => holding || from.resume())
        }
        if (isDown) leftDown -= chunk.length
        else left -= chunk.length
        if (left > 0 && leftDown > 0) return
        const isWithin = leftDown <= 0
        left = leftDown = Infinity
        // what has been written is to arrive
        if (isWithin) to.end(() => cut())
        else cut()
      })
      from.on('end', () => to.end())
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
    cutWithin: bytes => void (leftDown = bytes),
    hold(yes) {
      holding = yes
      for (const socket of open) socket[yes ? 'pause' : 'resume']()
    },
    refuse: yes => void (refusing = yes),
    close: () =>
      new Promise(done => {
        server.close(() => done())
        cut()
      }),
  }
}
