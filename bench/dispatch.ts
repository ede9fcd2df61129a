// The kernel's step by itself: what one event costs, without any network, engine or timer.
// Nothing else in Node does quite this, so the baselines bracket it. Below: a reducer whose state becomes a page by a template
// string, and the page is compared by its hash; no components, no checked offers, no journal, nothing to restore. Above:
// React's renderToString of the same page for each event, which is what one would do to send HTML after a change.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { parse, stringify } from 'devalue'
import { boot, definitionOf, hash, restore, snapshot, step } from 'repartee/kernel'
import type { Conversation, HashKey, World } from 'repartee/kernel'
import type { Bench, Contender } from './harness.ts'
import { Counter, Counters, Endless, Lines, Rows, rows, type Row } from './dispatch.fixture.tsx'

const KEY: HashKey = [17, 4]

/** A conversation, and clicks on it: `offer` says on what, by their count. */
function talk(component: unknown, props: object, offer: (n: number) => string): Contender {
  return () => {
    const world: World = { program: new Map(), key: KEY, dev: false }
    const birth = { cid: 'c', now: 1, principal: null }
    let { conversation } = boot(world, definitionOf(component), props, birth)
    let n = 0
    return {
      run(times) {
        let bytes = 0
        for (let i = 0; i < times; i++) {
          const turned = step(world, conversation, { kind: 'offer', n: ++n, now: n, offer: offer(n) })
          if (turned.outcome !== 'done') throw new Error(turned.outcome)
          conversation = turned.conversation
          for (const [, html] of turned.patches) bytes += html.length
        }
        return bytes
      },
    }
  }
}

/** A state, its page, and whether the page is another one than before. */
function reducer<S>(first: S, reduce: (state: S, n: number) => S, page: (state: S) => string): Contender {
  return () => {
    let state = first
    let shown = 0
    let n = 0
    return {
      run(times) {
        let bytes = 0
        for (let i = 0; i < times; i++) {
          state = reduce(state, ++n)
          const html = page(state)
          const mark = hash(KEY, html)
          if (mark !== shown) bytes += html.length
          shown = mark
        }
        return bytes
      },
    }
  }
}

const counter = (n: number): string =>
  `<p><button data-click="add:-1">−</button> ${n} <button data-click="inc">+</button></p>`
const counters = (all: readonly number[]): string =>
  `<ul>${all.map((n, i) => `<li data-key="${i}">${counter(n)}</li>`).join('')}</ul>`
const table = (all: readonly Row[]): string =>
  `<table>${all
    .map(
      row =>
        `<tr data-key="${row.id}"><td>${row.id}</td><td>${row.text}</td><td>${row.n}</td><td><button data-click="inc:${row.id}">+</button></td></tr>`,
    )
    .join('')}</table>`

export default async function dispatch(bench: Bench): Promise<void> {
  process.env['NODE_ENV'] = 'production' // before anybody looks
  const { renderToString } = await import('react-dom/server')
  const { createElement: h } = await import('react')
  const rCounter = ({ n }: { n: number }) =>
    h(
      'p',
      null,
      h('button', { 'data-click': 'add:-1' }, '−'),
      ' ',
      n,
      ' ',
      h('button', { 'data-click': 'inc' }, '+'),
    )
  const rCounters = ({ all }: { all: readonly number[] }) =>
    h(
      'ul',
      null,
      all.map((n, i) => h('li', { key: i }, h(rCounter, { n }))),
    )
  const rTable = ({ all }: { all: readonly Row[] }) =>
    h(
      'table',
      null,
      h(
        'tbody',
        null,
        all.map(row =>
          h(
            'tr',
            { key: row.id },
            h('td', null, row.id),
            h('td', null, row.text),
            h('td', null, row.n),
            h('td', null, h('button', { 'data-click': `inc:${row.id}` }, '+')),
          ),
        ),
      ),
    )

  await bench.compare('a click on a counter', {
    ours: talk(Counter, {}, () => '1/inc'),
    baselines: {
      'reducer and template string': reducer<number>(0, n => n + 1, counter),
      'react, renderToString': reducer<number>(
        0,
        n => n + 1,
        n => renderToString(h(rCounter, { n })),
      ),
    },
  })

  for (const many of [10, 100, 1000]) {
    const bump = (all: readonly number[], n: number): readonly number[] =>
      all.with(n % many, (all[n % many] ?? 0) + 1)
    const zeros = Array.from({ length: many }, () => 0)
    await bench.compare(`a click on a counter among ${many}`, {
      ours: talk(Counters, { many }, n => `${2 + (n % many)}/inc`),
      baselines: {
        'reducer and template string': reducer(zeros, bump, counters),
        'react, renderToString': reducer(zeros, bump, all => renderToString(h(rCounters, { all }))),
      },
    })
  }

  const inc = (all: readonly Row[], n: number): readonly Row[] =>
    all.map(row => (row.id === n % 1000 ? { ...row, n: row.n + 1 } : row))
  const rowed = {
    'reducer and template string': reducer(rows(1000), inc, table),
    'react, renderToString': reducer(rows(1000), inc, all => renderToString(h(rTable, { all }))),
  }
  await bench.compare('one row of 1,000 changed, a view by row', {
    ours: talk(Lines, { many: 1000 }, n => `1/inc:${n % 1000}`),
    baselines: rowed,
  })
  await bench.compare('one row of 1,000 changed, all in one view', {
    ours: talk(Rows, { many: 1000 }, n => `1/inc:${n % 1000}`),
    baselines: rowed,
  })
  await bench.growth('one row changed of 100 and 1,000, a view by row', {
    from: 100,
    ours: many => talk(Lines, { many }, n => `1/inc:${n % many}`)(),
  })

  const offers = Array.from({ length: 64 }, (_, i) => `12/remove:${i}`)
  const marks =
    (mark: (offer: string) => unknown): Contender =>
    () => ({
      run(times) {
        let last: unknown
        for (let i = 0; i < times; i++) last = mark(offers[i & 63] ?? '')
        return last
      },
    })
  const secret = randomBytes(32)
  const keyObject = createSecretKey(secret)
  await bench.compare('the mark of an offer', {
    ours: marks(offer => hash(KEY, offer)),
    baselines: {
      'HMAC-SHA256, KeyObject': marks(offer =>
        createHmac('sha256', keyObject).update(offer).digest('base64url'),
      ),
      'HMAC-SHA256, Buffer': marks(offer => createHmac('sha256', secret).update(offer).digest('base64url')),
    },
  })

  for (const length of [1, 10, 100, 1000])
    await bench.compare(`a flow resumed at journal length ${length}`, { ours: resumed(length) })
  await bench.growth('a flow resumed at journal length 100 and 1,000', {
    from: 100,
    ours: length => resumed(length)(),
  })

  await bench.compare('birth of a counter', {
    ours: () => ({
      run(times) {
        const world: World = { program: new Map(), key: KEY, dev: false }
        let bytes = 0
        for (let i = 0; i < times; i++)
          bytes += boot(world, definitionOf(Counter), {}, { cid: 'c', now: i, principal: null }).html.length
        return bytes
      },
    }),
    baselines: {
      'react, renderToString': reducer<number>(
        0,
        n => n + 1,
        n => renderToString(h(rCounter, { n })),
      ),
    },
  })

  bench.heap('bytes of a conversation: a counter', {
    items: 10_000,
    ours: items => conversations(items, Counter, {}),
    baselines: { 'its state in a Map by cid': items => new Map(ids(items).map(cid => [cid, { n: 0 }])) },
  })
  bench.heap('bytes of a conversation: 1,000 rows', {
    items: 100,
    ours: items => conversations(items, Rows, { many: 1000 }),
    baselines: { 'its state in a Map by cid': items => new Map(ids(items).map(cid => [cid, rows(1000)])) },
  })

  await kept(bench)
}

const ids = (many: number): string[] => Array.from({ length: many }, (_, i) => `conversation ${i}`)

function conversations(many: number, component: unknown, props: object): Conversation[] {
  const world: World = { program: new Map(), key: KEY, dev: false }
  const definition = definitionOf(component)
  return ids(many).map(
    cid => boot(world, definition, { ...props }, { cid, now: 1.7e12, principal: null }).conversation,
  )
}

/** One answer to a flow that was answered `length` times before; always the same one. */
function resumed(length: number): Contender {
  return () => {
    const world: World = { program: new Map(), key: KEY, dev: false }
    let conversation = boot(
      world,
      definitionOf(Endless),
      {},
      { cid: 'c', now: 1, principal: null },
    ).conversation
    const next = (): Conversation => {
      const asked = [...conversation.instances.keys()].at(-1)
      const event = { kind: 'offer', n: conversation.heard + 1, now: 1, offer: `${asked}/ok` } as const
      return step(world, conversation, event).conversation
    }
    for (let i = 1; i < length; i++) conversation = next()
    return {
      run(times) {
        let seq = 0
        for (let i = 0; i < times; i++) seq += next().seq
        return seq
      },
    }
  }
}

/** Writing a conversation down and reading it back; its baselines keep the state alone, without rendering it again. */
async function kept(bench: Bench): Promise<void> {
  const world: World = { program: new Map(), key: KEY, dev: false }
  const births: readonly [string, unknown, object, unknown][] = [
    ['a counter', Counter, {}, { n: 0 }],
    ['1,000 counters', Counters, { many: 1000 }, Array.from({ length: 1000 }, () => ({ n: 0 }))],
    ['a table of 1,000 rows', Rows, { many: 1000 }, { rows: rows(1000) }],
  ]
  for (const [name, component, props, state] of births) {
    const { conversation } = boot(world, definitionOf(component), props, {
      cid: 'c',
      now: 1,
      principal: null,
    })
    const text = snapshot(conversation)
    bench.report(`bytes of a snapshot of ${name}`, {
      unit: 'B',
      ours: [text.length],
      baselines: {
        'JSON of the state': [JSON.stringify(state).length],
        'devalue of the state': [stringify(state).length],
      },
    })
    const repeat =
      (work: () => unknown): Contender =>
      () => ({
        run(times) {
          let last: unknown
          for (let i = 0; i < times; i++) last = work()
          return last
        },
      })
    const json = JSON.stringify(state)
    const devalued = stringify(state)
    await bench.compare(`snapshot of ${name}`, {
      ours: repeat(() => snapshot(conversation)),
      baselines: {
        'JSON of the state': repeat(() => JSON.stringify(state)),
        'devalue of the state': repeat(() => stringify(state)),
      },
    })
    await bench.compare(`restore of ${name}`, {
      ours: repeat(() => restore(world, text)),
      baselines: {
        'JSON of the state': repeat(() => JSON.parse(json) as unknown),
        'devalue of the state': repeat(() => parse(devalued) as unknown),
      },
    })
  }
}
