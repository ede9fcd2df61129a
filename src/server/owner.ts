// Whose a conversation is: the session that its requests come from, and the token that they show.
// Invariant: signing in or out makes both new, so that whoever knew the old ones is left outside. As the answer that brings the
// new ones may be lost, the old ones count until the new token was shown once, and are answered with the new ones.
// Does not know requests' contents, nor what a principal is.
import { TOKEN_HEADER } from '../wire/index.ts'
import type { Asked } from './exchange.ts'
import type { Left } from './record.ts'
import { randomId, sameText } from './session.ts'
import type { Sessions } from './session.ts'

interface Proof {
  readonly session: string
  readonly token: string
}

/** Whose it is, as it is written down. */
export type Standing = Pick<Left, 'session' | 'former'>

export class Owner {
  readonly #sessions: Sessions
  readonly #cid: string
  /** The old session is left for good. */
  readonly #onLeft: (session: string) => void
  #now: Proof
  #sealed = ''
  #former: Proof | undefined

  constructor(sessions: Sessions, cid: string, standing: Standing, onLeft: (session: string) => void) {
    this.#sessions = sessions
    this.#cid = cid
    this.#onLeft = onLeft
    this.#now = this.#proofOf(standing.session)
    if (standing.former === undefined) return
    this.#former = this.#proofOf(standing.former.session)
    this.#sealed = standing.former.sealed
  }

  get session(): string {
    return this.#now.session
  }

  get token(): string {
    return this.#now.token
  }

  /** Whether the session that was proven is the owner's. */
  is(session: string): boolean {
    return sameText(session, this.#now.session)
  }

  /** Whether the request is the owner's. */
  owns(asked: Asked, token: string = asked.header(TOKEN_HEADER) ?? ''): boolean {
    const isNow = this.#sessions.is(asked, this.#now.session)
    if (isNow && sameText(token, this.#now.token)) {
      this.#settle()
      return true
    }
    const former = this.#former
    // The cookie may have arrived where the token did not.
    return (
      former !== undefined &&
      sameText(token, former.token) &&
      (isNow || this.#sessions.is(asked, former.session))
    )
  }

  /** Whether it is the owner who looks: of a page that is asked for by its address, which shows no token. */
  visits(asked: Asked): boolean {
    if (this.#sessions.is(asked, this.#now.session)) {
      this.#settle()
      return true
    }
    return this.#former !== undefined && this.#sessions.is(asked, this.#former.session)
  }

  get standing(): Standing {
    const { session } = this.#now
    const former = this.#former
    return former === undefined
      ? { session }
      : { session, former: { session: former.session, sealed: this.#sealed } }
  }

  /** How it would stand with a new session, with this principal. */
  renewed(sealed: string): Standing {
    return { session: randomId(), former: { session: (this.#former ?? this.#now).session, sealed } }
  }

  /** It stands so: that is written down. */
  renew({ session, former }: Standing): void {
    this.#former ??= this.#now
    this.#now = this.#proofOf(session)
    this.#sealed = former?.sealed ?? ''
  }

  /** What an answer must carry while the browser may not know of the new session. */
  headers(asked: Asked): Readonly<Record<string, string>> {
    if (this.#former === undefined) return {}
    const { session, token } = this.#now
    return { 'set-cookie': this.#sessions.cookie(asked, session, this.#sealed), [TOKEN_HEADER]: token }
  }

  #settle(): void {
    const former = this.#former
    this.#former = undefined
    if (former !== undefined) this.#onLeft(former.session)
  }

  #proofOf(session: string): Proof {
    return { session, token: this.#sessions.token(this.#cid, session) }
  }
}
