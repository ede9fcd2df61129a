// What the palette offers: every screen, everything that has a name, and what may be done with it.
// Invariant: bounded; a viewer is offered no acts. Does not know how it is searched.
import type { Desk, Role } from './desk.ts'
import { endpointEntries } from './endpoint-entries.ts'
import { runningEntries } from './running-entries.ts'
import type { Act } from './screen.ts'
import { SCREENS } from './screens.ts'
import { serverEntries } from './server-entries.ts'
import { verbOf } from './verbs.ts'

/** Either a place to go to, or an act. */
export interface Entry {
  readonly kind: string
  readonly text: string
  readonly go?: { readonly screen: string; readonly id: string }
  readonly act?: Act
}

const MOST = 2000

export function entriesOf(desk: Desk, role: Role): readonly Entry[] {
  const { ops } = desk
  const entries: Entry[] = SCREENS.map(({ name, title }) => ({
    kind: 'screen',
    text: title,
    go: { screen: name, id: '' },
  }))
  const named = (screen: string, kind: string, names: Iterable<string>, verbs: readonly string[]): void => {
    for (const name of names) {
      entries.push({ kind, text: name, go: { screen, id: name } })
      if (role === 'operator')
        for (const verb of verbs)
          entries.push({
            kind: 'act',
            text: `${verbOf(verb)?.title ?? verb} ${name}`,
            act: { do: verb, target: name },
          })
    }
  }
  named(
    'crons',
    'cron',
    ops.crons.read().crons.map(({ name }) => name),
    ['cron.trigger', 'cron.pause', 'cron.resume'],
  )
  entries.push(...runningEntries(desk, role))
  entries.push(...serverEntries(desk, role))
  entries.push(...endpointEntries(desk))
  return entries.slice(0, MOST)
}
