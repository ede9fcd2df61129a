import { expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import type { Sink } from './exchange.ts'
import { Hub } from './hub.ts'
import { Stream } from './stream.ts'

/** A connection that takes what is written only when told to, and keeps one listener of each kind, as some do. */
class Line implements Sink {
  text = ''
  queued = 0
  destroyed = false
  #drained: (() => void) | undefined
  #closed: (() => void) | undefined

  write(data: string | Uint8Array): void {
    this.text += typeof data === 'string' ? data : new TextDecoder().decode(data)
    this.queued += data.length
  }
  onDrain(drained: () => void): void {
    this.#drained = drained
  }
  onClose(closed: () => void): void {
    this.#closed = closed
  }
  close(): void {
    this.#closed?.()
  }
  destroy(): void {
    this.destroyed = true
    this.close()
  }
  drain(): void {
    this.queued = 0
    const drained = this.#drained
    this.#drained = undefined
    drained?.()
  }
  /** The frames, each with the tab that it is for. */
  get frames(): string[] {
    let to = ''
    return this.text
      .split('\n\n')
      .filter(Boolean)
      .map(frame => {
        to = /^to:(.*)$/m.exec(frame)?.[1] ?? to
        return `${to} ${/^event:(\w+)/m.exec(frame)?.[1] ?? `patch ${/^id:(\d+)/m.exec(frame)?.[1]}`}`
      })
  }
}

const setup = () => {
  const line = new Line()
  const hub = new Hub('hub', 'session', line, standing(), () => {})
  const attached = (name: string): { readonly stream: Stream; lost: number } => {
    const stream = new Stream(() => [['0', `<div>${name}</div>`]])
    const tab = { stream, lost: 0 }
    stream.attach(hub.attach(name)!, 0, 0, () => tab.lost++)
    return tab
  }
  return { line, hub, attached }
}
const op = (text: string): [string, string][] => [['1', text]]

it('a hub whose reader does not keep up holds all its streams back, and each is sent afresh what it missed', () => {
  const { line, attached } = setup()
  const [a, b, c] = [attached('a'), attached('b'), attached('c')]
  a.stream.push(op('x'.repeat(70_000)))
  b.stream.push(op('b'))
  const before = line.text.length
  a.stream.push(op('a'))
  b.stream.push(op('b'))
  expect(line.text.length).toBe(before)
  line.drain()
  expect(line.frames.slice(4)).toEqual([
    'a patch 1',
    'b patch 1',
    'a hello',
    'a resync',
    'b hello',
    'b resync',
  ])
  c.stream.push(op('c'))
  expect(line.frames.at(-1)).toBe('c patch 1')
})

it('a hub’s streams are over with it, and write nothing any more', () => {
  const { line, hub, attached } = setup()
  const [a, b] = [attached('a'), attached('b')]
  hub.detach('a')
  a.stream.push(op('nobody'))
  expect([a.lost, a.stream.attached, b.stream.attached]).toEqual([1, false, true])
  line.destroy()
  expect([a.lost, b.lost, b.stream.attached]).toEqual([1, 1, false])
  b.stream.push(op('nobody'))
  expect(line.frames).toEqual([' hub', 'a hello', 'b hello'])
})
