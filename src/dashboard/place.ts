// Where a dashboard is: a screen, one thing on it, how its list is searched, sorted and paged, of which node, and at what time. It is all in
// the address.
// Invariant: `placeOf(queryOf(place))` is the place; whatever an address says there is a place for it.
// Does not know the screens.

export interface Place {
  /** '' is the first screen. */
  readonly screen: string
  /** One thing on it, by its name or id; '' for the list. */
  readonly id: string
  /** What the screen keeps in the address besides, e.g. `text`, `sort`, `page`. */
  readonly q: Readonly<Record<string, string>>
  /** A time in the past, epoch ms; 0 for now. */
  readonly at: number
  /** One node of several, as the engine calls it. Without it all of them. */
  readonly node?: string
}

const MOST_WORDS = 12
const LONGEST = 300

export function placeOf(query: Readonly<Record<string, unknown>>): Place {
  const { screen, id, at, node, ...rest } = query
  const q: Record<string, string> = {}
  for (const [name, value] of Object.entries(rest).slice(0, MOST_WORDS))
    if (typeof value === 'string' && value !== '' && /^[\w-]{1,30}$/.test(name))
      q[name] = value.slice(0, LONGEST)
  const time = Number(at)
  return {
    screen: typeof screen === 'string' && /^[\w-]{1,30}$/.test(screen) ? screen : '',
    id: typeof id === 'string' ? id.slice(0, LONGEST) : '',
    q,
    at: Number.isSafeInteger(time) && time > 0 ? time : 0,
    ...(typeof node === 'string' && node !== '' && { node: node.slice(0, LONGEST) }),
  }
}

/** The query of an address, with its question mark; '' for the first screen. */
export function queryOf({ screen, id, q, at, node = '' }: Place): string {
  const query = new URLSearchParams()
  if (screen !== '') query.set('screen', screen)
  if (id !== '') query.set('id', id)
  for (const name of Object.keys(q).toSorted()) if (q[name]) query.set(name, q[name])
  if (node !== '') query.set('node', node)
  if (at !== 0) query.set('at', String(at))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** The address as a link of the dashboard's own page, wherever that is mounted. */
export const linkTo = (place: Place): string => queryOf(place) || '?'

/** Another screen, or another thing, at the same time and of the same nodes. */
export function to(place: Place, screen: string, id: string = '', q: Place['q'] = {}): Place {
  return of({ screen, id, q, at: place.at }, place.node)
}

/** The same of one node, or of all. */
export function of({ node: _, ...place }: Place, node: string | undefined): Place {
  return node === undefined || node === '' ? place : { ...place, node }
}

/** The same with other words; an empty one is taken out. Another page than the first does not outlive another search. */
export function having(place: Place, words: Place['q']): Place {
  const q = { ...place.q, ...(words['page'] === undefined && { page: '' }), ...words }
  return { ...place, q: Object.fromEntries(Object.entries(q).filter(([, word]) => word !== '')) }
}
