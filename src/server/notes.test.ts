import { memory, type Engine, type MemoryEngine } from 'repartee/engines'
import { faulty } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Notes } from './notes.ts'

const clock = {
  now: () => Date.now(),
  setTimer: (_: number, fire: () => void) => (setImmediate(fire), () => {}),
}

async function notesOver(engine: MemoryEngine, line: Engine = engine) {
  const heard: string[] = []
  const lost: unknown[] = []
  const node = await engine.start({
    frame() {},
    topic: (_, bytes) => notes.topic(bytes),
    resync() {},
  })
  const notes = new Notes({
    engine: line,
    clock,
    node: () => node,
    isClosing: () => false,
    ready: async () => undefined,
    onLost: error => void lost.push(error),
  })
  notes.onNote((key, text) => void heard.push(`${key}: ${text}`))
  return { notes, heard, lost, node }
}

const add = (notes: Notes): Promise<void> => notes.rewrite('sum', async text => String(Number(text ?? 0) + 1))

async function read(notes: Notes): Promise<string | undefined> {
  let found: string | undefined
  await notes.rewrite('sum', async text => void (found = text))
  return found
}

describe('a note', () => {
  it('is there for all who share the engine, once it was written', async () => {
    const engine = memory()
    const [one, two] = [await notesOver(engine), await notesOver(engine.beside())]
    expect(await read(two.notes)).toBeUndefined()
    await add(one.notes)
    expect(await read(two.notes)).toBe('1')
  })

  it('is rewritten as one step, however many do so at once', async () => {
    const engine = memory()
    const all = [await notesOver(engine), await notesOver(engine.beside()), await notesOver(engine.beside())]
    await Promise.all(all.flatMap(({ notes }) => Array.from({ length: 10 }, () => add(notes))))
    expect(await read(all[0]!.notes)).toBe('30')
  })

  it('is rewritten as often as it was said to be, over a bad line', async () => {
    const engine = memory()
    const nodes = [engine, engine.beside(), engine.beside()]
    const all = await Promise.all(
      nodes.map((node, at) => notesOver(node, faulty(node, { chance: 0.2, seed: at + 1 }))),
    )
    let [done, unknown] = [0, 0]
    const tries = all.flatMap(({ notes }) =>
      Array.from({ length: 20 }, () =>
        add(notes).then(
          () => void done++,
          () => void unknown++,
        ),
      ),
    )
    await Promise.all(tries)
    // What was given up may still be done.
    await new Promise(late => setTimeout(late, 20))
    const sure = await notesOver(engine.beside())
    const sum = Number(await read(sure.notes))
    expect(sum).toBeGreaterThanOrEqual(done)
    expect(sum).toBeLessThanOrEqual(done + unknown)
    expect(done).toBeGreaterThan(0)
  })

  it('is told to the others when it was written, and not to whoever wrote it', async () => {
    const engine = memory()
    const [one, two] = [await notesOver(engine), await notesOver(engine.beside())]
    await read(two.notes)
    await add(one.notes)
    await new Promise(done => setImmediate(done))
    expect([one.heard, two.heard]).toEqual([[], ['sum: 1']])
  })

  it('is not held by one that died with it, nor for ever by one that stands still', async () => {
    const engine = memory()
    const [one, two, three] = [
      await notesOver(engine),
      await notesOver(engine.beside()),
      await notesOver(engine.beside()),
    ]
    let goOn = (): void => {}
    const still = new Promise<void>(go => (goOn = go))
    const frozen = one.notes.rewrite('sum', async text => {
      await still
      return String(Number(text ?? 0) + 100)
    })
    await add(two.notes)
    goOn()
    await frozen
    expect(await read(three.notes)).toBe('101')
  })

  it('that a program cannot make stays as it was', async () => {
    const { notes } = await notesOver(memory())
    await add(notes)
    await expect(notes.rewrite('sum', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await add(notes)
    expect(await read(notes)).toBe('2')
  })
})

it('an allowance that cannot be asked for is told of once, until it can', async () => {
  const engine = memory({ clock: standing() })
  let isAway = true
  const line = new Proxy<Engine>(engine, {
    get: (_, key) =>
      key === 'limit' && isAway
        ? () => Promise.reject(new Error('away'))
        : Reflect.get(engine, key).bind(engine),
  })
  const { notes, lost } = await notesOver(engine, line)
  const ask = (): Promise<unknown> => notes.limit('a', { perSecond: 1, burst: 1 }, 1).catch(() => 'unknown')
  expect([await ask(), await ask(), lost.length]).toEqual(['unknown', 'unknown', 1])
  isAway = false
  expect(await ask()).toEqual({ ok: true, retryMs: 0 })
  isAway = true
  await ask()
  expect(lost).toHaveLength(2)
})
