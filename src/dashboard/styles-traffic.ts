// How overview, topology and endpoints look, beside what all screens share.
export const TRAFFIC_STYLES: string = `
.about { color: var(--quiet); font-size: .86rem }
.note { color: var(--quiet) }
.share { color: var(--tone, var(--quiet)) }
.figure.bad { --tone: var(--bad) } .figure.warn { --tone: var(--warn) } .figure.good { --tone: var(--good) }
.panels > section { min-width: 0 } .panels > section:not(.panel) > h2 { margin-top: .2rem }
.panels .badge { font-size: .86rem } .panels .note { margin: 0 }
.figure { grid-template-rows: auto auto 1fr auto } .figure .spark { margin-top: .3rem }
.chart .u-legend { margin: 0; text-align: start } .chart .u-legend th, .chart .u-legend td { background: none; border: 0; padding: .1rem .3rem } .chart .u-legend .u-value { font-variant-numeric: tabular-nums; min-width: 3rem; display: inline-block }
.chart .u-legend tr:hover { background: none } .chart .u-legend .u-series { margin: 0 } .chart .u-legend .u-series > * { padding: .1rem .2rem }
.wrong h2 { margin-bottom: .4rem }
.wrong ul { list-style: none; margin: 0 0 .4rem; padding: 0; display: grid; gap: .1rem }
.wrong li { display: grid; grid-template-columns: 5rem minmax(0, 1fr) auto; gap: .7rem; align-items: baseline; padding: .22rem 0 }
.wrong li + li { border-top: 1px solid var(--line) }
.wrong li > .badge { justify-self: start } .wrong .times { color: var(--quiet); font-variant-numeric: tabular-nums; text-align: end }
.wrong .what { padding: 4px; margin: -4px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .wrong time { color: var(--quiet); font-size: .86rem }
.panels.calm .wrong { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; padding: .55rem 1rem } .panels.calm h2 { margin: 0 }
.map { padding: .8rem } .graph { position: relative } .graph > svg { position: absolute; inset: 0; overflow: visible }
.graph .way { stroke: color-mix(in srgb, var(--tone) 45%, var(--panel)) } .graph .quiet .way { stroke-width: 1.5 } .graph .declared .way { stroke-dasharray: 1 5 }
.graph .flow { stroke: var(--tone); stroke-dasharray: 3 21; animation: flow 2.4s linear infinite } .graph .flow.brisk { animation-duration: 1.2s } .graph .flow.fast { animation-duration: .6s }
@keyframes flow { to { stroke-dashoffset: -48 } }
@media (prefers-reduced-motion: reduce) { .graph .flow { stroke-dasharray: none; opacity: .35 } }
.graph text { fill: var(--ink); stroke: var(--panel); stroke-width: 4; paint-order: stroke; font: 11.5px system-ui, sans-serif; text-anchor: middle; font-variant-numeric: tabular-nums } .graph text.share { fill: var(--tone) }
.part { position: absolute; height: 54px } .part a { display: flex; gap: .55rem; align-items: center; height: 100%; padding: 0 .7rem; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); color: inherit; box-shadow: 0 1px 3px rgb(0 0 0 / .08) }
.part a:hover { border-color: var(--accent); text-decoration: none } .part a.bad, .part a.warn { border-color: var(--tone) } .part.transport a { border-radius: 27px } .part.resource a, .part.worker a { border-style: double; border-width: 3px }
.part svg { width: 1.2rem; height: 1.2rem; flex: none; color: var(--quiet); stroke-width: 1.6 } .part span { min-width: 0; display: block } .part b { display: block; font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.part small { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: .76rem; font-variant-numeric: tabular-nums } .part small span { display: inline } .part .health { color: var(--tone); font-weight: 600 }
.rest { position: absolute; margin: 0; left: 2px; color: var(--quiet); font-size: .78rem }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; color: var(--quiet); font-size: .82rem; margin: .6rem 0 } .legend span::before { content: ''; display: inline-block; width: 1.4rem; border-top: 3px solid var(--tone); margin-inline-end: .4rem; vertical-align: middle } .legend .declared::before { border-top-style: dotted }
.method { color: var(--quiet); display: inline-block; min-width: 3.6rem } .path { overflow-wrap: anywhere } td > .spark { width: 6rem; height: 1.2rem; display: block } td:has(> .spark) { min-width: 7rem }
.bars { width: 100%; height: 8rem; stroke: none; fill: var(--info) } .scale { display: flex; justify-content: space-between; margin: .2rem 0 .4rem; color: var(--quiet); font-size: .8rem; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums }
.shares { display: flex; gap: 2px; height: 1rem; border-radius: 6px; overflow: hidden } .shares span { background: var(--tone); min-width: 2px } .shares-list { list-style: none; padding: 0; margin: .8rem 0 0; display: grid; gap: .35rem; font-variant-numeric: tabular-nums }
.tester { margin-bottom: 1rem } .tester .wide { flex: 1 1 18rem } .tester .whole { flex: 1 1 100% } .tester textarea { width: 100%; font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace } .answer { margin-top: .8rem } .answer > p { overflow-wrap: anywhere }
@media (width < 60rem) { table:is([aria-label=Endpoints], [aria-label=Connections]) :is(th, td):first-child { position: sticky; left: 0; background: var(--panel); min-width: 8.5rem; max-width: 12rem; box-shadow: 1px 0 var(--line) } }
@media (width < 34rem) {
  .chart .u-legend .u-series:first-child { display: none } .chart .u-legend .u-value { min-width: 0 } .chart .u-legend .u-series { margin-inline-end: .2rem }
  .figures { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .6rem } .figure { padding: .55rem .7rem } .figure .value { font-size: 1.2rem }
  .wrong li { grid-template-columns: auto 1fr } .wrong .what { grid-column: 1 / -1; grid-row: 2; white-space: normal; overflow-wrap: anywhere } .wrong time { justify-self: end }
}
`
