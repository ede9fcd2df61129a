import type { Corner } from 'repartee/ops'
import { expect, it } from 'vitest'
import { fold } from './topology-fold.ts'

const event: Corner = { kind: 'transport', name: 'event' }
const service = (name: string): Corner => ({ kind: 'service', name })
const row = (from: Corner, to: Corner, count: number) => ({
  from,
  to,
  count,
  perSecond: count / 10,
  lastMinute: count,
  errorsLastMinute: 1,
})
const rows = Array.from({ length: 40 }, (_, i) => row(event, service(`s${i}`), i))

it('a few services are drawn as they are', () => {
  const few = rows.slice(0, 12)
  expect(fold(few, ['s0', 's1'])).toEqual({ rows: few, folded: new Set() })
})

it('of many services those that are asked most are drawn, and the others as one, with all that flows', () => {
  const { rows: drawn, folded } = fold(rows, ['idle'])
  expect(folded.size).toBe(29)
  expect(folded.has('idle')).toBe(true)
  expect(drawn).toHaveLength(13)
  expect(drawn.map(({ to }) => to.name)).toContain('s39')
  const sum = (of: typeof drawn): number => of.reduce((all, { lastMinute }) => all + lastMinute, 0)
  expect(sum(drawn)).toBe(sum(rows))
  expect(drawn.find(({ to }) => to.kind === 'other')).toMatchObject({
    to: { name: '29 more services' },
    errorsLastMinute: 28,
  })
})

it('a service that uses a resource is drawn, however seldom it is asked', () => {
  const { folded } = fold([...rows, row(service('s1'), { kind: 'resource', name: 'db' }, 1)], [])
  expect([folded.has('s1'), folded.has('s2')]).toEqual([false, true])
})
