// What the processes of a program decide together, as a server gives it to what watches it: notes that are rewritten as one step, and
// allowances that all take from.
// Invariant: only these few verbs are needed of whatever connects processes; a note's text is for whoever keeps it.
// Does not know what connects them.

export interface Shared {
  /** Whether other processes may have part in it, at present. */
  readonly isShared: boolean
  /** This process among them; '' before they can be reached. */
  readonly node: string
  /** Whether this process is about to end. */
  readonly isClosing: boolean
  /** Whether that process may be running. */
  alive(node: string): Promise<boolean>
  /** `make` is given the note and answers what it is to be, or undefined to leave it; it may be called again. */
  rewrite(key: string, make: (text: string | undefined) => Promise<string | undefined>): Promise<void>
  /** Tells of notes that other processes wrote. Some may be missed. */
  onNote(heard: (key: string, text: string) => void): void
  /** Takes so much of a key's allowance, or nothing. */
  limit(
    key: string,
    rule: { readonly perSecond: number; readonly burst: number },
    take: number,
  ): Promise<{ readonly ok: boolean; readonly retryMs: number }>
}
