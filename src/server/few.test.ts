import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Few } from './few.ts'

it('so many are done at once, in the order in which they came, whatever becomes of each', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ turns: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), { maxLength: 20 }),
      async (most, all) => {
        const few = new Few(most)
        const begun: number[] = []
        let [going, high] = [0, 0]
        const done = await Promise.allSettled(
          all.map(({ turns, fails }, at) =>
            few.do(async () => {
              begun.push(at)
              high = Math.max(high, ++going)
              for (let turn = 0; turn < turns; turn++) await Promise.resolve()
              going--
              if (fails) throw new Error('it failed')
              return at
            }),
          ),
        )
        expect(begun).toEqual(all.map((_, at) => at))
        expect(high).toBe(Math.min(most, all.length))
        expect(done.map(({ status }) => status === 'rejected')).toEqual(all.map(({ fails }) => fails))
        await expect(few.do(async () => 'last')).resolves.toBe('last')
      },
    ),
  )
})
