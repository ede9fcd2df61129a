// The style that every page needs, before the program's own: parts without a box, dialogs, notices, what is pending or over.
// Invariant: only classes and attributes of our own are styled, plus `:where` defaults that any rule of the program overrides.

export const BASE_STYLE = `
:where(html) { font-family: system-ui, sans-serif }
rp-part { display: contents }
rp-part[aria-busy] { display: block; min-height: 2lh; cursor: progress }
.rp-failed { padding: .75rem 1rem; border-inline-start: 3px solid #c22; background: color-mix(in srgb, #c22 10%, transparent) }
:where(dialog[rp-modal]) {
  border: 0; border-radius: .75rem; padding: 1.25rem 1.5rem; max-width: min(32rem, calc(100vw - 2rem));
  color: CanvasText; background: Canvas; box-shadow: 0 1rem 3rem rgb(0 0 0 / .35)
}
:where(dialog[rp-modal])::backdrop { background: rgb(0 0 0 / .45) }
:where([rp-busy]) { cursor: progress }
#rp-notices {
  position: fixed; inset: auto 1rem 1rem auto; margin: 0; padding: 0; border: 0; background: none; overflow: visible;
  display: grid; gap: .5rem; width: max-content; max-width: min(26rem, calc(100vw - 2rem)); z-index: 2147483647;
  font-size: 15px; line-height: 1.4
}
#rp-notices:empty { display: none }
.rp-notice {
  display: flex; align-items: center; gap: .75rem; padding: .6rem .6rem .6rem 1rem; border-radius: .7rem;
  color: #f4f5f7; background: #22262e; box-shadow: 0 .5rem 2rem rgb(0 0 0 / .3); border: 1px solid rgb(255 255 255 / .16)
}
.rp-notice-text { flex: 1 }
.rp-notice-reference { font: 13px ui-monospace, monospace; opacity: .8 }
.rp-notice-detail {
  flex-basis: 100%; order: 1; max-height: 40vh; margin: 0; overflow: auto; font: 12px/1.5 ui-monospace, monospace; opacity: .85
}
.rp-notice:has(.rp-notice-detail) { flex-wrap: wrap }
.rp-notice button {
  font: inherit; color: inherit; border: 0; border-radius: .45rem; padding: .35rem .75rem; min-height: 2.25rem;
  min-width: 2.25rem; cursor: pointer; background: none
}
.rp-notice button:hover { background: rgb(255 255 255 / .16) }
.rp-notice button:focus-visible { outline: 2px solid #9cc2ff; outline-offset: 1px }
.rp-notice .rp-notice-action { white-space: nowrap; font-weight: 600; color: #16191f; background: #f4f5f7 }
.rp-notice .rp-notice-action:hover { background: #d9dce2 }
.rp-notice .rp-notice-close { padding: 0; font-size: 1.25em; line-height: 1 }
:where(#repartee[inert]) { opacity: .6 }
html[rp-state=reconnecting] #repartee::before, html[rp-state=offline] #repartee::before {
  content: 'Reconnecting…'; position: fixed; inset: auto auto 1rem 1rem; z-index: 2147483646;
  font-size: 14px; line-height: 1; padding: .55rem .9rem; border-radius: 2rem; color: #fff; background: #8f5200;
  box-shadow: 0 .25rem 1rem rgb(0 0 0 / .25); pointer-events: none; animation: rp-late 1s both
}
html[rp-state=offline] #repartee::before { content: 'You are offline' }
@keyframes rp-late { 0%, 80% { opacity: 0 } 100% { opacity: 1 } }
@media (prefers-reduced-motion: no-preference) {
  .rp-notice { animation: rp-come .2s }
  :where(#repartee) { transition: opacity .3s }
}
@keyframes rp-come { from { opacity: 0; translate: 0 .5rem } }
.rp-page-notice { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.25rem; font-size: 17px; line-height: 1.5 }
.rp-page-notice h1 { margin: 0 0 .5em; font-size: 1.75rem; line-height: 1.2 }
.rp-page-notice p { margin: 0 0 .5em }
`
