// The tea house, kept for as long as the process lives.
import { memory } from 'repartee/engines'
import { open } from './program.tsx'

await open({
  engine: memory(),
})
