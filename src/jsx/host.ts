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
   * Form fields inside are reported to `field` as texts, so that an enclosing form can offer them.
   */
  embed(node: Node, place: string, field: (field: string) => void): string
}
