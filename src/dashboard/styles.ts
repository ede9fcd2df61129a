// How the dashboard looks: one sheet for all screens, light and dark, from 320 px up. With the sheet of the chart library.
import { CHART_STYLES } from './hooks.gen.ts'
import { CONVERSATION_STYLES } from './styles-conversations.ts'
import { RUNNING_STYLES } from './styles-running.ts'
import { TRAFFIC_STYLES } from './styles-traffic.ts'

const OWN = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f6f8, #0e1116); --panel: light-dark(#fff, #161b22); --raised: light-dark(#fff, #1c232d);
  --ink: light-dark(#16202c, #dbe3ee); --quiet: light-dark(#4f5d6d, #97a6b9); --line: light-dark(#e1e6ec, #262f3b);
  --accent: light-dark(#2250c6, #79a6ff); --good: light-dark(#106934, #46c37b); --bad: light-dark(#ad1f29, #ff7a80);
  --warn: light-dark(#7f5008, #e2ab4f); --info: light-dark(#2250c6, #79a6ff);
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif }
a { color: var(--accent); text-decoration: none }
a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 4px }
h1 { font-size: 1.35rem; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere }
h2 { font-size: 1rem; margin: 1.6rem 0 .5rem }
h3, .figure .name { font-size: .78rem; margin: 0; font-weight: 500; color: var(--quiet) }
code, pre, kbd { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; color: var(--quiet) }
.skip { position: absolute; left: -99rem } .skip:focus { left: .5rem; top: .5rem; z-index: 9; background: var(--panel); padding: .5rem }
.desk { display: grid; grid-template: 'top top' auto 'menu main' 1fr 'time time' auto / 11.5rem minmax(0, 1fr); min-height: 100vh }
.desk.past { --ground: light-dark(#f4f0e6, #16130c) ; background: var(--ground) }
.top { grid-area: top; position: sticky; top: 0; z-index: 3; display: flex; gap: 1rem; align-items: center; padding: .55rem 1rem;
  background: var(--panel); border-bottom: 1px solid var(--line) }
.brand { display: flex; gap: .5rem; align-items: center; font-weight: 650; color: inherit; white-space: nowrap }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.brand svg, .menu svg { width: 1.15rem; height: 1.15rem; flex: none } .brand svg { color: var(--accent) }
.pulse { display: flex; gap: .4rem 1rem; align-items: center; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; flex: 1; padding: 4px; margin: -4px }
.pulse .bad { color: var(--bad) } .pulse a { min-width: 0; display: inline-flex } .pulse .badge { overflow: hidden; text-overflow: ellipsis }
.open-palette { display: flex; gap: .6rem; align-items: center; color: var(--quiet); white-space: nowrap }
.connection { width: .6rem; height: .6rem; border-radius: 50%; background: var(--good); flex: none }
html[rp-state]:not([rp-state=live]) .connection { background: var(--warn) }
.menu { grid-area: menu; position: sticky; top: 3.1rem; max-height: calc(100vh - 6.2rem); overflow-y: auto; align-self: start; display: grid; gap: 2px; padding: .8rem .6rem }
.menu a { display: flex; gap: .6rem; align-items: center; padding: .38rem .6rem; border-radius: 7px; color: var(--quiet) }
.menu a:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); text-decoration: none; color: var(--ink) }
.menu a[aria-current=true] { background: color-mix(in srgb, var(--accent) 14%, transparent); color: var(--ink); font-weight: 600 }
main { grid-area: main; padding: 1.1rem 1.4rem 4rem; min-width: 0; outline: none }
.time { grid-area: time; position: sticky; bottom: 0; z-index: 2; display: flex; gap: .8rem; align-items: center; padding: .4rem 1rem; background: var(--panel); border-top: 1px solid var(--line) }
.time button { min-width: 4.2rem } .time > .badge { min-width: 3rem; text-align: center }
.time input { flex: 1; min-width: 0; accent-color: var(--accent) } .time .shown { min-width: 6rem; color: var(--quiet); font-variant-numeric: tabular-nums }
.head { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; justify-content: space-between; margin-bottom: 1rem }
.back::after { content: '/'; margin: 0 .45rem; color: var(--quiet) } .back { font-weight: 400 }
.acts { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center }
button, .act, input, select, textarea { font: inherit; color: inherit }
button, a.act { border: 1px solid var(--line); background: var(--raised); border-radius: 7px; padding: .24rem .65rem; cursor: pointer; display: inline-block }
button:hover, a.act:hover { border-color: var(--accent); text-decoration: none } button[rp-busy] { opacity: .6 }
button.main { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #0e1116) }
button.danger { color: var(--bad) } button.danger:hover { border-color: var(--bad) }
button:disabled { opacity: .5; cursor: default }
input:not([type=range], [type=checkbox]), select, textarea { border: 1px solid var(--line); background: var(--panel); border-radius: 7px; padding: .28rem .6rem; max-width: 100% }
::placeholder { color: var(--quiet); opacity: 1 } .search { width: 16rem }
.choice { display: inline-flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--panel) }
.choice a { padding: .22rem .7rem; color: var(--quiet) } .choice a + a { border-left: 1px solid var(--line) }
:is(.choice, .menu) a:focus-visible { outline-offset: -2px }
.choice a[aria-current=true] { background: color-mix(in srgb, var(--accent) 15%, transparent); color: var(--ink); font-weight: 600 }
.scroll { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 10px }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: start; padding: .42rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-size: .78rem; font-weight: 500; color: var(--quiet); white-space: nowrap; background: color-mix(in srgb, var(--line) 25%, transparent) }
th a { color: inherit } th[aria-sort=ascending]::after { content: ' ↑' } th[aria-sort=descending]::after { content: ' ↓' }
tbody tr:last-child td { border-bottom: 0 } tbody tr:hover { background: color-mix(in srgb, var(--accent) 5%, transparent) }
.num { text-align: end; white-space: nowrap } td .acts { flex-wrap: nowrap } time { white-space: nowrap }
.empty { color: var(--quiet); padding: .6rem 1rem; margin: 0 } .none { color: var(--quiet) }
.badge { display: inline-block; padding: .02rem .5rem; border-radius: 99px; font-size: .8rem; font-weight: 550; white-space: nowrap;
  color: var(--tone); background: color-mix(in srgb, var(--tone) 13%, transparent) }
.good { --tone: var(--good) } .bad { --tone: var(--bad) } .warn { --tone: var(--warn) } .info { --tone: var(--info) } .quiet { --tone: var(--quiet) }
.pager { display: flex; gap: 1rem; justify-content: end; padding: .6rem 0; color: var(--quiet) }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr)); gap: .8rem; margin: 0 0 1rem }
.figure { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; display: grid; gap: .1rem; align-content: start; --tone: var(--ink) }
.figure .value { font-size: 1.5rem; font-weight: 620; margin: 0; font-variant-numeric: tabular-nums; letter-spacing: -.02em; color: var(--tone) }
.figure .note { margin: 0; color: var(--quiet); font-size: .82rem }
.spark { width: 100%; height: 2rem; stroke: var(--tone, var(--info)); stroke-width: 1.5 }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .1rem 1.2rem; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: .6rem 1rem; margin: 0 0 1rem }
.facts div { padding: .3rem 0; min-width: 0 } .facts dt { color: var(--quiet); font-size: .8rem } .facts dd { margin: 0; overflow-wrap: anywhere }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; margin-bottom: 1rem }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: .8rem 1rem; min-width: 0 } .panel h2 { margin-top: 0 }
.listing { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: .7rem 1rem; overflow: auto; max-height: 28rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 1rem }
.chart { height: 14rem; width: 100% }
.chart .u-legend { font-size: 12px; color: var(--quiet) } .chart .u-wrap { font: inherit }
.form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end } .form label { display: grid; gap: .15rem; color: var(--quiet); font-size: .8rem }
.said { position: fixed; inset: auto auto 3.2rem 50%; translate: -50% 0; z-index: 8; margin: 0; padding: .5rem 1rem; border-radius: 8px; background: var(--ink); color: var(--ground); box-shadow: 0 .4rem 1.6rem rgb(0 0 0 / .3); display: flex; gap: .8rem }
.said:empty { display: none } .said.bad { background: var(--bad); color: light-dark(#fff, #14080a) } .said a { color: inherit; text-decoration: underline }
.palette { position: fixed; inset: 12vh 0 auto; z-index: 20; width: min(38rem, calc(100vw - 2rem)); margin-inline: auto; padding: .8rem; border: 1px solid var(--line); border-radius: 14px; background: var(--raised); color: inherit; box-shadow: 0 0 0 100vmax rgb(0 0 0 / .35), 0 1rem 4rem rgb(0 0 0 / .4) }
.ask { position: fixed; inset: 0; margin: auto; z-index: 21; width: min(28rem, calc(100vw - 2rem)); height: fit-content; background: var(--raised); color: var(--ink); border: 1px solid var(--line); border-radius: 14px; padding: 1.2rem 1.3rem }
.ask .rp-dialog-title { margin: 0 } .ask .rp-danger { background: var(--bad); border-color: var(--bad); color: light-dark(#fff, #14080a) }
main:focus-visible { outline: none }
.ask::backdrop, .palette::backdrop { background: rgb(0 0 0 / .35) } .palette:modal { box-shadow: 0 1rem 4rem rgb(0 0 0 / .4) }
.palette input { width: 100%; font-size: 1.05rem; padding: .5rem .7rem } .palette ul { list-style: none; margin: .5rem 0; padding: 0; max-height: 55vh; overflow: auto }
.palette li { display: flex; justify-content: space-between; gap: 1rem; padding: .4rem .7rem; border-radius: 7px; cursor: pointer } .palette .doing b::before { content: '▸ ' / ''; color: var(--accent) }
.palette li:hover { background: color-mix(in srgb, var(--accent) 8%, transparent) } .palette li[aria-selected=true] { background: color-mix(in srgb, var(--accent) 17%, transparent) }
.palette-keys { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .5rem .3rem 0; color: var(--quiet); font-size: .8rem } .palette-keys .more { margin-inline-start: auto }
.palette b { font-weight: 500; overflow-wrap: anywhere } .palette i { color: var(--quiet); font-style: normal; font-size: .82rem; white-space: nowrap }
@media (width < 60rem) {
  .desk { grid-template: 'top' auto 'menu' auto 'main' 1fr 'time' auto / minmax(0, 1fr) }
  .menu { position: static; display: flex; overflow: auto hidden; padding: .4rem .6rem; background: var(--panel); border-bottom: 1px solid var(--line) }
  .menu a { white-space: nowrap; padding: .3rem .55rem } .menu svg { display: none }
  .pulse span:nth-of-type(n + 3) { display: none } main { padding: 1rem .8rem 4rem } .open-palette kbd { display: none }
}
@media (width < 34rem) { .time > .badge { display: none } .time { gap: .6rem; padding-inline: .8rem } .time .shown { min-width: 5rem } .pulse span:not(.badge) { display: none } .top { gap: .6rem } .search { width: 100% } .head .acts { width: 100% } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important } }
`

export const STYLES: string = CHART_STYLES + OWN + TRAFFIC_STYLES + RUNNING_STYLES + CONVERSATION_STYLES
