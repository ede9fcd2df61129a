// Waiting for something, but not for ever.
import type { Outside } from './outside.ts'

/** Whether it settled, well or not, within `ms`. Never rejects; what it waits for goes on. */
export function within(outside: Outside, ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise(resolve => {
    const cancel = outside.after(ms, () => resolve(false))
    const settled = (): void => {
      cancel()
      resolve(true)
    }
    work.then(settled, settled)
  })
}
