// How the reading list looks: a shelf to take from, and a line for each book that was taken. Plain functions of their props.
import type { Creator, Event, Node } from 'repartee'
import { bookOf, booksWith, type Book } from './books.ts'

/** As many are shown. */
const MOST = 5

export interface ShelfProps {
  readonly find: string
  readonly onFind: Creator<string>
  readonly isTaken: (id: number) => boolean
  readonly take: (id: number) => Event
  readonly putBack: (id: number) => Event
}

/** A book stays on the shelf when it is taken, so that the focus stays on its button. */
export function Shelf({ find, onFind, isTaken, take, putBack }: ShelfProps): Node {
  const found = booksWith(find)
  return (
    <div class="shelf">
      <input
        type="search"
        name="find"
        value={find}
        onInput={onFind}
        placeholder="a title or an author"
        aria-label="find books"
      />
      <ul aria-label="The shelf">
        {found.slice(0, MOST).map(book => (
          <li key={book.id} class="book">
            <Cover of={book} />
            <button
              onClick={isTaken(book.id) ? putBack(book.id) : take(book.id)}
              aria-label={`take ${book.title}`}
              aria-pressed={isTaken(book.id)}
            >
              {isTaken(book.id) ? '✓' : '+'}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" class="quiet">
        {found.length > MOST ? `The first ${MOST} of ${found.length}` : `Found: ${found.length}`}
      </p>
    </div>
  )
}

export interface ListedProps {
  readonly id: number
  readonly isRead: boolean
  readonly tick: Event
  /** False at an end of the list. */
  readonly up: Event | false
  readonly down: Event | false
  readonly remove: Event
}

export function Listed({ id, isRead, tick, up, down, remove }: ListedProps): Node {
  const book = bookOf(id) as Book
  return (
    <div class="book">
      <label>
        <input type="checkbox" checked={isRead} onChange={tick} aria-label={`${book.title} is read`} />{' '}
        <Cover of={book} />
      </label>
      {/* Not disabled at the ends: that would take the focus from whoever moves a book up, and up. */}
      <button onClick={up} aria-disabled={!up} aria-label={`move ${book.title} up`}>
        ↑
      </button>
      <button onClick={down} aria-disabled={!down} aria-label={`move ${book.title} down`}>
        ↓
      </button>
      <button onClick={remove} aria-label={`remove ${book.title}`}>
        ×
      </button>
    </div>
  )
}

const Cover = ({ of: { title, author, year } }: { of: Book }): Node => (
  <span>
    <cite>{title}</cite>{' '}
    <small>
      {author}, {year}
    </small>
  </span>
)
