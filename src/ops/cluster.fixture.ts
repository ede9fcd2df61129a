// Processes over one engine, in one process and in virtual time: each with a clock that may be off, and each may stand still, be cut off or die.
// Invariant: a process that stands still does nothing until it goes on, then all that it was about to do; who is dead does nothing any more.
import { memory } from '../engines/index.ts'
import type { Engine, NodeId } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { Notes } from '../server/notes.ts'
import type { Outside } from './outside.ts'
import { virtualOutside, type VirtualOutside } from './outside.fixture.ts'
import type { Shared } from './shared.ts'

export interface Process {
  readonly id: NodeId
  readonly shared: Shared
  /** Its own clock and timers. */
  readonly outside: Outside
  readonly isUp: boolean
  /** What it told of. */
  readonly lost: unknown[]
  freeze(): void
  thaw(): void
  /** Whether answers of the engine are held back. */
  stall(is: boolean): void
  /** Whether the engine answers it. */
  cut(is: boolean): void
  die(): Promise<void>
  /** Says that it is about to end. */
  close(): void
}

export interface Cluster {
  readonly outside: VirtualOutside
  /** `ahead`: of the true time, ms. `over`: the line to the engine. */
  process(ahead?: number, over?: (engine: Engine) => Engine): Promise<Process>
}

/** A process that stands still counts as dead after so long, ms. */
const LEASE_MS = 3_000

export async function cluster(start: number): Promise<Cluster> {
  const outside = virtualOutside(start)
  const clockOf = ({ now, after }: Outside) => ({
    now,
    setTimer: (at: number, fire: () => void) => after(at - now(), fire),
  })
  const hub = memory({ clock: clockOf(outside) })
  // What is kept there goes with the last of them.
  await hub.beside().start()
  const still = new Map<NodeId, number>()

  async function process(ahead = 0, over = (engine: Engine) => engine): Promise<Process> {
    const engine = over(hub.beside())
    const waiting: (() => void)[] = []
    const lost: unknown[] = []
    let [isClosing, isStalled] = [false, false]
    const stalled: (() => void)[] = []
    let [isFrozen, isCut, isDead, notes]: [boolean, boolean, boolean, Notes | undefined] = [
      false,
      false,
      false,
      undefined,
    ]
    const whenUp = (): Promise<void> =>
      isFrozen || isDead ? new Promise(go => void waiting.push(go)) : Promise.resolve()
    const own: Outside = {
      ...outside,
      now: () => outside.now() + ahead,
      after: (ms, run) => outside.after(ms, () => void (isFrozen || isDead ? waiting.push(run) : run())),
    }
    const line = new Proxy(engine, {
      get(_, key) {
        const value: unknown = Reflect.get(engine, key, engine)
        if (typeof value !== 'function') return value
        return async (...given: readonly unknown[]) => {
          await whenUp()
          if (isCut) throw unreachable()
          const answer: unknown = await value.apply(engine, given)
          if (isStalled) await new Promise<void>(go => void stalled.push(go))
          await whenUp()
          if (key !== 'alive') return answer
          const since = still.get(String(given[0]))
          return answer === true && !(since !== undefined && outside.now() - since > LEASE_MS)
        }
      },
    })
    const id = await engine.start({
      frame() {},
      topic: (_, bytes) => void whenUp().then(() => notes?.topic(bytes)),
      resync() {},
    })
    notes = new Notes({
      engine: line,
      clock: clockOf(own),
      node: () => id,
      isClosing: () => isClosing,
      ready: async () => undefined,
      onLost: error => void lost.push(error),
    })
    return {
      id,
      shared: notes,
      outside: own,
      lost,
      get isUp() {
        return !isFrozen && !isDead
      },
      freeze() {
        if (!isFrozen) still.set(id, outside.now())
        isFrozen = true
      },
      thaw() {
        isFrozen = false
        still.delete(id)
        for (const go of waiting.splice(0)) go()
      },
      stall(is) {
        isStalled = is
        if (!is) for (const go of stalled.splice(0)) go()
      },
      cut: is => void (isCut = is),
      close: () => void (isClosing = true),
      async die() {
        isDead = true
        await engine.stop()
      },
    }
  }

  return { outside, process }
}

function unreachable(): ReparteeError {
  return new ReparteeError('store-unreachable', {
    what: 'The engine does not answer',
    expected: 'an answer',
    got: 'none',
    try: 'again',
  })
}
