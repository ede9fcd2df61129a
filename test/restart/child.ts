// One process of a conversation's life: takes it over from a file, does a few steps, says what the page shows, keeps it, and
// waits to be killed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { talk, type Step, type Talk } from 'repartee/testing'
import type { Component } from 'repartee'
import { perform } from '../../src/testing/replay.ts'

/** What a process is started with, as JSON. */
export interface Orders {
  readonly props: unknown
  readonly steps: readonly Step[]
  /** Where the conversation is kept between processes. */
  readonly file: string
  /** Never gets to keep what it did. */
  readonly dies: boolean
}

/** What is left of a process. */
interface Kept {
  readonly snapshot: string
  readonly now: number
}

/** What there is to compare: all that a visitor sees. */
export const seen = (page: Talk<unknown>): unknown =>
  JSON.parse(
    JSON.stringify([page.html, page.outline, page.dialogs, page.address, page.answer, page.ended?.why]),
  )

export function live(shown: Component<never, unknown>): void {
  const { props, steps, file, dies } = JSON.parse(process.argv[2] ?? '') as Orders
  const { snapshot: from, ...kept } = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Kept)
    : { snapshot: undefined }
  const page = talk(shown, props as never, { ...kept, ...(from !== undefined && { from }) })
  for (const step of steps) perform(page, step)
  if (!dies) writeFileSync(file, JSON.stringify({ snapshot: page.snapshot, now: page.now } satisfies Kept))
  process.stdout.write(`${JSON.stringify(seen(page))}\n`)
  setInterval(() => {}, 1000)
}
