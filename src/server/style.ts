// The style that every page needs, before the program's own: parts without a box, dialogs and forms, notices, what is pending or over.
// Invariant: only classes and attributes of our own are styled, plus `:where` defaults that any rule of the program overrides. What
// is in a notice holds against rules for dialogs, in which notices may stand.

export const BASE_STYLE = `
:where(html) { font-family: system-ui, sans-serif }
rp-part { display: contents }
::view-transition { pointer-events: none }
rp-part[aria-busy] { display: block; min-height: 2lh; cursor: progress }
.rp-failed { padding: .75rem 1rem; border-inline-start: 3px solid #c22; background: color-mix(in srgb, #c22 10%, transparent) }
:where(dialog[rp-modal]) {
  border: 0; border-radius: .75rem; padding: 1.25rem 1.5rem; max-width: min(32rem, calc(100vw - 2rem));
  color: CanvasText; background: Canvas; box-shadow: 0 1rem 3rem rgb(0 0 0 / .35)
}
:where(dialog[rp-modal])::backdrop { background: rgb(0 0 0 / .45) }
:where([rp-busy]) { cursor: progress }
#rp-plain ~ #repartee > dialog[rp-modal] {
  position: fixed; inset: 0; z-index: 1000; height: fit-content; max-height: calc(100vh - 4rem); margin: auto; overflow: auto;
  outline: 100vmax solid rgb(0 0 0 / .45)
}
:where(.rp-offer) { all: unset; cursor: pointer }
:where(.rp-offer:focus-visible) { outline: 2px solid; outline-offset: 2px }
:where(.rp-apply) { margin-inline-start: .4em }
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
#rp-notices button {
  flex: none; width: auto; min-width: 2.25rem; min-height: 2.25rem; margin: 0; padding: .35rem .75rem; border: 0; border-radius: .45rem;
  font: inherit; color: inherit; background: none; box-shadow: none; cursor: pointer
}
#rp-notices button:hover { background: rgb(255 255 255 / .16) }
#rp-notices button:focus-visible { outline: 2px solid #9cc2ff; outline-offset: 1px }
#rp-notices .rp-notice-action { white-space: nowrap; font-weight: 600; color: #16191f; background: #f4f5f7 }
#rp-notices .rp-notice-action:hover { background: #d9dce2 }
#rp-notices .rp-notice-close { width: 2.25rem; padding: 0; font-size: 1.25em; line-height: 1 }
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
.rp-page-notice pre { margin: 0 0 1em; padding: .75rem 1rem; overflow: auto; font: 13px/1.5 ui-monospace, monospace; background: color-mix(in srgb, currentColor 8%, transparent) }
:where(dialog.rp-dialog) {
  box-sizing: border-box; width: min(28rem, calc(100vw - 2rem)); line-height: 1.45;
  border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas)
}
:where(dialog.rp-dialog:not([rp-modal])) {
  position: static; max-width: 100%; margin: 1rem 0; padding: 1.25rem 1.5rem; border-radius: .75rem; color: CanvasText; background: Canvas
}
:where(.rp-dialog-title) { display: block; margin: 0; font-size: 1.15rem; font-weight: 650; line-height: 1.3; text-wrap: balance }
:where(.rp-dialog-details) { margin: .5rem 0 0; opacity: .85; overflow-wrap: anywhere }
:where(.rp-dialog-form) { margin: 0 }
:where(.rp-dialog-form .rp-input) { margin-top: .75rem }
:where(.rp-buttons) { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: .6rem; margin-top: 1.4rem }
:where(.rp-options) {
  display: grid; gap: .45rem; max-height: 50vh; overflow: auto; margin: .8rem -.35rem -.35rem; padding: .35rem
}
:where(.rp-options .rp-button) { text-align: start; font-weight: 500 }
:where(.rp-button) {
  font: inherit; font-weight: 600; min-height: 2.6rem; padding: .4rem 1.1rem; border: 1px solid transparent; border-radius: .55rem;
  color: CanvasText; background: color-mix(in srgb, CanvasText 11%, Canvas); cursor: pointer; overflow-wrap: anywhere
}
:where(.rp-button:hover) { background: color-mix(in srgb, CanvasText 19%, Canvas) }
:where(.rp-button.rp-main) { color: Canvas; background: CanvasText }
:where(.rp-button.rp-main:hover) { background: color-mix(in srgb, CanvasText 82%, Canvas) }
:where(.rp-button.rp-danger) { color: #fff; background: #c0242c }
:where(.rp-button.rp-danger:hover) { background: #a11920 }
:where(.rp-button:focus-visible, .rp-input:focus-visible) { outline: 3px solid color-mix(in srgb, #2f7bff 75%, Canvas); outline-offset: 2px }
@media (max-width: 26rem) { :where(.rp-buttons .rp-button) { flex: 1 1 auto } }
:where(.rp-field) { margin: 0 0 1.1rem; padding: 0; border: 0; min-width: 0; line-height: 1.4 }
:where(.rp-field > label, .rp-field > legend) { display: block; margin: 0 0 .3rem; padding: 0; font-weight: 600 }
:where(.rp-input, .rp-field > input:not([type=file], [type=range], [type=color]), .rp-field > select, .rp-field > textarea) {
  box-sizing: border-box; width: 100%; min-height: 2.6rem; padding: .45rem .7rem; font: inherit; color: CanvasText; background: Canvas;
  border: 1px solid color-mix(in srgb, CanvasText 45%, transparent); border-radius: .5rem
}
:where(.rp-field > input[type=range]) { width: 100% }
:where(.rp-field > [aria-invalid=true]) { border-color: light-dark(#b3141d, #ff8a8f) }
:where(.rp-boxes) { display: grid; gap: .35rem }
:where(.rp-boxes label) { display: flex; align-items: baseline; gap: .5rem }
:where([rp-files]) { display: grid; gap: .4rem; margin: .5rem 0; padding: 0; list-style: none }
:where([rp-files]:empty) { display: none }
:where(.rp-file) {
  display: grid; grid-template-columns: minmax(0, 1fr) auto auto; align-items: center; gap: 0 .75rem; padding: .15rem .15rem .15rem .75rem;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; line-height: 1.4
}
:where(.rp-file-name) { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
:where(.rp-file-size) { opacity: .75; font-variant-numeric: tabular-nums; white-space: nowrap }
:where(.rp-file-progress, .rp-file-error) { grid-row: 2; grid-column: 1 / -1; margin: 0 .6rem .4rem 0 }
:where(.rp-file-progress) { width: calc(100% - .6rem); height: .45rem; accent-color: #2f7bff }
:where([rp-file=waiting] .rp-file-progress) { opacity: .45 }
:where(.rp-file-error) { font-weight: 600; color: light-dark(#b3141d, #ff8a8f) }
:where(.rp-file-error:empty, .rp-file-progress[hidden]) { display: none }
:where(.rp-file-remove) {
  min-width: 2.25rem; min-height: 2.25rem; padding: 0; border: 0; border-radius: .4rem; font: inherit; font-size: 1.2em; line-height: 1;
  color: inherit; background: none; cursor: pointer
}
:where(.rp-file-remove:hover) { background: color-mix(in srgb, currentColor 14%, transparent) }
:where(.rp-file-remove:focus-visible) { outline: 3px solid color-mix(in srgb, #2f7bff 75%, Canvas); outline-offset: -2px }
:where(input[type=file][rp-progress]) {
  background: linear-gradient(to right, color-mix(in srgb, #2f7bff 35%, transparent) calc(var(--rp-progress) * 1%), transparent 0)
}
:where(.rp-drop) {
  position: relative; display: grid; place-items: center; gap: .25rem; padding: 1.5rem 1rem; text-align: center;
  border: 2px dashed color-mix(in srgb, currentColor 40%, transparent); border-radius: .75rem
}
:where(.rp-drop:hover) { background: color-mix(in srgb, currentColor 6%, transparent) }
:where(.rp-drop:focus-within) { outline: 3px solid color-mix(in srgb, #2f7bff 75%, Canvas); outline-offset: 2px }
:where(.rp-drop input[type=file]) { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer }
:where(.rp-drop input[type=file]::file-selector-button) { cursor: pointer }
:where(.rp-hint) { margin: .3rem 0 0; font-size: .9em; opacity: .75 }
:where(.rp-error) { margin: 0; font-weight: 600; color: light-dark(#b3141d, #ff8a8f) }
:where(.rp-error:not(:empty)) { margin-top: .3rem }
:where(.rp-problems) {
  margin: 0 0 1.25rem; padding: .8rem 1.1rem; border-radius: .6rem; border: 2px solid light-dark(#b3141d, #ff8a8f);
  background: color-mix(in srgb, light-dark(#b3141d, #ff8a8f) 7%, transparent)
}
:where(.rp-problems p, .rp-problems ul) { margin: .2rem 0 }
:where(.rp-problems-title) { font-weight: 650 }
:where(.rp-problems ul) { padding-inline-start: 1.2rem }
:where(.rp-problems a) { color: inherit }
.rp-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`
