// The page in miniature: strict where a browser mends, and the same elements for as long as the page keeps them.
import { describe, expect, it } from 'vitest'
import { parse, print } from './element.ts'
import { Page } from './page.ts'

const again = (html: string): string => parse(html).map(print).join('')

describe('HTML', () => {
  it('is read as a browser reads it', () => {
    expect(
      again(`<!doctype html><p a=1 b='2 > 1' c="x" d>x &amp; y &#39;z&#x27; &nbsp;<!-- no --><br/></p>`),
    ).toBe(`<p a="1" b="2 > 1" c="x" d="">x & y 'z' \u00a0<br></br></p>`)
    expect(again('<textarea>\n\n<b>&lt;</textarea><script>if (a < b) "</p>"</script>')).toBe(
      '<textarea>\n<b><</textarea><script>if (a < b) "</p>"</script>',
    )
    expect(again('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>')).toBe(
      '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>',
    )
  })

  it.each([
    ['<p><b></p>', '</p> closes <b>'],
    ['<p>', '<p> is not closed'],
    ['<textarea>', '<textarea> is not closed'],
    ['a < b', 'not HTML at 2'],
  ])('that a browser would have to mend is refused: %s', (html, why) => {
    expect(() => parse(html)).toThrow(why)
  })
})

describe('a patch', () => {
  const open = (): Page =>
    new Page('<div rp-i=0><p rp-i=1>one</p><p rp-i=2>two <b rp-i=3>three</b></p></div>')

  it('names an instance, and brings one element', () => {
    const page = open()
    page.apply([['3', '<b rp-i=3>3</b>']])
    expect(page.html()).toContain('<b rp-i="3">3</b>')
    expect(() => page.apply([['4', '<b rp-i=4></b>']])).toThrow('a patch for 4, which is not on the page')
    expect(() => page.apply([['3', 'text']])).toThrow('must be one element')
  })

  it('keeps what it has a placeholder for, wherever that stands', () => {
    const page = open()
    const kept = page.find(each => each.get('rp-i') === '3')
    page.apply([['2', '<p rp-i=2><i><template rp-keep=3></template></i></p>']])
    expect(page.html()).toContain('<p rp-i="2"><i><b rp-i="3">three</b></i></p>')
    expect(page.find(each => each.get('rp-i') === '3')).toBe(kept)
    expect(() => page.apply([['1', '<p rp-i=1><template rp-keep=3></template></p>']])).toThrow(
      'nothing to keep for 3',
    )
  })

  it('leaves elements with a key, an id or a place what they were', () => {
    const list = (...keys: number[]): string =>
      `<ul rp-i=1>${keys.map(key => `<li rp-k=${key}><input></li>`).join('')}</ul>`
    const page = new Page(`<div rp-i=0>${list(1, 2, 3)}</div>`)
    const at = (key: string) => page.find(each => each.get('rp-k') === key)
    const before = ['1', '2', '3'].map(at)
    page.apply([['1', list(3, 4, 1)]])
    expect(at('1')).toBe(before[0])
    expect(at('3')).toBe(before[2])
    expect(at('2')).toBeUndefined()
    page.apply([['1', list(1, 2, 3)]])
    expect(at('2')).not.toBe(before[1])
  })

  it('leaves what the page looks after itself', () => {
    const page = new Page('<div rp-i=0><div rp-i=1><p rp-ignore>drawn</p></div></div>')
    page.apply([['1', '<div rp-i=1><p rp-ignore>not drawn</p></div>']])
    expect(page.html()).toContain('>drawn<')
  })

  it('may put another instance in the place of one, and take along what it has', () => {
    const page = open()
    const kept = page.find(each => each.get('rp-i') === '3')
    page.apply([['2', '<section rp-i=5><template rp-keep=3></template></section>']])
    expect(page.html()).toContain('<section rp-i="5"><b rp-i="3">')
    expect(page.find(each => each.get('rp-i') === '3')).toBe(kept)
  })

  it('says where the page is', () => {
    const page = open()
    page.apply([['@', '/a', 1, 1]])
    page.apply([['@', '/b', 2, 2]])
    expect(page.tab.here).toEqual({ address: '/b', at: 2, behind: 2 })
    expect(page.tab.go(-1)).toEqual({ address: '/a', at: 1, behind: 1 })
    page.apply([['@', '/c', 3, 2]])
    expect(page.tab.go(1)).toBeUndefined()
    page.apply([['@', '', 0, 0]])
    expect(page.tab.here).toEqual({ address: '', at: 0, behind: 0 })
    expect(page.tab.go(1)).toMatchObject({ address: '/a' })
  })
})
