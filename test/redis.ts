// A real server for what is not beside the engine: the pair that its own tests have.
export { pairOfServers, sure } from '../src/engines/redis/hands.fixture.ts'
