// A server over a file: stopped and started again, it goes on with its conversations where they were.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Booking } from '../../../examples/booking.tsx'
import { Visitor } from '../../../test/visitor.ts'
import { handler } from '../../server/index.ts'
import { sqlite } from './index.ts'

it('goes on with a conversation after the server was stopped and started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  const served = () =>
    handler({
      pages: { '/': Booking },
      engine: sqlite(join(folder, 'a.db')),
      secret: 'a secret of sixteen',
    })
  let server = served()
  const visitor = new Visitor(request => server.fetch(request))
  await visitor.open('/')
  await visitor.submit({ value: 'Ada' })
  await visitor.reads('Which room, Ada?')
  await server.close()
  await visitor.until(frame => frame.event === 'closed')
  server = served()
  expect((await visitor.attach()).status).toBe(200)
  await visitor.until(frame => frame.event === 'resync')
  await visitor.submit({ value: '7' })
  await visitor.reads('Book 7 for Ada?')
  await server.close()
  rmSync(folder, { recursive: true })
})
