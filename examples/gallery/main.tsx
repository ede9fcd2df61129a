// The gallery: every example on a page of its own, with what it does and how it is written beside it, and a dashboard of all that runs.
// PORT and HOST say where (3000, localhost); SIMULATE how many visitors come by themselves (0); DATA in which file conversations are
// kept (one in .data, or memory if it is empty).
import { ReparteeError } from 'repartee/errors'
import { serve } from 'repartee/server'
import { operations } from '../operations.ts'
import { hooks, styles } from './assets.ts'
import { keptIn } from './kept.ts'
import { runIn } from './operations.ts'
import { pages } from './pages.ts'
import { countOf, MOST_VISITORS } from './visitors.ts'

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

try {
  const { PORT = '3000', HOST = 'localhost', SIMULATE = '', DATA, REPARTEE_SECRET = '' } = process.env
  let opened = (_: string): void => {}
  const origin = new Promise<string>(done => (opened = done))
  const ops = runIn(operations, { origin, count: visitorsOf(SIMULATE) })
  const { where, ...kept } = keptIn(DATA, REPARTEE_SECRET.trim() !== '')
  const { url, close } = await serve({ pages, styles, hooks, port: portOf(PORT), host: HOST, ops, ...kept })
  opened(url)
  console.log(`The gallery is open at ${url}\nWhat runs in it is seen at ${url}/ops`)
  console.log(`What its visitors do is kept ${where}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)))
} catch (error) {
  console.error(error instanceof ReparteeError ? error.message : error)
  process.exitCode = 1
}
