// What must hold when everything has come to rest.
// Invariant: it is judged by what the server would show to somebody who came now, and by what the visitors did; never by what the client
// believes of itself, but for its own word that it is live.
import { shownBook, type Visitor } from './visitor.ts'
import type { Tab } from './tab.ts'
import type { World } from './world.ts'

/** Why this tab is not at rest, or shows something else than the server has; '' if it is as it should be. `canEnd`: it may be over. */
export function unrest(world: World, tab: Tab, canEnd: boolean): string {
  const { document } = tab
  const state = document.documentElement.getAttribute('rp-state')
  const held = world.edge?.runtime.get(tab.cid)
  if (state === 'gone' && canEnd && held === undefined) return ''
  if (state !== 'live') return `it says that it is ${state}`
  const busy = document.querySelector('[rp-busy]')
  if (busy) return `still busy: ${busy.outerHTML.slice(0, 100)}`
  if (!held) return 'the server does not hold its conversation'
  const fresh = rendered(document, held.page().html)
  const shown = document.getElementById('repartee')
  const difference = shown && fresh ? unlike(plain(shown), plain(fresh)) : 'there is no page'
  if (difference !== '') return difference
  for (const name of ['draft', 'tick']) {
    const field = document.querySelector<HTMLInputElement>(`#book [name=${name}]`)
    if (!field) continue
    const [has, should] =
      name === 'tick' ? [field.checked, field.defaultChecked] : [field.value, field.defaultValue]
    if (has !== should) return `${name} shows ${String(has)}, and the server has ${String(should)}`
  }
  const [address, at] = held.place()
  if (address !== tab.url.slice(tab.location.origin.length))
    return `it is at ${tab.url}, and the server at ${address}`
  if (tab.state?.rp?.at !== at) return `it is at entry ${tab.state?.rp?.at}, and the server at ${at}`
  return ''
}

/** What of a visitor's deeds was lost, came twice, or came in another order. */
export function unkept(world: World, { tab, hits, words }: Visitor): string[] {
  const { cid } = tab
  const held = world.edge?.runtime.get(cid)
  const fresh = held && rendered(tab.document, held.page().html)
  const book = fresh && shownBook(fresh)
  if (!book) return ['there is no book']
  const wrong: string[] = []
  for (const key of ['a', 'b', 'c']) {
    const all = hits.filter(each => each.what === key)
    const least = all.filter(each => each.sure && each.cid === cid).length
    const has = book.hits[key] ?? 0
    if (has < least || has > all.length)
      wrong.push(
        `${key} was pressed ${least === all.length ? '' : `${least} to `}${all.length} times, and counted ${has}`,
      )
  }
  const said = words.map(each => each.what)
  for (const { what, sure, cid: to } of words)
    if (sure && to === cid && !book.words.includes(what)) wrong.push(`${what} was said and is lost`)
  const order = book.words.map(word => said.indexOf(word))
  if (order.some((at, n) => at <= (order[n - 1] ?? -1)))
    wrong.push(`said: ${said.join(' ')}; taken: ${book.words.join(' ')}`)
  return wrong
}

function rendered(document: Document, html: string): Element | null {
  const template = document.createElement('template')
  template.innerHTML = html
  return template.content.firstElementChild
}

/** Without what is the visitor's or the client's own. */
function plain(root: Element): Element {
  const copy = root.cloneNode(true) as Element
  copy.querySelector('#rp-notices')?.remove()
  for (const each of copy.querySelectorAll('details,dialog')) each.removeAttribute('open')
  return copy
}

function unlike(shown: Element, fresh: Element): string {
  if (shown.isEqualNode(fresh)) return ''
  const [one, other] = [shown.outerHTML, fresh.outerHTML]
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const from = Math.max(0, at - 80)
  return `shown:  …${one.slice(from, at + 120)}\nshould: …${other.slice(from, at + 120)}`
}
