// Search by keyboard: a shortcut opens it from anywhere, what is typed is sent when the typing pauses, arrows choose among what was found,
// and how many there are is read out to those who do not see them.
import { component } from 'repartee'
import { PEOPLE } from './people.ts'

const MOST = 6
const foundBy = (text: string): typeof PEOPLE =>
  PEOPLE.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase())).slice(0, MOST)

const CLOSED = { isOpen: false, text: '', at: 0 }

export const Palette = component({
  name: 'palette',
  styles: `
    kbd { padding: .1rem .4rem; border: 1px solid; border-radius: .3rem; font-size: .8em; opacity: .7 }
    input { width: 100% }
    ul { margin: .75rem 0 0; padding: 0; list-style: none }
    li button { display: flex; justify-content: space-between; gap: 1rem; width: 100%; border: 0; text-align: start; background: none }
    li button[aria-current=true] { background: color-mix(in srgb, currentColor 10%, transparent) }
  `,
  state: () => ({ ...CLOSED, chosen: '' }),
  on: {
    open: s => ({ ...s, ...CLOSED, isOpen: true }),
    find: (s, text: string) => ({ ...s, text, at: 0 }),
    choose: (s, name: string) => ({ ...s, ...CLOSED, chosen: name }),
    key(s, key: string) {
      const found = foundBy(s.text)
      if (key === 'Escape') return { ...s, ...CLOSED }
      if (key === 'Enter') return { ...s, ...CLOSED, chosen: found[s.at]?.name ?? s.chosen }
      const at = s.at + (key === 'ArrowDown' ? 1 : -1)
      return { ...s, at: Math.max(0, Math.min(at, found.length - 1)) }
    },
  },
  view(s, on) {
    if (!s.isOpen)
      return (
        <div>
          <p>{s.chosen === '' ? 'Nobody is chosen.' : `${s.chosen} is chosen.`}</p>
          <button
            onClick={on.open}
            onShortcut={on.open}
            keys="mod+k /"
            class="main"
            autofocus={s.chosen !== ''}
          >
            Find somebody <kbd>/</kbd>
          </button>
        </div>
      )
    const found = foundBy(s.text)
    return (
      <div onKeyDown={on.key} keys="ArrowDown ArrowUp Enter Escape" announce={`${found.length} found`}>
        <input
          onInput={on.find}
          debounce={200}
          value={s.text}
          aria-label="a name"
          autocomplete="off"
          autofocus
        />
        <ul>
          {found.map(({ id, name, town }, at) => (
            <li key={id}>
              <button onClick={on.choose(name)} aria-current={at === s.at ? 'true' : undefined}>
                {name} <span>{town}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    )
  },
})
