// The promises of the port, kept by every engine, also over a line that loses answers.
import { describe, it } from 'vitest'
import { conformance } from '../testing/index.ts'
import type { Bed } from '../testing/index.ts'
import { inFile, inMemory, overBadLine } from './beds.fixture.ts'

const BEDS = {
  memory: inMemory,
  'sqlite, full': () => inFile('full'),
  'sqlite, normal': () => inFile('normal'),
}

const named = (make: () => Bed) => conformance(make).map(({ name, run }) => [name, run] as const)

describe.each(Object.entries(BEDS))('%s', (_, make) => {
  it.each(named(make))('%s', (__, run) => run())
})

describe.each(Object.entries(BEDS))('%s, over a bad line', (_, make) => {
  const over = () => overBadLine(make(), { chance: 0.3, delays: 2, seed: 17 })
  it.each(named(over))('%s', (__, run) => run())
})
