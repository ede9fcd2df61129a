// Which server has what.
import { expect, it } from 'vitest'
import { membersOf, ownersOf, slotOf } from './slots.ts'

const ASKED = { host: '10.0.0.9', port: 7 }
const line = (at: string, flags: string, epoch: number, slots: string): string =>
  `07c37df ${at} ${flags} - 0 1426238317239 ${epoch} connected ${slots}`

it('a name has the slot that servers give it', () => {
  // As `CLUSTER KEYSLOT` answers.
  expect(slotOf('123456789')).toBe(12739)
  expect(slotOf('foo')).toBe(12182)
  expect(slotOf('rp:{foo}:c:1')).toBe(12182)
  expect(slotOf('foo{}bar')).toBe(slotOf('foo{}bar{x}'.slice(0, 8)))
  expect(slotOf('{foo}')).toBe(slotOf('a{foo}b{bar}'))
})

it('a server tells who is there, without those that nobody can reach', () => {
  const text = [
    line('10.0.0.1:6379@16379,shop.example', 'master', 3, '0-99 [100->-abc]'),
    line(':6379@16379', 'myself,slave', 3, ''),
    line('10.0.0.3:0@0', 'master,noaddr', 1, '100-200'),
    '',
  ].join('\n')
  expect(membersOf(text, ASKED)).toEqual([
    { at: { host: 'shop.example', port: 6379 }, isPrimary: true, epoch: 3, ranges: [[0, 99]] },
    { at: { host: '10.0.0.9', port: 6379 }, isPrimary: false, epoch: 3, ranges: [] },
  ])
})

it('where servers disagree the newest word counts', () => {
  const stale = membersOf(line('10.0.0.1:1@2', 'myself,master', 3, '0-99'), ASKED)
  const fresh = membersOf(
    [line('10.0.0.1:1@2', 'slave', 4, ''), line('10.0.0.2:1@2', 'master', 4, '0-98 99')].join('\n'),
    ASKED,
  )
  for (const owners of [ownersOf([...stale, ...fresh]), ownersOf([...fresh, ...stale])]) {
    expect([owners[0]?.host, owners[99]?.host, owners[100]?.host]).toEqual([
      '10.0.0.2',
      '10.0.0.2',
      undefined,
    ])
  }
})
