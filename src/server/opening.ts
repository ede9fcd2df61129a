// Opening a conversation that nobody here holds: from the baton of a page that was just minted, or from what was kept of it.
// Invariant: a baton is popped once, so a page becomes one conversation; what was kept is taken up as it stands, or ends if this
// program cannot go on from it. It is written down before anything of it runs.
// Does not know who is held, nor requests.
import { parse, stringify } from 'devalue'
import type { Claimed, Engine } from '../engines/index.ts'
import { boot, hash, restore } from '../kernel/index.ts'
import type { Conversation, Definition, Trouble } from '../kernel/index.ts'
import { Held } from './held.ts'
import type { Keeper } from './held.ts'
import { Owner } from './owner.ts'
import { readRecord } from './record.ts'
import type { Record } from './record.ts'
import { randomId } from './session.ts'
import type { Sessions } from './session.ts'

/** How long a page may wait for its first stream, ms. */
const BATON_MS = 60_000
/** Patches that one owner may send before its numbers could be the next owner's. */
const NUMBERS = 1e9

/** `outdated`: it was kept by a program that this one cannot go on from, and is ended. */
export type Opened = Held | 'outdated' | undefined

/** Enough to boot a conversation again, and the mark of the page that the visitor was shown. */
export interface Baton extends Record {
  readonly props: unknown
  readonly principal: unknown
  readonly now: number
  readonly mark: number
}

export interface OpeningOptions {
  readonly keeper: Keeper
  readonly engine: Engine
  readonly sessions: Sessions
  /** The component of a page, by its pattern. */
  readonly component: (pattern: string) => Definition | undefined
  readonly onTrouble: (trouble: Trouble, cid: string) => void
  /** Its components say an address. */
  readonly onAddress: (definition: Definition, address: string) => void
  /** A session is left for good. */
  readonly onLeft: (session: string) => void
}

export class Opening {
  readonly #options: OpeningOptions

  constructor(options: OpeningOptions) {
    this.#options = options
  }

  put(cid: string, baton: Baton): Promise<void> {
    return this.#options.engine.put(cid, new TextEncoder().encode(stringify(baton)), BATON_MS)
  }

  /** A page that turned out not to be needed. */
  async forget(cid: string): Promise<void> {
    await this.#options.engine.pop(cid, randomId())
  }

  /** The conversation, about to run: `begin` is called once it is certain, and before anything of it does. */
  async open(cid: string, begin: (held: Held) => void): Promise<Opened> {
    const bytes = await this.#options.engine.pop(cid, randomId())
    return bytes === null
      ? this.#takeUp(cid, begin)
      : this.#boot(cid, parse(new TextDecoder().decode(bytes)) as Baton, begin)
  }

  async #boot(cid: string, baton: Baton, begin: (held: Held) => void): Promise<Opened> {
    const { engine, component, keeper } = this.#options
    const { world } = keeper
    const definition = component(baton.pattern)
    if (definition === undefined) return undefined
    const claim = await engine.claim(cid, null)
    if (!claim.won) return undefined
    const { now, principal, props, mark } = baton
    const { conversation, html } = boot(world, definition, props, { cid, now, principal })
    if (conversation.ended !== undefined) {
      await engine.drop(claim.lease)
      return undefined
    }
    const held = this.#hold(conversation, baton, definition, claim)
    // A view that reads what it should not (a clock, a variable) may boot otherwise than the page that was shown.
    if (hash(world.key, html) !== mark) held.stream.skip()
    if (!(await held.keep())) return undefined
    begin(held)
    held.start()
    return held
  }

  /** By this program in another process, by its former version, or nothing at all. */
  async #takeUp(cid: string, begin: (held: Held) => void): Promise<Opened> {
    const { engine, component, keeper, onTrouble } = this.#options
    if ((await engine.peek(cid)) === null) return undefined
    const claim = await engine.claim(cid, null)
    if (!claim.won) return undefined
    if (claim.data === null) {
      await engine.drop(claim.lease)
      return undefined
    }
    const { snapshot, ...record } = readRecord(claim.data)
    let conversation: Conversation
    try {
      conversation = restore(keeper.world, snapshot)
    } catch (error) {
      onTrouble({ error, component: '', iid: '', reference: randomId().slice(0, 8) }, cid)
      await engine.drop(claim.lease)
      return 'outdated'
    }
    const held = this.#hold(conversation, record, component(record.pattern), claim)
    // No number of a former owner's patch is one of these.
    held.stream.begin(claim.lease.epoch * NUMBERS)
    begin(held)
    held.start(true)
    return held
  }

  #hold(
    conversation: Conversation,
    { session, pattern, opened }: Record,
    definition: Definition | undefined,
    { lease, revision }: Extract<Claimed, { won: true }>,
  ): Held {
    const { keeper, sessions, onAddress, onLeft } = this.#options
    return new Held(keeper, conversation, {
      owner: new Owner(sessions, conversation.cid, session, onLeft),
      pattern,
      opened,
      lease,
      revision,
      onAddress: address => definition && onAddress(definition, address),
    })
  }
}
