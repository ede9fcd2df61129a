// What changed between two pieces of JSON text, as few short lines: for a log that is skimmed.
// Invariant: never throws, whatever the texts are; where they cannot be compared they stand as they are.

export interface Difference {
  /** '' for the whole. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

const MOST = 20

export function differences(before: string | null, after: string | null): readonly Difference[] {
  if (before === after) return []
  const [one, two] = [read(before), read(after)]
  if (one === undefined || two === undefined) return [{ name: '', before, after }]
  const names = [...new Set([...Object.keys(one), ...Object.keys(two)])]
  return names
    .map(name => ({ name, before: text(one[name]), after: text(two[name]) }))
    .filter(each => each.before !== each.after)
    .slice(0, MOST)
}

function read(json: string | null): Readonly<Record<string, unknown>> | undefined {
  if (json === null) return {}
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // It may have been cut.
  }
  return undefined
}

const text = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
