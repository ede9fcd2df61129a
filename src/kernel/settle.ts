// Settling: views of what changed are evaluated, which gives birth to the children they embed and ends those they no longer do,
// until nothing is left to do. The results are sketches: an instance's own HTML with a mark where each child stands.
// Invariant: only instances that are shown are evaluated, and of these only the stale ones and those not shown before.
// Does not know what the browser has: see paint.ts.
import { ReparteeError } from '../errors/index.ts'
import { renderView } from '../jsx/index.ts'
import type { Creator, Event, Host, Node, Trigger } from '../jsx/index.ts'
import { definitionOf, eventName } from './component.ts'
import { PAGE } from './conversation.ts'
import type { Instance } from './conversation.ts'
import { born } from './handlers.ts'
import { hash } from './hash.ts'
import { offerText } from './offers.ts'
import type { Turn } from './turn.ts'

/** NUL stands around a slot's id in a sketch; the renderer lets none through from a view. */
export const MARK = '\0'

export interface Sketch {
  readonly html: string
  readonly kids: readonly string[]
  readonly offers: readonly number[]
  /** Names of form fields outside any form of its own: an embedding form offers them. */
  readonly fields: readonly string[]
  /** The fields that each child was taken to have. */
  readonly lent: ReadonlyMap<string, readonly string[]>
}

export type Sketches = Map<string, Sketch>
const EMPTY: readonly never[] = []
const NOTHING_LENT: ReadonlyMap<string, readonly string[]> = new Map()

export function settle(turn: Turn): Sketches {
  const sketches: Sketches = new Map()
  for (;;) {
    turn.drain()
    if (turn.ended !== undefined) return sketches
    const path = changedSlots(turn)
    let settled = walk(turn, sketches, path, turn.root)
    for (const over of turn.overs) settled = settled && walk(turn, sketches, path, over)
    if (settled) return sketches
  }
}

/** Slots in or below which something changed. */
export function changedSlots(turn: Turn): Set<string> {
  const path = new Set<string>()
  for (const iid of turn.changed) {
    let at = turn.slotOf(iid)
    while (!path.has(at)) {
      path.add(at)
      const owner = turn.get(at)?.owner
      if (owner?.as !== 'child') break
      at = turn.slotOf(owner.of)
    }
  }
  return path
}

/** False if something came up that must be done first. */
function walk(turn: Turn, sketches: Sketches, path: ReadonlySet<string>, slot: string): boolean {
  const instance = turn.shownIn(slot)
  if (instance === undefined) return true
  const { iid } = instance
  const shown = turn.screen.slots.get(slot)
  if (turn.stale.has(iid) || (shown?.iid !== iid && !sketches.has(iid))) {
    turn.count()
    turn.stale.delete(iid)
    sketches.set(iid, evaluate(turn, sketches, instance, turn.overs.includes(slot)))
    if (!turn.idle) return false
  }
  const sketch = sketches.get(iid)
  for (const kid of sketch?.kids ?? shown?.kids ?? EMPTY) {
    const inKid = turn.shownIn(kid)
    if (inKid === undefined) continue
    if (
      (path.has(kid) || turn.screen.slots.get(kid)?.iid !== inKid.iid || turn.stale.has(inKid.iid)) &&
      !walk(turn, sketches, path, kid)
    )
      return false
    const lent = sketch?.lent.get(kid)
    const fields = fieldsIn(turn, sketches, kid)
    const before = lent ?? turn.screen.slots.get(kid)?.fields ?? EMPTY
    if (!same(before, fields)) {
      turn.stale.add(iid)
      return false
    }
  }
  return true
}

function fieldsIn(turn: Turn, sketches: Sketches, kid: string): readonly string[] {
  const iid = turn.shownIn(kid)?.iid
  if (iid === undefined) return EMPTY
  const shown = turn.screen.slots.get(kid)
  return sketches.get(iid)?.fields ?? (shown?.iid === iid ? shown.fields : EMPTY)
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]))
}

function evaluate(turn: Turn, sketches: Sketches, instance: Instance, over: boolean): Sketch {
  const { iid, definition, failed } = instance
  const id = ` rp-i=${iid}`
  let wrapped = false
  const root = (tag: string): string => {
    if (!over) return id
    if (tag === 'dialog') return `${id} rp-modal`
    wrapped = true
    return ''
  }
  const host = new ViewHost(turn, sketches, instance)
  let html: string
  let fields: readonly string[] = EMPTY
  if (failed !== undefined) {
    html = `<div${root('div')} class=rp-failed role=alert>This part could not go on. Reference ${failed}.</div>`
  } else if (definition.kind === 'flow') {
    html = `<rp-part${root('rp-part')} aria-busy=true></rp-part>`
  } else {
    const view = definition.view(instance.state, definition.creators, turn.here(instance, instance.now))
    const rendered = renderView(view, host, root)
    html = rendered.html
    fields = rendered.fields
  }
  if (wrapped) html = `<dialog${id} rp-modal class=rp-over>${html}</dialog>`
  host.finish()
  return { html, kids: host.kids, offers: host.offers, fields, lent: host.lent }
}

/** What the renderer meets in one instance's view: its offers, and the children it embeds. */
class ViewHost implements Host {
  readonly kids: string[] = []
  readonly offers: number[] = []
  lent: ReadonlyMap<string, readonly string[]> = NOTHING_LENT
  readonly #turn: Turn
  readonly #sketches: Sketches
  readonly #instance: Instance
  #children: Map<string, string> | undefined

  constructor(turn: Turn, sketches: Sketches, instance: Instance) {
    this.#turn = turn
    this.#sketches = sketches
    this.#instance = instance
  }

  offer(trigger: Trigger, what: Event | Creator<never>, fields?: readonly string[]): string {
    const text = offerText(this.#instance.definition, trigger, what, fields)
    this.offers.push(hash(this.#turn.world.key, `${this.#instance.iid}/${text}`))
    return text
  }

  embed(node: Node, place: string, field: (name: string) => void): string {
    const kid = this.#child(node, place)
    this.kids.push(kid)
    this.#children ??= new Map()
    this.#children.set(place, kid)
    const fields = fieldsIn(this.#turn, this.#sketches, kid)
    for (const name of fields) field(name)
    if (this.lent === NOTHING_LENT) this.lent = new Map()
    ;(this.lent as Map<string, readonly string[]>).set(kid, fields)
    return MARK + kid + MARK
  }

  /** Ends children that this view no longer embeds. */
  finish(): void {
    const before = this.#turn.get(this.#instance.iid) as Instance
    const after = this.#children
    if (after === undefined && before.children.size === 0) return
    const kept = new Set(this.kids)
    const gone = [...before.children.values()].filter(iid => !kept.has(iid))
    const unchanged =
      gone.length === 0 &&
      before.children.size === kept.size &&
      this.kids.every(iid => this.#was(before, iid))
    if (unchanged) return
    this.#turn.put({ ...before, children: after ?? new Map() })
    for (const iid of gone) this.#turn.fell(iid)
  }

  #was(before: Instance, iid: string): boolean {
    const owner = this.#turn.get(iid)?.owner
    return owner?.as === 'child' && before.children.get(owner.place) === iid
  }

  #child(node: Node, place: string): string {
    const turn = this.#turn
    const definition = definitionOf(node.tag)
    const { props, onAnswer } = this.#propsOf(node)
    const present = turn.get(this.#instance.children.get(place) ?? '')
    if (present?.owner.as === 'child' && present.owner.tag === definition.name) {
      // `become` may have put another component here: that one has props of its own.
      const renewed = present.definition === definition && !shallowEqual(present.props, props)
      const owner =
        present.owner.onAnswer === onAnswer
          ? present.owner
          : ownerOf(present.owner.of, place, definition.name, onAnswer)
      if (renewed) {
        turn.put({ ...present, owner, props: turn.kept(props, `props of ${definition.name}`), now: turn.now })
        turn.stale.add(present.iid)
      } else if (owner !== present.owner) {
        turn.put({ ...present, owner })
      }
      return present.iid
    }
    return born(turn, definition, props, ownerOf(this.#instance.iid, place, definition.name, onAnswer)).iid
  }

  #propsOf(node: Node): { props: Record<string, unknown>; onAnswer: string | undefined } {
    const { onAnswer, ...props } = node.props as Record<string, unknown>
    delete props['key']
    if (onAnswer === undefined) return { props, onAnswer: undefined }
    const name = eventName(onAnswer)
    if (name !== undefined && Object.hasOwn(this.#instance.definition.on, name))
      return { props, onAnswer: name }
    throw new ReparteeError('unknown-handler', {
      what: `${this.#instance.definition.name} embeds ${definitionOf(node.tag).name} with an onAnswer that is no handler of its own`,
      expected: `an entry of \`on\`: ${Object.keys(this.#instance.definition.on).join(', ') || '(none)'}`,
      got: name ?? typeof onAnswer,
      try: 'pass on.name itself, without calling it',
    })
  }
}

function ownerOf(of: string, place: string, tag: string, onAnswer: string | undefined): Instance['owner'] {
  return { as: 'child', of, place, tag, ...(onAnswer === undefined ? {} : { onAnswer }) }
}

function shallowEqual(a: unknown, b: unknown): boolean {
  const one = a as Record<string, unknown>
  const two = b as Record<string, unknown>
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(two).length &&
    keys.every(key => Object.hasOwn(two, key) && Object.is(one[key], two[key]))
  )
}

/** The page's own sketch: the root's slot, and the dialogs over it. */
export function pageSketch(turn: Turn): Sketch {
  const kids = [turn.root, ...turn.overs]
  const html = `<div id=repartee rp-i=${PAGE}>${kids.map(kid => MARK + kid + MARK).join('')}</div>`
  return { html, kids, offers: EMPTY, fields: EMPTY, lent: NOTHING_LENT }
}
