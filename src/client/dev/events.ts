// The last events, newest first, and what one of them did: what it changed, drew and asked for, with the ways back.
import type { DevEvent, DevMoment, DevNode, DevTree, Plain } from '../../wire/index.ts'
import { changesBetween } from './diff.ts'
import type { Change, PathChange } from './diff.ts'
import { button, el } from './dom.ts'
import { brief, valueTree } from './value.ts'
import { clock, lasting, size } from './words.ts'

const GLYPHS: Readonly<Record<string, string>> = {
  offer: '☞',
  timer: '◔',
  message: '✉',
  missed: '✉',
  read: '◉',
  result: '↩',
  end: '■',
}

export function eventsView(
  events: readonly DevEvent[],
  head: number,
  chosen: number | undefined,
): HTMLElement {
  if (events.length === 0)
    return el(
      'p',
      { class: 'empty', 'rp-k': 'none' },
      'Nothing has happened yet. Use the page, and it is recorded here.',
    )
  return el(
    'div',
    { class: 'events', 'rp-k': 'events', role: 'group', 'aria-label': 'Events, newest first' },
    events.toReversed().map(event => eventRow(event, event.number === head, event.number === chosen)),
    !events.some(({ number }) => number === head) &&
      el(
        'div',
        { class: 'now', 'rp-k': 'beginning' },
        head === 0 ? 'the page is at the beginning' : `the page is as event ${head} left it`,
      ),
  )
}

function eventRow(event: DevEvent, isHead: boolean, isChosen: boolean): HTMLElement {
  const { number, kind, what, name, iid, outcome, tookMs, bytes, present, payload, at } = event
  const classes = ['event', !present && 'undone', isHead && 'head', event.differs !== undefined && 'differs']
  return button(
    'event',
    number,
    {
      class: classes.filter(Boolean).join(' '),
      'rp-k': number,
      'aria-pressed': isChosen ? 'true' : 'false',
      'data-node': iid,
      title: `${kind} at ${clock(at)}${present ? '' : ', taken back'}`,
    },
    el('span', { class: 'number' }, number),
    el('span', { class: 'glyph', 'aria-hidden': 'true' }, GLYPHS[kind] ?? '·'),
    el(
      'span',
      { class: 'what' },
      el('b', {}, what),
      name === undefined ? '' : el('span', { class: 'dim' }, ` ${name} ${iid}`),
      payload === undefined ? '' : el('span', { class: 'brief' }, ` ${brief(payload, 30)}`),
    ),
    event.differs === undefined ? '' : el('span', { class: 'chip bad' }, 'differs'),
    outcome === 'done' ? '' : el('span', { class: outcome === 'stale' ? 'chip' : 'chip bad' }, outcome),
    isHead ? el('span', { class: 'chip here' }, 'now') : '',
    el('span', { class: 'cost' }, `${lasting(tookMs)}  ${size(bytes)}`),
  )
}

export function eventDetails(event: DevEvent | undefined, moment: DevMoment | undefined): HTMLElement {
  if (event === undefined)
    return el('div', { class: 'details empty', 'rp-k': 'none' }, 'Choose an event to see what it did.')
  const { number, kind, what, name, iid, outcome, tookMs, bytes, payload, commands, at, differs } = event
  const whom = name === undefined ? '' : ` on ${name} ${iid}`
  return el(
    'div',
    { class: 'details', 'rp-k': number, tabindex: 0, role: 'group', 'aria-label': `Event ${number}` },
    el('h2', {}, what, el('small', {}, ` ${kind} ${number}${whom}`)),
    el(
      'p',
      { class: 'dim' },
      `${outcome} at ${clock(at)} in ${lasting(tookMs)}${bytes === 0 ? '' : `, ${size(bytes)} of patches`}`,
    ),
    el(
      'div',
      { class: 'acts' },
      button('back', number, { class: 'act' }, 'Back to before this'),
      button('step', number, { class: 'act' }, 'Replay this'),
      button('replay', number, { class: 'act' }, 'Replay from here'),
    ),
    differs !== undefined &&
      el(
        'div',
        { class: 'alarm', 'rp-k': 'differs' },
        el('b', {}, `Replayed, it went otherwise: ${differs.what}`),
        changed({ path: '', was: differs.was, is: differs.is }),
        el(
          'p',
          {},
          'Its handler or view reads something that it is not given: a clock, a random number, a variable.',
        ),
      ),
    payload !== undefined && section('Given', valueTree('', payload, `${number} payload`, 2)),
    moment !== undefined && momentView(moment, String(number)),
    commands.length > 0 &&
      section(
        'Asked for',
        el(
          'ul',
          { class: 'list' },
          commands.map(each => el('li', {}, each)),
        ),
      ),
    moment !== undefined && moment.patches.length > 0 && section('Patches', moment.patches.map(patchView)),
  )
}

function momentView({ before, after }: DevMoment, path: string): HTMLElement {
  const changes = changesBetween(before, after)
  return section(
    'Changes',
    changes.length === 0 ? el('p', { class: 'dim' }, 'Nothing changed.') : '',
    el(
      'div',
      { class: 'changes' },
      changes.map(each => changeView(each, before, after, path)),
    ),
  )
}

function changeView(change: Change, before: DevTree, after: DevTree, path: string): HTMLElement {
  const { iid, name, what, paths } = change
  const key = `${path} ${iid}`
  const then = before.nodes.find(node => node.iid === iid)
  const now = after.nodes.find(node => node.iid === iid)
  const mark = what === 'came' ? '+' : what === 'left' ? '−' : '~'
  return el(
    'div',
    { class: `change ${what}`, 'rp-k': key, 'data-node': iid },
    el(
      'p',
      {},
      el('span', { class: 'mark' }, mark),
      el('b', {}, name),
      el('span', { class: 'iid' }, ` ${iid}`),
      ` ${what}`,
    ),
    paths.map(changed),
    then?.state !== undefined && whole('before', then, key),
    now?.state !== undefined && whole('after', now, key),
  )
}

const whole = (when: string, { state }: DevNode, key: string): HTMLElement =>
  valueTree(`state ${when}`, state ?? null, `${key} ${when}`, 0)

const changed = ({ path, was, is }: PathChange): HTMLElement =>
  el(
    'div',
    { class: 'path' },
    path === '' ? '' : el('span', { class: 'key' }, path),
    el('span', { class: 'was' }, told(was)),
    ' → ',
    el('span', { class: 'is' }, told(is)),
  )

const told = (value: Plain | undefined): string => (value === undefined ? 'nothing' : brief(value, 80))

const patchView = ([target, html]: readonly [string, string], at: number): HTMLElement =>
  target === '@'
    ? el('p', { class: 'dim' }, `the address: ${html || 'as it was opened'}`)
    : el(
        'details',
        { class: 'branch', 'rp-k': `patch ${at}` },
        el('summary', {}, `to ${target}`, el('span', { class: 'brief' }, ` ${size(html.length)}`)),
        el('pre', {}, html),
      )

const section = (title: string, ...kids: readonly Parameters<typeof el>[2][]): HTMLElement =>
  el('section', { 'rp-k': title }, el('h3', {}, title), ...kids)
