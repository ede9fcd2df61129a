// A thousand people who do not exist. Stands for a table in a database.
export interface Person {
  readonly id: number
  readonly name: string
  readonly town: string
  readonly born: number
}

const GIVEN = ['Ada', 'Bram', 'Chiara', 'Dag', 'Emre', 'Freya', 'Goran', 'Hana', 'Ines', 'Jonas']
const FAMILY = ['Abel', 'Bianchi', 'Castro', 'Dahl', 'Evans', 'Fischer', 'Garcia', 'Holm', 'Ito', 'Jansen']
const TOWNS = ['Aveiro', 'Bergen', 'Cork', 'Dresden', 'Epinal', 'Funchal', 'Ghent']

export const PEOPLE: readonly Person[] = Array.from({ length: 1000 }, (_, id) => ({
  id: id + 1,
  name: `${GIVEN[id % 10]} ${'ABCDEFGHIJ'[Math.floor(id / 100)]}. ${FAMILY[Math.floor(id / 10) % 10]}`,
  town: TOWNS[id % 7] as string,
  born: 1930 + ((id * 37) % 80),
}))

/** The number of the last page, with as many on each. The first one is 1. */
export const lastPage = (size: number): number => Math.ceil(PEOPLE.length / size)
