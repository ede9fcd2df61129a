// What traces of commits are to be found wrong.
import { describe, expect, it } from 'vitest'
import { flawsOf, lineOf, movesOf, tracesOf, type Flaw, type Trace } from './traces.ts'

/** As `what owner epoch revision`. */
function traces(...told: readonly string[]): Trace[] {
  return told.map((each, at) => {
    const [what, owner = '', epoch, revision] = each.split(' ')
    return {
      at,
      what: what as Trace['what'],
      cid: 'c',
      owner,
      epoch: Number(epoch),
      revision: Number(revision),
      healed: 0,
    }
  })
}
const found = (all: readonly Trace[], kept?: { epoch: number; revision: number }): Flaw[] =>
  flawsOf(all, kept && new Map([['c', kept]])).map(({ flaw }) => flaw)

describe('traces of commits', () => {
  it('are read as they were left, but for a line that was cut off', () => {
    const all = traces('tried a 1 1', 'done a 1 1')
    expect(tracesOf(`${all.map(lineOf).join('')}123 tri`)).toEqual(all)
  })

  it('are fine where one owner follows another', () => {
    const all = traces('tried a 1 1', 'done a 1 1', 'tried b 2 2', 'done b 2 2')
    expect(found(all, { epoch: 2, revision: 2 })).toEqual([])
    expect(movesOf(all)).toBe(1)
  })

  it('are fine where nobody knows whether one was made', () => {
    expect(found(traces('done a 1 1', 'tried a 1 2', 'done b 2 3'))).toEqual([])
    expect(found(traces('done a 1 1', 'tried a 1 2', 'unknown a 1 2', 'done b 2 2'))).toEqual([])
    expect(
      found(
        traces('done a 1 1', 'tried a 1 2', 'unknown a 1 2', 'tried a 1 2', 'fenced a 1 2', 'done b 2 3'),
      ),
    ).toEqual([])
  })

  it('tell of a revision that two made', () => {
    expect(found(traces('done a 1 1', 'done b 2 2', 'done a 1 2'))).toContain('made twice')
  })

  it('tell of a revision that nobody made', () => {
    expect(found(traces('done a 1 1', 'tried a 1 2', 'fenced a 1 2', 'done b 2 3'))).toEqual(['left out'])
  })

  it('tell of an epoch that went back', () => {
    expect(found(traces('done a 1 1', 'done b 2 2', 'done a 1 3'))).toEqual(['epoch went back'])
    expect(found(traces('done a 1 1', 'done b 2 2'), { epoch: 1, revision: 3 })).toEqual(['epoch went back'])
  })

  it('tell of what was made and is not kept', () => {
    expect(found(traces('done a 1 1', 'done a 1 2'), { epoch: 1, revision: 1 })).toEqual(['lost'])
    expect(flawsOf(traces('done a 1 1'), new Map()).map(({ flaw }) => flaw)).toEqual(['lost'])
  })
})
