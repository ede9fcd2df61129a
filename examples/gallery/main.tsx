// The gallery: every example on a page of its own, with what it does and how it is written beside it.
// PORT and HOST say where (3000, localhost).
import { ReparteeError } from 'repartee/errors'
import { serve } from 'repartee/server'
import { pages } from './pages.ts'
import { hooks, styles } from './assets.ts'

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

try {
  const { PORT = '3000', HOST = 'localhost' } = process.env
  const { url, close } = await serve({ pages, styles, hooks, port: portOf(PORT), host: HOST })
  console.log(`The gallery is open at ${url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)))
} catch (error) {
  console.error(error instanceof ReparteeError ? error.message : error)
  process.exitCode = 1
}
