// What the development overlay asks of the server, and what it is told: a conversation and its last events, as JSON made to be
// looked at.
// Invariant: types only; nothing of it travels unless the server runs with REPARTEE_DEV.

/** A value, shown. What JSON has stands for itself; the rest says what it is. */
export type Plain = null | boolean | number | string | PlainLeaf | PlainBranch

export interface PlainLeaf {
  /** `text`: a long string, cut after so many characters as `text` has. `circle`: it is in itself. `deep`: too deep to be shown. `hidden`: not for whoever looks. */
  readonly is: 'undefined' | 'number' | 'bigint' | 'date' | 'text' | 'circle' | 'deep' | 'hidden' | 'other'
  readonly text: string
  /** Characters that are not shown. */
  readonly more?: number
}

export interface PlainBranch {
  readonly is: 'object' | 'list' | 'map' | 'set'
  readonly of: readonly (readonly [name: string, value: Plain])[]
  /** Entries that are not shown. */
  readonly more?: number
}

/** An instance, its listening and what it waits for. */
export interface DevNode {
  readonly iid: string
  readonly name: string
  readonly kind: 'component' | 'flow'
  /** Where it is defined, `file:line:column`. */
  readonly where?: string
  /** How it hangs in the tree, in words: `embedded by 1`. */
  readonly owner: string
  /** The instance that shows in its place: itself, or whoever it called there, and they called. */
  readonly shows: string
  readonly over: boolean
  readonly props: Plain
  /** Absent for a flow. */
  readonly state?: Plain
  /** When state or props last changed, ms since 1970. */
  readonly changed: number
  /** Embedded children in the view's order, then those it called. */
  readonly parts: readonly string[]
  readonly calls: readonly string[]
  readonly frames: readonly DevFrame[]
  readonly timers: readonly DevTimer[]
  readonly hears: readonly DevHeard[]
  /** It could not go on. */
  readonly failed?: { readonly reference: string; readonly detail?: string }
}

/** A handler, or a flow's body, that waits. */
export interface DevFrame {
  /** The handler's name; '' for a flow's body. */
  readonly event: string
  readonly payload: Plain
  readonly began: number
  readonly steps: readonly { readonly ask: string; readonly value?: Plain; readonly error?: string }[]
  readonly waits: string
}

export interface DevTimer {
  readonly id: number
  readonly event: string
  /** Ms since 1970; absent once it has fired. */
  readonly due?: number
  /** Ms between two. */
  readonly every?: number
}

export interface DevHeard {
  readonly kind: 'hear' | 'watch'
  /** The topic's or the source's name. */
  readonly name: string
  readonly event: string
}

export interface DevTree {
  readonly root: string
  readonly overs: readonly string[]
  readonly nodes: readonly DevNode[]
  readonly principal: Plain
}

/** An event that was recorded. */
export interface DevEvent {
  readonly number: number
  /** The event before it on its way here; 0 for none. */
  readonly parent: number
  readonly at: number
  readonly kind: string
  /** What happened, in words: `add`, `tick`, `answer of io`. */
  readonly what: string
  readonly payload?: Plain
  /** Whom it was for: the instance then, and its component. */
  readonly iid?: string
  readonly name?: string
  readonly outcome: string
  /** What the step took. */
  readonly tookMs: number
  readonly patches: number
  readonly bytes: number
  readonly commands: readonly string[]
  readonly troubles: number
  /** Whether what it did is still so, or was taken back. */
  readonly present: boolean
  /** It went otherwise when it was replayed. */
  readonly differs?: DevDiffers
}

export interface DevDiffers {
  readonly number: number
  /** What differs: `outcome`, `page`, or the path of a state. */
  readonly what: string
  readonly was: Plain
  readonly is: Plain
}

export interface DevProblem {
  /** The event that it came from. */
  readonly number: number
  readonly at: number
  readonly component: string
  readonly iid: string
  readonly reference: string
  /** The error, with where in the program. */
  readonly detail: string
}

export interface DevEntry {
  readonly at: number
  readonly address: string
  /** How far from the present entry: -1 is the one before. */
  readonly by: number
  /** When it was left, ms since 1970; absent for the present one. */
  readonly left?: number
}

/** `GET <base>/dev/<cid>[?seen=<version>]`; 204 if that is still the version. */
export interface DevState {
  readonly version: string
  readonly cid: string
  /** The server's clock, ms since 1970. */
  readonly now: number
  readonly tree: DevTree
  readonly entries: readonly DevEntry[]
  /** Entries of the history that were forgotten, all before those. */
  readonly forgotten: number
  /** The event whose outcome is the present; 0: none, or none that is still recorded. */
  readonly head: number
  /** Oldest first. */
  readonly events: readonly DevEvent[]
  readonly problems: readonly DevProblem[]
}

/** `GET <base>/dev/<cid>/at/<n>`: the tree as it was before event `n`, and what the event made of it. */
export interface DevMoment {
  readonly event: DevEvent
  readonly before: DevTree
  readonly after: DevTree
  readonly patches: readonly (readonly [target: string, html: string])[]
}

/** `POST <base>/dev/<cid>/back` with `{ n }`: to before event `n`. */
export interface DevBack {
  readonly n: number
}

/** `POST <base>/dev/<cid>/replay` with `{ from, to? }`: to before event `from`, then its followers again, up to `to`. */
export interface DevReplay {
  readonly from: number
  readonly to?: number
}

/** The answer to both: which event the page is at now, and how many were replayed to get there. */
export interface DevTold {
  readonly head: number
  readonly ran: number
  /** Replaying stopped here, as it went otherwise than was recorded. */
  readonly differs?: DevDiffers
}
