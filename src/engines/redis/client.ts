// The package `redis`, loaded when an engine starts, and what is set in it.
// Invariant: it neither keeps what could not be sent nor connects again by itself: line.ts decides both. Bytes come as bytes.
// Does not know what is asked for.
import type * as Package from 'redis'
import { ReparteeError } from '../../errors/index.ts'
import type { Host, Login } from './address.ts'
import type { Client, Reply } from './line.ts'
import type { Script } from './scripts.ts'

export interface ClientOptions {
  readonly isTls: boolean
  readonly login: Login
  readonly database: number
}

/** Makes a connection. */
export type Make = (at: Host, options: ClientOptions) => Client

/** Says something to a server. */
export type Send = (words: readonly (string | Buffer)[]) => Promise<unknown>

export async function clients(): Promise<Make> {
  let loaded: typeof Package
  try {
    loaded = await import('redis')
  } catch (cause) {
    throw new ReparteeError('store-unsupported', {
      what: 'The package that speaks to Redis cannot be loaded',
      expected: 'redis 6 beside repartee',
      got: cause instanceof Error ? cause.message : String(cause),
      try: 'npm install redis@6',
      cause,
    })
  }
  const { createClient, RESP_TYPES } = loaded
  return ({ host, port }, { isTls, login, database }) =>
    createClient({
      ...login,
      database,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
      socket: { host, port, ...(isTls && { tls: true }), connectTimeout: 2000, reconnectStrategy: false },
    }) as unknown as Client
}

/** By its name where the server knows it, else by its text. */
export async function run(
  send: Send,
  { source, sha }: Script,
  keys: readonly string[],
  given: readonly (string | Buffer)[],
): Promise<Reply> {
  const rest = [String(keys.length), ...keys, ...given]
  try {
    return (await send(['EVALSHA', sha, ...rest])) as Reply
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return (await send(['EVAL', source, ...rest])) as Reply
  }
}
