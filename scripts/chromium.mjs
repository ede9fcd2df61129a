// Where the browser for tests and measurements is. Nothing here downloads one.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What to do where none is found; a test that needs one fails with this sentence. */
export const chromiumWanted =
  'No Chromium was found: install the package `chromium`, or name a browser in REPARTEE_CHROMIUM.'

/** The path of a Chromium: REPARTEE_CHROMIUM if that is set, else the first of its usual names; undefined where none is. */
export function findChromium() {
  const named = process.env.REPARTEE_CHROMIUM
  if (named) return runs(named) ? named : undefined
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = names.flatMap(name => ['/usr/bin', ...folders].map(folder => join(folder, name)))
  return candidates.find(runs)
}

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
