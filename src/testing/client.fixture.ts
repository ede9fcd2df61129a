// A play with a form by the real client; likeness.test.ts runs it inside a browser.
import { newMemory, noteSent, type Field } from '../client/fields.ts'
import { fieldsOf } from '../client/form.ts'
import { morph } from '../client/morph.ts'
import type { Play, Seen } from './likeness.fixture.ts'

export function playedByClient({ first, acts }: Play, names: string): Seen {
  const memory = newMemory()
  const box = document.createElement('div')
  box.innerHTML = first
  document.body.append(box)
  const form = box.querySelector('form')!
  const fields = (): Field[] => [...form.querySelectorAll<Field>('input,select,textarea')]
  for (const act of acts) {
    if ('html' in act) {
      const made = document.createElement('template')
      made.innerHTML = act.html
      morph(form, made.content.firstElementChild!, memory)
      continue
    }
    const all = fields()
    const field = all[act.field % all.length]
    if (!field) continue
    edit(field, act.value)
    if (act.sends) noteSent(field, memory)
  }
  const seen = { values: fields().map(shown), sent: fieldsOf(form, names) }
  box.remove()
  return seen
}

function edit(field: Field, value: number): void {
  if (field instanceof HTMLSelectElement) {
    const option = field.options[value % field.options.length]
    if (option) option.selected = !field.multiple || !option.selected
  } else if (field.type === 'radio') {
    ;(field as HTMLInputElement).checked = true
  } else if (field.type === 'checkbox') {
    ;(field as HTMLInputElement).checked = value % 2 === 0
  } else {
    field.value = `typed ${value % 3}`
  }
}

function shown(field: Field): string {
  if (field instanceof HTMLSelectElement) return Array.from(field.selectedOptions, each => each.value).join()
  return /radio|checkbox/.test(field.type) ? String((field as HTMLInputElement).checked) : field.value
}
