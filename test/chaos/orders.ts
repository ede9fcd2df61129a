// What a server process of the chaos test is started with, as JSON.

export interface Orders {
  /** Of Redis, as this node reaches it. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** The file that its traces go to. */
  readonly traces: string
}
