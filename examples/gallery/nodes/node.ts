// One process of several: started, and started again whenever it has ended, until it is closed.
// Invariant: there is at most one at a time, and it is down from the moment it was killed.
// Does not know the others, nor what is served.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Told } from './tell.ts'

/** So long it stays away, for somebody to see it, ms. */
export const AWAY_MS = 5000
/** Whoever has not ended by then, when told to, is killed, ms. */
const PATIENCE_MS = 20_000

const MAIN = fileURLToPath(new URL('../main.tsx', import.meta.url))

export type State = 'starting' | 'up' | 'down'

/** How it ended by itself: its exit code, or the signal that ended it. */
export type Ended = number | string

export interface NodeEars {
  /** It is in another state; `ended`: it was not told to. */
  turned(ended?: Ended): void
  told(): void
}

export class Node {
  readonly id: number
  readonly #env: NodeJS.ProcessEnv
  readonly #on: NodeEars
  #child: ChildProcess | undefined
  #later: NodeJS.Timeout | undefined
  #isClosed = false
  told: Told | undefined
  state: State = 'down'
  /** Of its state, ms since 1970. */
  since = 0

  constructor(id: number, env: NodeJS.ProcessEnv, on: NodeEars) {
    this.id = id
    this.#env = env
    this.#on = on
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** 0 while it is not up. */
  get port(): number {
    return this.state === 'up' ? Number(new URL(this.told?.url ?? '').port) : 0
  }

  start(): void {
    if (this.#isClosed || this.state !== 'down') return
    clearTimeout(this.#later)
    const child = spawn(process.execPath, [...process.execArgv, MAIN], {
      env: this.#env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Ctrl-C is for whoever started it, who ends one after the other.
      detached: true,
    })
    this.#child = child
    child.on('message', told => {
      if (child !== this.#child || this.state === 'down') return
      this.told = told as Told
      if (this.state === 'up') this.#on.told()
      else this.#turn('up')
    })
    child.on('exit', (code, signal) => this.#ended(child, code ?? signal ?? ''))
    child.on('error', error => this.#ended(child, error.message))
    this.#turn('starting')
  }

  /** As a machine that loses power. */
  kill(): void {
    if (this.state === 'down') return
    this.#child?.kill('SIGKILL')
  }

  /** Resolves when it has ended, in good order if it can. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#later)
    const child = this.#child
    if (child === undefined || this.state === 'down') return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    await ended
    clearTimeout(late)
  }

  #ended(child: ChildProcess, how: Ended): void {
    if (child !== this.#child || this.state === 'down') return
    this.told = undefined
    this.#turn('down', how)
    if (!this.#isClosed) this.#later = setTimeout(() => this.start(), AWAY_MS)
  }

  #turn(state: State, how?: Ended): void {
    this.state = state
    this.since = Date.now()
    this.#on.turned(how)
  }
}
