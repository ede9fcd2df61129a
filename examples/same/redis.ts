// The tea house, kept in a Redis server.
import { redis } from 'repartee/engines/redis'
import { open } from './program.tsx'

await open({
  engine: redis(process.env['REDIS_URL'] ?? 'redis://localhost:6379'),
})
