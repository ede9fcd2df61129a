// Placeholders for what the browser has and keeps: `<template rp-same="0-4 7">` stands for the elements that the piece had there,
// counted as the page has them. Runs are written as runs, up or down, so that a list that lost or gained an element, or was
// turned round, costs a few bytes.
// Does not know what the elements are.
import type { Hole } from './conversation.ts'
import { isSolid } from './pieces.ts'

export class Same {
  readonly #counts: readonly number[] | undefined
  #runs: string[] = []
  #first = -1
  #last = -1
  #step = 0

  constructor(holes: readonly Hole[]) {
    this.#counts = holes.some(isSolid) ? countsOf(holes) : undefined
  }

  /** One more, that stood at `at` among all holes. */
  add(at: number): void {
    const n = this.#counts?.[at] ?? at
    const step = n - this.#last
    if (this.#first >= 0 && (step === 1 || step === -1) && (this.#step === 0 || this.#step === step)) {
      this.#step = step
    } else {
      this.#close()
      this.#first = n
    }
    this.#last = n
  }

  /** The placeholder for all that were added since; '' for none. */
  text(): string {
    if (this.#first < 0) return ''
    this.#close()
    const runs = this.#runs.join(' ')
    this.#runs = []
    return `<template rp-same=${runs.includes(' ') ? `"${runs}"` : runs}></template>`
  }

  #close(): void {
    if (this.#first >= 0)
      this.#runs.push(this.#first === this.#last ? `${this.#first}` : `${this.#first}-${this.#last}`)
    this.#first = -1
    this.#step = 0
  }
}

/** What each is counted as: not at all in what the page keeps to itself. */
function countsOf(holes: readonly Hole[]): readonly number[] {
  let count = 0
  return holes.map(hole => (isSolid(hole) ? -1 : count++))
}
