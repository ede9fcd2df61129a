// What so many visitors who behave so need: cores, nodes, servers, memory, network, money. Arithmetic with the figures that were measured.
// Assumed: what is stated in `Behaviour`, `Machine` and `Prices`; costs add up, and are the same with a thousand times as many visitors; all reach any
// node with each request, so that all but one of the nodes' share of events are passed on.
// Does not know queues: they say how busy nodes and servers may be kept.
import type { Cost, Learnt } from './learnt.ts'
import { loaded } from './ways.ts'

export interface Behaviour {
  /** Connected at the peak. */
  readonly visitors: number
  /** From one event of a visitor's to the next, s. */
  readonly eventS: number
  /** From one message of a visitor's to the next, s, and how many hear it; Infinity where nobody says anything. */
  readonly messageS: number
  readonly room: number
  /** From one tick of the page's clock to the next, s. */
  readonly tickS: number
  /** How long a visitor stays, s. */
  readonly staysS: number
}

export interface Machine {
  /** How busy nodes and servers are kept, of a core. */
  readonly nodeBusy: number
  readonly redisBusy: number
  /** Visitors that one process is to hold at most. */
  readonly most: number
  /** How long a conversation is kept that its visitor has left, s. */
  readonly keepS: number
  /** Kept with each conversation, bytes. */
  readonly state: number
  /** TCP, IP and TLS around each message, bytes, and how often a silent stream is given a sign of life, s. */
  readonly around: number
  readonly pingS: number
}

export interface Prices {
  /** A month. */
  readonly core: number
  readonly GB: number
  /** Each GB that goes out. */
  readonly out: number
}

export interface Needs {
  readonly events: number
  readonly deliveries: number
  readonly commits: number
  readonly nodeCores: number
  readonly nodes: number
  readonly redisCores: number
  readonly servers: number
  /** Visitors that one server bears. */
  readonly ofOne: number
  readonly nodeGB: number
  readonly redisGB: number
  /** Of it, what visitors have left. */
  readonly leftGB: number
  readonly outMbit: number
  readonly inMbit: number
  readonly redisMbit: number
  readonly cost: number
  /** Of that, where nodes come and go with the day. */
  readonly costByDay: number
}

/** Visitors of the day, of those at its peak: the mean of a day that swings between a fifth and all. */
const MEAN_OF_DAY = 0.6

export function needs(learnt: Learnt, behaviour: Behaviour, machine: Machine, prices: Prices): Needs {
  const { local, remote } = loaded(learnt)
  const { delivery, timer, mount, back, idle, base, bytes, visitor, kept } = learnt
  const { visitors, eventS, messageS, room, tickS, staysS } = behaviour
  const events = visitors / eventS
  const messages = visitors / messageS
  const deliveries = messages * room
  const ticks = visitors / tickS
  const arrivals = visitors / staysS
  // What depends on how many nodes there are is found by asking again.
  let [nodes, servers] = [1, 1]
  let cores: Cost = { node: 0, redis: 0 }
  for (let i = 0; i < 20; i++) {
    const passed = 1 - 1 / nodes
    const heardBy = nodes * (1 - (1 - 1 / nodes) ** room)
    // A frame from node to node: half of what passing an event on costs beyond answering it. A message is a frame to each that hears it, and a count back.
    const frame = { node: (remote.node - local.node) / 2, redis: (remote.redis - local.redis) / 2 }
    const of = (at: keyof Cost): number =>
      (events * (local[at] + passed * (remote[at] - local[at])) +
        messages * (local[at] + 2 * heardBy * frame[at]) +
        deliveries * delivery[at] +
        ticks * timer[at] +
        arrivals * (mount[at] + back[at]) +
        visitors * idle[at] +
        nodes * base[at]) /
      1e6
    cores = { node: of('node'), redis: of('redis') }
    nodes = Math.max(2, Math.ceil(Math.max(cores.node / machine.nodeBusy, visitors / machine.most))) + 1
    servers = Math.ceil(cores.redis / machine.redisBusy)
  }
  const patches = events + messages + deliveries + ticks
  const out = patches * (bytes.patch + machine.around) + (events + messages) * (bytes.answer + machine.around)
  const pings = (visitors / machine.pingS) * (bytes.ping + machine.around)
  const pages = arrivals * (bytes.page + 2 * machine.around)
  const commits = patches + arrivals
  const toMbit = (perSecond: number): number => (perSecond * 8) / 1e6
  const outMbit = toMbit(out + pings + pages)
  const nodeGB = (nodes * visitor.empty + visitors * visitor.process) / 1e9
  const left = arrivals * MEAN_OF_DAY * machine.keepS
  const redisGB = ((visitors + left) * (kept.counter - learnt.data + machine.state)) / 1e9
  const monthS = 30 * 86_400
  const traffic = ((outMbit * MEAN_OF_DAY * monthS) / 8 / 1000) * prices.out
  const always = servers * prices.core + redisGB * 2 * prices.GB + traffic
  const nodesCost = nodes * prices.core + nodeGB * prices.GB
  return {
    events,
    deliveries,
    commits,
    nodeCores: cores.node,
    nodes,
    redisCores: cores.redis,
    servers,
    ofOne: (visitors * machine.redisBusy) / cores.redis,
    nodeGB,
    redisGB,
    leftGB: (redisGB * left) / (visitors + left),
    outMbit,
    inMbit: toMbit((events + messages) * (bytes.up + machine.around)),
    redisMbit: toMbit(commits * (bytes.toRedis - learnt.data + machine.state + bytes.fromRedis)),
    cost: nodesCost + always,
    costByDay: nodesCost * MEAN_OF_DAY + always,
  }
}
