// Where a store is, as one URL says it: a server, sentinels that know the server, or some servers of a cluster.
// Invariant: what is shown of it has no password in it.
// Does not connect.
import { ReparteeError } from '../../errors/index.ts'

export interface Host {
  readonly host: string
  readonly port: number
}

export interface Login {
  readonly username?: string
  readonly password?: string
}

export interface Address {
  readonly kind: 'server' | 'sentinel' | 'cluster'
  readonly isTls: boolean
  /** One server, or some of those that know the others. */
  readonly hosts: readonly Host[]
  readonly login: Login
  /** What sentinels call the primary; else ''. */
  readonly name: string
  readonly database: number
  /** For errors. */
  readonly shown: string
}

const FORM =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<login>[^/]*)@)?(?<hosts>[^@/?#]+)(?<path>(?:\/[^/?#]*)*)$/
const HOST = /^(?<host>\[[^\]]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/

/** @throws ReparteeError `bad-argument`, which does not repeat the URL: it may have a password in it */
export function addressOf(url: string): Address {
  const found = FORM.exec(url)?.groups
  if (found === undefined) throw bad(/^(?!rediss?:)[a-z+]+:\/\//.exec(url)?.[0] ?? 'no such URL')
  const { scheme = '', kind = 'server', login = '', hosts = '', path = '' } = found
  const parts = path.split('/').filter(Boolean)
  const name = kind === 'sentinel' ? (parts.shift() ?? '') : ''
  const [database = '0', ...more] = parts
  const usual = kind === 'sentinel' ? 26379 : 6379
  const named = hosts.split(',').map(one => hostOf(one, usual))
  if (kind === 'sentinel' && name === '') throw bad('no name of the primary, as its sentinels have it')
  if (kind === 'server' && named.length > 1) throw bad('several hosts')
  if (kind === 'cluster' && Number(database) !== 0) throw bad('a database, of which a cluster has none')
  if (!/^\d+$/.test(database) || more.length > 0) throw bad('a path that is no database')
  return {
    kind: kind as Address['kind'],
    isTls: scheme === 'rediss',
    hosts: named,
    login: loginOf(login),
    name,
    database: Number(database),
    shown: `${scheme}${kind === 'server' ? '' : `+${kind}`}://${hosts}${path}`,
  }
}

function hostOf(text: string, usual: number): Host {
  const { host, port } = HOST.exec(text)?.groups ?? {}
  if (host === undefined) throw bad('a host that is none')
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? usual : Number(port) }
}

function loginOf(text: string): Login {
  const at = text.indexOf(':')
  const [username, password] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  try {
    return {
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
    }
  } catch {
    throw bad('a user or password with a % that is not followed by two digits')
  }
}

const bad = (got: string): ReparteeError =>
  new ReparteeError('bad-argument', {
    what: 'Conversations cannot be kept there',
    expected:
      'redis:// or rediss://, user:password@, host:port, /database; or redis+sentinel://host:port,host:port/name; or redis+cluster://host:port,host:port',
    got,
    try: "redis('redis://localhost:6379')",
  })
