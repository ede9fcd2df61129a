// Plays with forms: what is done with a form, in order, and what is to be seen of it in the end, by the page in miniature and
// by the real client, which runs in a browser.
import fc from 'fast-check'
import type { Element as Small } from './element.ts'
import { isField, kindOf, noteSent, optionsOf, shown, typeOf, valueOf } from './fields.ts'
import { fieldsOf } from './form.ts'
import { Look } from './look.ts'
import { Page } from './page.ts'

/** The visitor edits a field; or the server renders the form anew. */
export type Act =
  | { readonly field: number; readonly value: number; readonly sends: boolean }
  | { readonly html: string }

export interface Play {
  readonly first: string
  readonly acts: readonly Act[]
}

export interface Seen {
  readonly values: readonly string[]
  readonly sent: unknown
}

export const NAMES = 't0,t1,area,box?,many+,radio,one,all+'

/** What the page in miniature shows in the end. */
export function played({ first, acts }: Play): Seen {
  const page = new Page(`<div rp-i=0>${first}</div>`)
  const look = (): Look => new Look(page.root)
  const fields = (): Small[] =>
    look()
      .spots.map(({ element }) => element)
      .filter(isField)
  for (const act of acts) {
    if ('html' in act) {
      page.apply([['1', act.html]])
      continue
    }
    const all = fields()
    const field = all[act.field % all.length]
    if (field === undefined) continue
    edit(field, act.value, all)
    if (act.sends) noteSent(field)
  }
  const form = page.find(each => each.tag === 'form')
  return { values: fields().map(each => String(shown(each))), sent: fieldsOf(look(), form, NAMES, undefined) }
}

function edit(field: Small, value: number, all: readonly Small[]): void {
  if (kindOf(field) === 'select') {
    const values = optionsOf(field).map(valueOf)
    const chosen = values[value % values.length]
    const before = shown(field) as readonly string[]
    if (chosen === undefined) return
    field.held = field.has('multiple')
      ? values.filter(each => before.includes(each) !== (each === chosen))
      : [chosen]
  } else if (typeOf(field) === 'radio') {
    for (const other of all) if (typeOf(other) === 'radio') other.held = false
    field.held = true
  } else if (kindOf(field) === 'tick') {
    field.held = value % 2 === 0
  } else {
    field.held = `typed ${value % 3}`
  }
}

const attribute = (name: string, is: boolean): string => (is ? ` ${name}` : '')
const text = fc.constantFrom('', 'x', 'y', 'typed 0', 'typed 1')
const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 })

/** One control. Values are few, so that a field is often rendered with what was typed. */
const control: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.constantFrom('t0', 't1'), text)
    .map(([name, value]) => `<input name="${name}" value="${value}">`),
  text.map(value => `<textarea name="area">${value}</textarea>`),
  fc.boolean().map(on => `<input type="checkbox" name="box"${attribute('checked', on)}>`),
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.boolean())
    .map(([value, on]) => `<input type="checkbox" name="many" value="${value}"${attribute('checked', on)}>`),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())
    .map(([value, on]) => `<input type="radio" name="radio" value="${value}"${attribute('checked', on)}>`),
  fc.tuple(values, fc.option(fc.nat(3))).map(([of, on]) => select('one', '', of, i => i === on)),
  fc.tuple(values, fc.nat(15)).map(([of, on]) => select('all', ' multiple', of, i => ((on >> i) & 1) === 1)),
)

function select(name: string, more: string, of: readonly string[], on: (at: number) => boolean): string {
  const options = of.map(
    (value, at) => `<option value="${value}"${attribute('selected', on(at))}>${value}</option>`,
  )
  return `<select name="${name}"${more}>${options.join('')}</select>`
}

const row = fc
  .tuple(control, fc.option(fc.constantFrom('k', 'l', 'm')), fc.integer({ min: 0, max: 9 }))
  .map(([html, key, how]) => ({ html: how === 0 ? `<fieldset disabled>${html}</fieldset>` : html, key }))

/** A form with at most so many radio buttons on. */
const form = (on: 0 | 1): fc.Arbitrary<string> =>
  fc.uniqueArray(row, { selector: ({ key }) => key ?? {}, maxLength: 7 }).map(rows => {
    const html = rows.map(each =>
      each.key === null ? each.html : `<div rp-k="${each.key}">${each.html}</div>`,
    )
    let left: number = on
    const radios = /(<input type="radio"[^>]*) checked>/g
    return `<form rp-i=1>${html.join('').replaceAll(radios, (all, off: string) => (left-- > 0 ? all : `${off}>`))}</form>`
  })

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ field: fc.nat(9), value: fc.nat(9), sends: fc.boolean() }),
  // Which of two wins that both want to be on, the visitor's or the server's, depends on how a browser puts them in.
  fc.record({ html: form(0) }),
)

export const plays: fc.Arbitrary<Play> = fc.record({
  first: form(1),
  acts: fc.array(act, { minLength: 1, maxLength: 8 }),
})
