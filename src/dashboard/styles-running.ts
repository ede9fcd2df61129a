// How workers, limits, resources, traces, errors and the audit log look, beside what all screens share.
export const RUNNING_STYLES: string = `
td time { display: inline-block; min-width: 5.2rem } .clip { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow: hidden; max-width: 30rem; overflow-wrap: anywhere }
.trouble { border-inline-start: 3px solid var(--bad); background: color-mix(in srgb, var(--bad) 8%, var(--panel)); padding: .5rem .8rem; border-radius: 0 8px 8px 0; overflow-wrap: anywhere; margin: 0 0 1rem } .trouble b { color: var(--bad); margin-inline-end: .4rem }
.present-only { border-inline-start: 3px solid var(--warn); background: color-mix(in srgb, var(--warn) 10%, var(--panel)); padding: .45rem .8rem; border-radius: 0 8px 8px 0; margin: 0 0 1rem }
.lines { list-style: none; margin: 0 0 1rem; padding: .6rem 1rem; max-height: 26rem; overflow: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere } .lines time { color: var(--quiet); margin-inline-end: .6rem }
.rule { white-space: nowrap } .rule b { font-weight: 600 } small { font-size: .82rem; color: var(--quiet) }
.spaced { margin: 0 0 1rem } .hint { color: var(--quiet); font-size: .82rem; margin: .6rem 0 0 } .form.under { margin-top: .8rem }
.form input[type=number] { width: 7.5rem } summary { cursor: pointer; overflow-wrap: anywhere } details > .listing, details > .scroll { margin: .5rem 0 }
.with-spark { display: inline-flex; gap: .6rem; align-items: center; justify-content: end } .with-spark .spark { width: 5rem; height: 1.3rem } .with-spark > :last-child { min-width: 4.2rem }
.key { overflow-wrap: anywhere }
.nodes { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; margin: 0 0 .9rem } .nodes .choice { max-width: 100%; overflow-x: auto } .nodes .choice a { white-space: nowrap } .nodes .off { text-decoration: line-through; text-decoration-color: var(--bad) } .nodes .hint { margin: 0; flex: 1 1 16rem }
td .acts button { white-space: nowrap; margin-block: -.12rem } td .acts form { display: contents }
.unseen { position: absolute; clip-path: inset(50%); white-space: nowrap } .ids { grid-template-columns: repeat(auto-fill, minmax(min(30rem, 100%), 1fr)) } .ids .key { user-select: all }
.status { color: var(--tone); font-weight: 550 } .parts { display: flex; overflow-x: auto; margin: 0 0 1rem; max-width: 100% } .parts a { white-space: nowrap }
.water th[scope=row] { font-weight: 450; color: var(--ink); background: none; font-size: inherit; white-space: normal; padding-inline-start: calc(.75rem + var(--depth) * .9rem); min-width: 13rem; max-width: 24rem; overflow-wrap: anywhere }
.water .because { color: var(--bad) } .water td { padding-block: .34rem } .water tr:last-child th { border-bottom: 0 }
.water td:nth-child(2) { white-space: nowrap } .water .axis { position: relative; width: 55%; min-width: 18rem; padding: 0 } .water .axis > * { position: absolute }
.water thead .axis { border-inline-start: 0 } .water thead .axis span { inset-block-start: .5rem; translate: -50% 0; padding-inline: .2rem } .water thead .axis span:first-child { translate: .2rem 0 } .water thead .axis span:last-child { translate: -100% 0; padding-inline-end: .5rem }
.water tbody .axis { background: repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px 25%) } .bar { inset-block: .5rem auto; height: .7rem; border-radius: 3px; min-width: 3px; background: var(--tone); opacity: .85 } .water tr:hover .bar { opacity: 1 }
.water .failed th .name { color: var(--bad); font-weight: 600 }
.diff { list-style: none; margin: 0; padding: 0; display: grid; gap: .1rem; font-size: .86rem; max-width: 34rem; overflow-wrap: anywhere } .diff b { font-weight: 500; color: var(--quiet); margin-inline-end: .4rem }
.diff del, .diff ins { text-decoration: none; padding: 0 .25rem; border-radius: 4px } .diff del { background: color-mix(in srgb, var(--bad) 13%, transparent) } .diff ins { background: color-mix(in srgb, var(--good) 15%, transparent) } .diff del + ins::before { content: '→ '; color: var(--quiet) } .diff ins { margin-inline-start: .2rem }
.screen summary:has(+ .listing, + .empty) { margin-bottom: .3rem }
@media (width < 34rem) { .facts:not(.ids) { grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)) } .form label, .form input, .form select { width: 100% } .form input[type=number] { width: 100% } .form label { flex: 1 1 40% } .water .axis { min-width: 11rem } .water th[scope=row] { min-width: 9rem } }
`
