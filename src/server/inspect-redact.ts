// What operators are shown of values: all but what a component or the program keeps from them, by path.
// Invariant: in doubt it is hidden: also where the program's own rule throws. What is hidden leaves no trace of its value.
// Does not know conversations.
import type { Definition } from '../kernel/index.ts'
import type { Plain } from '../wire/index.ts'
import type { Part, Showing } from './dev-tree.ts'
import { shown } from './dev-value.ts'
import type { Hides } from './dev-value.ts'

/**
 * Whether a value is hidden from operators. `path` begins with what it stands in: `state`, `props`, `payload`, `journal` or `principal`,
 * as in `state.card.number`; positions in lists are passed over.
 */
export type Redact = (path: string, value: unknown, component: string) => boolean

const HIDDEN: Plain = { is: 'hidden', text: '(hidden)' }

export class Redacting {
  readonly show: Showing
  readonly #redact: Redact | undefined
  readonly #principals = new WeakMap<object, string>()

  /** `program`: components by name. */
  constructor(redact: Redact | undefined, program: ReadonlyMap<string, Definition>) {
    this.#redact = redact
    this.show = (value, part, definition, within) => {
      if (definition?.redact === true) return HIDDEN
      // What a component that hides itself answered is in its caller's journal.
      const asked = part === 'journal' ? /^(?:call|become) (.*)$/s.exec(within ?? '')?.[1] : undefined
      if (asked !== undefined && program.get(asked)?.redact === true) return HIDDEN
      return shown(value, this.#hides(part, definition, within))
    }
  }

  /** A principal as JSON, '' for nobody. */
  principal(value: unknown): string {
    if (value === null || value === undefined) return ''
    if (typeof value !== 'object') return textOf(this.show(value, 'principal'))
    let text = this.#principals.get(value)
    if (text === undefined)
      this.#principals.set(value, (text = textOf(this.show(value, 'principal')).slice(0, 200)))
    return text
  }

  #hides(part: Part, definition: Definition | undefined, within: string | undefined): Hides | undefined {
    const redact = this.#redact
    const own = definition?.redact === true ? [] : (definition?.redact ?? [])
    if (own.length === 0 && redact === undefined) return undefined
    const patterns = own.map(each => each.split('.'))
    const component = definition?.name ?? ''
    return (path, value) => {
      const names = path === '' ? [] : path.split('.')
      const called = part === 'payload' && within !== undefined ? [within, ...names] : undefined
      if (patterns.some(each => fits(each, names) || (called !== undefined && fits(each, called))))
        return true
      try {
        return redact?.(path === '' ? part : `${part}.${path}`, value, component) === true
      } catch {
        return true
      }
    }
  }
}

const fits = (pattern: readonly string[], names: readonly string[]): boolean =>
  pattern.length === names.length && pattern.every((each, at) => each === '*' || each === names[at])

/** A shown value as JSON, as far as JSON has words for it. */
function textOf(value: Plain): string {
  return JSON.stringify(jsonOf(value))
}

function jsonOf(value: Plain): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('text' in value) return value.text
  if (value.is === 'list' || value.is === 'set') return value.of.map(([, item]) => jsonOf(item))
  return Object.fromEntries(value.of.map(([name, item]) => [name, jsonOf(item)]))
}
