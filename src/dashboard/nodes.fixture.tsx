// A shop that several nodes serve over one engine, each with its dashboard, in one virtual time.
import { component, hear, topic } from 'repartee'
import { dashboard } from 'repartee/dashboard'
import { memory, type MemoryEngine } from 'repartee/engines'
import { cron, limit, ops, resource, worker, type AuditEntry, type Ops } from 'repartee/ops'
import { Visitor } from '../../test/visitor.ts'
import { virtualOutside } from '../ops/outside.fixture.ts'
import { edgeOf, handlerOf, type Handler } from '../server/handler.ts'
import { performAnywhere } from './acting.ts'
import { deskOf } from './desk.ts'
import type { Seen } from './look.ts'
import { Looks } from './mirror.ts'
import { placeOf } from './place.ts'
import type { Act } from './screen.ts'
import type { Did } from './verbs.ts'

const news = topic<string>('news of several nodes')

const Shop = component({
  name: 'shop of several nodes',
  redact: ['card'],
  state: () => ({ n: 0, card: '4111-1111' }),
  on: {
    add: s => ({ ...s, n: s.n + 1 }),
    heard: s => s,
    fail: () => {
      throw new Error('sold out')
    },
  },
  listen: (_, on) => hear(news, on.heard),
  view: (s, on) => (
    <p>
      n is {s.n} <button onClick={on.add}>add</button> <button onClick={on.fail}>fail</button>
    </p>
  ),
})

const role = (principal: unknown) => (principal === 'eve' ? 'viewer' : 'operator')

export interface Shown {
  readonly name: string
  readonly operations: Ops
  readonly looks: Looks
  /** As the engine calls it. */
  readonly id: string
  readonly engine: MemoryEngine
  visitor(path: string): Promise<Visitor>
  /** What is shown at an address, as somebody sees it who comes there. */
  at<D>(query?: string): Promise<Seen & { readonly data: D }>
  does(act: Act, fields?: Readonly<Record<string, string>>, principal?: string): Promise<Did>
  audited(): readonly AuditEntry[]
  close(): Promise<void>
}

export async function several(names: readonly string[], open: Handler[]) {
  const outside = virtualOutside()
  const clock = {
    now: outside.now,
    setTimer: (at: number, fire: () => void) => outside.after(Math.max(0, at - outside.now()), fire),
  }
  const first = memory({ clock })
  // One of them is told before it begins that there are others.
  const engines = [first, ...names.slice(1).map(() => first.beside())]
  /** Lets time pass until what is promised has come. */
  async function pass<T>(promise: Promise<T>): Promise<T> {
    let isDone = false as boolean
    void promise.finally(() => (isDone = true)).catch(() => {})
    for (let i = 0; i < 200 && !isDone; i++) await outside.pass(50)
    return promise
  }
  const nodes = names.map((name, i): Shown => {
    const operations = ops(
      [
        worker('mailer', async run => {
          run.beat()
          await new Promise<void>(done => run.signal.addEventListener('abort', () => done()))
        }),
        cron('digest', '0 0 1 1 *', async () => {}),
        cron('sweep', '0 0 1 1 *', async () => {}, { per: 'process' }),
        limit('sign-in', { rate: '2/minute', by: 'ip' }),
        resource('users-db', { open: () => ({}), check: () => Promise.resolve() }),
      ],
      { name: 'shop', node: name, outside },
    )
    const edge = edgeOf(
      {
        pages: { '/': Shop, '/ops': dashboard(operations, { allow: () => true, role }) },
        engine: engines[i] as MemoryEngine,
        secret: 'a secret of sixteen',
        principal: request => new URL(request.url).searchParams.get('as'),
        ops: operations,
        onTrouble: () => {},
      },
      { clock },
    )
    edge.start()
    const handler = handlerOf(edge)
    const close = (): Promise<void> => pass(handler.close())
    open.push({ ...handler, close })
    const desk = deskOf(operations, { role })
    const looks = new Looks(desk)
    return {
      name,
      operations,
      looks,
      get id() {
        return operations.cluster.here
      },
      engine: engines[i] as MemoryEngine,
      visitor: path => pass(new Visitor(request => handler.fetch(request)).open(path)),
      at: (query = '') => pass(looks.look(placeOf(Object.fromEntries(new URLSearchParams(query))))) as never,
      does: (act, fields = {}, principal = 'ada') =>
        pass(performAnywhere(desk, act, fields, { cid: 'x'.repeat(22), principal })),
      audited: () => operations.audit.read(),
      close,
    }
  })
  await outside.pass(5000)
  return { outside, nodes, pass }
}
