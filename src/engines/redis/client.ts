// The package `redis`, loaded when an engine starts, and what is set in it.
// Invariant: it neither keeps what could not be sent nor connects again by itself: line.ts decides both. Bytes come as bytes.
// Does not know what is asked for.
import type * as Package from 'redis'
import { ReparteeError } from '../../errors/index.ts'
import type { Client, Reply } from './line.ts'
import type { Script } from './scripts.ts'

/** What makes connections, each once. */
export async function clients(url: string): Promise<() => Client> {
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
  return () =>
    createClient({
      url,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
      socket: { connectTimeout: 2000, reconnectStrategy: false },
    }) as unknown as Client
}

/** By its name where the server knows it, else by its text. */
export async function run(
  client: Client,
  { source, sha }: Script,
  keys: readonly string[],
  given: readonly (string | Buffer)[],
): Promise<Reply> {
  const rest = [String(keys.length), ...keys, ...given]
  try {
    return (await client.sendCommand(['EVALSHA', sha, ...rest])) as Reply
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return (await client.sendCommand(['EVAL', source, ...rest])) as Reply
  }
}
