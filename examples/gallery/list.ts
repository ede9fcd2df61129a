// What the gallery shows, in its order: one list for the menu, the cards, the pages' titles and the way from page to page.

export interface Entry {
  readonly path: string
  readonly name: string
  /** For its card. */
  readonly line: string
}

export interface Group {
  readonly name: string
  readonly sign: 'first' | 'asking' | 'lists' | 'address' | 'forms' | 'people' | 'time' | 'feel' | 'edges'
  readonly line: string
  readonly entries: readonly Entry[]
}

export const GROUPS = [
  {
    name: 'First steps',
    sign: 'first',
    line: 'State is a value, a handler returns the next one, a view shows it.',
    entries: [
      { path: '/counter', name: 'Counter', line: 'A number and two buttons: a whole program.' },
      {
        path: '/counters',
        name: 'Counters',
        line: 'Added, removed, moved; each keeps its number by its key.',
      },
      { path: '/calc', name: 'Calculator', line: 'One handler for all keys, and a plain function.' },
      { path: '/desk', name: 'Desk', line: 'Components inside a component, each with its state.' },
    ],
  },
  {
    name: 'Asking',
    sign: 'asking',
    line: 'A component calls another and reads its answer like a function’s result.',
    entries: [
      { path: '/confirm', name: 'Confirm', line: 'One question, asked in four ways.' },
      { path: '/guess', name: 'Guess', line: 'A game is a loop; each guess is an answer.' },
      { path: '/book', name: 'Booking', line: 'A sequence as one loop; Back is an answer.' },
      { path: '/dialogs', name: 'Dialogs', line: 'The stock ones, each a line of a handler.' },
    ],
  },
  {
    name: 'Lists',
    sign: 'lists',
    line: 'Rendered whole each time. Only what differs travels, and what was typed stays.',
    entries: [
      { path: '/rows', name: 'Rows', line: 'A handler waits while the page goes on.' },
      { path: '/todo', name: 'To do', line: 'Rows that are edited in place, several at once.' },
      { path: '/table', name: 'Table', line: 'Sorted by any column, filtered while you type.' },
      { path: '/tree', name: 'Tree', line: 'Branches are fetched when they are first opened.' },
    ],
  },
  {
    name: 'Checked forms',
    sign: 'forms',
    line: 'A schema says what is wanted, each field what is wrong with it.',
    entries: [
      { path: '/signup', name: 'Sign-up', line: 'Every kind of control, checked; a name that is taken.' },
      { path: '/schemas', name: 'Three libraries', line: 'One form with zod, with valibot, with arktype.' },
      { path: '/wizard', name: 'Wizard', line: 'Step by step, back again, and one answer changed.' },
      { path: '/album', name: 'Album', line: 'Pictures, seen on their way, one after the other.' },
    ],
  },
  {
    name: 'Address and history',
    sign: 'address',
    line: 'Where a visitor is, is state as well.',
    entries: [
      { path: '/at', name: 'Address', line: 'A counter that the address bar counts with.' },
      { path: '/calendar', name: 'Calendar', line: 'Months to go back to.' },
      { path: '/pages', name: 'Pages', line: 'A thousand rows, ten at a time.' },
      { path: '/tabs', name: 'Tabs', line: 'One panel is shown, all of them live.' },
      { path: '/columns', name: 'Columns', line: 'A choice in one opens the next.' },
      { path: '/crumbs', name: 'Breadcrumbs', line: 'Deeper is a call, back is an answer.' },
      { path: '/reading', name: 'Reading list', line: 'Whoever has the link has the list.' },
      { path: '/notes', name: 'Notes', line: 'A link opens beside what it was found in.' },
    ],
  },
  {
    name: 'Time and others',
    sign: 'time',
    line: 'What a page hears is a function of its state; there is nothing to unsubscribe.',
    entries: [
      { path: '/clock', name: 'Clock', line: 'Time passes for as long as the state says so.' },
      { path: '/chat', name: 'Chat', line: 'Visitors hear each other through topics.' },
      { path: '/shared', name: 'Shared count', line: 'One number for everybody who looks.' },
    ],
  },
  {
    name: 'Who is there',
    sign: 'people',
    line: 'Signing in is an effect: the answer to a click carries the new cookie.',
    entries: [
      { path: '/door', name: 'Door', line: 'A counter for those who know the word.' },
      { path: '/tasks', name: 'Tasks', line: 'Everybody’s own, the same in each of their windows.' },
    ],
  },
  {
    name: 'How it feels',
    sign: 'feel',
    line: 'What a browser does by itself, because the view said so.',
    entries: [
      { path: '/like', name: 'Likes', line: 'A heart that is red before the server has answered.' },
      { path: '/palette', name: 'Palette', line: 'Found by keyboard, sent when the typing pauses.' },
      { path: '/feed', name: 'Feed', line: 'As far as somebody scrolls.' },
      { path: '/cards', name: 'Cards', line: 'Each goes to its place.' },
    ],
  },
  {
    name: 'Edges',
    sign: 'edges',
    line: 'What happens when something goes wrong, or belongs to somebody else.',
    entries: [
      { path: '/failing', name: 'Failing call', line: 'try, catch and finally around a question.' },
      { path: '/mistake', name: 'Mistake', line: 'A handler throws, and nothing is lost.' },
      { path: '/widget', name: 'Widget', line: 'Somebody else’s, in a page that changes.' },
      { path: '/sketch', name: 'Sketch', line: 'A pen in the browser, a drawing on the server.' },
      { path: '/host', name: 'Host', line: 'Live pages inside a server that is there already.' },
    ],
  },
] as const satisfies readonly Group[]

export const ENTRIES: readonly Entry[] = GROUPS.flatMap((group): readonly Entry[] => group.entries)
export type Path = (typeof GROUPS)[number]['entries'][number]['path']

export const groupOf = (path: string): Group | undefined =>
  GROUPS.find(({ entries }: Group) => entries.some(entry => entry.path === path))
