// One message to all: when the last has it, and, in bursts, how many deliveries a second and what each costs.
import { used } from './stage.ts'
import type { Figures, Kind, Stage, Who } from './stage.ts'
import { crowd } from './visitor.ts'
import type { Visitor } from './visitor.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  'the last has it': { unit: 'ms' },
  'deliveries in bursts': { unit: '1/s', better: 'more' },
  CPU: { unit: 'us' },
}
/** Messages sent at once, by as many visitors. */
const BURST = 5

export async function fanOut(stage: Stage): Promise<void> {
  const { some, many } = stage.sizes
  const ours = await stage.ours()
  const targets = { ours, floor: await stage.floorOf(ours.port, '/feed') }
  const visitors: Record<Who, Visitor[]> = { ours: [], floor: [] }
  const come = async (who: Who, size: number): Promise<void> =>
    void visitors[who].push(...(await crowd(targets[who].port, '/feed', size - visitors[who].length)))
  const leave = (who: Who): void => {
    for (const visitor of visitors[who].splice(0)) visitor.close()
  }
  for (const size of [some, many]) {
    const apart = { before: (who: Who) => come(who, size), after: leave }
    const round = async (who: Who): Promise<Figures> => {
      const all = visitors[who]
      const say = async (speakers: number): Promise<number> => {
        const heard = heardBy(all, speakers)
        const begun = performance.now()
        for (const visitor of all.slice(0, speakers))
          void visitor.post(who === 'ours' ? visitor.offer(0) : 'all')
        return (await heard) - begun
      }
      const last = await say(1)
      // The answer to the speaker comes with the next look at the network.
      await new Promise(done => setTimeout(done, 50))
      const { cpu, value: took } = await used(targets[who], () => say(BURST))
      await new Promise(done => setTimeout(done, 50))
      const deliveries = size * BURST
      return {
        'the last has it': last,
        'deliveries in bursts': (deliveries * 1000) / took,
        CPU: cpu / deliveries,
      }
    }
    await stage.rounds(`one message to ${size}`, targets, KINDS, round, apart)
  }
}

/** When each of them has so many patches more. */
function heardBy(visitors: readonly Visitor[], patches: number): Promise<number> {
  let missing = visitors.length * patches
  return new Promise(done => {
    for (const visitor of visitors)
      visitor.onPatch = () => {
        if (--missing === 0) done(visitor.cameAt)
      }
  })
}
