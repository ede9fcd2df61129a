// Opening a conversation that nobody here holds: from the baton of a page that was just minted or of a copy that was just made of
// another, or from what was kept of it.
// Invariant: a baton is popped once, so a page becomes one conversation, and a copy too; what was kept is taken up as it stands, or
// ends if this program cannot go on from it. It is written down before anything of it runs.
// Does not know who is held, nor requests.
import { parse, stringify } from 'devalue'
import type { Claimed, Engine, Lease, NodeId } from '../engines/index.ts'
import { boot, hash, restore } from '../kernel/index.ts'
import type { Conversation, Definition, Trouble } from '../kernel/index.ts'
import type { Gone } from '../wire/index.ts'
import { Farewells, goneOf } from './farewells.ts'
import { Held } from './held.ts'
import type { Keeper } from './keeper.ts'
import { Owner } from './owner.ts'
import { readRecord, recordOf } from './record.ts'
import type { Copy, Left, Record } from './record.ts'
import { randomId } from './session.ts'
import type { Sessions } from './session.ts'
import { deadly, waryOf } from './wary.ts'
import type { Wary } from './wary.ts'

/** How long a page, or a copy, may wait for its first stream, ms. */
const BATON_MS = 60_000
/** Patches that one owner may send before its numbers could be the next owner's. */
const NUMBERS = 1e9

/** The conversation, or why there is none. */
export type Opened = Held | Gone

/** Enough to boot a conversation again, and the mark of the page that the visitor was shown. */
export interface Baton extends Record {
  readonly props: unknown
  readonly principal: unknown
  readonly now: number
  readonly mark: number
}

type Won = Extract<Claimed, { won: true }>

const UNKNOWN: Gone = { why: 'unknown' }

/** Another process has the conversation, and may be alive: whoever asks again gets it once it was let go, or its owner is known dead. */
export class HeldElsewhere extends Error {
  readonly owner: NodeId

  constructor({ cid, owner }: Lease) {
    super(`${cid} is held by ${owner}`)
    this.owner = owner
  }
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
  /** Asks a process that lives to let go of a conversation. Whether it did. */
  readonly yielded: (lease: Lease) => Promise<boolean>
  /** A conversation was taken from a process that is dead, or so it seems. */
  readonly taken: (lease: Lease) => void
}

export class Opening {
  readonly #options: OpeningOptions
  readonly #farewells = new Farewells()

  constructor(options: OpeningOptions) {
    this.#options = options
  }

  put(cid: string, baton: Baton | Copy): Promise<void> {
    return this.#options.engine.put(cid, new TextEncoder().encode(stringify(baton)), BATON_MS)
  }

  /** Lays down a copy of the conversation as it stands; its cid. It runs from its first stream on, as what is taken up does. */
  async fork(held: Held, session?: string): Promise<string> {
    const cid = randomId()
    await this.put(cid, held.copy(cid, session))
    return cid
  }

  /** The conversation is over: whoever asks for it is told why. */
  bid(cid: string, gone: Gone): void {
    this.#farewells.note(cid, gone)
  }

  /** A page that turned out not to be needed. */
  async forget(cid: string): Promise<void> {
    await this.#options.engine.pop(cid, randomId())
  }

  /**
   * The conversation, about to run: `begin` is called once it is certain, and before anything of it does. `take`: it is wanted here, and a
   * process that has it is asked to let go. Throws `HeldElsewhere` where another process keeps it.
   */
  async open(cid: string, begin: (held: Held) => void, take: boolean): Promise<Opened> {
    const { engine } = this.#options
    // Looking costs no transaction; what has a record has no baton any more.
    const known = await engine.peek(cid)
    if (known !== null) return this.#takeUp(known, begin, take)
    const bytes = await engine.pop(cid, randomId())
    if (bytes === null) return this.#farewells.of(cid) ?? UNKNOWN
    const baton = parse(new TextDecoder().decode(bytes)) as Baton | Copy
    return 'snapshot' in baton ? this.#adopt(cid, baton, begin) : this.#boot(cid, baton, begin)
  }

  async #boot(cid: string, baton: Baton, begin: (held: Held) => void): Promise<Opened> {
    const { engine, component, keeper } = this.#options
    const { world } = keeper
    const definition = component(baton.pattern)
    if (definition === undefined) return UNKNOWN
    const claim = await engine.claim(cid, null)
    if (!claim.won) return UNKNOWN
    const { now, principal, props, mark } = baton
    const { conversation, html } = boot(world, definition, props, { cid, now, principal })
    if (conversation.ended !== undefined) {
      await engine.drop(claim.lease)
      return UNKNOWN
    }
    const held = this.#hold(conversation, baton, claim)
    // A view that reads what it should not (a clock, a variable) may boot otherwise than the page that was shown.
    if (hash(world.key, html) !== mark) held.stream.skip()
    if (!(await held.keep())) return UNKNOWN
    begin(held)
    held.start()
    return held
  }

  async #adopt(cid: string, copy: Copy, begin: (held: Held) => void): Promise<Opened> {
    const claim = await this.#options.engine.claim(cid, null)
    if (!claim.won) return UNKNOWN
    const held = await this.#restored(() => copy, claim)
    if ('why' in held) return held
    if (!(await held.keep())) return UNKNOWN
    begin(held)
    held.start(true)
    return held
  }

  /** By this program in another process, by its former version, or nothing at all. */
  async #takeUp(known: Lease, begin: (held: Held) => void, take: boolean): Promise<Opened> {
    const { engine, keeper } = this.#options
    const { cid } = known
    let { claim, isFromDead } = await this.#claim(cid, take)
    if (known.owner === keeper.node()) {
      // This very process had it and lost it: what it sent then has numbers that must not come again.
      await engine.release(claim.lease, claim.revision)
      ;({ claim, isFromDead } = await this.#claim(cid, take))
    }
    if (claim.data === null) {
      await engine.drop(claim.lease)
      return UNKNOWN
    }
    const held = await this.#restored(() => readRecord(claim.data as Uint8Array), claim, isFromDead)
    if ('why' in held) return held
    begin(held)
    held.start(true)
    return held
  }

  /** Of one that nobody has, that its owner lets go of, or that a process had which is dead: its late commits are fenced off. */
  async #claim(cid: string, take: boolean): Promise<{ readonly claim: Won; readonly isFromDead: boolean }> {
    const { engine, yielded, taken } = this.#options
    const first = await engine.claim(cid, null)
    if (first.won) return { claim: first, isFromDead: false }
    const { lease } = first
    const isAlive = await engine.alive(lease.owner)
    if (isAlive && !(take && (await yielded(lease)))) throw new HeldElsewhere(lease)
    const second = await engine.claim(cid, isAlive ? null : lease)
    if (second.won && !isAlive) taken(lease)
    if (second.won) return { claim: second, isFromDead: !isAlive }
    throw new HeldElsewhere(second.lease)
  }

  async #restored(read: () => Copy & Partial<Left>, claim: Won, isFromDead = false): Promise<Opened> {
    const { engine, keeper, onTrouble } = this.#options
    const { lease } = claim
    let conversation: Conversation
    let record: Copy & Partial<Left>
    let wary: Wary | undefined
    try {
      record = read()
      if (isFromDead) wary = await waryOf(engine, lease, keeper.now())
      if (record.deadly !== undefined || (isFromDead && wary === undefined))
        return await this.#refuse(record, claim)
      conversation = restore(keeper.world, record.snapshot)
    } catch (error) {
      onTrouble({ error, component: '', iid: '', reference: randomId().slice(0, 8) }, lease.cid)
      await engine.drop(lease)
      return { why: 'outdated' }
    }
    const { ended } = conversation
    if (ended !== undefined) {
      // Whoever ended it could not say so any more.
      await engine.drop(lease)
      return goneOf(ended)
    }
    const { still } = record
    // It only left memory for a while; else no number of a former owner's patch is one of these.
    const isOurs = still?.by === keeper.node()
    const held = this.#hold(conversation, record, claim, !isOurs, wary)
    held.stream.begin(isOurs ? still.n : lease.epoch * NUMBERS)
    if (record.files !== undefined) keeper.fetch(lease.cid, record.files)
    return held
  }

  /** It stays as it is for whoever looks into it, and is not woken any more. */
  async #refuse(record: Copy & Partial<Left>, { lease, revision }: Won): Promise<Gone> {
    const { engine, keeper, onTrouble } = this.#options
    const reference = record.deadly ?? randomId().slice(0, 8)
    if (record.deadly === undefined) {
      const { snapshot, ...left } = record
      const data = recordOf({ ...left, seen: left.seen ?? keeper.now(), deadly: reference }, snapshot)
      await engine.commit(lease, { revision, token: `${lease.epoch}.deadly`, data, ttlMs: keeper.ttlMs })
      onTrouble({ error: deadly(record.pattern), component: '', iid: '', reference }, lease.cid)
    }
    await engine.release(lease, revision)
    return { why: 'failed', reference }
  }

  #hold(
    conversation: Conversation,
    { session, former, pattern, opened, seen }: Record & Partial<Left>,
    { lease, revision }: Won,
    isInherited = false,
    wary?: Wary,
  ): Held {
    const { keeper, sessions, component, onAddress, onLeft } = this.#options
    const definition = component(pattern)
    return new Held(keeper, conversation, {
      owner: new Owner(sessions, conversation.cid, { session, ...(former && { former }) }, onLeft),
      pattern,
      opened,
      lease,
      revision,
      ...(seen !== undefined && { seen }),
      isInherited,
      ...(wary && { wary }),
      onAddress: address => definition && onAddress(definition, address),
    })
  }
}
