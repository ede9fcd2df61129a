// How the overlay looks, light and dark, wide and narrow.
// Invariant: the page's own rules do not reach in, and none of these reach out.

export const CSS_TEXT = `
:host {
  all: initial !important; display: block !important; position: fixed !important; inset: 0 !important;
  width: auto !important; height: auto !important; pointer-events: none !important; z-index: 2147483647 !important;
  overflow: visible !important; background: none !important; border: 0 !important; margin: 0 !important; padding: 0 !important;
  color-scheme: light dark;
}
* { box-sizing: border-box }
[hidden] { display: none !important }
.all {
  --bg: light-dark(#fcfcfe, #14161b); --soft: light-dark(#f2f3f8, #1c1f27); --line: light-dark(#e0e2ea, #2b2f3a);
  --text: light-dark(#1b1d26, #e8eaf1); --dim: light-dark(#5f6577, #9aa1b4); --accent: light-dark(#5546d6, #a99dff);
  --wash: light-dark(#ecebfd, #262445); --bad: light-dark(#b81f2b, #ff8f95); --badwash: light-dark(#fdeeee, #351c20);
  --warm: light-dark(#8a5600, #f0b860); --warmwash: light-dark(#fdf3e0, #33291a);
  --good: light-dark(#12703f, #6fd8a0); --number: light-dark(#1556b3, #86b7ff); --key: light-dark(#7a2f8f, #dba0ec);
  font: 13px/1.45 system-ui, sans-serif; color: var(--text); text-align: start;
}
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: start }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 4px }
pre, code, .branch, .leaf, .path, .where, .ask, .iid, .number { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; font-size: 12px }
pre { margin: .35rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere }
p { margin: 0 }
.dim, .iid { color: var(--dim) }

.knob {
  position: fixed; inset: auto 12px 12px auto; pointer-events: auto; width: 38px; height: 38px; border-radius: 50%;
  display: grid; place-items: center; color: var(--accent); background: var(--bg); border: 1px solid var(--line);
  box-shadow: 0 2px 10px rgb(0 0 0 / .18); opacity: .75; transition: opacity .15s
}
.knob:hover, .knob:focus-visible { opacity: 1 }
.knob:focus-visible { outline-offset: 2px; border-radius: 50% }
.knob svg { width: 20px; height: 20px }

.panel {
  position: fixed; pointer-events: auto; background: var(--bg); display: grid; grid-template-rows: auto 1fr auto; overflow: hidden;
  container: panel / inline-size; overscroll-behavior: contain
}
.panel[data-dock=right] {
  inset: 0 0 0 auto; width: clamp(300px, var(--right), calc(100vw - 40px)); border-inline-start: 1px solid var(--line);
  box-shadow: -8px 0 32px rgb(0 0 0 / .14)
}
.panel[data-dock=bottom] {
  inset: auto 0 0 0; height: clamp(180px, var(--bottom), calc(100vh - 40px)); border-block-start: 1px solid var(--line);
  box-shadow: 0 -8px 32px rgb(0 0 0 / .14)
}
.grip { position: absolute; z-index: 1; touch-action: none }
.grip:hover, .grip:focus-visible { background: var(--accent); opacity: .5; outline: none }
[data-dock=right] > .grip { inset: 0 auto 0 0; width: 6px; cursor: ew-resize }
[data-dock=bottom] > .grip { inset: 0 0 auto 0; height: 6px; cursor: ns-resize }
@media (max-width: 640px) {
  .panel[data-dock=right] { inset: auto 0 0 0; width: auto; height: 62vh; border-inline-start: 0; border-block-start: 1px solid var(--line) }
  .panel[data-dock=bottom] { height: 62vh }
  .grip, .icon.dock { display: none }
}

header { display: flex; align-items: center; gap: 2px; padding: 0 8px 0 6px; background: var(--soft); border-block-end: 1px solid var(--line) }
.tabs { display: flex; flex: 1; min-width: 0 }
[role=tab] { padding: 10px 11px; color: var(--dim); font-weight: 550; border-block-end: 2px solid transparent; margin-block-end: -1px; white-space: nowrap }
[role=tab]:hover { color: var(--text) }
[role=tab][aria-selected=true] { color: var(--accent); border-color: currentcolor }
.count { margin-inline-start: 5px; padding: 0 6px; border-radius: 9px; font-size: 11px; color: var(--bg); background: var(--bad) }
.icon { width: 30px; height: 30px; border-radius: 6px; text-align: center; font-size: 16px; line-height: 1; color: var(--dim) }
.icon:hover { color: var(--text); background: var(--line) }
footer { padding: 5px 12px; font-size: 11.5px; color: var(--dim); background: var(--soft); border-block-start: 1px solid var(--line); white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
footer.gone, footer.away { color: var(--warm); background: var(--warmwash) }

.body { min-height: 0; overflow: hidden; display: grid }
.body > * { min-height: 0; overflow: auto }
.split { display: grid; grid-template-rows: fit-content(45%) minmax(0, 1fr); overflow: hidden }
.split > * { min-height: 0; min-width: 0; overflow: auto; overscroll-behavior: contain }
.split > .details { border-block-start: 1px solid var(--line) }
@container panel (min-width: 720px) {
  .split { grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr) }
  .split > .details { border-block-start: 0; border-inline-start: 1px solid var(--line) }
}
.empty { padding: 20px 16px; color: var(--dim) }
.details.empty { padding: 16px }

.tree { padding: 6px 0; min-width: max-content }
.row {
  display: flex; align-items: center; gap: 7px; padding: 3px 12px 3px calc(8px + (var(--level) - 1) * 16px); cursor: default; white-space: nowrap
}
.row:hover { background: var(--soft) }
.row[aria-selected=true] { background: var(--wash) }
.twist { width: 12px; flex: none; color: var(--dim); text-align: center; font-size: 10px; cursor: pointer }
.row[aria-expanded=true] > .twist::before { content: '▼' }
.row[aria-expanded=false] > .twist::before { content: '▶' }
.name { font-weight: 600 }
.name.flow { font-style: italic }
.brief { color: var(--dim); font: 12px ui-monospace, 'SF Mono', Menlo, Consolas, monospace; overflow: hidden; text-overflow: ellipsis }
.chip { padding: 0 6px; border-radius: 9px; font-size: 11px; line-height: 17px; color: var(--dim); background: var(--line); white-space: nowrap }
.chip.bad { color: var(--bad); background: var(--badwash) }
.chip.warm { color: var(--warm); background: var(--warmwash) }
.chip.here { color: var(--accent); background: var(--wash) }

.details, .pane { padding: 12px 14px 18px }
h2 { margin: 0; font-size: 15px; font-weight: 650 }
h2 small { font-size: 12px; font-weight: 400; color: var(--dim) }
h3 { margin: 14px 0 3px; font-size: 11px; font-weight: 650; letter-spacing: .05em; text-transform: uppercase; color: var(--dim) }
.where { color: var(--accent); overflow-wrap: anywhere }
.where:hover, .link:hover { text-decoration: underline }
.link { color: var(--accent); margin-inline-end: 8px }
.alarm { margin: 8px 0; padding: 9px 12px; border-radius: 7px; border-inline-start: 3px solid var(--bad); background: var(--badwash) }
.alarm b { color: var(--bad) }
.list { margin: 0; padding-inline-start: 16px }
.frame ol { margin: 2px 0 8px; padding-inline-start: 22px }
.ask { color: var(--number) }
.waiting > .ask { color: var(--warm) }

.branch > summary { cursor: pointer; list-style: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; border-radius: 4px }
.branch > summary::-webkit-details-marker { display: none }
.branch > summary::before { content: '▶'; display: inline-block; width: 14px; font-size: 9px; color: var(--dim) }
.branch[open] > summary::before { content: '▼' }
.branch > summary:hover { background: var(--soft) }
.branch[open] > summary > .brief { opacity: .55 }
.kids { padding-inline-start: 14px; margin-inline-start: 4px; border-inline-start: 1px solid var(--line) }
.leaf { padding-inline-start: 14px; overflow-wrap: anywhere }
.leaf.bad { color: var(--bad) }
.key { color: var(--key); margin-inline-end: 6px }
.key::after { content: ':'; color: var(--dim) }
.text { color: var(--good) }
.number, .bigint, .date { color: var(--number) }
.boolean, .none, .circle, .deep, .other { color: var(--warm) }

.events { padding: 4px 0 }
.event { display: flex; align-items: center; gap: 8px; width: 100%; padding: 4px 12px; white-space: nowrap }
.event:hover { background: var(--soft) }
.event[aria-pressed=true] { background: var(--wash) }
.event > .number { width: 26px; flex: none; text-align: end; color: var(--dim) }
.glyph { width: 16px; flex: none; text-align: center; color: var(--accent) }
.what { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis }
.cost { flex: none; min-width: 104px; text-align: end; font-size: 11.5px; color: var(--dim); font-variant-numeric: tabular-nums; white-space: pre }
.undone > :is(.what, .glyph, .number, .cost) { opacity: .72 }
.undone b { text-decoration: line-through }
.now { padding: 4px 12px 4px 46px; color: var(--accent); font-size: 12px }
.acts { display: flex; flex-wrap: wrap; gap: 6px; margin: 10px 0 2px }
.act { padding: 4px 11px; border-radius: 6px; font-weight: 550; color: var(--accent); border: 1px solid color-mix(in srgb, var(--accent) 40%, transparent) }
.act:hover { background: var(--wash) }
.change { padding: 2px 0 5px }
.mark { display: inline-block; width: 14px; font-weight: 700; color: var(--warm) }
.came .mark { color: var(--good) }
.left .mark { color: var(--bad) }
.path { padding-inline-start: 14px; overflow-wrap: anywhere }
.was { color: var(--bad); text-decoration: line-through; text-decoration-thickness: 1px }
.is { color: var(--good) }
.entries { list-style: none; margin: 0 0 10px; padding: 0 }
.entries li { display: flex; align-items: center; gap: 10px; padding: 6px 8px; border-block-end: 1px solid var(--line) }
.entries li.here { background: var(--wash) }
.entries code { flex: 1; min-width: 0; overflow-wrap: anywhere }
.entries .number { width: 26px; text-align: end; color: var(--dim) }

.outline { position: fixed; inset: 0 auto auto 0; border: 2px solid var(--accent); border-radius: 3px; background: color-mix(in srgb, var(--accent) 12%, transparent) }
.outline::before {
  content: attr(data-name); position: absolute; inset: auto auto 100% -2px; padding: 1px 7px; font: 600 11px/17px system-ui, sans-serif;
  white-space: nowrap; color: var(--bg); background: var(--accent); border-radius: 3px 3px 0 0
}
.outline[data-inside]::before { inset: 0 auto auto 0; border-radius: 0 0 3px }
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
@media (forced-colors: active) { .row[aria-selected=true], .event[aria-pressed=true] { outline: 2px solid Highlight; outline-offset: -2px } }
`
