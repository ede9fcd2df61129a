// What the three programs beside this file have in common: orders, and a database that is asked for them.
import { cron, ops, type Ops } from 'repartee/ops'

export interface Order {
  readonly id: number
  readonly what: string
}

const ORDERS: readonly Order[] = ['apples', 'bread', 'coffee'].map((what, at) => ({ id: at + 1, what }))

/** A part of the work that is timed, and drawn as a line to the database. */
export const orderOf = (watched: Ops, id: string): Promise<Order | undefined> =>
  watched.span('order by id', async () => ORDERS.find(order => String(order.id) === id), {
    resource: 'database',
  })

export const watchedOf = (name: string): Ops =>
  ops([cron('count orders', '@hourly', async ({ log }) => log(`${ORDERS.length} orders`))], { name })
