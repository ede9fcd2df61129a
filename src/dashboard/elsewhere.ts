// What dashboards of one program's nodes ask of each other: what a screen takes there, and that something be done there.
// Invariant: a screen is taken where its data is, so what is redacted there never travels; whether somebody may act was checked where he
// acts, and is written down where it was done. Nodes that show screens otherwise do not answer.
// Does not know screens, nor how questions travel.
import type { Desk } from './desk.ts'
import { lookAt, type Seen } from './look.ts'
import type { Place } from './place.ts'
import type { Act } from './screen.ts'
import { SCREENS } from './screens.ts'
import { performAs, type Did } from './verbs.ts'

type Fields = Readonly<Record<string, string>>

type Question =
  | { readonly do: 'look'; readonly place: Place; readonly isPart: boolean; readonly known: string }
  | { readonly do: 'has'; readonly cid: string }
  | {
      readonly do: 'act'
      readonly act: Act
      readonly fields: Fields
      readonly who: string
      readonly cid: string
    }

/** What another node shows: `same` as before, or what and under which mark it is known; or why nothing. */
export type Looked = { readonly same: true } | { readonly mark: string; readonly seen: Seen } | Unanswered

interface Unanswered {
  readonly why: string
  /** What was asked for was certainly not done. */
  readonly isUndone?: true
}

/** Acts may wait for a check or an opening. */
const ACT_MS = 10_000

const nameOf = (desk: Desk): string => `dashboard ${desk.at}`

/** Nodes of two versions, in the midst of an upgrade, may not understand each other. */
const formatOf = ({ memo }: Desk): string =>
  memo.get('format', SCREENS, () =>
    markOf(SCREENS.map(({ pick, merge, view }) => `${String(pick)}${String(merge)}${String(view)}`).join()),
  )

/** From now on answers what other nodes ask. */
export function answers(desk: Desk): void {
  desk.ops.cluster.answering(nameOf(desk), async asked => {
    const { format: theirs, ...question } = JSON.parse(asked) as Question & { readonly format: string }
    if (theirs !== formatOf(desk)) return JSON.stringify({ why: OTHER, isUndone: true } satisfies Unanswered)
    if (question.do === 'act') {
      const { act, fields, who, cid } = question
      return JSON.stringify(await performAs(desk, act, fields, { who, cid }))
    }
    if (question.do === 'has') return JSON.stringify(desk.has(question.cid))
    const seen = lookAt(desk, question.place, question.isPart)
    const mark = markOf(JSON.stringify(seen))
    return JSON.stringify(mark === question.known ? { same: true } : { mark, seen })
  })
}

const OTHER = 'It runs another version, and has its own dashboard.'

export async function lookElsewhere(
  desk: Desk,
  node: string,
  place: Place,
  isPart: boolean,
  known: string,
): Promise<Looked> {
  return ask(desk, node, { do: 'look', place, isPart, known })
}

/** Whether a conversation is there. */
export async function hasElsewhere(desk: Desk, node: string, cid: string): Promise<boolean> {
  return (await ask<boolean>(desk, node, { do: 'has', cid })) === true
}

/** No answer says neither that it was done nor that it was not. */
export async function actElsewhere(
  desk: Desk,
  node: string,
  act: Act,
  fields: Fields,
  by: { readonly who: string; readonly cid: string },
): Promise<Did | Unanswered> {
  return ask<Did>(desk, node, { do: 'act', act, fields, ...by }, by.cid, ACT_MS)
}

async function ask<T>(
  desk: Desk,
  node: string,
  question: Question,
  by?: string,
  withinMs?: number,
): Promise<T | Unanswered> {
  const text = JSON.stringify({ ...question, format: formatOf(desk) })
  const options = { ...(by !== undefined && { by }), ...(withinMs !== undefined && { withinMs }) }
  const said = await desk.ops.cluster.ask(node, nameOf(desk), text, options)
  if ('why' in said) return said
  try {
    return JSON.parse(said.answer) as T
  } catch {
    return { why: 'It answers what cannot be read.' }
  }
}

/** Of the same text always the same; of two others hardly ever. */
function markOf(text: string): string {
  let [a, b] = [0x811c9dc5, text.length]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ (code + (a >>> 15)), 0x85ebca6b)
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`
}
