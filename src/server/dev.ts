// The development overlay's half in the server: its script, a conversation as it is and was, and ways back to what it was.
// Invariant: only the conversation's owner learns or changes anything; what it remembers of a conversation goes with it. Nothing
// of this is loaded unless `serve` runs with REPARTEE_DEV.
// Does not know how events are taken; it is told of each.
import { rewind } from '../kernel/index.ts'
import type { World } from '../kernel/index.ts'
import type { DevBack, DevEvent, DevMoment, DevReplay, DevState, DevTold } from '../wire/index.ts'
import { detailOf } from './detail.ts'
import { DEV_HASH, DEV_SOURCE } from './dev.gen.ts'
import { replay } from './dev-replay.ts'
import type { Replayed } from './dev-replay.ts'
import { Ring } from './dev-ring.ts'
import type { Recorded } from './dev-ring.ts'
import { entriesOf, treeOf } from './dev-tree.ts'
import { shown } from './dev-value.ts'
import { commandWords, wordsOf } from './dev-words.ts'
import type { Asked, Told } from './exchange.ts'
import type { Held } from './held.ts'
import type { Seen } from './keeper.ts'
import { plain, PLAIN_HEADERS, sameOrigin } from './security.ts'

const BODY_BYTES = 1000
/** Of a patch's HTML so many characters are shown. */
const PATCH_CHARS = 20_000

export interface OverlayOptions {
  /** Where repartee's own addresses begin. */
  readonly base: string
  readonly world: World
  readonly now: () => number
  readonly held: (cid: string) => Held | undefined
  readonly owns: (asked: Asked, cid: string) => boolean
}

export class Overlay {
  /** The address of its script. */
  readonly script: string
  readonly #options: OverlayOptions
  readonly #rings = new WeakMap<Held, Ring>()

  constructor(options: OverlayOptions) {
    this.#options = options
    this.script = `${options.base}/dev/overlay.${DEV_HASH}.js`
  }

  /** To be called after each event. */
  observe(held: Held, { event, before, turned, tookMs }: Seen): void {
    const { conversation: after, outcome, patches, commands, troubles } = turned
    this.ringOf(held).record({
      event,
      before,
      after,
      outcome,
      tookMs,
      patches,
      bytes: patches.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(patches)),
      commands: commands.map(commandWords),
      problems: troubles.map(({ error, component, iid, reference }) => ({
        component,
        iid,
        reference,
        detail: detailOf(error),
      })),
    })
  }

  /** `path` is what follows `dev/`. */
  async answer(asked: Asked, path: string): Promise<Told> {
    if (asked.path === this.script) return this.#source()
    const [cid = '', what = '', number, ...more] = path.split('/')
    if (!/^[\w-]{22}$/.test(cid) || more.length > 0) return plain(404, 'There is nothing at this address.')
    if (!this.#options.owns(asked, cid)) return plain(403, 'This conversation is not yours.')
    const held = this.#options.held(cid)
    if (held === undefined) return plain(410, 'There is no such conversation any more.')
    const isGet = asked.method === 'GET'
    if (what === '' && isGet) return this.#state(asked, held)
    if (what === 'at' && isGet) return this.#moment(held, Number(number))
    if ((what !== 'back' && what !== 'replay') || number !== undefined)
      return plain(404, 'There is nothing at this address.')
    if (asked.method !== 'POST') return plain(405, 'That is asked for with POST.', { allow: 'POST' })
    if (!sameOrigin(asked)) return plain(403, 'That is taken only from our own pages.')
    const body = numbersOf(await asked.body(BODY_BYTES))
    if (body === undefined) return plain(400, 'That is not { n }, nor { from, to? }.')
    return what === 'back' ? this.#back(held, body) : this.#replay(held, body)
  }

  #state(asked: Asked, held: Held): Told {
    const ring = this.ringOf(held)
    if (asked.query === `?seen=${ring.version}`) return { status: 204, headers: PLAIN_HEADERS }
    const { conversation } = held
    const events = eventsOf(ring)
    return json({
      version: ring.version,
      cid: held.cid,
      now: this.#options.now(),
      tree: treeOf(conversation),
      entries: entriesOf(conversation),
      forgotten: conversation.history.forgotten,
      head: ring.head,
      events,
      problems: ring.entries.flatMap(({ number, event, problems }) =>
        problems.map(each => ({ number, at: event.now, ...each })),
      ),
    } satisfies DevState)
  }

  #moment(held: Held, number: number): Told {
    const ring = this.ringOf(held)
    const recorded = ring.get(number)
    if (recorded === undefined) return forgotten(number)
    return json({
      event: eventOf(ring, ring.present(), recorded),
      before: treeOf(recorded.before),
      after: treeOf(recorded.after),
      patches: recorded.patches.map(([target, html]) => [target, html.slice(0, PATCH_CHARS)]),
    } satisfies DevMoment)
  }

  async #back(held: Held, { n = 0 }: Partial<DevBack>): Promise<Told> {
    const ring = this.ringOf(held)
    const recorded = ring.get(n)
    if (recorded === undefined) return forgotten(n)
    const { before: conversation, parent: head } = recorded
    return this.#go(held, { conversation, head, ran: 0 })
  }

  async #replay(held: Held, { from = 0, to }: Partial<DevReplay>): Promise<Told> {
    const replayed = replay(this.#options.world, this.ringOf(held).from(from, to))
    return replayed === undefined ? forgotten(from) : this.#go(held, replayed)
  }

  /** Makes a value of the past the present, in its turn. */
  async #go(held: Held, { conversation, head, ran, differs }: Replayed): Promise<Told> {
    if (conversation.ended !== undefined)
      return plain(409, 'That is where the conversation ended: there is no page to show.')
    const ring = this.ringOf(held)
    const said = await held.change(present => {
      // A replay that went astray may have counted further than the present has.
      const seq = Math.max(present.seq, conversation.seq)
      const turned = rewind(this.#options.world, { ...present, seq }, conversation)
      ring.go(head, differs)
      return turned
    })
    if (said === 'gone') return plain(410, 'There is no such conversation any more.')
    if (said !== 'done') return plain(409, 'The page could not be drawn as it was; the log says why.')
    return json({ head, ran, ...(differs && { differs }) } satisfies DevTold)
  }

  #source(): Told {
    const headers = {
      ...PLAIN_HEADERS,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    }
    return { status: 200, headers, body: DEV_SOURCE }
  }

  /** What is remembered of a conversation. */
  ringOf(held: Held): Ring {
    let ring = this.#rings.get(held)
    if (ring === undefined) this.#rings.set(held, (ring = new Ring()))
    return ring
  }
}

function eventsOf(ring: Ring): readonly DevEvent[] {
  const present = ring.present()
  return ring.entries.map(each => eventOf(ring, present, each))
}

function eventOf(ring: Ring, present: ReadonlySet<number>, recorded: Recorded): DevEvent {
  const { number, parent, event, before, outcome, tookMs, patches, bytes, commands, problems } = recorded
  const { iid, what, payload } = wordsOf(event, before)
  const name = iid === undefined ? undefined : before.instances.get(iid)?.definition.name
  const differs = ring.differing.get(number)
  return {
    number,
    parent,
    at: event.now,
    kind: event.kind,
    what,
    ...(payload !== undefined && { payload: shown(payload) }),
    ...(iid !== undefined && { iid }),
    ...(name !== undefined && { name }),
    outcome,
    tookMs,
    patches: patches.length,
    bytes,
    commands,
    troubles: problems.length,
    present: present.has(number),
    ...(differs !== undefined && { differs }),
  }
}

function numbersOf(text: string | undefined): Readonly<Record<string, number>> | undefined {
  try {
    const body: unknown = JSON.parse(text ?? '')
    if (typeof body !== 'object' || body === null) return undefined
    const isOurs = ([name, value]: [string, unknown]): boolean =>
      /^(n|from|to)$/.test(name) && typeof value === 'number'
    return Object.entries(body).every(isOurs) ? (body as Record<string, number>) : undefined
  } catch {
    return undefined
  }
}

const forgotten = (number: number): Told =>
  plain(404, `Event ${number} is not among those that are remembered.`)

function json(value: unknown): Told {
  const headers = { ...PLAIN_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { status: 200, headers, body: JSON.stringify(value) }
}
