import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Paths } from './paths.ts'

describe('paths', () => {
  const paths = new Paths({
    '/': 1,
    '/chat/:room': 2,
    '/chat/help': 3,
    '/:kind/:name/log': 4,
    '/chat/:room/log': 5,
  })

  it('match word for word before they match by parameter, and with fewer parameters before more', () => {
    expect(paths.match('/')).toMatchObject({ value: 1, params: {} })
    expect(paths.match('/chat/help')).toMatchObject({ value: 3 })
    expect(paths.match('/chat/tea')).toMatchObject({
      value: 2,
      params: { room: 'tea' },
      pattern: '/chat/:room',
    })
    expect(paths.match('/chat/tea/log')).toMatchObject({ value: 5 })
    expect(paths.match('/desk/7/log')).toMatchObject({ value: 4, params: { kind: 'desk', name: '7' } })
  })

  it('match whole segments, none empty, none malformed', () => {
    for (const path of ['/chat', '/chat/', '/chat//', '/chat/a/', '//', '', 'chat/a', '/chat/%E0%A4%A'])
      expect([path, paths.match(path)]).toEqual([path, undefined])
  })

  it('give back any parameter as it was encoded', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), room => {
        expect(paths.match(`/chat/${encodeURIComponent(room)}x`)?.params).toEqual({ room: `${room}x` })
      }),
    )
  })

  it('are refused with a clear word if nobody could ask for them', () => {
    for (const pattern of ['', 'a', '/a/', '//', '/a//b', '/:', '/a?b', '/a#b', '/x:y', '/:a-b'])
      expect(() => new Paths({ [pattern]: 1 })).toThrow(/cannot be a page's address/)
  })
})
