// Opens a page at an address, as `serve` would: path, parameters, and whether this visitor may.
// Idea: the real server is asked for the address, with probes in the places of the components; what a probe is born with is what
// the component is to be given. So there is one judge of addresses.
// Does not know how the server decides.
import { jsx } from '../jsx/index.ts'
import { component, definitionOf } from '../kernel/index.ts'
import type { Component } from '../kernel/index.ts'
import { handler, page } from '../server/index.ts'
import type { Page, Rules } from '../server/index.ts'
import { Failure, nearest } from './failure.ts'
import { Talk } from './talk.ts'
import type { TalkOptions } from './talk.ts'

type Pages = Readonly<Record<string, Component<never, unknown> | Page<never>>>

/** What the server found at an address. */
interface Found {
  readonly pattern: string
  readonly props: unknown
}

/**
 * A talk with the page at an address. Rejects if there is none, or if it is not open to this visitor.
 *
 * @example
 * const room = await visit(pages, '/chat/tea', { principal: { name: 'Ada' } })
 */
export async function visit(
  pages: Pages,
  address: string,
  options: TalkOptions = {},
): Promise<Talk<unknown>> {
  let found: Found | undefined
  let thrown: unknown
  const probes = Object.entries(pages).map(([pattern, shown]) => {
    const born = (props: unknown): void => void (found = { pattern, props })
    return [pattern, page(probe(pattern, born), rulesOf(shown))]
  })
  const server = handler({
    pages: Object.fromEntries(probes) as {},
    principal: () => options.principal ?? null,
    onTrouble: ({ error }) => void (thrown = error),
  })
  try {
    const { status } = await server.fetch(new Request(`http://localhost${address}`))
    if (status >= 500) throw thrown
    if (found === undefined) refuse(status, Object.keys(pages), address)
  } finally {
    await server.close()
  }
  const { pattern, props } = found
  const shown = pages[pattern]
  return new Talk(definitionOf(isPage(shown) ? shown.page : shown), props, { ...options, path: address })
}

/** Stands for the component of a page, and tells what it is born with. */
function probe(pattern: string, born: (props: unknown) => void): Component<{}, unknown> {
  return component({
    name: `visit ${pattern}`,
    state: (props: object) => {
      born(props)
      return {}
    },
    on: {},
    view: () => jsx('p', {}),
  })
}

const isPage = (shown: unknown): shown is Page<never> => typeof shown === 'object' && shown !== null
const rulesOf = (shown: unknown): Rules & { params?: undefined } => (isPage(shown) ? shown.rules : {}) as {}

function refuse(status: number, patterns: readonly string[], address: string): never {
  const like = nearest(address, patterns)
  throw new Failure(
    {
      what:
        status === 403
          ? `The page at ${address} is not open to this visitor`
          : `There is no page at ${address}`,
      expected: 'an address that the server shows a page at',
      got: `status ${status}`,
      try:
        status === 403
          ? 'a principal that its `allow` lets in'
          : like === undefined
            ? `one of: ${patterns.join(', ')}`
            : like,
    },
    [],
  )
}
