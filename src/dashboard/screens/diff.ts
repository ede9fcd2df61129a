// What changed between two pieces of JSON text, as few short lines: for a log that is skimmed.
// Invariant: never throws, whatever the texts are; where they cannot be compared they stand as they are.

export interface Difference {
  /** '' for the whole. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

const MOST = 20
/** Deeper values stand as JSON. */
const DEEPEST = 3

export function differences(before: string | null, after: string | null): readonly Difference[] {
  if (before === after) return []
  const [one, two] = [read(before), read(after)]
  if (one === undefined || two === undefined) return [{ name: '', before, after }]
  const names = [...new Set([...one.keys(), ...two.keys()])]
  const isOpened = (name: string): boolean => names.some(other => other.startsWith(`${name}.`))
  return names
    .map(name => ({ name, before: one.get(name) ?? null, after: two.get(name) ?? null }))
    .filter(each => each.before !== each.after)
    .filter(({ name, before: was, after: is }) => !((was ?? is) === 'null' && isOpened(name)))
    .slice(0, MOST)
}

/** Leaves by their paths. */
function read(json: string | null): ReadonlyMap<string, string> | undefined {
  const leaves = new Map<string, string>()
  if (json === null) return leaves
  try {
    const value: unknown = JSON.parse(json)
    if (!isPlain(value)) return undefined
    walk(value, '', 1, leaves)
    return leaves
  } catch {
    // It may have been cut.
    return undefined
  }
}

function walk(value: object, path: string, depth: number, leaves: Map<string, string>): void {
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    const at = path === '' ? name : `${path}.${name}`
    if (isPlain(inner) && depth < DEEPEST && Object.keys(inner).length > 0) walk(inner, at, depth + 1, leaves)
    else leaves.set(at, text(name, inner))
  }
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Times are written as such. */
function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && /(?:At|until)$/.test(name) && Math.abs(value) < 8.64e15 && value > 1e12)
    return `${new Date(value).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  return JSON.stringify(value) ?? ''
}
