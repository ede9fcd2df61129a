// What observers of several servers over one engine ask of each other.
// Invariant: a question has an answer or a reason why not, of bounded size, in bounded time. A session's id goes from server to server
// and to no observer.
// Does not know what is asked.
import type { Measuring } from './inspect-measure.ts'
import type { Answered } from './inspect-types.ts'
import type { Inquiry } from './peers.ts'
import type { Runtime } from './runtime.ts'

const MOST_CHARS = 1_000_000
const WITHIN_MS = 2000
/** So many conversations of other servers, in which something was asked, are remembered with their sessions. */
const MOST_KNOWN = 100

export class Asking {
  readonly #runtime: () => Runtime
  readonly #measuring: Measuring
  readonly #sessions = new Map<string, string>()

  constructor(runtime: () => Runtime, measuring: Measuring) {
    this.#runtime = runtime
    this.#measuring = measuring
  }

  /** Whose a conversation is: one that is here, or in which something was asked of us lately. */
  sessionOf(cid: string): string | undefined {
    return this.#runtime().get(cid)?.owner.session ?? this.#sessions.get(cid)
  }

  async ask(
    node: string,
    text: string,
    { by: cid, withinMs = WITHIN_MS }: { readonly by?: string; readonly withinMs?: number } = {},
  ): Promise<Answered> {
    if (text.length > MOST_CHARS) return { why: 'That is too much to ask.' }
    const runtime = this.#runtime()
    if (runtime.node === node) return this.answered({ text })
    const session = cid === undefined ? undefined : this.sessionOf(cid)
    const by = cid !== undefined && session !== undefined ? { by: { cid, session } } : {}
    try {
      const said = await runtime.inquire(node, { text, ...by }, withinMs)
      return said ?? { why: 'It does not answer.' }
    } catch (error) {
      return { why: whyOf(error) }
    }
  }

  /** Never rejects. */
  async answered({ text, by }: Inquiry): Promise<Answered> {
    if (by !== undefined) this.#know(by)
    try {
      const answer = await this.#measuring.answer(text)
      if (answer === undefined) return { why: 'Its observer answers nothing.' }
      return answer.length > MOST_CHARS ? { why: 'That is too much to answer.' } : { answer }
    } catch (error) {
      return { why: whyOf(error) }
    }
  }

  #know({ cid, session }: NonNullable<Inquiry['by']>): void {
    this.#sessions.delete(cid)
    this.#sessions.set(cid, session)
    if (this.#sessions.size <= MOST_KNOWN) return
    for (const oldest of this.#sessions.keys()) if (this.#sessions.delete(oldest)) return
  }
}

/** The first line says what happened. */
const whyOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? ''
