import { expect, it } from 'vitest'
import { component } from 'repartee'
import { jsx } from 'repartee/jsx-runtime'
import type { Asked } from '../../src/server/exchange.ts'
import { World } from './world.ts'

const Page = component({ name: 'page', state: () => ({}), on: {}, view: () => jsx('p', {}) })

const asked: Asked = {
  method: 'GET',
  path: '/',
  query: '',
  host: 'desk.test',
  secure: false,
  ip: '127.0.0.1',
  header: () => undefined,
  bytes: () => new ReadableStream() as ReturnType<Asked['bytes']>,
  body: () => Promise.resolve(''),
  request: () => new Request('http://desk.test/'),
}

it('a process that is killed breaks off what it has not answered, and nothing else', async () => {
  const world = new World({ '/': Page }, 1)
  const first = world.answering()!(asked)
  for (let n = 0; n < 5; n++) await world.time.pass(100)
  expect(await first).toMatchObject({ status: 200 })
  const second = world.answering()!(asked)
  world.kill()
  expect(await second).toBe('broken off')
  world.start()
  const third = world.answering()!(asked)
  for (let n = 0; n < 5; n++) await world.time.pass(100)
  expect(await third).toMatchObject({ status: 200 })
})
