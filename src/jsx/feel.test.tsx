// What a view says of how it feels: triggers, keys, waiting and what changes in advance, as attributes that the client heeds.
import { expect, it } from 'vitest'
import { ReparteeError } from '../errors/index.ts'
import { renderView } from './render.ts'
import { jsx } from './make.ts'
import type { Child, Creator, Event } from './node.ts'

const creator = (event: string): Creator<void> & Creator<string> =>
  Object.assign((payload: unknown) => ({ event, payload }), { event })
const html = (view: Child): string =>
  renderView(view, { offer: (trigger, what) => `${(what as Event).event} by ${trigger}`, embed: String }, '')
    .html
const refusal = (props: Record<string, unknown>): string => {
  try {
    return html(jsx('p', props))
  } catch (error) {
    return error instanceof ReparteeError ? error.code : String(error)
  }
}

it('triggers are offers, each under its own name', () => {
  const on = creator('x')
  expect(html(<input onKeyDown={on} onShortcut={on} onFocus={on} onBlur={on} onSeen={on} />)).toBe(
    "<input rp-keydown='x by keydown' rp-shortcut='x by shortcut' rp-focus='x by focus' rp-blur='x by blur' rp-seen='x by seen'>",
  )
})

it('keys, waits, words to be read out and transitions are the client’s attributes', () => {
  expect(html(<p keys="ctrl+k Enter" debounce={300} announce="3 found" transition={2} />)).toBe(
    "<p rp-keys='ctrl+k Enter' rp-debounce=300 rp-announce='3 found' rp-transition=2></p>",
  )
  expect(html(<p debounce={false} throttle={null} optimistic={undefined} />)).toBe('<p></p>')
})

it('what changes in advance is said as texts, and null for what is to be gone', () => {
  expect(
    html(<b optimistic={{ at: 'li', class: 'on -off', 'aria-busy': true, hidden: false, inert: true }} />),
  ).toBe(`<b rp-optimistic='{"at":"li","class":"on -off","aria-busy":"true","hidden":null,"inert":""}'></b>`)
})

it.each([
  ['debounce', '300'],
  ['debounce', 0],
  ['throttle', Number.NaN],
  ['throttle', 1e9],
  ['optimistic', 'on'],
  ['optimistic', true],
  ['optimistic', { onclick: 'alert(1)' }],
  ['optimistic', { onClick: creator('x') }],
  ['optimistic', { href: 'javascript:alert(1)' }],
  ['optimistic', { formaction: '/x' }],
  ['optimistic', { 'rp-click': 'x' }],
  ['optimistic', { keys: 'x' }],
  ['optimistic', { class: ['on'] }],
])('%s=%j is refused', (name, value) => {
  expect(refusal({ [name]: value })).toBe('bad-attribute')
})
