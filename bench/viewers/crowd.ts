// The process of the viewers: it follows the live feed on so many connections and reads it into one buffer, as cheaply as can be, so that
// what they cost is what the program pays. Told `{ port, count, stalled }` it leaves whatever it followed and follows that.
import { connect, type Socket } from 'node:net'

interface Crowd {
  readonly port: number
  readonly count: number
  /** They read the first words and no more. */
  readonly stalled: boolean
}

let sockets: Socket[] = []
let bytes = 0
const buffer = Buffer.allocUnsafe(1 << 18)

process.on('message', (crowd: Crowd | 'bytes') => {
  if (crowd === 'bytes') return void process.send?.({ bytes })
  for (const socket of sockets) socket.destroy()
  const { port, count, stalled } = crowd
  bytes = 0
  let begun = 0
  const begin = (): void => void (++begun === count && process.send?.({ begun }))
  if (count === 0) process.send?.({ begun })
  sockets = Array.from({ length: count }, () => {
    let isNew = true
    const socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer,
        callback(size: number): boolean {
          bytes += size
          if (isNew) begin()
          isNew = false
          return !stalled
        },
      },
    })
    return socket
      .on('error', () => {})
      .on('connect', () => socket.write(`GET /ops/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`))
  })
})
process.on('disconnect', () => process.exit(0))
