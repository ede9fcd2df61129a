// The gallery: every example on a page of its own, with what it does and how it is written beside it.
// PORT and HOST say where (3000, localhost).
import { serve } from 'repartee/server'
import { pages } from './pages.tsx'
import { styles } from './styles.ts'

const { url, close } = await serve({
  pages,
  styles,
  port: Number(process.env['PORT'] ?? 3000),
  host: process.env['HOST'] ?? 'localhost',
})
console.log(`The gallery is open at ${url}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().then(() => process.exit(0)))
