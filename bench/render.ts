// A table of 1,000 rows as HTML: our renderer against preact, hono, React and template strings, which are the floor.
// Everybody makes the nodes anew, renders them and has the bytes counted, so that nobody hands out an unfinished string.
import type { Bench, Work } from './harness.ts'
import { people, type Person } from './people.ts'

export default async function render(bench: Bench): Promise<void> {
  process.env['NODE_ENV'] = 'production' // before anybody looks
  const mine = await import('./people.fixture.tsx')
  const preact = await import('preact-render-to-string')
  const react = await import('react-dom/server')
  const theirs = {
    preact: await import('./foreign/preact.tsx'),
    hono: await import('./foreign/hono.tsx'),
    react: await import('./foreign/react.tsx'),
  }
  const preactJsx = (await import('preact/jsx-runtime')).jsx
  const reactJsx = (await import('react/jsx-runtime')).jsx

  type Render = (rows: readonly Person[]) => string
  const others: Record<string, Render> = {
    preact: rows => preact.renderToString(preactJsx(theirs.preact.Table, { rows })),
    hono: rows => String(theirs.hono.Table({ rows })),
    'react, renderToString': rows => react.renderToString(reactJsx(theirs.react.Table, { rows })),
    'react, renderToStaticMarkup': rows => react.renderToStaticMarkup(reactJsx(theirs.react.Table, { rows })),
    'template strings': templates,
  }
  // A program always has some nodes alive, and with them the code that was compiled for their shapes.
  const nodes = (rows: readonly Person[]): unknown =>
    [mine, ...Object.values(theirs)].map(({ Table, Row }) => [Table({ rows }), Row({ row: rows[0]! })])
  const work = (html: Render, rows: readonly Person[]) => (): Work & { readonly kept: unknown } => ({
    kept: nodes(rows.slice(0, 7)),
    run(times) {
      let bytes = 0
      for (let i = 0; i < times; i++) bytes += Buffer.byteLength(html(rows))
      return bytes
    },
  })

  const rows = people(1000)
  for (const [name, html] of [['ours', mine.ours], ...Object.entries(others)] as const) {
    bench.report(`bytes of 1,000 rows, ${name}`, { unit: 'B', ours: [Buffer.byteLength(html(rows))] })
  }
  await bench.compare('1,000 rows', {
    times: 30, // enough for all to be compiled
    rounds: 9,
    ours: work(mine.ours, rows),
    baselines: Object.fromEntries(Object.entries(others).map(([name, html]) => [name, work(html, rows)])),
  })
  await bench.growth('1,000 and 10,000 rows', {
    from: 1000,
    times: 10,
    ours: size => work(mine.ours, people(size))(),
  })
}

const SPECIAL = /[&<>"]/
const safe = (text: string): string =>
  SPECIAL.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : text

/** What one would write by hand, with nothing checked but escaping. */
function templates(rows: readonly Person[]): string {
  let html = '<table class="people"><tbody>'
  for (const row of rows) {
    html += `<tr class="${row.locked ? 'row locked' : 'row'}" data-id="${row.id}"><td class="num">${row.id}</td><td><a href="${safe(`/people/${row.id}`)}" class="name" title="${safe(row.name)}">${safe(row.name)}</a> <small>${safe(row.mail)}</small></td><td><span class="${safe(`badge ${row.status}`)}">${safe(row.status)}</span></td><td class="money">${safe(row.amount)}</td><td>${safe(row.note)}</td><td><button type="button" class="danger"${row.locked ? ' disabled' : ''} aria-label="${safe(`Remove ${row.name}`)}" data-click="${safe(`remove:${row.id}`)}">Remove</button></td></tr>`
  }
  return html + '</tbody></table>'
}
