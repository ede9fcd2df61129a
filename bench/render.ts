// A table of 1,000 rows as HTML: our renderer against preact, hono, React and template strings, which are the floor.
// Everybody makes the nodes anew, renders them and has the bytes counted, so that nobody hands out an unfinished string.
import type { Bench, Work } from './harness.ts'
import { people, type Person } from './people.ts'

export default async function render(bench: Bench): Promise<void> {
  process.env['NODE_ENV'] = 'production' // before anybody looks
  const { ours } = await import('./people.fixture.tsx')
  const preact = await import('preact-render-to-string')
  const react = await import('react-dom/server')
  const tables = {
    preact: (await import('./foreign/preact.tsx')).Table,
    hono: (await import('./foreign/hono.tsx')).Table,
    react: (await import('./foreign/react.tsx')).Table,
  }
  const preactJsx = (await import('preact/jsx-runtime')).jsx
  const reactJsx = (await import('react/jsx-runtime')).jsx
  type Render = (rows: readonly Person[]) => string
  const others: Record<string, Render> = {
    preact: rows => preact.renderToString(preactJsx(tables.preact, { rows })),
    hono: rows => String(tables.hono({ rows })),
    'react, renderToString': rows => react.renderToString(reactJsx(tables.react, { rows })),
    'react, renderToStaticMarkup': rows => react.renderToStaticMarkup(reactJsx(tables.react, { rows })),
    'template strings': templates,
  }
  const work = (html: Render, rows: readonly Person[]) => (): Work => ({
    run(times) {
      let bytes = 0
      for (let i = 0; i < times; i++) bytes += Buffer.byteLength(html(rows))
      return bytes
    },
  })

  const rows = people(1000)
  for (const [name, html] of [['ours', ours], ...Object.entries(others)] as const) {
    bench.report(`bytes of 1,000 rows, ${name}`, { unit: 'B', ours: [Buffer.byteLength(html(rows))] })
  }
  await bench.compare('1,000 rows', {
    times: 60, // enough for all to be compiled again after the harness has collected the shapes
    rounds: 9,
    ours: work(ours, rows),
    baselines: Object.fromEntries(Object.entries(others).map(([name, html]) => [name, work(html, rows)])),
  })
  await bench.growth('1,000 and 10,000 rows', {
    from: 1000,
    times: 10,
    ours: size => work(ours, people(size))(),
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
