// What the package promises by name. A name that comes or goes changes this file, so nobody publishes one by accident.
import { expect, it } from 'vitest'
import { doorsOfPackage, exportedBy, type Exported } from './doors.ts'

const doors = doorsOfPackage()

const NAMES: Readonly<Record<string, Exported>> = {
  'repartee/async': {
    values: ['Async'],
    types: ['AsyncOptions', 'Clock', 'ConversationEvent', 'Dispatch', 'RouteEvent', 'Timer'],
  },
  'repartee/errors': { values: ['CODES', 'ReparteeError'], types: ['Account', 'Code'] },
  'repartee/live': { values: ['Notifier'], types: ['ChangeHook', 'ChangeSource', 'Nudges'] },
}

it.each(Object.entries(NAMES))('%s exports these names', (door, names) => {
  expect(exportedBy(doors.get(door) ?? door)).toEqual(names)
})

it.each(Object.keys(NAMES))('%s has its values when it is imported', async door => {
  const loaded = (await import(/* @vite-ignore */ door)) as object
  expect(Object.keys(loaded).toSorted()).toEqual(NAMES[door]?.values)
})

it('pins every door', () => {
  expect(Object.keys(NAMES)).toEqual([...doors.keys()].toSorted())
})
