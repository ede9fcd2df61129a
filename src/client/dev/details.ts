// All that is known of one instance: where it is defined, what it holds, what it waits for and what it listens to.
import type { DevFrame, DevHeard, DevNode, DevTimer } from '../../wire/index.ts'
import { button, el } from './dom.ts'
import type { Kid } from './dom.ts'
import { clock, lasting } from './words.ts'
import { valueTree } from './value.ts'

export function detailsView(node: DevNode | undefined, names: ReadonlyMap<string, string>): HTMLElement {
  if (node === undefined)
    return el('div', { class: 'details empty', 'rp-k': 'none' }, 'Choose an instance to see what it holds.')
  const { iid, name, kind, where, owner, state, props, frames, timers, hears, calls, failed } = node
  return el(
    'div',
    { class: 'details', 'rp-k': iid, tabindex: 0, 'aria-label': `${name} ${iid}`, role: 'group' },
    el('h2', {}, name, ' ', el('small', {}, `${kind} ${iid}`)),
    where !== undefined &&
      button('copy', where, { class: 'where', title: 'Copy the place in the sources' }, where),
    el('p', { class: 'dim' }, `${owner} · changed at ${clock(node.changed)}`),
    failed !== undefined &&
      el(
        'div',
        { class: 'alarm' },
        el('b', {}, `Failed, ${failed.reference}`),
        el('pre', {}, failed.detail ?? ''),
      ),
    state !== undefined && section('State', valueTree('', state, `${iid} state`, 2)),
    section('Props', valueTree('', props, `${iid} props`, 1)),
    frames.length > 0 &&
      section(
        'Waits',
        frames.map((frame, at) => frameView(frame, `${iid} frame ${at}`)),
      ),
    timers.length + hears.length > 0 &&
      section('Listens', el('ul', { class: 'list' }, timers.map(timerView), hears.map(heardView))),
    calls.length > 0 &&
      section(
        'Called',
        calls.map(called =>
          button(
            'pin',
            called,
            { class: 'link', 'data-node': called },
            `${names.get(called) ?? ''} ${called}`,
          ),
        ),
      ),
  )
}

const section = (title: string, ...kids: readonly Kid[]): HTMLElement =>
  el('section', { 'rp-k': title }, el('h3', {}, title), ...kids)

function frameView({ event, payload, began, steps, waits }: DevFrame, path: string): HTMLElement {
  return el(
    'div',
    { class: 'frame', 'rp-k': path },
    el(
      'p',
      {},
      event === '' ? 'the flow' : el('b', {}, event),
      el('span', { class: 'dim' }, `, since ${clock(began)}`),
    ),
    typeof payload === 'object' && payload !== null && 'is' in payload && payload.is === 'undefined'
      ? false
      : valueTree('given', payload, `${path} payload`, 0),
    el(
      'ol',
      {},
      steps.map(({ ask, value, error }, at) =>
        el(
          'li',
          {},
          el('span', { class: 'ask' }, ask),
          error === undefined
            ? valueTree('', value ?? null, `${path} ${at}`, 0)
            : el('div', { class: 'leaf bad' }, error),
        ),
      ),
      el(
        'li',
        { class: 'waiting' },
        el('span', { class: 'ask' }, waits),
        el('span', { class: 'dim' }, ' waiting'),
      ),
    ),
  )
}

const timerView = ({ id, event, due, every }: DevTimer): HTMLElement =>
  el(
    'li',
    { 'rp-k': `timer ${id}` },
    el('b', {}, event),
    every === undefined ? '' : ` every ${lasting(every)}`,
    el('span', { class: 'dim' }, due === undefined ? ', has fired' : `, due at ${clock(due)}`),
  )

const heardView = ({ kind, name, event }: DevHeard): HTMLElement =>
  el(
    'li',
    { 'rp-k': `${kind} ${name} ${event}` },
    el('b', {}, event),
    kind === 'hear' ? ' hears ' : ' watches ',
    el('code', {}, name),
  )
