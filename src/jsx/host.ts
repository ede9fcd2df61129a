// The one seam between the renderer and whoever owns components: the renderer knows elements, text and position,
// the host knows what a component is, what stands where one is embedded, and how an offer is written.
import type { Creator, Event, Node, Trigger } from './node.ts'

export interface Host {
  /**
   * The offer attribute's text (unescaped) for an event or an unapplied creator, e.g. `add:-1`.
   * `fields` are the form's fields as texts (name and kind, see forms.ts), present for `submit` only.
   */
  offer(trigger: Trigger, what: Event | Creator<never>, fields?: readonly string[]): string

  /**
   * The HTML that stands where a component is embedded. A tag is a component if it is a function with a string property
   * `component`; any other function is a view without state, called in place.
   * `place` says where among the embedding view's nodes: stable while keys and positions are.
   * Form fields inside are reported to `field` as texts, so that an enclosing form can offer them. `counts`: pieces may stand there.
   */
  embed(node: Node, place: string, field: (field: string) => void, counts: boolean): string

  /** For a host that keeps keyed elements as pieces by themselves. Without it they are rendered where they stand. */
  readonly pieces?: Pieces
}

/**
 * Told of keyed elements as they are rendered, each of which may stand for itself: `open` before, `close` after. Not of what browsers
 * do not show as elements of the page, or a page keeps to itself: inside `template`, `noscript`, `iframe`, `select` and `rp-ignore`.
 * `group` tells apart the elements in which keyed ones stand, and `name` those inside one.
 */
export interface Pieces {
  /** Whether that one came next before, too. */
  isNext(group: string, name: string): boolean
  /** What stands for `written`, an element or a view with a key, if it is known to be as it was and need not be rendered. */
  known(group: string, name: string, written: Node): Known | undefined
  open(group: string, name: string): void
  /** What stands for the piece that was opened last: `html` itself, or something shorter. `written`: as above. */
  close(html: string, fields: readonly string[], written: Node | undefined): string
}

export interface Known {
  readonly html: string
  /** Fields that stand in no form of the piece's own. */
  readonly fields: readonly string[]
}
