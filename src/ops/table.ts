// Rows by key, in the order they came, for showing. It tells a change from a repetition, so that sources nudge for the one
// and not for the other. Invariant: no more rows than its bound; the list is the same array until a row changes.
// Rows are flat: their fields are compared, not what the fields hold.

export class Table<Row extends object> {
  readonly #most: number
  readonly #rows = new Map<string, Row>()
  #list: readonly Row[] | undefined

  /** @param most Rows it holds; what comes after is not taken. */
  constructor(most: number = Infinity) {
    this.#most = most
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  /** Whether that is other than before, or could not be taken. */
  put(key: string, row: Row): 'same' | 'changed' | 'full' {
    const before = this.#rows.get(key)
    if (before === undefined && this.#rows.size >= this.#most) return 'full'
    if (before !== undefined && alike(before, row)) return 'same'
    this.#rows.set(key, row)
    this.#list = undefined
    return 'changed'
  }

  list(): readonly Row[] {
    this.#list ??= [...this.#rows.values()]
    return this.#list
  }
}

function alike<Row extends object>(a: Row, b: Row): boolean {
  const keys = Object.keys(b) as (keyof Row)[]
  return keys.length === Object.keys(a).length && keys.every(key => Object.is(a[key], b[key]))
}
