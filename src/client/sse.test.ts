import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sseParser, type Frame } from './sse.ts'

const parsed = (...chunks: string[]): Frame[] => {
  const frames: Frame[] = []
  const feed = sseParser(frame => frames.push(frame))
  for (const chunk of chunks) feed(chunk)
  return frames
}

it('reads names, numbers and data, and skips comments and what it does not know', () => {
  expect(parsed('event: hello\nid: 7\ndata: {"n":1}\n\n: beat\n\nretry: 3\ndata:x\nto:a\nother\n\n')).toEqual(
    [
      { event: 'hello', id: '7', data: '{"n":1}', to: '' },
      { event: '', id: '', data: 'x', to: 'a' },
    ],
  )
})

it('joins lines of data, and takes no frame without data', () => {
  expect(parsed('data: a\ndata\ndata:  b\n\n', 'event: x\n\n', 'data: c\n\n')).toEqual([
    { event: '', id: '', data: 'a\n\n b', to: '' },
    { event: '', id: '', data: 'c', to: '' },
  ])
})

it('gives the same frames however the text is cut, and whatever ends its lines', () => {
  const line = fc.string().map(text => text.replaceAll(/[\r\n]/g, ''))
  const frames = fc.array(
    fc.record({
      event: line.filter(text => !text.startsWith(' ')),
      id: fc.nat().map(String),
      data: line,
      to: fc.nat().map(String),
    }),
  )
  fc.assert(
    fc.property(frames, fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(400)), (list, end, cuts) => {
      const text = list
        .map(
          ({ event, id, data, to }) =>
            `to:${to}${end}event: ${event}${end}id: ${id}${end}data: ${data}${end}${end}`,
        )
        .join('')
      const at = [0, ...cuts.filter(cut => cut < text.length), text.length].toSorted((a, b) => a - b)
      const chunks = at.slice(1).map((to, index) => text.slice(at[index], to))
      expect(parsed(...chunks, '\n')).toEqual(list)
    }),
  )
})
