// A shop that is served with its dashboard, in one virtual time: visitors of both come and go as a test says.
import { call, component, every, hear, publish, topic } from 'repartee'
import { dashboard } from 'repartee/dashboard'
import { ops, type AuditEntry } from 'repartee/ops'
import type { Inspection } from 'repartee/server'
import { Visitor } from '../../test/visitor.ts'
import { virtualOutside } from '../ops/outside.fixture.ts'
import { edgeOf, handlerOf, type Handler } from '../server/handler.ts'
import { deskOf } from './desk.ts'
import { lookAt } from './look.ts'
import { placeOf } from './place.ts'
import type { Act } from './screen.ts'
import { screenOf } from './screens.ts'
import { perform } from './verbs.ts'

const news = topic<{ readonly text: string }>('news')

const Item = component({
  name: 'shop item',
  state: ({ title }: { readonly title: string }) => ({ title, isOn: false }),
  on: { toggle: s => ({ ...s, isOn: !s.isOn }) },
  view: (s, on) => <li onClick={on.toggle}>{s.title}</li>,
})

const Sure = component({
  name: 'shop question',
  state: () => ({}),
  on: { yes: s => s },
  view: (_, on) => <button onClick={on.yes}>yes</button>,
})

/** What a handler reads without having been given it, so that a replay goes otherwise. */
export const outer = { luck: 1 }

const Shop = component({
  name: 'shop',
  redact: ['card.number'],
  state: () => ({ n: 0, heard: '', card: { number: 'hidden-1', name: 'Ada' } }),
  on: {
    add: s => ({ ...s, n: s.n + 1 }),
    luck: s => ({ ...s, n: outer.luck }),
    tick: s => ({ ...s, n: s.n + 100 }),
    heard: (s, { text }: { readonly text: string }) => ({ ...s, heard: text }),
    say: () => publish(news, { text: 'hello' }),
    fail: () => {
      throw new Error('no')
    },
    *ask() {
      yield* call(Sure, {}, { place: 'over' })
    },
  },
  listen: (_, on) => [every(3_600_000, on.tick), hear(news, on.heard)],
  view: (s, on) => (
    <main>
      <p>{`n is ${s.n} ${s.heard}`}</p>
      <button onClick={on.add}>add</button>
      <button onClick={on.luck}>luck</button>
      <button onClick={on.say}>say</button>
      <button onClick={on.fail}>fail</button>
      <button onClick={on.ask}>ask</button>
      <ul>
        <Item key="first" title="one" />
      </ul>
    </main>
  ),
})

const role = (principal: unknown) => (principal === 'eve' ? 'viewer' : 'operator')

export function served(open: Handler[]) {
  const outside = virtualOutside()
  const operations = ops([], { name: 'shop', outside })
  const edge = edgeOf(
    {
      pages: { '/': Shop, '/room/:id': Shop, '/ops': dashboard(operations, { allow: () => true, role }) },
      secret: 'a secret of sixteen',
      principal: request => new URL(request.url).searchParams.get('as'),
      ops: operations,
      onTrouble: () => {},
    },
    {
      clock: {
        now: outside.now,
        setTimer: (at, fire) => outside.after(Math.max(0, at - outside.now()), fire),
      },
    },
  )
  edge.start()
  const handler = handlerOf(edge)
  open.push({
    ...handler,
    close: async () => {
      const closing = handler.close()
      await outside.pass(60_000)
      await closing
    },
  })
  const desk = deskOf(operations, { role })
  const inspection = desk.inspection() as Inspection
  return {
    outside,
    operations,
    desk,
    inspection,
    visit: (path: string) => new Visitor(request => handler.fetch(request)).open(path),
    guest: () => new Visitor(request => handler.fetch(request)),
    /** What a screen takes at an address, and what it looks like there. */
    data: (query: string) => {
      const place = placeOf(Object.fromEntries(new URLSearchParams(query)))
      return { ...(lookAt(desk, place).data as object), screen: screenOf(place.screen).name }
    },
    does: (
      act: Act,
      fields: Readonly<Record<string, string>> = {},
      by: { cid?: string; principal?: string } = {},
    ) => perform(desk, act, fields, { cid: by.cid ?? 'x'.repeat(22), principal: by.principal ?? 'ada' }),
    /** The last entry of the audit log, with what was before and after as values. */
    audited: () => {
      const { before, after, ...entry } = operations.audit.read()[0] as AuditEntry
      const valueOf = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text))
      return { ...entry, before: valueOf(before), after: valueOf(after) }
    },
  }
}
