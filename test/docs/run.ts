// Runs one program of a document, in a process of its own: imports it and leaves, also when it left a server open.
import { Server, type ListenOptions } from 'node:net'
import { pathToFileURL } from 'node:url'

// A document says `port: 3000`; on this machine that may be somebody else's.
const listen = Server.prototype.listen as (...args: unknown[]) => Server
Server.prototype.listen = function (this: Server, ...[first, ...rest]: unknown[]): Server {
  if (typeof first === 'number') return listen.call(this, 0, ...rest)
  const isPort = typeof first === 'object' && first !== null && 'port' in first
  return listen.call(this, isPort ? { ...(first as ListenOptions), port: 0 } : first, ...rest)
}

const [, , program = ''] = process.argv
await import(pathToFileURL(program).href)
process.exit(0)
