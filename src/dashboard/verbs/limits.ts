// What may be done with rate limits. A form brings the fields: `count`, `unit`, `burst` and `minutes` of an override, `key` of a reset.
import type { Rate } from 'repartee/ops'
import type { Desk } from '../desk.ts'
import type { VerbTable } from '../verbs.ts'

const state = ({ ops }: Desk, name: string, { key }: Readonly<Record<string, string>> = {}): unknown => {
  const found = ops.limits.read().limits.find(each => each.name === name)
  if (found === undefined) return undefined
  const { effective, override, keys } = found
  if (key !== undefined)
    return {
      key,
      left: ops.limits.look(name, key)?.remaining,
      denied: keys.find(it => it.key === key)?.denied ?? 0,
    }
  return { effective, override, deniedKeys: keys.length }
}

export const limitVerbs: VerbTable = {
  'limit.override': {
    title: 'Override',
    did: 'Overrode',
    state,
    run({ ops }, name, { count = '', unit = '', burst = '', minutes = '' }) {
      const rate = `${count.trim()}/${unit}` as Rate
      const rule = { rate, ...(burst.trim() !== '' && { burst: Number(burst) }) }
      const forMs = minutes === '' ? {} : { forMs: Number(minutes) * 60_000 }
      const done = ops.limits.override(name, rule, forMs)
      return done.done ? { done: true, say: `${name} is kept to ${rate}` } : done
    },
  },
  'limit.lift': {
    title: 'Lift override of',
    did: 'Lifted the override of',
    state,
    run: ({ ops }, name) => ops.limits.lift(name),
  },
  'limit.reset': {
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
    title: 'Reset all keys of',
    did: 'Reset all keys of',
    ask: 'Reset all keys of this limit?',
    details: 'Everybody has all tokens at once, also those who are denied now.',
    state,
    run: ({ ops }, name) => ops.limits.reset(name),
  },
}
