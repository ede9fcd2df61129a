// Pending flows: the baton between the page that minted a conversation and the first stream that connects to it.
// Invariant: a baton is handed over once. Whoever asks second, also in a race, gets undefined.
// Knows nothing of age: whoever puts a baton forgets it when nobody came for it.
// Limit: 16,777,216 batons, where a Map ends; beyond, put throws the Map's RangeError.

export class PendingFlows {
  readonly #flows: Map<string, string> = new Map()

  put(cid: string, flowId: string): void {
    this.#flows.set(cid, flowId)
  }

  pop(cid: string): string | undefined {
    const flowId = this.#flows.get(cid)
    if (flowId !== undefined) this.#flows.delete(cid)
    return flowId
  }

  forget(cid: string): void {
    this.#flows.delete(cid)
  }

  clear(): void {
    this.#flows.clear()
  }
}
