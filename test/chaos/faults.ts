// What is done to the nodes of a trial, to their wires and to the Redis server: each fault makes its trouble, and undoes it again.
// Invariant: when all are done every process is up and every wire is well. A node has one fault at a time; the server has its faults
// while no node has one, nor had one a moment ago: what a server loses is put again by whoever committed it, and who is dead cannot.
// Does not know visitors.
import type { Chance } from '../crash/chance.ts'
import { cut } from '../crash/http.ts'
import { pause } from '../crash/process.ts'
import type { Node, Site } from './site.ts'

export type NodeFault = 'kill' | 'stop' | 'drain' | 'cut' | 'slow' | 'dead wire' | 'refusal' | 'partition'
export type ServerFault =
  | 'server kill'
  | 'server stop'
  | 'server set back'
  | 'failover by death'
  | 'failover by standstill'
export type Fault = NodeFault | ServerFault

/** A drain that takes longer has hung, ms. */
const DRAIN_MS = 20_000
/** So long a balancer waits for a node that stands still, ms. */
const GIVEN_UP_MS = 800
/** What was committed by whoever dies is with the server's disk after that time, ms. */
const SYNCED_MS = 2500

const isOfServer = (fault: Fault): fault is ServerFault => /^(server|failover) /.test(fault)

/** Resolves when it is undone. */
export async function make(site: Site, fault: Fault, chance: Chance): Promise<void> {
  if (isOfServer(fault)) {
    const left = site.hurtAt + SYNCED_MS - performance.now()
    if (left > 0) await pause(left)
    await site.during(fault, () => hurtServer(site, fault, chance))
    site.losesAt = performance.now()
    return
  }
  const free = site.nodes.filter(({ isHurt }) => !isHurt)
  if (free.length === 0) return
  // Nor does whoever is to put again what the server lost.
  const early = site.losesAt + SYNCED_MS - performance.now()
  if (early > 0) await pause(early)
  const node = chance.pick(free)
  node.isHurt = true
  try {
    await site.during(`${fault} ${node.name}`, () => hurtNode(site, node, fault, chance))
  } finally {
    node.isHurt = false
    site.hurtAt = performance.now()
  }
}

async function hurtServer({ store }: Site, fault: ServerFault, chance: Chance): Promise<void> {
  switch (fault) {
    case 'server kill':
      return store.kill(chance.whole(20, 1500))
    case 'server stop':
      return store.stand(chance.whole(200, 5000))
    case 'server set back':
      return store.setBack(chance.whole(100, 1000), chance.whole(20, 1000))
    // Sentinels give a primary up after a second and a half.
    case 'failover by death':
      return store.kill(chance.whole(200, 6000))
    case 'failover by standstill':
      return store.stand(chance.whole(1000, 7000))
  }
}

async function hurtNode(site: Site, node: Node, fault: NodeFault, chance: Chance): Promise<void> {
  const { process, wire } = node
  switch (fault) {
    case 'kill': {
      await process.kill()
      site.on.killed()
      await pause(chance.is(0.7) ? chance.whole(0, 700) : chance.whole(700, 4500))
      return site.start(node)
    }
    case 'stop': {
      const over = process.freeze(chance.whole(500, 6500))
      await Promise.race([over, pause(GIVEN_UP_MS)])
      cut(process.port)
      return over
    }
    case 'drain': {
      const { how, tookMs } = await process.drain(DRAIN_MS)
      if (how !== '0')
        site.on.wrong(`a process that was told to go ended with ${how} after ${Math.round(tookMs)} ms`)
      return site.start(node)
    }
    case 'cut': {
      for (let times = chance.whole(1, 4); times > 0; times--) {
        wire?.cut()
        await pause(chance.whole(5, 400))
      }
      return
    }
    case 'slow': {
      wire?.slow({ fromMs: 50, toMs: 900 })
      await pause(chance.whole(1000, 4000))
      return wire?.open()
    }
    case 'dead wire': {
      wire?.die()
      await pause(chance.whole(500, 6500))
      // What was under way is lost, or comes late.
      if (chance.is(0.4)) wire?.cut()
      return wire?.open()
    }
    case 'refusal': {
      wire?.refuse()
      await pause(chance.whole(300, 4500))
      return wire?.open()
    }
    case 'partition': {
      node.host?.part(chance.pick(['to Redis', 'from Redis', 'both']))
      await pause(chance.whole(500, 6500))
      return node.host?.join()
    }
  }
}
