// Stores for tests: in memory, real files in a folder that is gone afterwards, by a clock that tests move; and a real server, which goes by its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { standing } from '../../test/standing.ts'
import { faulty } from '../testing/index.ts'
import type { Bed, Faults } from '../testing/index.ts'
import type { Engine } from './index.ts'
import { memory } from './memory.ts'
import { redis } from './redis/index.ts'
import { sqlite } from './sqlite/index.ts'

function bed(node: () => Engine, pass: (ms: number) => void, end: () => void): Bed {
  return {
    node,
    async pass(ms) {
      pass(ms)
      await new Promise(done => setImmediate(done))
    },
    end: async () => end(),
  }
}

export function inMemory(): Bed {
  const clock = standing()
  const first = memory({ clock })
  return bed(
    () => first.beside(),
    clock.pass,
    () => undefined,
  )
}

export function inFile(durability: 'full' | 'normal' = 'full'): Bed {
  const clock = standing()
  const folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  return bed(
    () => sqlite(join(folder, 'a.db'), { durability, clock }),
    clock.pass,
    () => rmSync(folder, { recursive: true }),
  )
}

/** A corner of that server. What is due goes by a clock, what expires goes by real time: both pass. */
export function inRedis(url: string): Bed {
  const clock = standing()
  const prefix = `test-${crypto.randomUUID()}`
  return {
    node: () => redis(url, { prefix, now: clock.now }),
    async pass(ms) {
      clock.pass(ms)
      // A timer may be early by one.
      await wait(ms + 2)
    },
    end: async () => undefined,
  }
}

/** The same store, of which every answer may be lost. */
export function overBadLine(good: Bed, faults: Faults): Bed {
  let seed = faults.seed ?? 1
  return { ...good, node: () => faulty(good.node(), { ...faults, seed: seed++ }) }
}
