// The driver of the server's bench speaks the protocol: checked with a few events, without any figure.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compiled, visited } from '../bench/serve/stage.ts'
import type { Target } from '../bench/serve/stage.ts'
import { crowd } from '../bench/serve/visitor.ts'
import type { Visitor } from '../bench/serve/visitor.ts'

describe('the driver of the bench', () => {
  let file: string
  const targets: Target[] = []
  const begin = async (...args: string[]): Promise<Target> => {
    const target = await visited(file, args, false)
    targets.push(target)
    return target
  }

  beforeAll(async () => {
    file = await compiled()
  })
  afterAll(() => Promise.all(targets.map(target => target.end())))

  it('clicks, and sees one patch for each click', async () => {
    const { port } = await begin('ours')
    const [visitor] = (await crowd(port, '/counter', 1)) as [Visitor]
    for (let i = 0; i < 3; i++) await visitor.event(visitor.offer(0))
    expect(visitor.patches).toBe(3)
    visitor.close()
  })

  it('finds a row by its offer, whoever keeps the row', async () => {
    const { port } = await begin('ours')
    const [given] = (await crowd(port, '/given-rows', 1)) as [Visitor]
    const [own] = (await crowd(port, '/own-rows', 1)) as [Visitor]
    for (const visitor of [given, own]) await visitor.event(visitor.offer(999))
    expect(given.patches + own.patches).toBe(2)
    for (const visitor of [given, own]) visitor.close()
  })

  it('hears what another visitor says', async () => {
    const { port } = await begin('ours')
    const [one, two] = (await crowd(port, '/feed', 2)) as [Visitor, Visitor]
    const heard = two.next(1)
    await one.post(one.offer(0))
    await heard
    for (const visitor of [one, two]) visitor.close()
  })

  it('takes the floor for a server, with frames of the size that was asked for', async () => {
    const { port } = await begin('floor', '800', '105')
    const [visitor] = (await crowd(port, '/any', 1)) as [Visitor]
    const before = visitor.bytes
    await visitor.event('own')
    expect(visitor.page).toHaveLength(800)
    expect(visitor.bytes - before).toBe(105 + '69\r\n\r\n'.length)
    visitor.close()
  })

  it('says which event the server refused', async () => {
    const { port } = await begin('ours')
    const [visitor] = (await crowd(port, '/counter', 1)) as [Visitor]
    await expect(visitor.event('1/nothing')).rejects.toThrow('1/nothing was answered with 403')
    visitor.close()
  })
})
