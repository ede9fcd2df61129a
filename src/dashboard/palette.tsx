// The palette: everything that has a name, and everything that can be done, found by typing. A field with a list below it: the focus stays
// in the field, arrows go through the list, Enter does what is marked.
// Invariant: what is marked is known to the server, so Enter never does what a list showed that was not there any more.
// Does not know where entries come from.
import type { Creator, Node } from 'repartee'
import type { Entry } from './entries.ts'
import { to } from './place.ts'
import type { Shown } from './screen.ts'
import { number } from './units.ts'

export type { Entry }

/** How many of those found are shown. */
export const MOST_FOUND = 12

export function Palette({
  of,
  text,
  found,
  at,
  more,
  sought,
  pressed,
  shut,
}: {
  of: Shown<unknown>
  text: string
  found: readonly Entry[]
  at: number
  more: number
  sought: Creator<string>
  pressed: Creator<string>
  shut: Creator<void>
}): Node {
  return (
    <dialog open class="palette" aria-label="Find or do" rp-hook="modal" onPush={shut}>
      <input
        type="search"
        name="sought"
        value={text}
        onInput={sought}
        onKeyDown={pressed}
        keys="ArrowDown ArrowUp Enter Escape"
        placeholder={
          of.role === 'operator' ? 'A screen, a worker, an act …' : 'A screen, a worker, an error …'
        }
        aria-label="Find or do"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls="palette-found"
        aria-activedescendant={found.length > 0 ? `palette-${at}` : undefined}
        autofocus
        autocomplete="off"
        spellcheck={false}
      />
      <ul
        id="palette-found"
        role="listbox"
        aria-label="Found"
        announce={text === '' ? '' : `${found.length + more} found`}
      >
        {found.map(({ kind, text: name, go, act }, index) => (
          <li
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            class={act === undefined ? kind : 'doing'}
            onClick={act === undefined ? of.on.go(to(of.place, go?.screen ?? '', go?.id)) : of.on.act(act)}
          >
            <b>{name}</b> <i>{kind}</i>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="empty">Nothing is called that.</p>}
      <p class="palette-keys">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> choose
        </span>
        <span>
          <kbd>Enter</kbd> go or do
        </span>
        <span>
          <kbd>Esc</kbd> close
        </span>
        <span>
          <kbd>/</kbd> search the screen
        </span>
        <span>
          <kbd>h</kbd> hold still
        </span>
        {more > 0 && <span class="more">{number(more)} more: type on</span>}
      </p>
    </dialog>
  )
}

/** All words must be there; names that begin with the first of them come first, then shorter ones. */
export function fitting(entries: readonly Entry[], text: string): readonly Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  const [first = ''] = words
  const fit = entries.filter(({ text: name, kind }) => {
    const all = `${name} ${kind}`.toLowerCase()
    return words.every(word => all.includes(word))
  })
  const rank = ({ text: name }: Entry): number =>
    (name.toLowerCase().startsWith(first) ? 0 : 1000) + name.length
  return fit.toSorted((a, b) => rank(a) - rank(b))
}
