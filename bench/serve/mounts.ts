// Pages: GET, stream and hello of visitors who were never there, and GET alone. Each has a session of its own.
import { closed } from './load.ts'
import { Connection } from './http.ts'
import { used } from './stage.ts'
import type { Kind, Stage, Who } from './stage.ts'
import { crowd, get } from './visitor.ts'

const KINDS: Readonly<Record<string, Kind>> = { rate: { unit: '1/s', better: 'more' }, CPU: { unit: 'us' } }
const MOUNTS = 500
const AT_A_TIME = 20

export async function mounts(stage: Stage): Promise<void> {
  const ours = await stage.ours()
  const targets = { ours, floor: await stage.floorOf(ours.port, '/counter') }
  await stage.rounds('mounts', targets, KINDS, async who => {
    const {
      cpu,
      ms,
      value: visitors,
    } = await used(targets[who], () => crowd(targets[who].port, '/counter', MOUNTS, AT_A_TIME))
    for (const visitor of visitors) visitor.close()
    return { rate: (MOUNTS * 1000) / ms, CPU: cpu / MOUNTS }
  })
  await stage.rounds('GET alone', targets, KINDS, async (who: Who) => {
    const connections = Array.from({ length: AT_A_TIME }, () => new Connection(targets[who].port))
    const acts = connections.map(connection => async () => {
      await get(targets[who].port, '/counter', connection)
      return performance.now()
    })
    const { cpu, ms, value: took } = await used(targets[who], () => closed(acts, stage.sizes.ms))
    for (const connection of connections) connection.close()
    return { rate: (took.length * 1000) / ms, CPU: cpu / took.length }
  })
}
