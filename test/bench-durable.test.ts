// The bench of conversations that outlive the process, checked with a few of them, without any figure.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comeBack, passThrough } from '../bench/durable/guest.ts'
import { Bench } from '../bench/harness.ts'
import { Scene } from '../bench/durable/scene.ts'
import { cidOf, filled, madeDue, sampled, sessionOf } from '../bench/durable/store.ts'
import type { Samples } from '../bench/durable/store.ts'

const MANY = 30

describe('the bench of conversations that outlive the process', { timeout: 60_000 }, () => {
  let scene: Scene
  let samples: Samples
  let file: string

  beforeAll(async () => {
    scene = await Scene.set(new Bench('durable', () => {}), true, false)
    samples = await sampled(scene)
    file = await filled(scene, samples, MANY)
  }, 60_000)
  afterAll(async () => {
    await scene.clear()
    scene.close()
  })

  it('stores conversations that whoever opened them can come back to', async () => {
    const home = await scene.start('normal', file)
    for (const n of [0, MANY - 1]) await comeBack(home.port, cidOf(n), sessionOf(n))
    await scene.end(home)
  })

  it('says which of them did not come back', async () => {
    const home = await scene.start('normal', file)
    await expect(comeBack(home.port, cidOf(0), sessionOf(1))).rejects.toThrow(`${cidOf(0)} did not come back`)
    await scene.end(home)
  })

  it('uses a file again that it made before', async () => {
    const told: string[] = []
    scene.tell = line => void told.push(line)
    await filled(scene, samples, MANY)
    expect(told).toEqual([])
  })

  it('has as many of them be due as it is told to, and counts those that fired', async () => {
    await madeDue(file, samples, MANY, 3)
    const home = await scene.start('normal', file)
    await expect.poll(async () => (await home.counts()).fired, { timeout: 20_000 }).toBe(3)
    await scene.end(home)
  })

  it('counts visitors who came and left when the server lets go of them', async () => {
    const home = await scene.start('memory')
    await passThrough(home.port, '/counter', 5)
    expect(await home.counts()).toEqual({ left: 0, fired: 0 })
    expect((await home.memory()).live).toBeGreaterThan(0)
    await scene.end(home)
  })
})
