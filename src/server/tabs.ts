// What the tabs of one browser ask for because they are several: a hub for their streams, and a copy of a conversation for a tab that
// was duplicated.
// Invariant: each conversation is asked for with its own proofs, as its stream is; a hub takes only its own session's. A hub's id says in
// which process it is, and proves that it was said to this session: a request for it that came elsewhere is passed on.
// Does not know paths.
import type { Clock } from '../async/index.ts'
import type { NodeId } from '../engines/index.ts'
import { HUB_HEADER } from '../wire/index.ts'
import type { Forked } from '../wire/index.ts'
import type { Asked, Told } from './exchange.ts'
import type { Held } from './held.ts'
import { Hubs } from './hub.ts'
import { passedOf } from './peers.ts'
import type { Runtime } from './runtime.ts'
import { plain, PLAIN_HEADERS, sameOrigin, STREAM_HEADERS } from './security.ts'
import type { Sessions } from './session.ts'

export interface TabsOptions {
  readonly runtime: Runtime
  readonly sessions: Sessions
  readonly clock: Clock
  /**
   * The conversation, proven to be the asker's, with the cursor it was asked for with; or why not. Without `take` it may stay in another
   * process: rejects with `HeldElsewhere`.
   */
  reach(asked: Asked, cid: string, take?: boolean): Promise<Reached | Told>
}

export interface Reached {
  readonly held: Held
  readonly cursor: number | undefined
}

export class Tabs {
  readonly #options: TabsOptions
  readonly #hubs: Hubs

  constructor(options: TabsOptions) {
    this.#options = options
    this.#hubs = new Hubs(options.clock)
  }

  /** One response for the streams of several tabs. */
  async hub(asked: Asked): Promise<Told> {
    const { runtime, sessions } = this.#options
    if (asked.method !== 'GET') return plain(405, 'A hub is asked for with GET.', { allow: 'GET' })
    const session = sessions.of(asked)?.id
    if (session === undefined || !sameOrigin(asked)) return FOREIGN
    if (runtime.closing) return plain(503, 'The server is being restarted.', { 'retry-after': '1' })
    if (!this.#hubs.takes(session)) return plain(429, 'There are too many hubs.', { 'retry-after': '30' })
    await runtime.ready()
    const where = runtime.isAlone ? '' : `.${this.#proof(runtime.node, session)}.${runtime.node}`
    return { status: 200, headers: STREAM_HEADERS, stream: sink => this.#hubs.open(session, sink, where) }
  }

  /** A tab has its conversation sent to a hub, or leaves it. */
  async join(asked: Asked, cid: string): Promise<Told> {
    if (asked.method !== 'POST' && asked.method !== 'DELETE')
      return plain(405, 'A stream joins a hub with POST and leaves it with DELETE.', {
        allow: 'POST, DELETE',
      })
    if (!sameOrigin(asked)) return FOREIGN
    const [id = '', tab = ''] = (asked.header(HUB_HEADER) ?? '').split(' ', 2)
    if (!/^[\w-]{1,22}$/.test(tab)) return plain(400, 'A stream joins a hub under a name.')
    const session = this.#options.sessions.of(asked)?.id
    const node = this.#nodeOf(id, session)
    if (node !== undefined && node !== this.#options.runtime.node)
      return (await this.#options.runtime.pass(node, passedOf(asked, ''))) ?? NO_HUB
    if (asked.method === 'DELETE') {
      // Only its own tabs know a hub, and one that closed cannot say it itself.
      this.#hubs.of(id, session)?.detach(tab)
      return { status: 204, headers: PLAIN_HEADERS }
    }
    const reached = await this.#options.reach(asked, cid)
    if ('status' in reached) return reached
    const { held, cursor } = reached
    const hub = this.#hubs.of(id, held.owner.session)
    if (hub === undefined) return NO_HUB
    const sink = hub.attach(tab)
    if (sink === undefined) return plain(429, 'The hub is full.', { 'retry-after': '30' })
    held.attach(sink, cursor, 'shared')
    return { status: 204, headers: { ...PLAIN_HEADERS, ...held.owner.headers(asked) } }
  }

  #proof(node: NodeId, session: string): string {
    return this.#options.sessions.token(`hub ${node}`, session)
  }

  /** The process that a hub is in, if it was this session that was told so. */
  #nodeOf(id: string, session: string | undefined): NodeId | undefined {
    const [, proof, node] = /^[^.]*\.([^.]*)\.(.+)$/.exec(id) ?? []
    return node !== undefined && this.#options.sessions.isToken(proof, `hub ${node}`, session)
      ? node
      : undefined
  }

  /** A copy of the conversation as it stands. */
  async fork(asked: Asked, cid: string): Promise<Told> {
    if (asked.method !== 'POST') return plain(405, 'A copy is asked for with POST.', { allow: 'POST' })
    if (!sameOrigin(asked)) return FOREIGN
    const { runtime, sessions, reach } = this.#options
    const reached = await reach(asked, cid, false)
    if ('status' in reached) return reached
    const { owner } = reached.held
    const copy = await runtime.fork(reached.held)
    const forked: Forked = { cid: copy, token: sessions.token(copy, owner.session) }
    const headers = {
      ...PLAIN_HEADERS,
      ...owner.headers(asked),
      'content-type': 'application/json',
      'cache-control': 'no-store',
    }
    return { status: 200, headers, body: JSON.stringify(forked) }
  }

  close(): void {
    this.#hubs.close()
  }
}

const NO_HUB: Told = plain(412, 'There is no such hub any more.')
const FOREIGN: Told = plain(403, 'That is only for our own pages.')
