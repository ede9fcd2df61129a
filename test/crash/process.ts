// A server process as the driver has it: started, told, killed, drained, started again on the same port.
// Invariant: at most one process of it runs; what it says of trouble is kept for whoever asks. A process that ends by itself is news.
import { spawn, type ChildProcess } from 'node:child_process'
import type { Orders, Says, Told } from './orders.ts'
import { WORK_FILE } from './pages.tsx'

/** A process that is not up, or not gone, by then is one that never will be, ms. */
const PATIENCE_MS = 30_000

export interface ServerOptions {
  readonly script: string
  readonly work: string
  /** What the program is started by, such as one that gives it a network of its own. */
  readonly by?: readonly string[]
  /** Told of trouble that it had. */
  readonly onTrouble: (text: string) => void
  /** It ended although nobody wanted it to. */
  readonly onDied: (how: string) => void
}

export class ServerProcess<O extends { readonly port: number } = Orders> {
  readonly port: number
  readonly #options: ServerOptions
  #child: ChildProcess | undefined
  #gone: Promise<string> = Promise.resolve('')
  #isWanted = false
  #heardMemory: ((bytes: number) => void) | undefined
  /** Whether it takes requests. */
  isUp = false

  constructor(port: number, options: ServerOptions) {
    this.port = port
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Resolves when it takes requests, or when it is gone before. */
  async start(orders: Omit<O, 'port'>): Promise<void> {
    const { script, work, by = [], onTrouble, onDied } = this.#options
    const given = JSON.stringify({ ...orders, port: this.port })
    const [program = process.execPath, ...rest] = by
    const own = ['--expose-gc', '--no-warnings', script, given]
    const child = spawn(program, by.length === 0 ? own : [...rest, process.execPath, ...own], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', [WORK_FILE]: work },
    })
    this.#child = child
    this.#isWanted = true
    let words = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-4000)))
    this.#gone = new Promise(done => {
      child.on('exit', (code, signal) => {
        this.isUp = false
        if (this.#isWanted) onDied(`a process ended by itself (${signal ?? code})\n${words}`)
        done(signal ?? String(code))
      })
    })
    const up = new Promise<void>(done => {
      child.on('message', (said: Says) => {
        if (said.says === 'up') {
          this.isUp = true
          done()
        } else if (said.says === 'trouble') onTrouble(said.text)
        else this.#heardMemory?.(said.bytes)
      })
    })
    const came = await within(PATIENCE_MS, Promise.race([up.then(() => 'up'), this.#gone]))
    if (came === undefined) onDied(`a process did not come up within ${PATIENCE_MS} ms\n${words}`)
  }

  tell(told: Told): void {
    if (this.#child?.connected === true) this.#child.send(told, () => {})
  }

  /** Bytes of its heap, after a collection; undefined if it does not say. */
  async memory(): Promise<number | undefined> {
    if (!this.isUp) return undefined
    const said = new Promise<number>(done => (this.#heardMemory = done))
    this.tell({ tell: 'memory' })
    return within(3000, Promise.race([said, this.#gone.then(() => undefined)]))
  }

  /** Without a word. */
  async kill(): Promise<void> {
    this.#isWanted = false
    this.isUp = false
    this.#child?.kill('SIGKILL')
    await this.#gone
  }

  /** As a deploy does; `withinMs`: killed then, if it has not gone. What it ended with, and after how long, ms. */
  async drain(withinMs: number): Promise<{ readonly how: string; readonly tookMs: number }> {
    this.#isWanted = false
    const begun = performance.now()
    this.#child?.kill('SIGTERM')
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), withinMs)
    const how = await this.#gone
    clearTimeout(timer)
    this.isUp = false
    return { how, tookMs: performance.now() - begun }
  }

  /** Stands still for a while, as a machine that is out of breath. */
  async freeze(ms: number): Promise<void> {
    const child = this.#child
    child?.kill('SIGSTOP')
    // Whoever balances sends nobody there.
    this.isUp = false
    await pause(ms)
    child?.kill('SIGCONT')
    this.isUp = true
  }
}

export const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))

/** What the promise comes to, or undefined if it has come to nothing by then. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(done => {
    timer = setTimeout(() => done(undefined), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
