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
  const dids = await Promise.all(
    nodes.map(async node => [node, await doAt(desk, node, act, fields, as)] as const),
  )
  return saidOf(desk, act, dids)
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

async function doAt(
  desk: Desk,
  node: string,
  act: Act,
  fields: Fields,
  by: { readonly who: string; readonly cid: string },
): Promise<Did> {
  if (node === desk.ops.cluster.here) return performAs(desk, act, fields, by)
  const said = await actElsewhere(desk, node, act, fields, by)
  if ('done' in said) return said
  const doubt = said.isUndone === true ? '' : ' Whether it was done is not known.'
  const why = `${desk.ops.cluster.nameOf(node)}: ${said.why}${doubt}`
  desk.ops.audit.record({ who: by.who, what: act.do, target: act.target, why })
  return { done: false, why }
}

function saidOf(desk: Desk, act: Act, dids: readonly (readonly [node: string, did: Did])[]): Did {
  const { cluster } = desk.ops
  const [first] = dids
  const done = dids.flatMap(([node, did]) => (did.done ? [{ name: cluster.nameOf(node), did }] : []))
  const not = dids.flatMap(([node, did]) => (did.done ? [] : [whyAt(cluster.nameOf(node), did.why)]))
  const did = done[0]?.did
  if (did === undefined || first === undefined) return { done: false, why: not.join('; ') }
  const say = did.say ?? `${verbOf(act.do)?.did ?? act.do} ${act.target}`
  if (dids.length === 1) return { ...did, say: `${say} (${cluster.nameOf(first[0])})` }
  const names = done.map(({ name }) => name).join(', ')
  const where = not.length === 0 ? `on all ${done.length} nodes` : `on ${names}; not on ${not.join('; ')}`
  return { done: true, say: `${say}, ${where}` }
}

const whyAt = (name: string, why: string): string => (why.startsWith(name) ? why : `${name}: ${why}`)
