// A small shelf. Stands for a catalogue somewhere else.
export interface Book {
  readonly id: number
  readonly title: string
  readonly author: string
  readonly year: number
}

const SHELF = `
Emma, Jane Austen, 1815
Frankenstein, Mary Shelley, 1818
The Nose, Nikolai Gogol, 1836
Jane Eyre, Charlotte Brontë, 1847
Moby-Dick, Herman Melville, 1851
Walden, Henry David Thoreau, 1854
Alice in Wonderland, Lewis Carroll, 1865
Little Women, Louisa May Alcott, 1868
Middlemarch, George Eliot, 1871
Treasure Island, Robert Louis Stevenson, 1883
Flatland, Edwin A. Abbott, 1884
Three Men in a Boat, Jerome K. Jerome, 1889
Hunger, Knut Hamsun, 1890
The Time Machine, H. G. Wells, 1895
Dracula, Bram Stoker, 1897
Kim, Rudyard Kipling, 1901
A Room with a View, E. M. Forster, 1908
My Ántonia, Willa Cather, 1918
Mrs Dalloway, Virginia Woolf, 1925
Passing, Nella Larsen, 1929`

/** From the oldest to the newest. */
const BOOKS: readonly Book[] = SHELF.trim()
  .split('\n')
  .map((line, at) => {
    const [title = '', author = '', year] = line.split(', ')
    return { id: at + 1, title, author, year: Number(year) }
  })

export const bookOf = (id: number): Book | undefined => BOOKS[id - 1]

/** Ids as an address has them: 3,1,7. Each once, and none that there is no book of. */
export const idsIn = (text: string): readonly number[] =>
  [...new Set(text.split(',').map(Number))].filter(id => bookOf(id) !== undefined)

/** Books in whose title or author these words are. */
export function booksWith(words: string): readonly Book[] {
  const wanted = words.trim().toLowerCase()
  return BOOKS.filter(({ title, author }) => `${title} ${author}`.toLowerCase().includes(wanted))
}
