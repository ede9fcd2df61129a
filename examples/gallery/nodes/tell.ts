// What one of several processes tells the one that started it: where it listens, and which pages it has.
// Invariant: it ends when nobody is left who started it.
// Does not know why anybody wants to know.
import type { Ops } from 'repartee/ops'
import type { Inspection } from 'repartee/server'

export interface Told {
  readonly url: string
  /** Pages that are open here, and those that were left. */
  readonly connected: number
  readonly away: number
  /** How many are open at which path, the most first. */
  readonly open: readonly (readonly [path: string, pages: number])[]
}

/** So often it is looked whether there is something to tell, ms. */
const EVERY_MS = 300
/** More than these are not listed. */
const PATHS = 12

export function tell(operations: Ops, url: string, end: () => void): void {
  let last = ''
  const look = (): void => {
    const server = operations.attached.find((it): it is Inspection => 'find' in it)
    if (server === undefined || !process.connected) return
    const { connected, away } = server.read().conversations
    const told: Told = { url, connected, away, open: openIn(server) }
    const text = JSON.stringify(told)
    if (text !== last) process.send?.(told)
    last = text
  }
  look()
  setInterval(look, EVERY_MS).unref()
  if (process.connected) process.once('disconnect', end)
  else end()
}

function openIn(server: Inspection): Told['open'] {
  const pages = new Map<string, number>()
  for (const { path } of server.find({ state: 'connected', limit: 200 }).rows)
    pages.set(path, (pages.get(path) ?? 0) + 1)
  return [...pages].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, PATHS)
}
