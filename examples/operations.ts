// What is watched in the gallery, for whoever reads from somewhere else: a part of the work is timed with `operations.span`.
// Nothing runs until a server is given `operations`; what runs besides pages is added by gallery/operations.ts.
import { limit, ops, resource, type Limit, type Ops, type Resource } from 'repartee/ops'
import { Warehouse } from './warehouse.ts'

/** Checked every two seconds, since it is away now and then. */
export const warehouse: Resource<Warehouse> = resource('warehouse', {
  description: 'somebody else’s, and not always there',
  open: () => new Warehouse(),
  check: it => it.stock(),
  everyMs: 2000,
  timeoutMs: 1000,
})

/** What the box office bears. */
export const tickets: Limit = limit('tickets', { rate: '5/second', burst: 30, by: 'everyone' })

export const operations: Ops = ops([warehouse, tickets], { name: 'gallery', slowMs: 400 })
