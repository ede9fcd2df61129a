// How overview, topology and endpoints look, beside what all screens share.
export const TRAFFIC_STYLES: string = `
.about { color: var(--quiet); font-size: .86rem }
.note { color: var(--quiet) }
.share { color: var(--tone, var(--quiet)) }
.figure.bad { --tone: var(--bad) } .figure.warn { --tone: var(--warn) } .figure.good { --tone: var(--good) }
.panels > section { min-width: 0 } .panels > section:not(.panel) > h2 { margin-top: .2rem }
.panels .badge { font-size: .86rem } .panels .note { margin: 0 }
.figure { grid-template-rows: auto auto 1fr auto } .figure .spark { margin-top: .3rem }
.chart .u-legend { margin: 0; text-align: start } .chart .u-legend th, .chart .u-legend td { background: none; border: 0; padding: .1rem .3rem } .chart .u-legend .u-value { font-variant-numeric: tabular-nums; min-width: 4rem; display: inline-block }
.chart .u-legend tr:hover { background: none } .chart .u-legend .u-series > * { padding: .1rem .3rem }
.wrong h2 { margin-bottom: .4rem }
.wrong ul { list-style: none; margin: 0 0 .4rem; padding: 0; display: grid; gap: .1rem }
.wrong li { display: grid; grid-template-columns: 5rem minmax(0, 1fr) auto; gap: .7rem; align-items: baseline; padding: .22rem 0 }
.wrong li + li { border-top: 1px solid var(--line) }
.wrong li > .badge { justify-self: start } .wrong .times { color: var(--quiet); font-variant-numeric: tabular-nums; text-align: end }
.wrong .what { overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .wrong time { color: var(--quiet); font-size: .86rem }
.panels.calm .wrong { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; padding: .55rem 1rem } .panels.calm h2 { margin: 0 }
@media (width < 34rem) {
  .wrong li { grid-template-columns: auto 1fr } .wrong .what { grid-column: 1 / -1; grid-row: 2; white-space: normal; overflow-wrap: anywhere } .wrong time { justify-self: end }
}
`
