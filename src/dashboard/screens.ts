// All screens, in the order of the menu. The first is where a dashboard begins.
import type { Screen } from './screen.ts'
import { crons } from './screens/crons.tsx'

export const SCREENS: readonly Screen<unknown>[] = [crons]

export const screenOf = (name: string): Screen<unknown> =>
  SCREENS.find(each => each.name === name) ?? (SCREENS[0] as Screen<unknown>)
