// Which servers are fit to keep conversations.
import { describe, expect, it } from 'vitest'
import { replicasOf, runOf } from './server.ts'

const info = (said: Readonly<Record<string, string>>): string =>
  ['# Server', ...Object.entries(said).map(([name, value]) => `${name}:${value}`), ''].join('\r\n')

const FIT = {
  redis_version: '7.0.15',
  run_id: 'abc',
  loading: '0',
  role: 'master',
  maxmemory_policy: 'noeviction',
}
const of = (said: Readonly<Record<string, string>>): string => runOf('redis://x', info({ ...FIT, ...said }))

describe('a server', () => {
  it('is known by its run', () => {
    expect(of({})).toBe('abc')
    expect(of({ redis_version: '7.2.4', valkey_version: '8.1.0', run_id: 'def' })).toBe('def')
  })

  it('that is too old, or says no version, is refused', () => {
    expect(() => of({ redis_version: '6.2.14' })).toThrow('version 6.2.14')
    expect(() => runOf('redis://x', '')).toThrow('store-unsupported')
  })

  it('that is a part of many, or watches over others, is refused unless it is named as that', () => {
    expect(() => of({ redis_mode: 'cluster' })).toThrow('redis+cluster://')
    expect(() => of({ redis_mode: 'sentinel' })).toThrow('redis+sentinel://')
    expect(of({ redis_mode: 'standalone' })).toBe('abc')
    expect(runOf('redis://x', info({ ...FIT, redis_mode: 'cluster' }), 'cluster')).toBe('abc')
    expect(() => runOf('redis://x', info(FIT), 'cluster')).toThrow('a server of a cluster')
    const valkey = { ...FIT, redis_version: '7.2.4', server_name: 'valkey', valkey_version: '8.1.1' }
    expect(runOf('redis://x', info({ ...valkey, server_mode: 'cluster' }), 'cluster')).toBe('abc')
    expect(() => runOf('redis://x', info({ ...valkey, server_mode: 'cluster' }))).toThrow('redis+cluster://')
  })

  it('has the replicas that have caught up', () => {
    const slave = (state: string): string => `ip=10.0.0.2,port=6379,state=${state},offset=70,lag=1`
    expect(
      replicasOf(info({ connected_slaves: '2', slave0: slave('online'), slave1: slave('wait_bgsave') })),
    ).toBe(1)
    expect(replicasOf(info(FIT))).toBe(0)
  })

  it('that may evict is refused, whatever its limit', () => {
    expect(() => of({ maxmemory_policy: 'volatile-ttl', maxmemory: '0' })).toThrow('volatile-ttl')
  })

  it('that still reads, or follows another one, is to be asked again', () => {
    expect(() => of({ loading: '1' })).toThrow(/^LOADING/)
    expect(() => of({ role: 'slave' })).toThrow(/^READONLY/)
  })
})
