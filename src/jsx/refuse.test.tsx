import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creator, event, html } from './host.fixture.ts'
import { jsx, unsafeHtml } from './index.ts'
import type { Child, Node } from './node.ts'

/** What no type checker would let through, as data from elsewhere or a program in JavaScript would write it. */
const loose = (tag: unknown, props: Record<string, unknown> = {}, key?: never): Node => jsx(tag, props, key)
const view = (child: unknown): Child => child as Child

function refusal(of: Child): { code: string; message: string } {
  try {
    return { code: 'shown', message: html(of) }
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
}

describe('an address', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    '\n\t javascript:alert(1)',
    '\u0001\u001fjavascript:alert(1)',
    'java\nscript:alert(1)',
    'j\ta\rvascript\n:alert(1)',
    'vbscript:msgbox(1)',
    ' VBScript:msgbox(1)',
  ])('that would run code is refused: %j', address => {
    for (const [tag, name] of [
      ['a', 'href'],
      ['a', 'HREF'],
      ['area', 'href'],
      ['img', 'src'],
      ['iframe', 'src'],
      ['form', 'action'],
      ['button', 'formaction'],
      ['input', 'formaction'],
      ['object', 'data'],
      ['embed', 'src'],
      ['video', 'poster'],
      ['q', 'cite'],
      ['use', 'xlink:href'],
      ['x-y', 'href'],
    ] as const) {
      expect(refusal(loose(tag, { [name]: address })), `${tag} ${name}`).toMatchObject({
        code: 'bad-attribute',
      })
    }
  })

  it('is refused however blanks and controls are strewn before and into its scheme', () => {
    const before = fc.string({ unit: fc.constantFrom('\u0001', '\b', '\t', '\n', '\f', '\r', '\u001f', ' ') })
    const inside = fc.string({ unit: fc.constantFrom('\t', '\n', '\r'), maxLength: 2 })
    const letters = fc.tuple(
      ...'javascript:'.split('').map(c => fc.tuple(fc.constantFrom(c, c.toUpperCase()), inside)),
    )
    fc.assert(
      fc.property(before, letters, (lead, parts) => {
        const address = lead + parts.flat().join('') + 'alert(1)'
        expect(refusal(<a href={address}>x</a>).code).toBe('bad-attribute')
      }),
    )
  })

  it.each([
    <a href="data:text/html,x">x</a>,
    <area href="data:text/html,x" />,
    <iframe src=" DATA:text/html,x" />,
    <object data="data:text/html,x" />,
    <embed src="data:text/html,x" />,
    <form action="data:text/html,x" />,
    <button formaction="data:text/html,x">x</button>,
  ])('with data: is refused where it is navigated to', node => {
    expect(refusal(node).code).toBe('bad-attribute')
  })

  it.each([
    <img src="data:image/png;base64,AA" />,
    <video poster="data:image/png;base64,AA" />,
    <link rel="icon" href="data:image/png;base64,AA" />,
    <a href="data:text/csv,1" download="a.csv">
      x
    </a>,
    <a href="/javascript:x">x</a>,
    <a href="javascript">x</a>,
    <a href="#data:x">x</a>,
    <a href="mailto:a@b.c">x</a>,
    <a href="//example.com/vbscript:">x</a>,
    <p title="javascript:alert(1)">x</p>,
  ])('that is harmless is shown', node => {
    expect(refusal(node).code).toBe('shown')
  })

  it('is not changed by an animation', () => {
    expect(refusal(<animate attributeName="xlink:href" to="javascript:alert(1)" />).code).toBe(
      'bad-attribute',
    )
    expect(refusal(<set attributeName="href" to="javascript:alert(1)" />).code).toBe('bad-attribute')
    expect(refusal(<animate attributeName="x" to="1" />).code).toBe('shown')
  })
})

describe('a handler', () => {
  it.each([
    ['a string', { onClick: 'alert(1)' }],
    ['a string in lower case', { onclick: 'alert(1)' }],
    ['a string in any case', { oNcLiCk: 'alert(1)' }],
    ['a function that is no creator', { onClick: () => 1 }],
    ['a number', { onClick: 1 }],
    ['true', { onClick: true }],
    ['an object that is no event', { onClick: { name: 'x' } }],
    ['an event of another kind', { onScroll: event('x') }],
    ['a creator of another kind', { onmouseover: creator('x') }],
    ['a string of another kind', { onerror: 'alert(1)' }],
  ])('that is %s is refused', (_, props) => {
    expect(refusal(loose('p', props)).code).toBe('bad-attribute')
  })

  it('for submit is refused where there is no form', () => {
    expect(refusal(loose('p', { onSubmit: event('x') })).code).toBe('bad-attribute')
  })
})

describe('a name', () => {
  it.each(['a b', 'a=b', 'a>', '"', "'", 'a/b', '', '1a', 'é', 'a\0', 'x onclick', 'a\n'])(
    'that no attribute can have is refused: %j',
    name => {
      expect(refusal(loose('p', { [name]: 'x' })).code).toBe('bad-attribute')
    },
  )

  it.each(['a b', 'p>', '<p', '', '1', 'p/', 'p\n', 'img src=x', '-a', 'a"'])(
    'that no element can have is refused: %j',
    name => {
      expect(refusal(loose(name)).code).toBe('bad-view')
    },
  )

  it.each(['rp-i', 'rp-k', 'rp-click', 'RP-Click', 'rp-anything'])(
    'of the framework is refused: %s',
    name => {
      expect(refusal(loose('p', { [name]: 'x' })).code).toBe('bad-attribute')
    },
  )

  it('of the framework is shown if it is the one that views may write', () => {
    expect(html(<div rp-ignore />)).toBe('<div rp-ignore></div>')
    expect(refusal(loose('p', { 'rp-ignored': 'x' })).code).toBe('bad-attribute')
  })

  it.each(['srcdoc', 'SRCDOC', 'srcDoc'])('that holds a document is refused: %s', name => {
    expect(refusal(loose('iframe', { [name]: 'x' })).code).toBe('bad-attribute')
  })

  it('key is refused among the attributes: it came too late to be one', () => {
    expect(refusal(loose('p', { key: 1 }))).toMatchObject({
      code: 'bad-attribute',
      message: expect.stringContaining('spread') as string,
    })
  })

  it('never breaks out of its tag, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (tag, name) => {
        const { code, message } = refusal(loose(tag, { [name]: 'v' }))
        if (code === 'shown')
          expect(message).toMatch(/^<[a-zA-Z][a-zA-Z0-9.-]*( [a-zA-Z_:][a-zA-Z0-9_:.-]*=v)?>/)
        else expect(['bad-view', 'bad-attribute']).toContain(code)
      }),
    )
  })
})

describe('a value', () => {
  it.each([
    ['an object', {}],
    ['an array', ['a', 'b']],
    ['a date', new Date(0)],
    ['a function', () => 'x'],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
  ])('that is %s is refused as an attribute', (_, value) => {
    expect(refusal(loose('p', { title: value })).code).toBe('bad-attribute')
  })

  it('says what to write instead', () => {
    expect(refusal(loose('p', { style: { color: 'red' } })).message).toContain('style="color: red"')
    expect(refusal(loose('p', { class: ['a', 'b'] })).message).toContain('join')
    expect(refusal(loose('time', { datetime: new Date(0) })).message).toContain('toISOString')
    expect(refusal(loose('p', { dangerouslySetInnerHTML: { __html: 'x' } })).message).toContain('unsafeHtml')
  })
})

describe('a child', () => {
  it.each<[string, unknown, string]>([
    ['an object', { a: 1 }, 'JSON.stringify'],
    ['a date', new Date(0), 'toISOString'],
    ['a function', () => 1, 'call it'],
    ['a symbol', Symbol('x'), 'String'],
    ['a bigint', 1n, 'String'],
    ['a promise', Promise.resolve(1), 'io'],
    ['a set', new Set([1]), '[...value]'],
    ['data that looks like a node', { tag: 'img', props: { src: 'x' }, key: undefined }, 'jsxImportSource'],
  ])('that is %s is refused, with what to do about it', (_, child, advice) => {
    const { code, message } = refusal(<p>a{view(child)}</p>)
    expect(code).toBe('bad-view')
    expect(message).toContain('at 0/1')
    expect(message).toContain(advice)
  })

  it('is refused in a void element', () => {
    expect(refusal(loose('br', { children: 'x' })).code).toBe('bad-view')
    expect(refusal(loose('input', { children: [] })).code).toBe('bad-view')
  })

  it('of <style> is refused unless it is made by unsafeHtml', () => {
    expect(refusal(<style>{'a { color: red }'}</style>).code).toBe('bad-view')
    expect(refusal(<style>{[unsafeHtml('a {}'), false, <b />]}</style>).code).toBe('bad-view')
    expect(refusal(<style>{[unsafeHtml('a {}'), false]}</style>).code).toBe('shown')
  })
})

describe('an element', () => {
  it.each(['script', 'SCRIPT', 'ScRiPt', 'plaintext'])('that a view cannot have is refused: %s', tag => {
    expect(refusal(loose(tag, { src: '/x.js' })).code).toBe('bad-view')
    expect(refusal(<svg>{loose(tag)}</svg>).code).toBe('bad-view')
  })

  it.each([undefined, null, 3, {}, Symbol('x')])('whose tag is %s is refused', tag => {
    expect(refusal(loose(tag)).code).toBe('bad-view')
  })

  it('is refused with a key that is neither text nor number', () => {
    expect(refusal(<p>{loose('b', {}, {} as never)}</p>).code).toBe('bad-view')
    expect(refusal(<p>{loose('b', {}, null as never)}</p>).code).toBe('bad-view')
  })
})

describe('a view', () => {
  it('that shows itself is refused instead of hanging', () => {
    const Loop = (): Child => <Loop />
    const Deep = (): Child => (
      <p>
        <Deep />
      </p>
    )
    expect(refusal(<Loop />).message).toContain('shows itself')
    expect(refusal(<Deep />).message).toContain('shows itself')
  })

  it('is refused where a browser would stop nesting', () => {
    const nested = (levels: number): Child => (levels === 0 ? 'x' : <b>{nested(levels - 1)}</b>)
    expect(refusal(nested(400)).code).toBe('shown')
    expect(refusal(nested(600)).code).toBe('bad-view')
  })
})
