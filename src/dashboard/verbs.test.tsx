import { describe, expect, it } from 'vitest'
import { room, values } from './desk.fixture.tsx'
import { perform, VERBS } from './verbs.ts'

describe('every verb', () => {
  it.each(Object.keys(VERBS))('%s is refused to viewers, which is written down', async name => {
    const { desk, audited } = await room()
    const did = await perform(desk, { do: name, target: 'mailer' }, {}, { cid: '', principal: 'eve' })
    expect(did).toEqual({ done: false, why: 'only operators may do that' })
    expect(audited()).toMatchObject([
      { who: 'eve', what: name, target: 'mailer', why: 'only operators may do that' },
    ])
  })

  it.each(Object.keys(VERBS))(
    '%s says why where there is nothing of that name, and writes that down',
    async name => {
      const { desk, audited } = await room()
      const did = await perform(desk, { do: name, target: 'nobody' }, {}, { cid: '', principal: 'ada' })
      expect(did).toMatchObject({ done: false, why: expect.stringMatching(/./) })
      expect(audited()).toMatchObject([{ who: 'ada', what: name, target: 'nobody' }])
      expect(audited()[0]?.why).toBeTruthy()
    },
  )
})

describe('an act', () => {
  it('that nobody knows is not done', async () => {
    const { desk } = await room()
    const by = { cid: '', principal: 'ada' }
    for (const name of ['no.such', 'constructor', '__proto__', ''])
      expect(await perform(desk, { do: name, target: 'mailer' }, {}, by)).toMatchObject({ done: false })
  })

  it('that throws is not done, and is written down with what was before', async () => {
    const { desk, operations, audited } = await room()
    operations.workers.start = () => {
      throw new Error('out of order\nand more')
    }
    const did = await perform(
      desk,
      { do: 'worker.start', target: 'indexer' },
      {},
      { cid: '', principal: 'ada' },
    )
    expect(did).toEqual({ done: false, why: 'out of order' })
    const [entry] = audited()
    expect(entry && values(entry)).toMatchObject([{ status: 'failed' }, undefined])
  })
})
