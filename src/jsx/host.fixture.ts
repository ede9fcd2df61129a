// A host that writes down what it is asked: offers as `event:payload{fields}`, embedded components as `<x-child at=place>`.
import type { Host } from './host.ts'
import { renderView } from './index.ts'
import type { Child, Creator, Event } from './node.ts'

/** A tag that is a component, as far as the renderer can tell. */
export function tagOf<P = { readonly children?: Child }>(name: string): (props: P) => Child {
  return Object.assign(
    () => {
      throw new Error('a component is not called')
    },
    { component: name },
  )
}

export const event = (name: string, payload?: unknown): Event => ({ event: name, payload })
export const creator = <P>(name: string): Creator<P> =>
  Object.assign((payload: P) => event(name, payload), { event: name })

export function hostOf(name = '', fields: Readonly<Record<string, readonly string[]>> = {}): Host {
  return {
    offer(trigger, what, names) {
      const payload =
        'payload' in what && what.payload !== undefined ? `:${JSON.stringify(what.payload)}` : ''
      return `${name}${(what as Event).event}${payload}${names === undefined ? '' : `{${names.join()}}`}`
    },
    embed(node, place, field) {
      const { component } = node.tag as { component: string }
      for (const each of fields[component] ?? []) field(each)
      return `<x-child at='${name}${place}'></x-child>`
    },
  }
}

/** HTML of a view whose root gets no mark. */
export const html = (view: Child, host: Host = hostOf()): string => renderView(view, host, '').html
