// Stands for a box office somewhere else. It sells so many tickets a second and no more.
import { operations, tickets } from './operations.ts'

export const reserve = (): Promise<number> =>
  operations.span(
    'reserve',
    async () => {
      if (!(await operations.allow(tickets, 'everyone')).ok)
        throw new Error('There is a queue at the box office')
      return 1 + Math.floor(Math.random() * 200)
    },
    { resource: 'box office' },
  )

export const release = (seat: number): Promise<string> =>
  operations.span('release', async () => ` Seat ${seat} is free again.`, { resource: 'box office' })
