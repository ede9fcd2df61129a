// A file of its own, as what is loaded is loaded for all tests of a file.
import { expect, it, vi } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'

const loaded = vi.hoisted(() => [] as string[])
vi.mock('./dev.ts', () => {
  loaded.push('dev.ts')
  return { Overlay: class {} }
})
vi.mock('./dev.gen.ts', () => {
  loaded.push('dev.gen.ts')
  return {}
})

it('without REPARTEE_DEV nothing of the overlay is loaded', async () => {
  delete process.env['REPARTEE_DEV']
  const handler = handlerOf(edgeOf({ pages: { '/': Counter } }))
  const ada = await new Visitor(request => handler.fetch(request)).open('/')
  expect((await ada.click('+')).status).toBe(204)
  expect(loaded).toEqual([])
  await handler.close()
  // So that the promise above can fail.
  process.env['REPARTEE_DEV'] = '1'
  const own = handlerOf(edgeOf({ pages: { '/': Counter } }))
  await new Visitor(request => own.fetch(request)).get('/')
  expect(loaded).toEqual(['dev.ts'])
  await own.close()
})
