// The planets as they come from the sun, and in any other order. Stands for a table and its queries.
export interface Planet {
  readonly name: string
  /** In kilometres. */
  readonly diameter: number
  readonly moons: number
  /** In days on Earth. */
  readonly year: number
}

export const PLANETS: readonly Planet[] = [
  { name: 'Mercury', diameter: 4_879, moons: 0, year: 88 },
  { name: 'Venus', diameter: 12_104, moons: 0, year: 225 },
  { name: 'Earth', diameter: 12_756, moons: 1, year: 365 },
  { name: 'Mars', diameter: 6_792, moons: 2, year: 687 },
  { name: 'Jupiter', diameter: 142_984, moons: 95, year: 4_331 },
  { name: 'Saturn', diameter: 120_536, moons: 146, year: 10_747 },
  { name: 'Uranus', diameter: 51_118, moons: 28, year: 30_589 },
  { name: 'Neptune', diameter: 49_528, moons: 16, year: 59_800 },
]

export const COLUMNS: readonly (readonly [column: keyof Planet, title: string])[] = [
  ['name', 'Planet'],
  ['diameter', 'Diameter, km'],
  ['moons', 'Moons'],
  ['year', 'Year, days'],
]

export interface Query {
  /** Without one they stay as they come. */
  readonly by?: keyof Planet | undefined
  readonly order: 'ascending' | 'descending'
  /** A part of the name. */
  readonly find: string
}

export function planets({ by, order, find }: Query): readonly Planet[] {
  const found = PLANETS.filter(({ name }) => name.toLowerCase().includes(find.trim().toLowerCase()))
  if (by === undefined) return found
  const rising = found.toSorted((a, b) => (a[by] < b[by] ? -1 : Number(a[by] > b[by])))
  return order === 'ascending' ? rising : rising.reverse()
}
