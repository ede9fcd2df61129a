// Addresses of our pages, with path and query: what a component says, below the base path, and what a browser asks for.
// Invariant: two that a browser takes for the same are the same here.
// Does not know what is shown there.
import { ReparteeError } from '../errors/index.ts'

/** Whether a browser asks for the same at both. */
export function sameAddress(a: string, b: string): boolean {
  return a === b || normal(a) === normal(b)
}

/** The path of an address. */
export function pathOf(address: string): string {
  return address.split('?', 1)[0] as string
}

function normal(address: string): string {
  const { pathname, search } = new URL(`http://localhost${address}`)
  return pathname + search
}

/** `instead`: what the program's pages show there. */
export function strayAddress(component: string, address: string, instead: string | undefined): ReparteeError {
  return new ReparteeError('bad-view', {
    what: `A page of ${component} says that it is at an address where it is not`,
    expected: `an address at which the pages of this server show ${component}: a reload asks for it`,
    got: `${address}, where ${instead === undefined ? 'there is no page' : `${instead} is shown`}`,
    try: `serve ${component} there too, or let its url() stay below the path that it is served at`,
  })
}
