// The gallery: every example on a page of its own, with what it does and how it is written beside it, and a dashboard of all that runs.
// PORT and HOST say where (3000, localhost); SIMULATE how many visitors come by themselves (0); DATA in which file conversations are
// kept (one in .data, or memory if it is empty), or REDIS_URL in which server. `--nodes 3` runs it on three processes.
import { ReparteeError } from 'repartee/errors'
import { serve } from 'repartee/server'
import { operations } from '../operations.ts'
import { hooks, styles } from './assets.ts'
import { keptIn } from './kept.ts'
import { runIn } from './operations.ts'
import { tell } from './nodes/tell.ts'
import { pages } from './pages.ts'
import { countOf, MOST_VISITORS } from './visitors.ts'

const {
  PORT = '3000',
  HOST = 'localhost',
  SIMULATE = '',
  DATA,
  REDIS_URL,
  REPARTEE_SECRET = '',
} = process.env
/** Set by whoever runs several of these: where visitors find them all. */
const { BEHIND } = process.env
const MOST_NODES = 9

function portOf(text: string): number {
  const port = text.trim() === '' ? NaN : Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new ReparteeError('bad-argument', {
    what: 'PORT is no port',
    expected: 'a whole number from 0 to 65535',
    got: JSON.stringify(text),
    try: 'PORT=3000 npm start',
  })
}

function visitorsOf(text: string): number {
  const count = countOf(text.trim())
  if (count !== undefined) return count
  throw new ReparteeError('bad-argument', {
    what: 'SIMULATE is no number of visitors',
    expected: `a whole number from 0 to ${MOST_VISITORS}`,
    got: JSON.stringify(text),
    try: 'SIMULATE=50 npm start',
  })
}

/** `--nodes 3`; undefined for this process alone. */
function nodesIn(words: readonly string[]): number | undefined {
  if (words.length === 0) return undefined
  const [, text] = /^--nodes[= ](.*)$/.exec(words.join(' ')) ?? []
  const count = Number(text)
  if (Number.isInteger(count) && count > 0 && count <= MOST_NODES) return count
  throw new ReparteeError('bad-argument', {
    what: 'The gallery does not understand how it was started',
    expected: `nothing, or --nodes and a number from 1 to ${MOST_NODES}`,
    got: words.join(' '),
    try: 'npm start -- --nodes 3',
  })
}

async function alone(): Promise<() => Promise<void>> {
  let opened = (_: string): void => {}
  const origin = new Promise<string>(done => (opened = done))
  const ops = runIn(operations, { origin, count: visitorsOf(SIMULATE) })
  const { where, ...kept } = keptIn(DATA, REPARTEE_SECRET.trim() !== '', REDIS_URL)
  const at = { port: portOf(PORT), host: HOST, ...(BEHIND !== undefined && { proxies: 1 }) }
  const { url, close } = await serve({ pages, styles, hooks, ops, ...at, ...kept })
  opened(BEHIND ?? url)
  if (process.send !== undefined) tell(operations, url, () => void close().then(() => process.exit(0)))
  console.log(`The gallery is open at ${url}\nWhat runs in it is seen at ${url}/ops`)
  console.log(`What its visitors do is kept ${where}`)
  return close
}

async function many(count: number): Promise<() => Promise<void>> {
  const { runNodes } = await import('./nodes/run.ts')
  const { url, where, close } = await runNodes({
    count,
    port: portOf(PORT),
    host: HOST,
    data: DATA,
    redis: REDIS_URL,
    secret: REPARTEE_SECRET,
    visitors: visitorsOf(SIMULATE),
  })
  console.log(
    `The gallery is open at ${url} on ${count} processes\nThey are seen, and killed, at ${url}/nodes`,
  )
  console.log(`What runs in it is seen at ${url}/ops\nWhat its visitors do is kept ${where}`)
  return close
}

try {
  const count = nodesIn(process.argv.slice(2))
  const close = await (count === undefined ? alone() : many(count))
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)))
} catch (error) {
  console.error(error instanceof ReparteeError ? error.message : error)
  process.exitCode = 1
}
