// An act of an operator, done where it belongs: on one node of several, on all of them, or on the one that has what it is done to.
// Invariant: whether they may is asked here, once; where it was done is where it is written down. Of whoever does not answer that is
// written down here. Never rejects.
// Does not know what is done.
import type { Desk } from './desk.ts'
import { actElsewhere, hasElsewhere } from './elsewhere.ts'
import type { Act } from './screen.ts'
import { perform, performAs, verbOf, type Did, type Verb, type Where } from './verbs.ts'

type Fields = Readonly<Record<string, string>>

export async function performAnywhere(
  desk: Desk,
  act: Act,
  fields: Fields,
  by: { readonly cid: string; readonly principal: unknown },
): Promise<Did> {
  const { here, others } = desk.ops.cluster
  const verb = verbOf(act.do)
  const { where = 'all' } = verb ?? {}
  const is = act.node !== undefined && where !== 'holder' ? act.node : whereOf(desk, act, where)
  const isHere = is === here || is === 'here' || (others.length === 0 && act.node === undefined)
  if (isHere || verb === undefined || desk.role(by.principal) !== 'operator')
    return perform(desk, act, fields, by)
  const as = { who: desk.who(by.principal), cid: by.cid }
  const nodes =
    is === 'holder' ? [await holderOf(desk, act, others)] : is === 'all' ? [here, ...others] : [is]
  const done = await Promise.all(nodes.map(node => doneAt(desk, node, act, fields, as)))
  return saidOf(act, verb, done)
}

const whereOf = (desk: Desk, { target }: Act, where: NonNullable<Verb['where']>): Where =>
  typeof where === 'string' ? where : where(desk, target)

/** Who has it now: it may have moved since somebody saw it. */
async function holderOf(desk: Desk, { target, node }: Act, others: readonly string[]): Promise<string> {
  const { here } = desk.ops.cluster
  if (desk.has(target)) return here
  const asked = await Promise.all(
    others.map(async other => ((await hasElsewhere(desk, other, target)) ? other : undefined)),
  )
  return asked.find(other => other !== undefined) ?? node ?? here
}

interface DoneAt {
  /** What the node is called. */
  readonly name: string
  readonly did: Did
  /** The node said so itself. */
  readonly isAnswer: boolean
}

async function doneAt(
  desk: Desk,
  node: string,
  act: Act,
  fields: Fields,
  by: { readonly who: string; readonly cid: string },
): Promise<DoneAt> {
  const { cluster, audit } = desk.ops
  const name = cluster.nameOf(node)
  if (node === cluster.here) return { name, did: await performAs(desk, act, fields, by), isAnswer: true }
  const said = await actElsewhere(desk, node, act, fields, by)
  if ('done' in said) return { name, did: said, isAnswer: true }
  const why = `${said.why}${said.isUndone === true ? '' : ' Whether it was done is not known.'}`
  audit.record({ who: by.who, what: act.do, target: act.target, why: `${name}: ${why}` })
  return { name, did: { done: false, why }, isAnswer: false }
}

function saidOf(act: Act, { did: title, some }: Verb, all: readonly DoneAt[]): Did {
  const done = all.flatMap(({ name, did }) => (did.done ? [{ name, did }] : []))
  const [first] = done
  const not = all.flatMap(({ name, did, isAnswer }) =>
    did.done || (isAnswer && some === true && first !== undefined) ? [] : [`${name}: ${did.why}`],
  )
  if (first === undefined) return { done: false, why: not.join('; ') }
  const say = first.did.say ?? `${title} ${act.target}`
  if (all.length === 1) return { ...first.did, say: `${say} (${first.name})` }
  const names = done.map(({ name }) => name).join(', ')
  const where = done.length === all.length ? `all ${all.length} nodes` : names
  return { done: true, say: `${say}, on ${where}${not.length === 0 ? '' : `; not on ${not.join('; ')}`}` }
}
