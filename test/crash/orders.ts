// What the driver and its server processes say to each other.

/** What a process is started with, as JSON. */
export interface Orders {
  readonly file: string
  readonly port: number
  /** What the machine's clock is off by, ms. */
  readonly offset: number
  readonly maxBytes?: number
  /** Acknowledges before it commits: a mistake that an engine can make. */
  readonly isHasty?: boolean
}

/** How the disk is: each sync takes so long at most, ms; or fails. */
export interface Disk {
  readonly slowMs: number
  readonly isBroken: boolean
}

/** From the driver. */
export type Told =
  | { readonly tell: 'clock'; readonly offset: number }
  | ({ readonly tell: 'disk' } & Disk)
  | { readonly tell: 'memory' }

/** From the process. */
export type Says =
  | { readonly says: 'up'; readonly url: string }
  | { readonly says: 'trouble'; readonly text: string }
  | { readonly says: 'memory'; readonly bytes: number }
