import { describe, expect, it } from 'vitest'
import { room, values } from '../desk.fixture.tsx'
import { perform } from '../verbs.ts'

const deny = (limits: { allow(name: string, key: string): unknown }, key: string, times: number): void => {
  for (let i = 0; i < times + 2; i++) limits.allow('sign-in', key)
}

describe('the limits', () => {
  it('show what is declared and in effect, until when it is overridden, and whom they deny', async () => {
    const { open, operations } = await room()
    deny(operations.limits, '10.0.0.1', 3)
    operations.limits.override('sign-in', { rate: '9/second', burst: 12 }, { forMs: 60_000 })
    const page = await open('?screen=limits')
    page.shows(
      'sign-in',
      'each address',
      '9/second burst 12',
      '2/minute burst 2',
      'overridden',
      '10.0.0.1 ×3',
    )
    page.shows('uploads', 'everyone together')
    ;(await open('?screen=limits&id=sign-in')).shows('3 requests', '10.0.0.1', 'Buckets held')
  })

  it('are found by words, and by whether they are overridden or deny somebody', async () => {
    const { data, operations } = await room()
    const names = (query: string) =>
      data<{ list: { rows: { name: string }[] } }>(`screen=limits&${query}`).list.rows.map(({ name }) => name)
    operations.limits.override('uploads', { rate: '1/hour' })
    deny(operations.limits, '10.0.0.1', 1)
    expect([names('text=sign'), names('only=overridden'), names('only=denying')]).toEqual([
      ['sign-in'],
      ['uploads'],
      ['sign-in'],
    ])
    expect(names('sort=rate')).toEqual(['uploads', 'sign-in'])
  })
})

describe('acts on limits', () => {
  it('override one by a form, and lift that', async () => {
    const { open, after, operations, audited } = await room()
    const page = await open('?screen=limits&id=sign-in')
    page
      .fill('Requests', '30')
      .choose('a', 'second')
      .fill('Burst', '40')
      .choose('For', '15 minutes')
      .submit(0)
    await after(page)
    page.shows('sign-in is kept to 30/second', 'overridden')
    const until = operations.limits.read().limits[0]?.override?.until ?? 0
    expect(until - operations.outside.now()).toBeGreaterThan(14 * 60_000)
    const [entry] = audited()
    expect(entry && values(entry)).toMatchObject([
      { effective: { rate: '2/minute' }, override: null },
      { effective: { rate: '30/second', burst: 40 }, override: { rate: '30/second' } },
    ])
    page.click('Lift override of sign-in')
    await after(page)
    page.shows('Lifted the override of sign-in')
    expect(operations.limits.read().limits[0]?.effective.rate).toBe('2/minute')
  })

  it.each([
    [{ count: '0', unit: 'minute' }, 'requests: a number above 0, at most a million'],
    [{ count: 'many', unit: 'minute' }, 'requests: a number above 0, at most a million'],
    [{ count: '5', unit: 'day' }, 'a second, a minute or an hour'],
    [{ count: '5', unit: 'minute', burst: '1.5' }, 'burst: a whole number from 1 to a million'],
    [{ count: '5', unit: 'minute', minutes: '-1' }, 'an override lasts longer than 0 ms and at most a year'],
  ])('say what is wrong with %o, and change nothing', async (fields, why) => {
    const { desk, operations, audited } = await room()
    const by = { cid: '', principal: 'ada' }
    const did = await perform(desk, { do: 'limit.override', target: 'sign-in' }, fields, by)
    expect(did).toEqual({ done: false, why })
    expect(operations.limits.read().limits[0]?.override).toBe(null)
    expect(audited()[0]?.why).toBe(why)
  })

  it('reset one key, which is written down', async () => {
    const { open, after, operations, audited } = await room()
    deny(operations.limits, '10.0.0.1', 3)
    deny(operations.limits, '10.0.0.2', 1)
    const page = await open('?screen=limits&id=sign-in')
    page.click('Reset 10.0.0.1')
    await after(page)
    page.shows('Reset 10.0.0.1 of sign-in').lacks('Reset 10.0.0.1 now')
    expect(operations.limits.look('sign-in', '10.0.0.1')?.remaining).toBe(2)
    expect(operations.limits.look('sign-in', '10.0.0.2')?.remaining).toBe(0)
    const [entry] = audited()
    expect(entry && values(entry)).toEqual([
      { 'key 10.0.0.1': { left: 0, denied: 3 } },
      { 'key 10.0.0.1': { left: 2, denied: 0 } },
    ])
  })

  it('reset a key that is written into the field, and say so where it has taken nothing', async () => {
    const { open, after, operations } = await room()
    deny(operations.limits, 'x', 1)
    const page = await open('?screen=limits&id=sign-in')
    page.fill('Another key', 'nobody').submit('Another key')
    await after(page)
    page.shows('Not done: that key has taken nothing, or has its tokens again')
  })

  it('reset all keys after a yes', async () => {
    const { open, after, operations } = await room()
    deny(operations.limits, 'x', 1)
    const page = await open('?screen=limits')
    page.click('Reset all keys of sign-in').click('Reset all keys of', 'Reset all keys of this limit?')
    await after(page)
    page.shows('Reset all keys of sign-in')
    expect(operations.limits.look('sign-in', 'x')?.remaining).toBe(2)
  })

  it('are not offered to viewers', async () => {
    const { open } = await room()
    ;(await open('?screen=limits&id=sign-in', 'eve')).lacks('Another key', 'Reset all', 'For')
  })
})
