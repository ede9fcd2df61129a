// A thousand rows, a page at a time. Only the page that is looked at is rendered, and only what differs travels.
import { component } from 'repartee'
import * as z from 'zod'
import { PeopleTable } from './people-table.tsx'
import { lastPage } from './people.ts'

const SIZES = [10, 25, 50]
const within = (page: number, size: number): number => Math.min(Math.max(page, 1), lastPage(size))

/** What its address says. Whatever makes no sense there is as if it were not. */
export const whichPage = z.object({
  page: z.coerce.number().int().catch(1),
  size: z.coerce.number().pipe(z.literal(SIZES)).catch(10),
})

export const Paginated = component({
  name: 'paginated',
  state: ({ page, size }: z.output<typeof whichPage>) => ({ page: within(page, size), size }),
  url: ({ page, size }) => (page === 1 && size === 10 ? '/pages' : `/pages?page=${page}&size=${size}`),
  on: {
    go: (s, page: number) => ({ ...s, page }),
    // By how much, not where to: two quick presses are two pages.
    turn: (s, by: number) => ({ ...s, page: within(s.page + by, s.size) }),
    // Whoever was at the top of the page stays on it.
    resize: (s, chosen: string) => {
      const size = Number(chosen)
      return { size, page: Math.floor(((s.page - 1) * s.size) / size) + 1 }
    },
  },
  view: ({ page, size }, on) => {
    const last = lastPage(size)
    return (
      <section class="paginated">
        <PeopleTable page={page} size={size} />
        <nav aria-label="Pages" class="row">
          <button onClick={on.go(1)} disabled={page === 1}>
            First
          </button>
          <button onClick={on.turn(-1)} disabled={page === 1}>
            Previous
          </button>
          <button onClick={on.turn(1)} disabled={page === last}>
            Next
          </button>
          <button onClick={on.go(last)} disabled={page === last}>
            Last
          </button>
        </nav>
        <label>
          Rows on a page{' '}
          <select name="size" value={size} onChange={on.resize}>
            {SIZES.map(each => (
              <option value={each}>{each}</option>
            ))}
          </select>
        </label>
      </section>
    )
  },
})
