// The client's morph against idiomorph, in Chromium: a table of 1,000 keyed rows becomes another one.
// Wall time inside the page, both in turn on fresh tables; parsing is not counted. Idiomorph knows ids only, so its rows have
// them, which ours passes over for the key.
import type { Bench } from './harness.ts'
import { bundle, openBrowser } from '../test/browser.ts'

const CLIENT = new URL('../src/client', import.meta.url).pathname

const SOURCE = `
import { Idiomorph } from 'idiomorph'
import { morph } from './morph.ts'
const row = (key, text) => \`<tr rp-k="\${key}" id="r\${key}"><td>\${key}</td><td><b>name \${key}</b></td><td>\${text}</td><td><button rp-click="remove:\${key}">x</button></td></tr>\`
const table = rows => \`<table><tbody>\${rows.map(([key, text]) => row(key, text)).join('')}</tbody></table>\`
const parse = html => { const t = document.createElement('template'); t.innerHTML = html; return t.content.firstElementChild }
const rows = Array.from({ length: 1000 }, (_, key) => [key, 'text'])
const changes = {
  same: rows,
  changed: rows.with(500, [500, 'new']),
  moved: [...rows.slice(1), rows[0]],
  reversed: rows.toReversed(),
}
const hands = { ours: morph, idiomorph: (from, to) => Idiomorph.morph(from, to) }
globalThis.measure = (change, rounds) => {
  const taken = { ours: [], idiomorph: [] }
  for (let n = 0; n < rounds; n++) for (const who of ['ours', 'idiomorph']) {
    const from = document.importNode(parse(table(rows)), true)
    document.body.append(from)
    const to = parse(table(changes[change]))
    const began = performance.now()
    hands[who](from, to)
    taken[who].push(performance.now() - began)
    from.remove()
  }
  return taken
}
`

export default async function (bench: Bench): Promise<void> {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: await bundle({ source: SOURCE, dir: CLIENT }), type: 'module' })
    for (const change of ['same', 'changed', 'moved', 'reversed']) {
      const { ours, idiomorph } = await page.evaluate<Record<string, number[]>>(`measure('${change}', 15)`)
      bench.report(`1,000 rows, ${change}`, { unit: 'ms', ours: ours!, baselines: { idiomorph: idiomorph! } })
    }
  } finally {
    await browser.close()
  }
}
