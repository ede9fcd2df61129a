// A reading list that is its own address: whoever has the link has the list, and Back undoes whatever was done to it.
import { component } from 'repartee'
import * as z from 'zod'
import { idsIn } from './books.ts'
import { Listed, Shelf } from './reading-views.tsx'

const books = z.string().catch('').transform(idsIn)

/** What its address says: /reading?list=3,1,7&read=1 are three books in that order, and one of them is read. */
export const whichBooks = z.object({ list: books, read: books })

export const Reading = component({
  name: 'reading list',
  state: ({ list, read }: z.output<typeof whichBooks>) => ({
    find: '',
    list,
    read: list.filter(id => read.includes(id)) as readonly number[],
  }),
  url: ({ list, read }) =>
    list.length === 0 ? '/reading' : `/reading?list=${list}${read.length > 0 ? `&read=${read}` : ''}`,
  on: {
    find: (s, find: string) => ({ ...s, find }),
    add: (s, id: number) => ({ ...s, list: [...without(s.list, id), id] }),
    remove: (s, id: number) => ({ ...s, list: without(s.list, id), read: without(s.read, id) }),
    tick: (s, id: number) => ({ ...s, read: s.read.includes(id) ? without(s.read, id) : [...s.read, id] }),
    // By how much, not where to: two quick presses are two places.
    move: (s, { id, by }: { id: number; by: number }) => ({
      ...s,
      list: without(s.list, id).toSpliced(Math.max(s.list.indexOf(id) + by, 0), 0, id),
    }),
  },
  view: ({ find, list, read }, on) => (
    <section class="reading">
      <Shelf
        find={find}
        onFind={on.find}
        isTaken={id => list.includes(id)}
        take={on.add}
        putBack={on.remove}
      />
      <h3>{list.length === 0 ? 'Nothing to read yet' : `Read ${read.length} of ${list.length}`}</h3>
      <ol aria-label="To read">
        {list.map((id, at) => (
          <li key={id}>
            <Listed
              id={id}
              isRead={read.includes(id)}
              tick={on.tick(id)}
              up={at > 0 && on.move({ id, by: -1 })}
              down={at < list.length - 1 && on.move({ id, by: 1 })}
              remove={on.remove(id)}
            />
          </li>
        ))}
      </ol>
    </section>
  ),
})

const without = (ids: readonly number[], id: number): readonly number[] => ids.filter(each => each !== id)
