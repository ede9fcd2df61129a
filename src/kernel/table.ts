// Tables: values by number, themselves values. Setting or deleting gives a new table that shares all but one path with the old.
// Invariant: a table never changes, and is walked by rising number. An event in a conversation of a thousand instances so
// copies a few dozen references and not a thousand; a plain Map would be copied whole.
// Keys are numbers written as strings, without leading zeros; a value is never undefined.

const WIDTH = 32
type Branch = readonly unknown[]
const EMPTY: Branch = []

export class Table<T> implements ReadonlyMap<string, T> {
  readonly size: number
  /** `WIDTH` branches or, at height 0, values. */
  readonly #root: Branch
  /** `WIDTH ** (height + 1)` numbers fit. */
  readonly #span: number

  constructor(size = 0, root: Branch = EMPTY, span: number = WIDTH) {
    this.size = size
    this.#root = root
    this.#span = span
  }

  get(key: string): T | undefined {
    const n = Number(key)
    if (key === '' || !(n < this.#span)) return undefined
    let node: Branch | undefined = this.#root
    // Bits beyond the thirty-second do not reach the mask, so numbers above 2^32 do as well.
    for (let span = this.#span / WIDTH; span > 1; span /= WIDTH)
      if ((node = node[(n / span) & 31] as Branch | undefined) === undefined) return undefined
    return node[n & 31] as T | undefined
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  /** This table with a value set. */
  with(key: string, value: T): Table<T> {
    const n = Number(key)
    let root = this.#root
    let span = this.#span
    for (; n >= span; span *= WIDTH) root = root.length === 0 ? EMPTY : [root]
    return new Table(this.size + (this.has(key) ? 0 : 1), set(root, span / WIDTH, n, value), span)
  }

  /** This table without a value. */
  without(key: string): Table<T> {
    if (!this.has(key)) return this
    return new Table(this.size - 1, unset(this.#root, this.#span / WIDTH, Number(key)), this.#span)
  }

  /** Numbers under which this table and another hold different values. What the two share is not walked. */
  *differing(other: Table<T>): Generator<string, undefined> {
    const span = Math.max(this.#span, other.#span)
    yield* differ(
      lifted(this.#root, this.#span, span),
      lifted(other.#root, other.#span, span),
      span / WIDTH,
      0,
    )
    return undefined
  }

  forEach(each: (value: T, key: string, table: ReadonlyMap<string, T>) => void): void {
    for (const [key, value] of this) each(value, key, this)
  }

  entries(): Generator<[string, T], undefined> {
    return walk(this.#root, this.#span / WIDTH, 0)
  }

  *keys(): Generator<string, undefined> {
    for (const [key] of this) yield key
    return undefined
  }

  *values(): Generator<T, undefined> {
    for (const [, value] of this) yield value
    return undefined
  }

  [Symbol.iterator](): Generator<[string, T], undefined> {
    return this.entries()
  }
}

function set(node: Branch | undefined, span: number, n: number, value: unknown): Branch {
  const copy = node === undefined ? [] : node.slice()
  const at = (n / span) & 31
  copy[at] = span === 1 ? value : set(node?.[at] as Branch | undefined, span / WIDTH, n, value)
  return copy
}

/** Undefined if nothing is left. */
function unset(node: Branch, span: number, n: number): Branch | undefined {
  const copy = node.slice()
  const at = (n / span) & 31
  copy[at] = span === 1 ? undefined : unset(node[at] as Branch, span / WIDTH, n)
  while (copy.length > 0 && copy.at(-1) === undefined) copy.length--
  return copy.length === 0 ? undefined : copy
}

function* walk<T>(node: Branch, span: number, from: number): Generator<[string, T], undefined> {
  for (let i = 0; i < node.length; i++) {
    if (node[i] === undefined) continue
    if (span === 1) yield [String(from + i), node[i] as T]
    else yield* walk<T>(node[i] as Branch, span / WIDTH, from + i * span)
  }
  return undefined
}

/** A root as that of a table in which more numbers fit. */
function lifted(root: Branch, from: number, to: number): Branch {
  let node = root
  for (let span = from; span < to; span *= WIDTH) node = node.length === 0 ? EMPTY : [node]
  return node
}

function* differ(a: Branch, b: Branch, span: number, from: number): Generator<string, undefined> {
  if (a === b) return undefined
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue
    if (span === 1) yield String(from + i)
    else yield* differ((a[i] ?? EMPTY) as Branch, (b[i] ?? EMPTY) as Branch, span / WIDTH, from + i * span)
  }
  return undefined
}
