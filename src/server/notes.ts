// Notes that all processes over one engine keep together: which time of a cron was taken, what an operator overrode.
// Invariant: a note is rewritten as one step. Whoever rewrites it holds its record for that long, and only the engine's commit decides, so
// of two who do it at once one reads what the other wrote; nobody waits for long for one that died or stands still. What is told to the
// others is a hint: it may be missed, and never comes before the commit.
// Does not know what is noted.
import type { Clock } from '../async/index.ts'
import type { Claimed, Engine, NodeId } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import type { Shared } from './inspect-types.ts'
import { randomId } from './session.ts'

/** No topic of a program has a space before its name; but if one had, it would hear what it cannot read, and no more. */
export const NOTES_TOPIC = ' notes'
/** A note is kept so long after it was written last, ms: longer than from one year's time to the next. */
const KEPT_MS = 400 * 24 * 3_600_000
/** Tries to get hold of a note, and of those so many until one that lives is not waited for any more. */
const TRIES = 40
const PATIENT_TRIES = 5
/** Tries to learn whether a commit happened. */
const COMMITS = 5
/** From one try to the next, ms, half of it left to chance. */
const PAUSE_MS = 40

type Won = Extract<Claimed, { readonly won: true }>

interface Told {
  readonly from: NodeId
  readonly key: string
  readonly text: string
}

export interface NotesOptions {
  readonly engine: Engine
  readonly clock: Clock
  node(): NodeId
  isClosing(): boolean
  /** The engine is up. */
  ready(): Promise<void>
  onLost(error: unknown): void
}

export class Notes implements Shared {
  readonly #options: NotesOptions
  readonly #listeners = new Set<(key: string, text: string) => void>()
  /** Those of this process go one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>()
  #joined: Promise<void> | undefined
  #isLimitLost = false

  constructor(options: NotesOptions) {
    this.#options = options
  }

  get isShared(): boolean {
    return this.#options.engine.caps.nodes === 'many'
  }

  get node(): NodeId {
    return this.#options.node()
  }

  get isClosing(): boolean {
    return this.#options.isClosing()
  }

  async alive(node: NodeId): Promise<boolean> {
    return this.#options.engine.alive(node)
  }

  rewrite(key: string, make: (text: string | undefined) => Promise<string | undefined>): Promise<void> {
    const before = this.#turns.get(key) ?? Promise.resolve()
    const turn = before.catch(() => {}).then(() => this.#rewrite(key, make))
    this.#turns.set(key, turn)
    return turn.finally(() => {
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
    })
  }

  onNote(heard: (key: string, text: string) => void): void {
    this.#listeners.add(heard)
  }

  async limit(
    key: string,
    rule: { readonly perSecond: number; readonly burst: number },
    take: number,
  ): Promise<{ readonly ok: boolean; readonly retryMs: number }> {
    try {
      const verdict = await this.#options.engine.limit(key, rule, take)
      this.#isLimitLost = false
      return verdict
    } catch (error) {
      // Each request would say it again.
      if (!this.#isLimitLost) this.#options.onLost(error)
      this.#isLimitLost = true
      throw error
    }
  }

  /** Another process wrote a note. Does not throw. */
  topic(bytes: Uint8Array): void {
    try {
      const { from, key, text } = JSON.parse(new TextDecoder().decode(bytes)) as Told
      if (from !== this.node) for (const heard of this.#listeners) heard(key, text)
    } catch (error) {
      this.#options.onLost(error)
    }
  }

  async #rewrite(
    key: string,
    make: (text: string | undefined) => Promise<string | undefined>,
  ): Promise<void> {
    const { engine, ready, onLost } = this.#options
    await ready()
    await this.#join()
    const cid = `sys:${key}`
    const id = randomId()
    for (let tries = 1; tries <= TRIES; tries++) {
      const won = await this.#claim(cid, tries)
      if (won !== undefined) {
        const { lease, revision, data } = won
        const text = await make(data === null ? undefined : new TextDecoder().decode(data))
        if (text === undefined) return void engine.release(lease, revision).catch(onLost)
        const written = await this.#commit(won, `${id}.${tries}`, text)
        if (written !== undefined) {
          engine.release(lease, written).catch(onLost)
          return this.#tell(key, text)
        }
      }
      await this.#pause()
    }
    throw crowded(key)
  }

  /** Undefined where somebody else has it who is about to let go. */
  async #claim(cid: string, tries: number): Promise<Won | undefined> {
    const { engine } = this.#options
    const first = await engine.claim(cid, null)
    if (first.won) return first
    if (tries <= PATIENT_TRIES && (await engine.alive(first.lease.owner))) return undefined
    // Who stands still holds it for ever; who goes on is fenced, and looks again.
    const second = await engine.claim(cid, first.lease)
    return second.won ? second : undefined
  }

  /** The revision that it became; undefined where somebody else wrote, or will. */
  async #commit({ lease, revision }: Won, token: string, text: string): Promise<number | undefined> {
    const change = { revision, token, data: new TextEncoder().encode(text), ttlMs: KEPT_MS }
    for (let tries = 1; ; tries++) {
      try {
        const committed = await this.#options.engine.commit(lease, change)
        return committed.ok ? committed.revision : undefined
      } catch (error) {
        const isUnknown = error instanceof ReparteeError && error.code === 'unknown-outcome'
        if (!isUnknown || tries === COMMITS) throw error
        await this.#pause()
      }
    }
  }

  #tell(key: string, text: string): void {
    const told: Told = { from: this.node, key, text }
    this.#options.engine
      .publish(NOTES_TOPIC, new TextEncoder().encode(JSON.stringify(told)))
      .catch(this.#options.onLost)
  }

  #join(): Promise<void> {
    this.#joined ??= this.#options.engine.join(NOTES_TOPIC).catch((error: unknown) => {
      this.#joined = undefined
      throw error
    })
    return this.#joined
  }

  #pause(): Promise<void> {
    const { clock } = this.#options
    const ms = PAUSE_MS * (0.5 + Math.random() / 2)
    return new Promise(done => void clock.setTimer(clock.now() + ms, done))
  }
}

function crowded(key: string): ReparteeError {
  return new ReparteeError('busy', {
    what: `The note ${JSON.stringify(key)} could not be rewritten`,
    expected: 'that others who rewrite it let go of it within a second or two',
    got: `${TRIES} tries in vain`,
    try: 'see whether the engine answers slowly; it is tried again',
  })
}
