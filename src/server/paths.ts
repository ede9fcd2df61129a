// Page addresses: patterns such as `/chat/:room`, matched segment by segment.
// Invariant: the first page that matches wins, with literal segments before parameters; a parameter is one whole segment.
// Does not know what a page is.
import { ReparteeError } from '../errors/index.ts'

export interface Match<T> {
  readonly pattern: string
  readonly params: Readonly<Record<string, string>>
  readonly value: T
}

interface Route<T> {
  readonly pattern: string
  readonly segments: readonly string[]
  readonly value: T
}

export class Paths<T> {
  readonly #fixed: ReadonlyMap<string, Match<T>>
  readonly #open: readonly Route<T>[]
  readonly #byPattern: ReadonlyMap<string, T>

  constructor(pages: Readonly<Record<string, T>>) {
    const fixed = new Map<string, Match<T>>()
    const open: Route<T>[] = []
    for (const [pattern, value] of Object.entries(pages)) {
      check(pattern)
      const segments = pattern.split('/').slice(1)
      if (segments.some(isParam)) open.push({ pattern, segments, value })
      else fixed.set(pattern, { pattern, params: {}, value })
    }
    this.#fixed = fixed
    // Fewer parameters first: `/chat/:room/log` before `/:kind/:name/log`.
    this.#open = open.sort((a, b) => a.segments.filter(isParam).length - b.segments.filter(isParam).length)
    this.#byPattern = new Map(Object.entries(pages))
  }

  match(path: string): Match<T> | undefined {
    const fixed = this.#fixed.get(path)
    if (fixed !== undefined) return fixed
    const segments = path.split('/').slice(1)
    for (const { pattern, segments: wanted, value } of this.#open) {
      const params = wanted.length === segments.length ? paramsOf(wanted, segments) : undefined
      if (params !== undefined) return { pattern, params, value }
    }
    return undefined
  }

  /** The page of a pattern, word for word. */
  get(pattern: string): T | undefined {
    return this.#byPattern.get(pattern)
  }
}

const isParam = (segment: string): boolean => segment.startsWith(':')

function paramsOf(
  wanted: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [i, want] of wanted.entries()) {
    const segment = segments[i] as string
    if (!isParam(want)) {
      if (want !== segment) return undefined
    } else {
      const value = decoded(segment)
      if (value === undefined || value === '') return undefined
      params[want.slice(1)] = value
    }
  }
  return params
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function check(pattern: string): void {
  if (/^(\/|(\/(:[A-Za-z_]\w*|[^/:?#]+))+)$/.test(pattern)) return
  throw new ReparteeError('bad-argument', {
    what: `"${pattern}" cannot be a page's address`,
    expected: "'/', or segments such as '/chat/:room'",
    got: JSON.stringify(pattern),
    try: 'begin with a slash, end without one, and let a parameter be a whole segment',
  })
}
