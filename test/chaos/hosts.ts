// Hosts of their own for nodes: network namespaces, each with a cable to this one, on which the way to Redis can be made to lead nowhere
// while visitors still come and go.
// Invariant: what is lost is lost without a word, in one direction or in both, as between hosts: the frames go to a hardware address that
// nobody has. All addresses are of namespaces made here (of a range that is set aside for measurements), and all is gone at the end.
// Needs root and `ip`.
import { execFileSync } from 'node:child_process'

export interface Host {
  /** Where visitors find what listens there. */
  readonly address: string
  /** How it is told to run a program. */
  readonly by: readonly string[]
  /** This machine, as the host sees it on its way to Redis. */
  readonly redis: string
  part(direction: 'to Redis' | 'from Redis' | 'both'): void
  join(): void
}

export interface Hosts {
  readonly all: readonly Host[]
  end(): void
}

/** Nobody has it. */
const NOBODY = '02:00:00:00:00:01'

const ip = (...words: readonly string[]): void => void execFileSync('ip', words, { stdio: 'pipe' })

/** Why there are none, or them. */
export function hosts(many: number): Hosts | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'network namespaces are not tried: they need root'
  const made: string[] = []
  const end = (): void => {
    process.off('exit', end)
    for (const name of made.splice(0)) ip('netns', 'del', name)
  }
  process.once('exit', end)
  try {
    const all = Array.from({ length: many }, (_, at) => {
      const name = `rpc${process.pid}n${at}`
      ip('netns', 'add', name)
      made.push(name)
      return host(name, `rpc${process.pid}v${at}`, `${process.pid % 256}.${4 * at}`)
    })
    return { all, end }
  } catch (error) {
    end()
    return `network namespaces are not tried: ${String((error as Error).message).split('\n')[0]}`
  }
}

function host(name: string, cable: string, net: string): Host {
  const [byte = '', first = ''] = net.split('.')
  const address = (block: number, at: number): string => `198.${block}.${byte}.${Number(first) + at}`
  const [visits, redis] = [18, 19]
  ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name)
  for (const block of [visits, redis]) {
    ip('addr', 'add', `${address(block, 1)}/30`, 'dev', cable)
    ip('-n', name, 'addr', 'add', `${address(block, 2)}/30`, 'dev', 'cable')
  }
  ip('link', 'set', cable, 'up')
  ip('-n', name, 'link', 'set', 'cable', 'up')
  ip('-n', name, 'link', 'set', 'lo', 'up')
  const there = ['-n', name, 'neigh', 'replace', address(redis, 1), 'dev', 'cable']
  const back = ['neigh', 'replace', address(redis, 2), 'dev', cable]
  const astray = ['lladdr', NOBODY, 'nud', 'permanent']
  return {
    address: address(visits, 2),
    by: ['ip', 'netns', 'exec', name],
    redis: address(redis, 1),
    part(direction) {
      if (direction !== 'from Redis') ip(...there, ...astray)
      if (direction !== 'to Redis') ip(...back, ...astray)
    },
    join() {
      for (const way of [there, back]) {
        ip(...way, ...astray)
        ip(...way.map(word => (word === 'replace' ? 'del' : word)))
      }
    },
  }
}
