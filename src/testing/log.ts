// What was done, as plain data: the steps of a talk, so that they can be kept in a file and done again.
// Invariant: a step says all that it needs, as far as the values given were plain data.
// Does not know how steps are done.
import type { Attached } from './element.ts'
import type { Which } from './lookup.ts'

/** One step. `who` counts the visitors that share a scene, from 0; absent for the first. */
export type Step = { readonly who?: number } & (
  | { readonly do: 'click'; readonly what: string; readonly which?: Which }
  | { readonly do: 'fill' | 'type'; readonly field: string; readonly text: string; readonly which?: Which }
  | {
      readonly do: 'choose'
      readonly field: string
      readonly options: readonly string[]
      readonly which?: Which
    }
  | { readonly do: 'check'; readonly field: string; readonly on: boolean; readonly which?: Which }
  | {
      readonly do: 'attach'
      readonly field: string
      readonly files: readonly Attached[]
      readonly which?: Which
    }
  | { readonly do: 'press'; readonly key: string; readonly name?: string; readonly which?: Which }
  | { readonly do: 'scrollTo'; readonly what: string; readonly which?: Which }
  | { readonly do: 'push'; readonly hook: string; readonly text: string; readonly which?: Which }
  | { readonly do: 'submit'; readonly which?: Which }
  | { readonly do: 'escape' | 'back' | 'forward' | 'restart' | 'missed' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'finish'; readonly value?: unknown; readonly nth?: number }
  | {
      readonly do: 'reject'
      readonly error: { readonly name: string; readonly message: string }
      readonly nth?: number
    }
  | { readonly do: 'publish'; readonly topic: string; readonly message?: unknown }
  /** A source that is watched said this. `watch`: the instance and its wish. `first`: at once, in the midst of the step before. */
  | { readonly do: 'read'; readonly watch: string; readonly value?: unknown; readonly first?: boolean }
  /** One more visitor came. */
  | { readonly do: 'join' }
)

/** A step in a few words. */
export function wordsFor(step: Step): string {
  switch (step.do) {
    case 'click':
    case 'scrollTo':
      return `${step.do} ${JSON.stringify(step.what)}`
    case 'press':
      return `press ${step.key}`
    case 'fill':
    case 'type':
    case 'choose':
    case 'check':
    case 'attach':
      return `${step.do} ${JSON.stringify(step.field)}`
    case 'pass':
      return `pass ${step.ms} ms`
    case 'publish':
      return `publish to ${JSON.stringify(step.topic)}`
    default:
      return step.do
  }
}

/** A step without who did it. */
export type Act = Step extends infer S ? (S extends unknown ? Omit<S, 'who'> : never) : never
