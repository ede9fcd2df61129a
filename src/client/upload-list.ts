// How files show that were chosen: a row for each in the list that the view has for them (`rp-files`), with its name, size, progress,
// what is wrong with it, and a button to remove it; and how far all of them are, on the field and its form.
// Invariant: a list is the client's alone, so no change of the view meets it. Text is text, never HTML.
// For CSS: [rp-progress=0…100] and --rp-progress; .rp-file[rp-file=chosen|waiting|sending|done|failed] with .rp-file-name, .rp-file-size,
// .rp-file-progress (<progress>), .rp-file-error and .rp-file-remove (<button>).
import type { Failure } from './upload-send.ts'

export type State = 'chosen' | 'waiting' | 'sending' | 'done' | 'failed'

export interface Row {
  readonly element: HTMLElement
  show(state: State, sent?: number, wrong?: string): void
}

/** The list for a field's files: the nearest around it, in its form if it has one. */
export function listOf(input: HTMLInputElement): Element | null {
  const end = input.form ?? input.closest('[rp-i]')
  for (let at: Element | null = input; at; at = at.parentElement) {
    const list = [...at.querySelectorAll('[rp-files]')].find(each => each.closest('form') === input.form)
    if (list || at === end) return list ?? null
  }
  return null
}

export function newRow(list: Element, file: File, remove: () => void): Row {
  const make = <E extends HTMLElement>(tag: string, name: string, text = ''): E => {
    const element = document.createElement(tag) as E
    element.className = `rp-file${name}`
    element.textContent = text
    return element
  }
  const element = make(/^[OU]L$/.test(list.nodeName) ? 'li' : 'div', '')
  const bar = make<HTMLProgressElement>('progress', '-progress')
  const error = make('span', '-error')
  const button = make<HTMLButtonElement>('button', '-remove', '×')
  bar.max = 100
  bar.ariaLabel = file.name
  button.type = 'button'
  button.ariaLabel = button.title = `Remove ${file.name}`
  button.onclick = event => {
    // around it may be something that offers clicks
    event.stopPropagation()
    // the focus goes to what is next, or to what is before
    const near = element.nextElementSibling ?? element.previousElementSibling
    const isHere = element.contains(document.activeElement)
    remove()
    if (isHere && near) near.querySelector('button')?.focus()
  }
  element.append(
    make('span', '-name', file.name),
    make('span', '-size', sizeOf(file.size)),
    bar,
    error,
    button,
  )
  list.append(element)
  return {
    element,
    show(state, sent = 0, wrong = '') {
      element.setAttribute('rp-file', state)
      bar.hidden = state === 'chosen' || state === 'failed'
      bar.value = file.size ? (100 * sent) / file.size : 100
      if (error.textContent !== wrong) error.textContent = wrong
    },
  }
}

/** How far all of them are, from 0 to 1; undefined: nothing is under way. */
export function mark(elements: Iterable<Element>, done: number | undefined): void {
  for (const element of elements) {
    const { style } = element as HTMLElement
    if (done === undefined) {
      element.removeAttribute('rp-progress')
      style.removeProperty('--rp-progress')
    } else {
      const percent = `${Math.floor(100 * done)}`
      element.setAttribute('rp-progress', percent)
      style.setProperty('--rp-progress', percent)
    }
  }
}

/** What is wrong with a file that a field would not take; '' if nothing is. */
export function misfit(
  { name, size, type }: File,
  { accept, attributes }: HTMLInputElement,
  bytes: number,
): string {
  const most = Number(attributes.getNamedItem('maxsize')?.value ?? bytes)
  if (size > most) {
    const digits = sizeOf(size) === sizeOf(most) ? 9 : 1
    const [has, may] = [sizeOf(size, digits), sizeOf(most, digits)]
    return wordsFor('too-large', name, `It has ${has}, and at most ${may} are taken.`)
  }
  const kinds = accept.toLowerCase().replaceAll(/\s/g, '')
  const isFitting = kinds
    .split(',')
    .some(each =>
      each.startsWith('.')
        ? name.toLowerCase().endsWith(each)
        : each.endsWith('/*')
          ? type.startsWith(each.slice(0, -1))
          : type === each,
    )
  return kinds && !isFitting
    ? wordsFor('not-accepted', name, `Taken are: ${kinds.replaceAll(',', ', ')}.`)
    : ''
}

const WORDS: Readonly<Record<Failure, string>> = {
  'too-large': 'is too large.',
  'not-accepted': 'is of another kind than is asked for.',
  'too-many': 'is too much: more files are under way than may be at once.',
  'no-room': 'was not taken, as there is no room for it.',
  unreadable: 'could not be read. Was it changed?',
  refused: 'was not taken.',
  left: 'was not sent.',
}

export const wordsFor = (why: Failure, name: string, more = ''): string =>
  `${name} ${WORDS[why]} ${more}`.trim()

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']

function sizeOf(bytes: number, digits = 1): string {
  const at = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return new Intl.NumberFormat(document.documentElement.lang || undefined, {
    style: 'unit',
    unit: UNITS[at]!,
    maximumFractionDigits: digits,
  }).format(bytes / 1000 ** at)
}
