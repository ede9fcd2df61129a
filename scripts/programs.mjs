// Where the programs are that tests run beside repartee: the system's own. Nothing here downloads one.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian's packages of them have these names, too. */
export const PROXIES = ['nginx', 'haproxy']

/** The younger one of them, which not every Debian has. */
export const VALKEY = 'valkey-server'
/** Either of them does. */
const SERVERS = ['redis-server', VALKEY]
/** A third one, or which of the two is meant: a name, or a path. */
const MEANT = process.env.REPARTEE_TEST_REDIS_SERVER

/** The path of a server for the tests of the Redis engine. */
export const findServer = () =>
  MEANT === undefined ? SERVERS.map(look).find(path => path !== undefined) : find(MEANT)

/** Both, where both are there. */
export const findServers = () => SERVERS.map(look).filter(path => path !== undefined)

export const serverWanted =
  'Not found: redis-server (or valkey-server). The tests of the Redis engine need it: install the package of that name.'

/** The path of a program. Throws, with what to do, where there is none. @param {string} name @returns {string} */
export function find(name) {
  const found = look(name)
  if (found === undefined) throw new Error(wanted([name]))
  return found
}

/** Those of them that are not there. @param {readonly string[]} names */
export const missing = names => names.filter(name => look(name) === undefined)

/** What to do about it. @param {readonly string[]} names */
export const wanted = names =>
  `Not found: ${names.join(', ')}. Tests run them: install the packages of these names.`

/** Servers' programs lie where not everybody's PATH leads. @param {string} name */
function look(name) {
  if (name.includes('/')) return runs(name) ? name : undefined
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return [...folders, '/usr/sbin', '/usr/local/sbin'].map(folder => join(folder, name)).find(runs)
}

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
