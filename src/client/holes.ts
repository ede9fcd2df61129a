// What stands in an element by itself, counted in the order of the page: instances and keyed elements, without those inside each
// other and those in what the page keeps to itself. The server counts the same.
// Does not know what is changed there.
import { ATTR } from '../wire/index.ts'

const HOLE = `[${ATTR.instance}],[${ATTR.key}]`
const BARRIER = `${HOLE},[rp-ignore],select`

export const holesOf = (scope: Element): Element[] =>
  [...scope.querySelectorAll(HOLE)].filter(hole => hole.parentElement!.closest(BARRIER) === scope)

/** Makes of each `<template rp-same="0-4 7">` one placeholder for every element of `from` that it counts. One that counts too far stays. */
export function placeholders(from: Element, to: Element): Map<Node, Element> {
  const held = new Map<Node, Element>()
  let holes: Element[] | undefined
  for (const same of to.querySelectorAll(`[${ATTR.same}]`)) {
    holes ??= holesOf(from)
    const box = document.createDocumentFragment()
    let fits = true
    for (const run of same.getAttribute(ATTR.same)!.split(' ')) {
      const [first = 0, last = first] = run.split('-').map(Number)
      for (let at = first; ; at += last < first ? -1 : 1) {
        const old = holes[at]
        if (!old) {
          fits = false
          break
        }
        held.set(box.appendChild(document.createElement('template')), old)
        if (at === last) break
      }
    }
    if (fits) same.replaceWith(box)
  }
  return held
}
