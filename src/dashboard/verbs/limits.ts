// What may be done with rate limits. A form brings the fields: `count`, `unit`, `burst` and `minutes` of an override, `key` of a reset.
import type { Rate } from 'repartee/ops'
import type { Desk } from '../desk.ts'
import type { VerbTable } from '../verbs.ts'

const state = ({ ops }: Desk, name: string, { key }: Readonly<Record<string, string>> = {}): unknown => {
  const found = ops.limits.read().limits.find(each => each.name === name)
  if (found === undefined) return undefined
  const { effective, override, keys } = found
  if (key !== undefined) {
    const denied = keys.find(it => it.key === key)?.denied ?? 0
    return { [`key ${key}`.slice(0, 100)]: { left: ops.limits.look(name, key)?.remaining, denied } }
  }
  return { effective, override, deniedKeys: keys.length }
}

export const limitVerbs: VerbTable = {
  'limit.override': {
    where: 'here',
    title: 'Override',
    did: 'Overrode',
    state,
    run({ ops }, name, { count = '', unit = '', burst = '', minutes = '' }) {
      const most = 1_000_000
      const [rates, bursts] = [Number(count), burst === '' ? undefined : Number(burst)]
      if (!(rates > 0 && rates <= most))
        return { done: false, why: 'requests: a number above 0, at most a million' }
      if (bursts !== undefined && !(Number.isInteger(bursts) && bursts >= 1 && bursts <= most))
        return { done: false, why: 'burst: a whole number from 1 to a million' }
      if (!['second', 'minute', 'hour'].includes(unit))
        return { done: false, why: 'a second, a minute or an hour' }
      const rate = `${rates}/${unit}` as Rate
      const rule = { rate, ...(bursts !== undefined && { burst: bursts }) }
      const forMs = minutes === '' ? {} : { forMs: Number(minutes) * 60_000 }
      const done = ops.limits.override(name, rule, forMs)
      return done.done ? { done: true, say: `${name} is kept to ${rate}` } : done
    },
  },
  'limit.lift': {
    where: 'here',
    title: 'Lift override of',
    did: 'Lifted the override of',
    state,
    run: ({ ops }, name) => ops.limits.lift(name),
  },
  'limit.reset': {
    where: 'here',
    title: 'Reset a key of',
    did: 'Reset a key of',
    state,
    run({ ops }, name, { key = '' }) {
      if (key === '') return { done: false, why: 'no key was given' }
      const done = ops.limits.reset(name, key)
      return done.done ? { done: true, say: `Reset ${key} of ${name}` } : done
    },
  },
  'limit.resetAll': {
    where: 'here',
    title: 'Reset all keys of',
    did: 'Reset all keys of',
    ask: 'Reset all keys of this limit?',
    details: 'Everybody has all tokens at once, also those who are denied now.',
    state,
    run: ({ ops }, name) => ops.limits.reset(name),
  },
}
