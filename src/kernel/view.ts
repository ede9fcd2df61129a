// Views, evaluated into sketches: an instance's own HTML with a mark where each child stands, what it offers, and
// the children themselves, born and renewed as the view names them.
// Invariant: a child belongs, for its life, to the instance in whose view it stands; what it was written with (handlers of
// offers, onAnswer) belongs to the instance that wrote it, which is another one where children were handed on.
// Does not know which views must be evaluated: see settle.ts.
import { ReparteeError } from '../errors/index.ts'
import { renderView, sameProps, within } from '../jsx/index.ts'
import type { Child, Creator, Event, Host, Node, Trigger } from '../jsx/index.ts'
import { busy, inDialog, notice } from './around.ts'
import { AGAIN, definitionOf } from './component.ts'
import type { Definition } from './component.ts'
import type { Instance, Piece } from './conversation.ts'
import { ownerOf, regiven, sameOwner } from './embed.ts'
import { offerText } from './offers.ts'
import { born } from './perform.ts'
import { MARK, Pieces, solid } from './pieces.ts'
import type { PieceSketch } from './pieces.ts'
import { sameData } from './plain.ts'
import { Turn } from './turn.ts'

type View = ReturnType<typeof renderView>

/** An instance's own HTML, and what stands in it. */
export interface Sketch extends PieceSketch {
  /** All slots in it. */
  readonly kids: readonly string[]
  /** The fields that children were taken to have, where they had any. */
  readonly lent: ReadonlyMap<string, readonly string[]>
}
export type Sketches = ReadonlyMap<string, Sketch>

const EMPTY: readonly never[] = []
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>()

/** What is being put together while a view is rendered. */
interface Draft {
  readonly instance: Instance
  readonly kids: string[]
  readonly pieces: Pieces
  children: Map<string, string> | undefined
  lent: Map<string, readonly string[]> | undefined
}

/** Children between the tags, and the instance that wrote them. */
interface Given {
  readonly child: Child
  readonly by: Host
}

export class Views {
  // Never used; see Turn.spare.
  static readonly spare: Views = new Views(Turn.spare)

  readonly #turn: Turn
  readonly #sketches = new Map<string, Sketch>()
  readonly #given = new Map<string, Given>()
  #draft: Draft | undefined

  constructor(turn: Turn) {
    this.#turn = turn
  }

  get sketches(): Sketches {
    return this.#sketches
  }

  /** Makes an instance's sketch. False if it cannot be made before the view around has said what children it gives. */
  evaluate(iid: string, over: boolean): boolean {
    const turn = this.#turn
    const instance = turn.get(iid) as Instance
    const given = this.#given.get(iid)
    if (instance.given === true && given === undefined) {
      turn.stale.add(iid)
      return false
    }
    turn.budget.view(iid, instance.definition.name)
    turn.stale.delete(iid)
    const draft = draftOf(instance, this.#formerOf(iid))
    this.#draft = draft
    const { html, fields } = this.#html(instance, given, over)
    this.#draft = undefined
    const { kids, pieces, lent } = draft
    this.#sketches.set(iid, { ...pieces.done(html, fields), kids, lent: lent ?? NOTHING })
    this.#endOthers(draft)
    return true
  }

  /**
   * After an error while a view was evaluated: the nearest part around it that has a fallback, and is being born just now, is
   * left without anything in it, to show that. False if there is none: then the event as a whole fails.
   */
  contain(error: unknown): boolean {
    const turn = this.#turn
    const draft = this.#draft
    this.#draft = undefined
    if (draft === undefined || (error instanceof ReparteeError && error.code === 'runaway')) return false
    const { instance, kids } = draft
    const known = new Set(instance.children.values())
    for (let at: Instance | undefined = instance; at !== undefined; at = above(turn, at)) {
      const { iid, definition, failed } = at
      if (definition.fallback === undefined || failed !== undefined || Number(iid) < turn.first) continue
      for (const kid of kids) if (!known.has(kid)) turn.fell(kid)
      const { reference } = turn.trouble(error, iid, definition.name)
      turn.hollow(turn.get(iid) as Instance, error, reference)
      return true
    }
    return false
  }

  /** The form fields of what shows in a slot. */
  fieldsIn(slot: string): readonly string[] {
    const iid = this.#turn.shownIn(slot)?.iid
    if (iid === undefined) return EMPTY
    const shown = this.#turn.screen.slots.get(slot)
    return this.#sketches.get(iid)?.fields ?? (shown?.iid === iid ? shown.fields : EMPTY)
  }

  /** What the browser has of an instance, so that it need not be made again. */
  #formerOf(iid: string): Piece | undefined {
    const shown = this.#turn.screen.slots.get(this.#turn.slotOf(iid))
    return shown?.iid === iid ? shown : undefined
  }

  #html(instance: Instance, given: Given | undefined, over: boolean): View {
    const { iid, definition, failed } = instance
    const host = new ViewHost(this, iid, definition, (this.#draft as Draft).pieces)
    if (failed !== undefined) {
      const view = definition.fallback?.(failed, { event: AGAIN, payload: undefined }) ?? notice(failed)
      return over
        ? inDialog(view, host, iid, definition.mark)
        : renderView(view, host, ` rp-i=${iid}` + definition.mark)
    }
    if (definition.kind === 'flow') return busy(iid, over)
    const props =
      given === undefined
        ? instance.props
        : { ...(instance.props as object), children: within(given.by, given.child) }
    const here = this.#turn.hereOf(iid, props, instance.now)
    const view = definition.view(instance.state, definition.creators, here)
    return over
      ? inDialog(view, host, iid, definition.mark)
      : renderView(view, host, ` rp-i=${iid}` + definition.mark)
  }

  /** An offer that stands in the view being rendered, written by that view or by another one. */
  offer(iid: string, text: string): string {
    const draft = this.#draft as Draft
    const full = `${iid}/${text}`
    draft.pieces.offer(full)
    return draft.instance.iid === iid ? text : full
  }

  embed(by: ViewHost, node: Node, place: string, field: (name: string) => void, counts: boolean): string {
    const draft = this.#draft as Draft
    const kid = this.#child(draft, by, node, place)
    draft.kids.push(kid)
    draft.children ??= new Map()
    draft.children.set(place, kid)
    const fields = this.fieldsIn(kid)
    if (fields.length > 0) {
      for (const name of fields) field(name)
      draft.lent ??= new Map()
      draft.lent.set(kid, fields)
    }
    draft.pieces.kid(counts ? kid : solid(kid))
    return MARK
  }

  /** The child that stands there, born or renewed. */
  #child({ instance }: Draft, by: ViewHost, node: Node, place: string): string {
    const turn = this.#turn
    const definition = definitionOf(node.tag)
    const { onAnswer, children, ...props } = node.props
    const owner = ownerOf(instance.iid, place, by, definition, onAnswer)
    const isGiven = children !== undefined
    const before = turn.get(instance.children.get(place) ?? '')
    let child: Instance
    if (before?.owner.as !== 'child' || before.owner.tag !== definition.name) {
      child = born(turn, definition, props, owner)
      if (isGiven) turn.put((child = { ...child, given: true }))
    } else {
      child = sameOwner(before.owner, owner) ? before : { ...before, owner }
      // `become` may have put another component here: that one has props of its own.
      if (child.became === undefined) {
        // What the view writes anew each time, a list or a record, is no change while it says the same.
        if (!sameProps(child.props, props) && !sameData(child.props, props))
          child = { ...child, props: turn.kept(props, `props of ${definition.name}`), now: turn.now }
        if (isGiven !== (child.given === true)) child = regiven(child, isGiven)
        if (isGiven || child.props !== before.props || child.given !== before.given) turn.restale(child.iid)
      }
      if (child !== before) turn.put(child)
    }
    if (isGiven && child.became === undefined) {
      if (definition.kind === 'flow') noChildren(definition)
      this.#given.set(child.iid, { child: children as Child, by })
    }
    return child.iid
  }

  /** Ends children that the view no longer embeds. */
  #endOthers({ instance, kids, children }: Draft): void {
    const turn = this.#turn
    const before = instance.children
    if (children === undefined && before.size === 0) return
    let isSame = before.size === kids.length
    if (isSame && children !== undefined)
      for (const [place, iid] of children) isSame &&= before.get(place) === iid
    if (isSame) return
    turn.put({ ...(turn.get(instance.iid) as Instance), children: children ?? NOTHING })
    const kept = new Set(kids)
    for (const iid of [...before.values()].reverse()) if (!kept.has(iid)) turn.fell(iid)
  }
}

/** What the renderer asks while it renders what one instance wrote, in its own view or handed on to another. */
class ViewHost implements Host {
  // Never used; see Turn.spare.
  static readonly spare: readonly unknown[] = [
    new ViewHost(Views.spare, '1', {} as Definition, Pieces.spare),
    draftOf({} as Instance, undefined),
    Turn.spare.hereOf('1', {}, 1.5e12),
  ]

  readonly iid: string
  readonly definition: Definition
  readonly pieces: Pieces
  readonly #views: Views

  constructor(views: Views, iid: string, definition: Definition, pieces: Pieces) {
    this.#views = views
    this.pieces = pieces
    this.iid = iid
    this.definition = definition
  }

  offer(trigger: Trigger, what: Event | Creator<never>, fields?: readonly string[]): string {
    return this.#views.offer(this.iid, offerText(this.definition, trigger, what, fields))
  }

  embed(node: Node, place: string, field: (name: string) => void, counts: boolean): string {
    return this.#views.embed(this, node, place, field, counts)
  }
}

function above(turn: Turn, { owner }: Instance): Instance | undefined {
  return owner.as === 'root' ? undefined : turn.get(owner.of)
}

function draftOf(instance: Instance, former: Piece | undefined): Draft {
  return { instance, kids: [], pieces: new Pieces(former), children: undefined, lent: undefined }
}

function noChildren(definition: Definition): never {
  throw new ReparteeError('bad-view', {
    what: `The flow ${definition.name} was given children`,
    expected: 'nothing between its tags: a flow has no view to show them in',
    got: 'children',
    try: 'give them to a component, or tell the flow by its props what to call',
  })
}
