// The style that every page needs, before the program's own: parts without a box, dialogs, notices, what is pending.
// Invariant: only classes and attributes of our own are styled, plus `:where` defaults that any rule of the program overrides.

export const BASE_STYLE = `
rp-part { display: contents }
rp-part[aria-busy] { display: block; min-height: 2lh; cursor: progress }
.rp-failed { padding: .75rem 1rem; border-inline-start: 3px solid #c22; background: color-mix(in srgb, #c22 10%, transparent) }
:where(dialog[rp-modal]) {
  border: 0; border-radius: .75rem; padding: 1.25rem 1.5rem; max-width: min(32rem, calc(100vw - 2rem));
  color: CanvasText; background: Canvas; box-shadow: 0 1rem 3rem rgb(0 0 0 / .35)
}
:where(dialog[rp-modal]::backdrop) { background: rgb(0 0 0 / .45) }
:where([rp-busy]) { cursor: progress }
#rp-notices {
  position: fixed; inset: auto 1rem 1rem auto; margin: 0; padding: 0; border: 0; background: none; overflow: visible;
  display: grid; gap: .5rem; max-width: min(26rem, calc(100vw - 2rem)); z-index: 2147483647;
  font: 15px/1.4 system-ui, sans-serif
}
#rp-notices:empty { display: none }
.rp-notice {
  display: flex; align-items: center; gap: .75rem; padding: .7rem .7rem .7rem 1rem; border-radius: .6rem;
  color: #f6f7f9; background: #23272f; box-shadow: 0 .4rem 1.6rem rgb(0 0 0 / .35); border: 1px solid rgb(255 255 255 / .14)
}
.rp-notice-text { flex: 1 }
.rp-notice-reference { font: 13px ui-monospace, monospace; opacity: .75 }
.rp-notice button {
  font: inherit; color: inherit; border: 0; border-radius: .4rem; padding: .3rem .6rem; cursor: pointer;
  background: rgb(255 255 255 / .14)
}
.rp-notice button:hover { background: rgb(255 255 255 / .24) }
.rp-notice button:focus-visible { outline: 2px solid #8ab4ff; outline-offset: 1px }
.rp-notice-action { white-space: nowrap }
html[rp-state=reconnecting] #repartee::before, html[rp-state=offline] #repartee::before {
  content: 'Reconnecting…'; position: fixed; inset: .75rem auto auto 50%; translate: -50% 0; z-index: 2147483646;
  font: 13px/1 system-ui, sans-serif; padding: .45rem .8rem; border-radius: 2rem; color: #fff; background: #a15c00;
  animation: rp-late 1s both
}
html[rp-state=offline] #repartee::before { content: 'You are offline' }
@keyframes rp-late { 0%, 80% { opacity: 0 } 100% { opacity: 1 } }
.rp-page-notice { font: 17px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.25rem }
.rp-page-notice h1 { font-size: 1.5rem }
`
