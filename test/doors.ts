// The public doors of the package: what users name, the file behind it, and the names that it exports.
// Read from package.json and from the sources, types included, without running them.
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

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

export interface Exported {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/** What a module exports, in alphabetical order; `export *` is followed. */
export function exportedBy(file: string): Exported {
  const values = new Set<string>()
  const types = new Set<string>()
  for (const { entries } of parseSync(file, readFileSync(file, 'utf8')).module.staticExports) {
    for (const { exportName, isType, moduleRequest } of entries) {
      if (exportName.kind !== 'None') (isType ? types : values).add(exportName.name ?? 'default')
      else if (moduleRequest) {
        const all = exportedBy(posix.join(posix.dirname(file), moduleRequest.value))
        for (const name of all.values) (isType ? types : values).add(name)
        for (const name of all.types) types.add(name)
      }
    }
  }
  // A name that is both (a class, a constant with a type of its own) is a value to whoever imports it.
  return { values: [...values].toSorted(), types: [...types].filter(name => !values.has(name)).toSorted() }
}
