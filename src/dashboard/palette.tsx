// The palette: everything that has a name, and everything that can be done, found by typing.
// Does not know where entries come from.
import type { Creator, Node } from 'repartee'
import { Go } from './kit.tsx'
import { to } from './place.ts'
import type { Shown } from './screen.ts'
import type { Entry } from './entries.ts'

export type { Entry }

const MOST = 12

export function Palette({
  of,
  text,
  entries,
  sought,
  shut,
}: {
  of: Shown<unknown>
  text: string
  entries: readonly Entry[]
  sought: Creator<string>
  shut: Creator<void>
}): Node {
  const found = fitting(entries, text).slice(0, MOST)
  return (
    <dialog open class="palette" aria-label="Find or do" onKeyDown={shut} keys="Escape" rp-hook="arrows">
      <input
        type="search"
        name="sought"
        value={text}
        onInput={sought}
        placeholder="A screen, an endpoint, an act …"
        aria-label="Find or do"
        autofocus
        autocomplete="off"
        spellcheck={false}
      />
      <ul>
        {found.map(({ kind, text: name, go, act }) => (
          <li key={`${kind}/${name}`}>
            {act === undefined ? (
              <Go of={of} to={to({ ...of.place, at: 0 }, go?.screen ?? '', go?.id)}>
                <b>{name}</b> <i>{kind}</i>
              </Go>
            ) : (
              <button type="button" onClick={of.on.act(act)}>
                <b>{name}</b> <i>{kind}</i>
              </button>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="empty">Nothing is called that.</p>}
      <button type="button" class="act" onClick={shut}>
        Close
      </button>
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
