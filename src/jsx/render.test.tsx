import { describe, expect, it } from 'vitest'
import { creator, event, hostOf, html, tagOf } from './host.fixture.ts'
import { createElement, Fragment, jsx, renderView, unsafeHtml } from './index.ts'
import type { Child } from './node.ts'

describe('an element', () => {
  it('has its attributes and children', () => {
    expect(
      html(
        <p class="a" id="b">
          one <b>two</b> {3}
        </p>,
      ),
    ).toBe('<p class=a id=b>one <b>two</b> 3</p>')
  })

  it('has no end tag if it is void', () => {
    expect(
      html(
        <p>
          a<br />b<input name="c" />
        </p>,
      ),
    ).toBe('<p>a<br>b<input name=c></p>')
  })

  it('writes numbers as they are, in attributes and as children', () => {
    expect(
      html(
        <td colspan={2} data-x={-1.5}>
          {0}
          {1e21}
          {-0}
        </td>,
      ),
    ).toBe('<td colspan=2 data-x=-1.5>01e+210</td>')
  })

  it('leaves out attributes that are false, null or undefined', () => {
    expect(html(<p class={false} id={null} title={undefined} hidden={false} />)).toBe('<p></p>')
  })

  it('writes a true attribute as its name', () => {
    expect(html(<input checked disabled={true} name="a" />)).toBe('<input checked disabled name=a>')
  })

  it('writes true and false of aria, data and enumerated attributes as text', () => {
    expect(
      html(<p aria-hidden={true} aria-busy={false} data-on={false} contenteditable draggable={false} />),
    ).toBe('<p aria-hidden=true aria-busy=false data-on=false contenteditable=true draggable=false></p>')
  })

  it('is closed inside SVG too, and keeps the case of names', () => {
    expect(
      html(
        <svg viewBox="0 0 1 1">
          <path d="M0 0" stroke-width={2} />
        </svg>,
      ),
    ).toBe(`<svg viewBox='0 0 1 1'><path d='M0 0' stroke-width=2></path></svg>`)
  })

  it('may be one of the page’s own', () => {
    expect(html(<my-chart points="1,2" />)).toBe('<my-chart points=1,2></my-chart>')
  })

  it('keeps a line feed that begins what it contains', () => {
    expect(html(<pre>{'\na'}</pre>)).toBe('<pre>\n\na</pre>')
    expect(html(<textarea value={'\na'} />)).toBe('<textarea>\n\na</textarea>')
    expect(
      html(
        <pre>
          {''}
          {'\n'}
        </pre>,
      ),
    ).toBe('<pre>\n\n</pre>')
  })

  it('takes CSS in style by unsafeHtml', () => {
    expect(html(<style media="print">{unsafeHtml('a > b { color: red }')}</style>)).toBe(
      '<style media=print>a > b { color: red }</style>',
    )
  })
})

describe('a child', () => {
  it('shows nothing if it is true, false, null or undefined', () => {
    expect(
      html(
        <p>
          {true}
          {false}
          {null}
          {undefined}
        </p>,
      ),
    ).toBe('<p></p>')
  })

  it('may be an array, also of arrays, and a fragment', () => {
    expect(
      html(
        <p>
          {[1, [2, ['a', <b>c</b>]]]}
          <>
            {4}
            {[]}
          </>
        </p>,
      ),
    ).toBe('<p>12a<b>c</b>4</p>')
  })
})

describe('a function as a tag', () => {
  it('is called in place, with its props and children', () => {
    const Row = (props: { title: string; children?: Child }): Child => (
      <li>
        {props.title}: {props.children}
      </li>
    )
    expect(
      html(
        <ul>
          <Row title="a">
            b <i>c</i>
          </Row>
        </ul>,
      ),
    ).toBe('<ul><li>a: b <i>c</i></li></ul>')
  })

  it('is not called before the view is rendered', () => {
    let calls = 0
    const Row = (): Child => `${++calls}`
    const view = (
      <p>
        <Row />
      </p>
    )
    expect(calls).toBe(0)
    expect(html(view)).toBe('<p>1</p>')
  })

  it('may show text, an array or nothing', () => {
    const Text = (): Child => 'a<b'
    const Many = (): Child => ['c', <b>d</b>]
    const None = (): Child => null
    expect(
      html(
        <p>
          <Text />
          <Many />
          <None />
        </p>,
      ),
    ).toBe('<p>a&lt;bc<b>d</b></p>')
  })

  it('gives its key to its single root element', () => {
    const Row = (): Child => <li>a</li>
    const Outer = (): Child => <Row />
    expect(
      html(
        <ul>
          <Outer key={7} />
        </ul>,
      ),
    ).toBe('<ul><li rp-k=7>a</li></ul>')
  })

  it('gives way to a key of its own only where it was written without one', () => {
    const Row = (): Child => <li key="inner">a</li>
    expect(
      html(
        <ul>
          <Row key="outer" />
          <Row />
        </ul>,
      ),
    ).toBe('<ul><li rp-k=outer>a</li><li rp-k=inner>a</li></ul>')
  })

  it('gives its key to all it shows if that is not one element', () => {
    const Pair = (): Child => [<dt>a</dt>, <dd>b</dd>]
    expect(
      html(
        <dl>
          <Pair key="x" />
        </dl>,
      ),
    ).toBe('<dl><dt rp-k=x/.0>a</dt><dd rp-k=x/.1>b</dd></dl>')
  })
})

describe('the root of a view', () => {
  const Counter = tagOf('counter')
  const rooted = (view: Child): string => renderView(view, hostOf(), ' rp-i=3').html

  it('is its one element, which gets the mark first', () => {
    expect(rooted(<p class="a">b</p>)).toBe('<p rp-i=3 class=a>b</p>')
  })

  it('is looked for through functions', () => {
    const View = (): Child => <p>a</p>
    expect(rooted(<View />)).toBe('<p rp-i=3>a</p>')
  })

  it.each<[string, Child, string]>([
    [
      'a fragment',
      <>
        <p>a</p>
      </>,
      '<p>a</p>',
    ],
    ['an array', [<p>a</p>], '<p>a</p>'],
    ['text', 'a<', 'a&lt;'],
    ['a number', 0, '0'],
    ['nothing', null, ''],
    ['false', false, ''],
    ['raw HTML', unsafeHtml('<p>a</p>'), '<p>a</p>'],
    ['an embedded component', <Counter />, `<x-child at='0'></x-child>`],
  ])('is an rp-part around %s', (_, view, inner) => {
    expect(rooted(view)).toBe(`<rp-part rp-i=3>${inner}</rp-part>`)
  })

  it('is told to a function that decides its mark', () => {
    const marked = (view: Child): string => renderView(view, hostOf(), tag => ` for=${tag}`).html
    expect(marked(<dialog>a</dialog>)).toBe('<dialog for=dialog>a</dialog>')
    expect(marked('a')).toBe('<rp-part for=rp-part>a</rp-part>')
  })

  it('shows no key: it has no siblings', () => {
    expect(rooted(<p key="a">b</p>)).toBe('<p rp-i=3>b</p>')
  })
})

describe('an offer', () => {
  it('is an attribute of its trigger, with the host’s text', () => {
    expect(
      html(
        <p onClick={event('add', 'it"s')}>
          <input onInput={creator<string>('typed')} onChange={event('done')} />
        </p>,
      ),
    ).toBe(`<p rp-click='add:"it\\"s"'><input rp-input=typed rp-change=done></p>`)
  })

  it('is left out where it is false, null or undefined', () => {
    expect(html(<p onClick={false} onInput={undefined} onChange={null} />)).toBe('<p></p>')
  })

  it('asks the host for each in the order in which they are written', () => {
    const asked: string[] = []
    const host = { ...hostOf(), offer: (trigger: string) => (asked.push(trigger), '') }
    html(
      <p onInput={event('a')} onClick={event('b')}>
        <b onChange={event('c')} />
      </p>,
      host,
    )
    expect(asked).toEqual(['input', 'click', 'change'])
  })
})

describe('JSX', () => {
  it('makes data: a tag, its props and a key', () => {
    expect({
      ...(
        <p key={1} class="a">
          b
        </p>
      ),
    }).toEqual({ tag: 'p', props: { class: 'a', children: 'b' }, key: 1 })
    expect((<></>).tag).toBe(Fragment)
  })

  it('takes a key that follows a spread, for which the compiler writes something else', () => {
    const props = { class: 'a' }
    const list = [1, 2].map(n => (
      <li {...props} key={n}>
        {n} of 2
      </li>
    ))
    expect(html(<ul>{list}</ul>)).toBe(
      '<ul><li rp-k=1 class=a>1 of 2</li><li rp-k=2 class=a>2 of 2</li></ul>',
    )
    expect(html(createElement('br', null))).toBe('<br>')
  })

  it('does nothing strange with strange names of props', () => {
    const props = JSON.parse('{"__proto__": "x", "constructor": "y", "toString": "z"}') as Record<
      string,
      string
    >
    expect(html(jsx('p', props))).toBe('<p __proto__=x constructor=y toString=z></p>')
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})
