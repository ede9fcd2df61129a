// Globals of the server, where it runs in a page: esbuild puts these in the place of the names.
import { Buffer, chance } from './builtins.ts'

interface Timer {
  off(): void
  unref(): Timer
}

export { Buffer }
export const setTimeout = (task: () => void, ms = 0): Timer => {
  const timer: Timer = { off: chance.later(task, ms), unref: () => timer }
  return timer
}
export const clearTimeout = (timer?: Timer): void => timer?.off()
export const virtualNow = (): number => chance.now()
export const setImmediate = <Given extends unknown[]>(
  task: (...given: Given) => void,
  ...given: Given
): void => chance.immediately(() => task(...given))
