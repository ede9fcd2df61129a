// What belongs to a conversation, as a list threaded through the items themselves.
// Idea: to end a conversation costs what it owns and no more; an item leaves its list without a search, and the list
// costs two pointers per item and one map entry per conversation.
// Invariant: an item is in at most one list. Knows nothing of what the items are.

/** An item that can be in a list. `before` and `after` belong to the list. */
export interface Owned<T> {
  readonly cid: string
  before: T | undefined
  after: T | undefined
}

export class ByConversation<T extends Owned<T>> {
  readonly #firsts: Map<string, T> = new Map()

  /** The first item of the conversation; the others follow by `after`. */
  first(cid: string): T | undefined {
    return this.#firsts.get(cid)
  }

  /** `first` is the first item of the item's conversation, for who has looked it up already. */
  add(item: T, first: T | undefined = this.first(item.cid)): void {
    if (first === undefined) {
      this.#firsts.set(item.cid, item)
      return
    }
    // Behind the first, not before it: that leaves the map alone.
    const second = first.after
    item.before = first
    item.after = second
    first.after = item
    if (second !== undefined) second.before = item
  }

  remove(item: T): void {
    const { before, after } = item
    if (after !== undefined) after.before = before
    if (before !== undefined) before.after = after
    else if (after !== undefined) this.#firsts.set(item.cid, after)
    else this.#firsts.delete(item.cid)
    // Whoever keeps the item must not keep its neighbours.
    item.before = undefined
    item.after = undefined
  }

  /** Takes the conversation's whole list away and gives its items to `each`, which may not touch the list. */
  removeAll(cid: string, each: (item: T) => void): void {
    let item = this.#firsts.get(cid)
    this.#firsts.delete(cid)
    while (item !== undefined) {
      const { after }: Owned<T> = item
      item.before = undefined
      item.after = undefined
      each(item)
      item = after
    }
  }

  /** Takes everybody's lists away. */
  clear(each: (item: T) => void): void {
    for (const cid of this.#firsts.keys()) this.removeAll(cid, each)
  }
}
