import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Registry } from './registry.ts'
import { witness } from './witness.fixture.ts'

const order = { service: 'shop', name: 'order', transport: 'http', method: 'POST', path: '/orders' }

describe('the registry', () => {
  it('shows services, endpoints, workers, resources, middleware and what is attached', () => {
    const registry = new Registry()
    registry.registerService({ name: 'shop', description: 'Sells' })
    registry.registerEndpoint(order)
    registry.registerWorker({ name: 'mail' })
    registry.updateWorkerStatus('mail', 'failed', 'no route')
    registry.registerResource({ name: 'db', kind: 'database' })
    registry.registerMiddleware({ name: 'auth', description: 'Who is it?' })
    registry.attachResource('shop', 'db')
    registry.attachMiddleware('shop', 'auth')
    expect(registry.read()).toEqual({
      services: [{ name: 'shop', description: 'Sells' }],
      endpoints: [{ ...order, description: null }],
      workers: [{ name: 'mail', description: null, status: 'failed', lastError: 'no route' }],
      resources: [{ name: 'db', kind: 'database', description: null }],
      middleware: [{ name: 'auth', description: 'Who is it?' }],
      attachments: [
        { service: 'shop', kind: 'resource', name: 'db' },
        { service: 'shop', kind: 'middleware', name: 'auth' },
      ],
      full: [],
    })
  })

  it('is not changed and does not nudge when the same is registered again', () => {
    const registry = new Registry()
    const all = (): void => {
      registry.registerService({ name: 'shop', description: 'Sells' })
      registry.registerEndpoint(order)
      registry.registerWorker({ name: 'mail', description: 'Sends' })
      registry.updateWorkerStatus('mail', 'running', 'once')
      registry.registerResource({ name: 'db', kind: 'database' })
      registry.registerMiddleware({ name: 'auth' })
      registry.attachResource('shop', 'db')
      registry.attachMiddleware('shop', 'auth')
    }
    all()
    const seen = registry.read()
    const watched = witness(registry)
    for (let i = 0; i < 1000; i++) all()
    expect(watched.nudges).toBe(0)
    expect(registry.read()).toBe(seen)
  })

  it('nudges exactly when it shows something else, whatever is said in whatever order', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const description = fc.option(fc.constantFrom('x', 'y'), { nil: undefined })
    const status = fc.constantFrom('starting', 'running', 'stopped', 'failed')
    const step = fc.oneof(
      fc.record({ name, description }).map(it => (r: Registry) => r.registerService(it)),
      fc
        .record({ service: name, name, transport: name, method: description, path: description, description })
        .map(it => (r: Registry) => r.registerEndpoint(it)),
      fc.record({ name, description }).map(it => (r: Registry) => r.registerWorker(it)),
      fc.tuple(name, status, description).map(
        ([of, is, why]) =>
          (r: Registry) =>
            r.updateWorkerStatus(of, is, why),
      ),
      fc.record({ name, kind: name, description }).map(it => (r: Registry) => r.registerResource(it)),
      fc.record({ name, description }).map(it => (r: Registry) => r.registerMiddleware(it)),
      fc.tuple(name, name).map(
        ([to, it]) =>
          (r: Registry) =>
            r.attachResource(to, it),
      ),
      fc.tuple(name, name).map(
        ([to, it]) =>
          (r: Registry) =>
            r.attachMiddleware(to, it),
      ),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 9 }), (steps, most) => {
        const registry = new Registry({ services: 2, endpoints: most, workers: 2, attachments: most })
        const watched = witness(registry)
        for (const say of steps) {
          say(registry)
          watched.look()
        }
        const { services, endpoints, workers, attachments } = registry.read()
        expect(services.length).toBeLessThanOrEqual(2)
        expect(endpoints.length).toBeLessThanOrEqual(most)
        expect(workers.length).toBeLessThanOrEqual(2)
        expect(attachments.length).toBeLessThanOrEqual(most)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps what was attached before either end was registered', () => {
    const registry = new Registry()
    registry.attachResource('shop', 'db')
    registry.registerResource({ name: 'db', kind: 'database' })
    registry.registerService({ name: 'shop', description: 'Sells' })
    expect(registry.read()).toMatchObject({
      services: [{ name: 'shop', description: 'Sells' }],
      resources: [{ name: 'db', kind: 'database' }],
      attachments: [{ service: 'shop', kind: 'resource', name: 'db' }],
    })
  })

  it('says once that it is full, and keeps what it has', () => {
    const registry = new Registry({ endpoints: 2 })
    const watched = witness(registry)
    for (let i = 0; i < 100; i++) registry.registerEndpoint({ ...order, name: `order ${i}` })
    expect(registry.read()).toMatchObject({
      endpoints: [{ name: 'order 0' }, { name: 'order 1' }],
      full: ['endpoints'],
    })
    expect(watched.nudges).toBe(3)
  })

  it('keeps the status of a worker that is described anew, and its last error while it runs', () => {
    const registry = new Registry()
    registry.updateWorkerStatus('mail', 'failed', 'no route')
    registry.updateWorkerStatus('mail', 'running')
    registry.registerWorker({ name: 'mail', description: 'Sends' })
    expect(registry.read().workers).toEqual([
      { name: 'mail', description: 'Sends', status: 'running', lastError: 'no route' },
    ])
  })

  it('gives the sections that have not changed as the same arrays', () => {
    const registry = new Registry()
    registry.registerEndpoint(order)
    const before = registry.read()
    registry.registerWorker({ name: 'mail' })
    const after = registry.read()
    expect(after.endpoints).toBe(before.endpoints)
    expect(after.workers).not.toBe(before.workers)
  })

  it('cuts long texts and refuses what has no name', () => {
    const registry = new Registry()
    registry.registerService({ name: 'n'.repeat(10_000), description: 'd'.repeat(10_000) })
    const [service] = registry.read().services
    expect([service?.name.length, service?.description?.length]).toEqual([200, 500])
    expect(() => registry.registerService({ name: '' })).toThrow('without a name')
  })

  it('is not stopped by a hook that throws', () => {
    const registry = new Registry()
    registry.setChangeHook(() => {
      throw new Error('a viewer broke')
    })
    registry.registerService({ name: 'shop' })
    expect(registry.read().services).toHaveLength(1)
  })
})
