// What stands around a view, or in its stead: the dialog of what was called over the page, a flow that is busy, the notice of a
// part that could not go on.
// Does not know whose view it is.
import { jsx, renderView } from '../jsx/index.ts'
import type { Child, Host, Node } from '../jsx/index.ts'
import type { Problem } from './conversation.ts'

type View = ReturnType<typeof renderView>

/** The view of an instance that was called over the page. One that is no dialog itself gets one around it. `mark`: more attributes. */
export function inDialog(view: Child, host: Host, iid: string, mark: string): View {
  let isDialog = false
  const rendered = renderView(view, host, tag => {
    isDialog = tag === 'dialog'
    return (isDialog ? ` rp-i=${iid} rp-modal` : '') + mark
  })
  return isDialog ? rendered : { html: dialog(iid, rendered.html), fields: rendered.fields }
}

/** A flow that waits for something that nobody sees. */
export function busy(iid: string, over: boolean): View {
  const part = (id: string): string => `<rp-part${id} aria-busy=true></rp-part>`
  return { html: over ? dialog(iid, part('')) : part(` rp-i=${iid}`), fields: [] }
}

/** Stands in the place of a part that could not go on and has no fallback. */
export function notice({ reference, detail }: Problem): Node {
  const children = [
    `This part could not go on. Reference ${reference}.`,
    detail !== undefined && jsx('pre', { children: detail }),
  ]
  return jsx('div', { class: 'rp-failed', role: 'alert', children })
}

function dialog(iid: string, html: string): string {
  return `<dialog rp-i=${iid} rp-modal class=rp-over>${html}</dialog>`
}
