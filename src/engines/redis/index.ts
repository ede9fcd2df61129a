// repartee/engines/redis - conversations in Redis or Valkey: many nodes behind any load balancer, without sticky sessions.
// Read engine.ts for what it offers, scripts.ts for what decides, line.ts for connections that break. A door of its own, so that nobody
// loads what he does not use; the client (`redis`, an optional peer) is loaded when an engine starts.
export { redis } from './engine.ts'
export type { RedisOptions } from './engine.ts'
