import { describe, expect, it } from 'vitest'
import { Audit } from './audit.ts'
import type { AuditEntry } from './audit.ts'
import { witness } from './witness.fixture.ts'

const outside = { now: () => 1000 }
const act = { who: 'ada', what: 'pause', target: 'cron tidy' }

describe('the audit log', () => {
  it('says who did what to what, when and where, and what it was before and after', () => {
    const audit = new Audit({ outside, node: 'web-1' })
    const watched = witness(audit)
    audit.record({ ...act, before: { paused: false }, after: { paused: true } })
    audit.record({ ...act, what: 'trigger', why: 'it runs already' })
    watched.look()
    expect(watched.nudges).toBe(2)
    expect(audit.read()).toEqual([
      {
        number: 2,
        at: 1000,
        node: 'web-1',
        ...act,
        what: 'trigger',
        before: null,
        after: null,
        why: 'it runs already',
      },
      {
        number: 1,
        at: 1000,
        node: 'web-1',
        ...act,
        before: '{"paused":false}',
        after: '{"paused":true}',
        why: null,
      },
    ])
  })

  it('keeps the last 500, and passes every one on', () => {
    const passed: AuditEntry[] = []
    const audit = new Audit({ outside, onEntry: entry => passed.push(entry) })
    for (let i = 0; i < 1200; i++) audit.record(act)
    const kept = audit.read()
    expect([kept.length, kept[0]?.number, kept.at(-1)?.number, passed.length]).toEqual([500, 1200, 701, 1200])
  })

  it('keeps what a value was, not what becomes of it', () => {
    const audit = new Audit({ outside })
    const rule = { rate: 5 }
    audit.record({ ...act, before: rule })
    rule.rate = 7
    expect(audit.read()[0]?.before).toBe('{"rate":5}')
  })

  it('writes down what is large, odd or cannot be written', () => {
    const audit = new Audit({ outside })
    const ring: { self?: unknown } = {}
    ring.self = ring
    audit.record({ ...act, who: 'a'.repeat(1000), before: 'x'.repeat(10_000), after: ring })
    audit.record({ ...act, before: 10n, after: () => {} })
    const [second, first] = audit.read()
    expect([first?.who.length, first?.before?.length, first?.after]).toEqual([200, 2000, '[object Object]'])
    expect([second?.before, second?.after]).toEqual(['10', '() => {}'])
  })

  it('is not stopped by what passes its entries on', () => {
    const audit = new Audit({
      outside,
      onEntry: () => {
        throw new Error('the disk is full')
      },
    })
    audit.record(act)
    expect(audit.read()).toHaveLength(1)
  })
})
