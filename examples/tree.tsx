// A tree that fetches what is in a branch when it is first opened. Branches are one component, embedded in itself.
import { call, component, flow, io, type Component, type Node } from 'repartee'
import { operations } from './operations.ts'
import { placesIn } from './places.ts'

interface At {
  readonly path: readonly string[]
}

const Branch: Component<At, never> = component({
  name: 'tree branch',
  state: (props: At) => ({ ...props, open: false, opened: false }),
  on: { toggle: s => ({ ...s, open: !s.open, opened: true }) },
  view: (s, on) => (
    <div class="branch">
      <button onClick={on.toggle} aria-expanded={s.open}>
        {s.path.at(-1)}
      </button>
      {/* Closing hides: what was open inside is open again next time. */}
      {s.opened && (
        <div hidden={!s.open}>
          <Contents path={s.path} />
        </div>
      )}
    </div>
  ),
})

/** Its place is marked as busy until there is something to show. */
const Contents = flow('tree contents', function* ({ path }: At) {
  const names = yield* io(() => operations.span('places', () => fetchPlaces(path), { resource: 'disk' }))
  yield* call(Listing, { path, names })
})

const Listing = component({
  name: 'tree listing',
  state: (props: At & { names: readonly string[] }) => props,
  on: {},
  view: ({ path, names }) => (
    <ul>
      {names.map(name => (
        <li key={name}>{path.length < 2 ? <Branch path={[...path, name]} /> : name}</li>
      ))}
    </ul>
  ),
})

export const Tree = (): Node => (
  <div class="tree" role="group" aria-label="The world">
    <Listing path={[]} names={placesIn([])} />
  </div>
)

/** Stands for a disk or a service that takes its time. */
async function fetchPlaces(path: readonly string[]): Promise<readonly string[]> {
  await new Promise(done => setTimeout(done, 300))
  return placesIn(path)
}
