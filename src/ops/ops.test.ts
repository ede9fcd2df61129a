import { expect, it } from 'vitest'
import { cron, limit, ops, resource, worker } from './index.ts'
import { virtualOutside } from './outside.fixture.ts'
import { Source } from './source.ts'

function program() {
  const outside = virtualOutside()
  const did: string[] = []
  const db = resource('db', {
    open: () => (did.push('open'), new Map([['a', 1]])),
    close: () => void did.push('close'),
    check: it => Promise.resolve(it.size),
  })
  const digest = cron('digest', '0 * * * *', async () => void did.push(`digest of ${db.get().size}`))
  const mailer = worker('mailer', async ({ signal }) => {
    did.push(`mail from ${db.get().size}`)
    await new Promise(done => signal.addEventListener('abort', done))
    did.push('mailer ends')
  })
  const login = limit('login', { rate: '5/minute', burst: 2, by: 'ip' })
  return { outside, did, operations: ops([db, digest, mailer, login], { name: 'shop', outside }) }
}

it('opens resources before what needs them, and closes them after it', async () => {
  const { outside, did, operations } = program()
  await outside.pass(1000)
  expect(did).toEqual([])
  operations.start()
  operations.start()
  await outside.pass(3_600_000)
  expect(did).toEqual(['open', 'mail from 1', 'digest of 1'])
  const closing = operations.close()
  await outside.pass(20_000)
  await closing
  expect(did).toEqual(['open', 'mail from 1', 'digest of 1', 'mailer ends', 'close'])
})

it('shows what it was given, and what is measured, in one snapshot', async () => {
  const { outside, operations } = program()
  operations.start()
  await outside.pass(100)
  const work = operations.begin({ service: 'shop', endpoint: 'GET /cart', transport: 'http', method: 'GET' })
  await outside.pass(20)
  work?.run(() => operations.span('load', () => 1, { resource: 'db' }))
  work?.end({ status: 200 })
  operations.hide('desk')
  expect(operations.begin({ service: 'desk', endpoint: 'GET /ops', transport: 'page' })).toBeUndefined()
  expect([operations.hides('desk'), operations.hides('shop')]).toEqual([true, false])
  const { sections } = JSON.parse(operations.snapshot()) as { sections: Record<string, unknown> }
  expect(sections).toMatchObject({
    crons: { crons: [{ name: 'digest' }] },
    workers: [{ name: 'mailer', status: 'starting' }],
    resources: [{ name: 'db' }],
    limits: { limits: [{ name: 'login', effective: { rate: '5/minute', burst: 2 } }] },
    metrics: { endpoints: [{ name: 'GET /cart', count: 1 }] },
    registry: { endpoints: [{ name: 'GET /cart', service: 'shop' }] },
    traces: [{ endpoint: 'GET /cart' }],
  })
  expect(operations.prometheus()).toContain('GET /cart')
  const closing = operations.close()
  await outside.pass(20_000)
  await closing
  expect(outside.waiting).toBe(0)
})

it('a section can be watched by several, each with a hook of its own', async () => {
  const { outside, operations } = program()
  class Shelf extends Source<{ n: number }> {
    n = 0
    add(): void {
      this.n++
      this.changed()
    }
    protected show(): { n: number } {
      return { n: this.n }
    }
  }
  const shelf = new Shelf('shelf')
  operations.attach(shelf)
  const told = [0, 0]
  const sections = told.map((_, i) => {
    const section = operations.section<{ readonly n: number }>('shelf')
    section.setChangeHook(() => void (told[i] = (told[i] ?? 0) + 1))
    return section
  })
  await outside.pass(100)
  shelf.add()
  await outside.pass(100)
  expect(told).toEqual([1, 1])
  expect(sections.map(section => section.read().n)).toEqual([1, 1])
  sections[0]?.setChangeHook(undefined)
  shelf.add()
  await outside.pass(100)
  expect(told).toEqual([1, 2])
  sections[1]?.setChangeHook(undefined)
})
