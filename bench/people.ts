// The rows that render.ts shows: some with characters to escape, most without, as in life. Same number, same rows.

export interface Person {
  readonly id: number
  readonly name: string
  readonly mail: string
  readonly status: string
  readonly amount: string
  readonly note: string
  readonly locked: boolean
}

const FIRST = ['Ada', 'Grace', 'Barbara', 'Edsger', 'Niklaus', 'Tony', 'Radia', "Siobhán O'Neill"]
const LAST = ['Lovelace', 'Hopper', 'Liskov', 'Dijkstra', 'Wirth', 'Hoare', 'Perlman', 'van Rossum']
const NOTES = [
  'asked for an invoice, twice, and was sent one each time',
  'prefers to be called in the morning, between 9 and 11',
  'Smith & Sons: budget < 5,000; wants "gold" terms',
  '',
  'moved to the new plan; follow up on the migration of old data in a month',
]

export function people(count: number): readonly Person[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    name: `${FIRST[i % 8]} ${LAST[(i >> 3) % 8]}`,
    mail: `${LAST[(i >> 3) % 8]!.replace(' ', '.').toLowerCase()}.${i}@example.com`,
    status: ['active', 'waiting', 'closed'][i % 3]!,
    amount: `${(i * 37) % 10_000}.00`,
    note: NOTES[i % 5]!,
    locked: i % 7 === 0,
  }))
}
