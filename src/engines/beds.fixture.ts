// Stores for tests: in memory, and real files in a folder that is gone afterwards, by a clock that tests move.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standing } from '../../test/standing.ts'
import { faulty } from '../testing/index.ts'
import type { Bed, Faults } from '../testing/index.ts'
import type { Engine } from './index.ts'
import { memory } from './memory.ts'
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

/** The same store, of which every answer may be lost. */
export function overBadLine(good: Bed, faults: Faults): Bed {
  let seed = faults.seed ?? 1
  return { ...good, node: () => faulty(good.node(), { ...faults, seed: seed++ }) }
}
