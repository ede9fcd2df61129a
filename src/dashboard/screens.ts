// All screens, in the order of the menu. The first is where a dashboard begins.
import type { Screen } from './screen.ts'
import { audit } from './screens/audit.tsx'
import { conversations } from './screens/conversations.tsx'
import { crons } from './screens/crons.tsx'
import { endpoints } from './screens/endpoints.tsx'
import { errors } from './screens/errors.tsx'
import { limits } from './screens/limits.tsx'
import { nodes } from './screens/nodes.tsx'
import { overview } from './screens/overview.tsx'
import { resources } from './screens/resources.tsx'
import { timers } from './screens/timers.tsx'
import { topology } from './screens/topology.tsx'
import { topics } from './screens/topics.tsx'
import { traces } from './screens/traces.tsx'
import { workers } from './screens/workers.tsx'

export const SCREENS: readonly Screen<unknown>[] = [
  overview,
  nodes,
  topology,
  endpoints,
  conversations,
  timers,
  topics,
  workers,
  crons,
  limits,
  resources,
  traces,
  errors,
  audit,
]

export const screenOf = (name: string): Screen<unknown> =>
  SCREENS.find(each => each.name === name) ?? (SCREENS[0] as Screen<unknown>)
