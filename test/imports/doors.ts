// The public doors of the package, read from package.json: what users name, and the file behind it.
import { readFileSync } from 'node:fs'

/** `repartee/live` -> `src/live/index.ts`, for every door that has a source. */
export function doorsOfPackage(): ReadonlyMap<string, string> {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly name: string
    readonly exports: Readonly<Record<string, string | { readonly source: string }>>
  }
  const doors = new Map<string, string>()
  for (const [path, target] of Object.entries(exports)) {
    if (typeof target !== 'string') doors.set(name + path.slice(1), target.source.slice(2))
  }
  return doors
}
