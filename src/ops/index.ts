// repartee/ops - what runs in this program, watched live: endpoints, workers, crons, rate limits, resources, traces.
// Each of them is a source: it nudges when what it would show has changed, and gives a snapshot when asked.
// Useful without the rest of repartee.
export { outside } from './outside.ts'
export type { Outside } from './outside.ts'
