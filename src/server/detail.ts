// What was thrown, for a developer to read: name, message, and where in the author's own code.
// Invariant: made in development only; frames of ours, of Node and of packages are left out.
// Does not know who reads it.

/** The folder that this code lies in: `src` or `dist`. */
const OURS = new URL('..', import.meta.url).href
const FOREIGN = /\bnode:|[\\/]node_modules[\\/]/

export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`
  const { name, message, stack = '', cause } = error
  const frames = stack.split('\n').filter(line => /^ +at /.test(line) && !isForeign(line))
  const because = cause === undefined ? [] : [`because of ${detailOf(cause)}`]
  return [`${name}: ${message}`, ...frames, ...because].join('\n')
}

function isForeign(frame: string): boolean {
  if (FOREIGN.test(frame)) return true
  const path = OURS.replace(/^file:\/\//, '')
  return frame.includes(path) && !/\.test\.tsx?\b/.test(frame)
}
