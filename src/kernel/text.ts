// Values as text: JSON where that gives back exactly the same, else devalue, which also knows dates, maps, sets, bigint, cycles, and
// values that are held in two places. JSON is ten times as fast and begins with a brace, devalue's text never does.
// Invariant: `valueOf(textOf(x))` equals x.
import { parse, stringify } from 'devalue'
import { ReparteeError } from '../errors/index.ts'
import { isJson } from './plain.ts'

/** Throws `bad-state` if something in it cannot be kept; `what` begins the sentence, `where` says whose path it is. */
export function textOf(
  value: object,
  what: string,
  where: (path: string) => string = path => ` at ${path}`,
): string {
  if (isJson(value)) return JSON.stringify(value)
  try {
    return stringify(value)
  } catch (error) {
    const path: unknown = (error as { path?: unknown } | null)?.path
    throw new ReparteeError('bad-state', {
      what: `${what} holds something that cannot be kept`,
      expected:
        'plain data: strings, numbers, booleans, null, undefined, bigint, Date, Map, Set, arrays, plain objects',
      got: `${error instanceof Error ? error.message : String(error)}${typeof path === 'string' ? where(path) : ''}`,
      try: 'run in development (NODE_ENV=development), where it is refused as soon as a handler returns it',
      cause: error,
    })
  }
}

export function valueOf(text: string): unknown {
  return text.startsWith('{') ? (JSON.parse(text) as unknown) : parse(text)
}
