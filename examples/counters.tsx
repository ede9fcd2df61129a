// Counters that come, go and change places. By its key each is the same one wherever it stands.
import { component } from 'repartee'
import { Counter } from './counter.tsx'

export const Counters = component({
  name: 'counters',
  state: () => ({ next: 4, keys: [1, 2, 3] as readonly number[] }),
  on: {
    add: s => ({ next: s.next + 1, keys: [...s.keys, s.next] }),
    remove: (s, key: number) => ({ ...s, keys: s.keys.filter(each => each !== key) }),
    raise: (s, key: number) => ({ ...s, keys: raised(s.keys, key) }),
    reverse: s => ({ ...s, keys: s.keys.toReversed() }),
  },
  view: (s, on) => (
    <div class="counters">
      <ol>
        {s.keys.map(key => (
          <li key={key}>
            <strong>#{key}</strong>
            <Counter />
            <button onClick={on.raise(key)} aria-label={`move counter ${key} up`}>
              ↑
            </button>
            <button onClick={on.remove(key)} aria-label={`remove counter ${key}`}>
              ×
            </button>
          </li>
        ))}
      </ol>
      {s.keys.length === 0 && <p class="quiet">No counter is left.</p>}
      <div class="row">
        <button onClick={on.add} class="main">
          Add a counter
        </button>
        <button onClick={on.reverse}>Turn the order round</button>
      </div>
    </div>
  ),
})

/** The first one goes to the end. */
function raised(keys: readonly number[], key: number): readonly number[] {
  const at = keys.indexOf(key)
  const others = keys.toSpliced(at, 1)
  return at === 0 ? [...others, key] : others.toSpliced(at - 1, 0, key)
}
