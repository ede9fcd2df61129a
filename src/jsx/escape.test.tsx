import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { html } from './host.fixture.ts'
import { jsx, unsafeHtml } from './index.ts'
import type { Node } from './node.ts'
import { joined, parse, type Element, type Parsed } from './parse.fixture.ts'

/** What HTML can carry of a text. */
const carried = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\ufffd')

/** Any text, more often than not made of what means something in HTML. */
const MEANT = `< > & " ' \` = / \\ a é 😀 \0 \ud800 \udc00 &amp; &#39; &lt </p> </textarea> </style> <!-- --> ]]> onerror=`
const PIECES = [...MEANT.split(' '), ' ', '\t', '\n', '\r', '\f', '\u0085']
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map(parts => parts.join('')),
)

describe('a text', () => {
  it('is read back as it was, whatever it is', () => {
    fc.assert(
      fc.property(texts, text => {
        expect(parse(html(<p>{text}</p>))).toEqual([
          { tag: 'p', attributes: {}, children: text === '' ? [] : [carried(text)] },
        ])
      }),
      { numRuns: 1000 },
    )
  })

  it('is read back as it was where the parser drops a first line feed', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('pre', 'textarea'), (text, tag) => {
        expect(parse(html(jsx(tag, { children: text })))).toEqual([
          { tag, attributes: {}, children: text === '' ? [] : [carried(text)] },
        ])
      }),
    )
  })

  it('costs nothing where nothing in it has a meaning', () => {
    expect(html(<p>{`5 > 4, "yes" or 'no'; été 😀`}</p>)).toBe(`<p>5 > 4, "yes" or 'no'; été 😀</p>`)
  })

  it('keeps a carriage return, which a parser would turn into a line feed', () => {
    expect(html(<p>{'a\r\nb'}</p>)).toBe('<p>a&#13;\nb</p>')
  })

  it('has U+FFFD where it had NUL or half a character', () => {
    expect(html(<p title={'\udc00\ud800\udc00\ud800'}>{'a\0b\ud800'}</p>)).toBe(
      "<p title='\ufffd\ud800\udc00\ufffd'>a\ufffdb\ufffd</p>",
    )
  })
})

describe('an attribute', () => {
  it('is read back as it was, whatever it is, and stays the only one', () => {
    fc.assert(
      fc.property(texts, value => {
        expect(parse(html(<p title={value} lang="x" />))).toEqual([
          { tag: 'p', attributes: { title: carried(value), lang: 'x' }, children: [] },
        ])
      }),
      { numRuns: 1000 },
    )
  })

  it('has no quotes where none are needed', () => {
    expect(html(<a href="/a/b?c#d" class="x" title="été" />)).toBe('<a href=/a/b?c#d class=x title=été></a>')
  })

  it('has single quotes where some are, because they cost less inside JSON', () => {
    expect(html(<p class="a b" title={`say "it's"`} />)).toBe(`<p class='a b' title='say "it&#39;s"'></p>`)
  })

  it('is its name alone where it is the empty string', () => {
    expect(html(<img alt="" src="/a.png" />)).toBe('<img alt src=/a.png>')
  })

  it('does not end a raw-text element around it', () => {
    expect(
      html(
        <noscript title="x">
          <p title="</noscript><b>" />
        </noscript>,
      ),
    ).not.toContain('</noscript><b>')
  })
})

describe('a view', () => {
  const trees = fc.letrec<{ tree: Element }>(tie => ({
    tree: fc.record({
      tag: fc.constantFrom('div', 'p', 'li', 'svg', 'pre', 'my-part', 'b'),
      attributes: fc.dictionary(
        fc.constantFrom('title', 'class', 'data-x', 'aria-label', 'id', 'viewBox'),
        texts,
      ),
      children: fc.array(fc.oneof({ depthSize: 'small' }, texts, tie('tree')), { maxLength: 4 }),
    }),
  })).tree

  const viewOf = (tree: Parsed): Node | string =>
    typeof tree === 'string'
      ? tree
      : jsx(tree.tag, { ...tree.attributes, children: tree.children.map(viewOf) })

  const expected = (tree: Parsed): Parsed => {
    if (typeof tree === 'string') return carried(tree)
    const attributes = Object.entries(tree.attributes).map(([name, value]) => [name, carried(value)])
    return {
      tag: tree.tag,
      attributes: Object.fromEntries(attributes) as Element['attributes'],
      children: joined(tree.children.map(expected)),
    }
  }

  it('is read back as the elements, attributes and texts it was made of', () => {
    fc.assert(
      fc.property(trees, tree => {
        expect(parse(html(viewOf(tree)))).toEqual([expected(tree)])
      }),
    )
  })

  it('shows HTML as it is only where it was made by unsafeHtml', () => {
    expect(html(<p>{unsafeHtml('<b>bold</b> &amp; more')}</p>)).toBe('<p><b>bold</b> &amp; more</p>')
    expect(html(<p>{'<b>bold</b>'}</p>)).toBe('<p>&lt;b>bold&lt;/b></p>')
  })

  it('lets no NUL through, not even in unsafeHtml', () => {
    expect(html(<p>{unsafeHtml('a\0b\udc00')}</p>)).toBe('<p>a\ufffdb\ufffd</p>')
  })
})
