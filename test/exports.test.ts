// What the package promises by name. A name that comes or goes changes this file, so nobody publishes one by accident.
import { expect, it } from 'vitest'
import { doorsOfPackage, exportedBy, type Exported } from './doors.ts'

const doors = doorsOfPackage()

const NAMES: Readonly<Record<string, Exported>> = {
  repartee: {
    values: [
      'after',
      'answer',
      'back',
      'become',
      'call',
      'component',
      'createElement',
      'end',
      'every',
      'fail',
      'flow',
      'hear',
      'identify',
      'io',
      'publish',
      'redirect',
      'topic',
      'unsafeHtml',
      'watch',
    ],
    types: [
      'Answer',
      'Child',
      'Component',
      'Creator',
      'Effect',
      'Event',
      'FieldValue',
      'Fields',
      'Handler',
      'Here',
      'IoRun',
      'Key',
      'Listening',
      'Listens',
      'Live',
      'Node',
      'On',
      'Place',
      'Problem',
      'Step',
      'Topic',
      'Upload',
    ],
  },
  'repartee/async': {
    values: ['Async'],
    types: ['AsyncOptions', 'Clock', 'ConversationEvent', 'Dispatch', 'RouteEvent', 'Timer'],
  },
  'repartee/engines': {
    values: ['memory'],
    types: ['Change', 'Claimed', 'Committed', 'Data', 'Engine', 'Lease', 'MemoryEngine', 'NodeId'],
  },
  'repartee/errors': { values: ['CODES', 'ReparteeError'], types: ['Account', 'Code'] },
  'repartee/jsx-dev-runtime': { values: ['Fragment', 'jsx', 'jsxDEV', 'jsxs'], types: ['JSX'] },
  'repartee/jsx-runtime': { values: ['Fragment', 'jsx', 'jsxDEV', 'jsxs'], types: ['JSX'] },
  'repartee/kernel': {
    values: [
      'after',
      'answer',
      'back',
      'become',
      'boot',
      'call',
      'commandsOf',
      'component',
      'definitionOf',
      'end',
      'every',
      'fail',
      'flow',
      'hash',
      'hear',
      'identify',
      'io',
      'publish',
      'redirect',
      'repaint',
      'restore',
      'snapshot',
      'step',
      'topic',
      'watch',
    ],
    types: [
      'Answer',
      'AnswerOf',
      'Birth',
      'Checkpoint',
      'Command',
      'Component',
      'Conversation',
      'Definition',
      'Effect',
      'Ended',
      'Frame',
      'Handler',
      'HashKey',
      'Here',
      'History',
      'Instance',
      'IoRun',
      'KernelEvent',
      'Listening',
      'Listens',
      'Live',
      'On',
      'Owner',
      'Parts',
      'Patch',
      'Place',
      'Problem',
      'Reply',
      'Result',
      'Shown',
      'Step',
      'Topic',
      'Trouble',
      'Turned',
      'Update',
      'World',
    ],
  },
  'repartee/live': { values: ['Notifier'], types: ['ChangeHook', 'ChangeSource', 'Nudges'] },
  'repartee/server': {
    values: ['handler', 'page', 'serve'],
    types: ['Handler', 'Options', 'Page', 'Rules', 'Serving', 'Visitor'],
  },
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
