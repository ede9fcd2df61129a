// What disturbs others: done by a process of its own, so that what it costs to disturb is not felt by those who measure.
// `node disturbances.ts <name> <port> <how many>` with a channel: it says `ready`, begins when it is told to, says `over`, and so on.
import { Connection } from './http.ts'
import { crowd, Visitor } from './visitor.ts'

export type Told = 'begin' | 'end'
export type Says = 'ready' | 'over'

interface Disturbance {
  /** Done again in each round. */
  begin(): Promise<unknown>
  end?(): void
}

const NEWS = { stalled: 5, rounds: 20, everyMs: 50 }
const FLOODS = 4
const within = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms * Math.random()))

const DISTURBANCES: Readonly<Record<string, (port: number, many: number) => Promise<Disturbance>>> = {
  nothing: async () => ({ begin: async () => {} }),
  async return(port, many) {
    const gone = await crowd(port, '/counter', many)
    return {
      begin: () =>
        Promise.all(
          gone.map(async visitor => {
            await within(1000)
            await visitor.again()
          }),
        ),
    }
  },
  async arrive(port, many) {
    return {
      begin: () =>
        Promise.all(
          Array.from({ length: many }, async () => {
            await within(1000)
            const over = new Connection(port)
            const visitor = await Visitor.mount(port, '/counter', over)
            over.close()
            visitor.close()
          }),
        ),
    }
  },
  async flood(port) {
    const flooding = await crowd(port, '/counter', FLOODS)
    let over = false
    return {
      async begin() {
        over = false
        await Promise.all(
          flooding.map(async visitor => {
            const connection = new Connection(port)
            const text = visitor.text(visitor.offer(0))
            while (!over) await connection.request(text)
            connection.close()
          }),
        )
      },
      end: () => void (over = true),
    }
  },
  async stall(port) {
    const readers = await crowd(port, '/feed', 50 + NEWS.stalled * NEWS.rounds)
    const [speaker] = readers as [Visitor]
    const offer = speaker.offer(0)
    setInterval(() => void speaker.post(offer).catch(() => {}), NEWS.everyMs)
    let stalled = 1
    return {
      async begin() {
        for (let i = 0; i < NEWS.stalled; i++) readers[stalled++]?.stall()
      },
    }
  },
}

const [, , name = '', port = '', many = ''] = process.argv
const say = (said: Says): void => void process.send?.(said)
const made = await DISTURBANCES[name]?.(Number(port), Number(many))
process.on('disconnect', () => process.exit(0))
process.on('message', (told: Told) => {
  if (told === 'end') made?.end?.()
  else void made?.begin().then(() => say('over'))
})
say('ready')
