import { describe, expect, it } from 'vitest'
import { Cuts, type Cut } from './cuts.ts'

const watched = (): { cuts: Cuts; told: Map<number, Omit<Cut, 'awayMs'>> } => {
  const told = new Map<number, Omit<Cut, 'awayMs'>>()
  return { cuts: new Cuts((n, { awayMs: _, ...cut }) => void told.set(n, cut)), told }
}

describe('streams that ended with their process', () => {
  it('are counted whichever is told first, their end or its', () => {
    const { cuts, told } = watched()
    cuts.ends(1, '/a')
    cuts.dies(1, 7)
    cuts.ends(1, '/b')
    expect(told.get(7)).toEqual({ of: 1, pages: 2, back: 0 })
  })

  it('go on elsewhere one by one, each known by its address', () => {
    const { cuts, told } = watched()
    cuts.ends(1, '/a')
    cuts.ends(1, '/b')
    cuts.dies(1, 7)
    cuts.begins('/c')
    cuts.begins('/b')
    expect(told.get(7)).toEqual({ of: 1, pages: 2, back: 1 })
    cuts.begins('/b')
    cuts.begins('/a')
    expect(told.get(7)).toEqual({ of: 1, pages: 2, back: 2 })
  })

  it('are those of that process alone, and not of one that lives', () => {
    const { cuts, told } = watched()
    cuts.ends(1, '/a')
    cuts.ends(2, '/b')
    cuts.dies(1, 7)
    cuts.ends(2, '/c')
    expect(told.get(7)).toEqual({ of: 1, pages: 1, back: 0 })
    cuts.dies(2, 8)
    expect(told.get(8)).toEqual({ of: 2, pages: 2, back: 0 })
  })
})
