// How conversations, timers and topics look: the tree of instances, values, and what differs between two of them.
export const CONVERSATION_STYLES: string = `
.figures.many { grid-template-columns: repeat(auto-fill, minmax(9.2rem, 1fr)) }
.form label :is(input, select, textarea) { color: var(--ink) } .filters .hint { margin: 0 } .said button { border: 0; background: none; color: inherit; padding: 0 .2rem }
.filters { display: flex; flex-wrap: wrap; gap: .5rem .7rem; align-items: center; margin: 0 0 .8rem } .hint { color: var(--quiet); font-size: .82rem }
td small, summary small, h2 small { color: var(--quiet); font-weight: 400 } td small a { color: inherit } .visitor { display: inline-block; max-width: 18rem; overflow-wrap: anywhere }
.tree { list-style: none; margin: 0 0 1rem; padding: .3rem 0; background: var(--panel); border: 1px solid var(--line); border-radius: 10px }
.tree > li { padding: .12rem .8rem .12rem calc(.8rem + var(--deep, 0) * 1.1rem); min-width: 0 }
.deep1 { --deep: 1 } .deep2 { --deep: 2 } .deep3 { --deep: 3 } .deep4 { --deep: 4 } .deep5 { --deep: 5 } .deep6 { --deep: 6 } .deep7 { --deep: 7 } .deep8 { --deep: 8 }
summary { cursor: pointer } .instance > summary > * { margin-inline-end: .5rem } .inside { border-inline-start: 2px solid var(--line); margin: .2rem 0 .6rem .3rem; padding: .1rem 0 .1rem .9rem }
.inside > * { margin: .15rem 0 } .inside .note { color: var(--quiet); font-size: .82rem } .inside > .value { display: block } .frame ol { margin: .2rem 0; padding-inline-start: 2rem } .frame p { margin: .3rem 0 }
.facts-list { list-style: none; padding: 0; color: var(--quiet) } .facts-list b, .facts-list code { color: var(--ink) }
.value > b { font-weight: 550 } .value > b::after { content: ':' } .value code { overflow-wrap: anywhere; white-space: pre-wrap } .value ul { list-style: none; margin: 0; padding-inline-start: 1.1rem } .value i { color: var(--quiet); font-style: normal; font-size: .82rem }
.value .hidden, .value .deep, .value .circle, .value .undefined, .value .null { color: var(--quiet) } .value .text, .value .string { color: var(--good) } .value .number, .value .bigint, .value .boolean, .value .date { color: var(--accent) } .value .more { margin: 0; color: var(--quiet) }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: .8rem } .side { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: .6rem .9rem; min-width: 0; overflow-x: auto }
.was .differs > code, .was .differs > summary { background: color-mix(in srgb, var(--bad) 16%, transparent); border-radius: 4px } .is .differs > code, .is .differs > summary { background: color-mix(in srgb, var(--good) 18%, transparent); border-radius: 4px }
.side details.differs:has(.differs) > summary { background: none }
.verdict { border: 1px solid var(--tone); border-radius: 10px; padding: .5rem .9rem; background: color-mix(in srgb, var(--tone) 7%, var(--panel)) }
.publish .wide { flex: 1 1 22rem } .publish textarea { width: 100%; font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; resize: vertical }
`
