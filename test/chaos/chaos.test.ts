// Three nodes over one Redis server, while nodes are killed, wires cut and the server killed: nothing that was acknowledged is lost. At length:
// `npm run test:chaos`.
import { expect, it } from 'vitest'
import { noServer } from '../../src/engines/redis/server.fixture.ts'
import { SHORT } from './plan.ts'
import { run } from './run.ts'

const QUIET = { seed: 2027, visitors: 8, onTrial() {}, onLeftOut() {}, onProgress() {} }

it.skipIf(noServer(true))(
  'what was acknowledged is there once, whichever node was asked and whoever died',
  async () => {
    const [ran] = await run({ ...QUIET, seconds: 5, plan: [SHORT] })
    expect(ran?.report.wrong.map(({ what, told }) => `${what}\n${told}`)).toEqual([])
    expect(ran?.report.figures.acknowledged).toBeGreaterThan(20)
  },
)
