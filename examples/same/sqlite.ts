// The tea house, kept in a file.
import { sqlite } from 'repartee/engines/sqlite'
import { open } from './program.tsx'

await open({
  engine: sqlite(process.env['DATA'] ?? 'tea.db'),
})
