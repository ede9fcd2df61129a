import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createElement, renderView, sameNode, unsafeHtml, type Host, type Node } from './index.ts'

const Badge = ({ text }: { text: string }): Node => <b>{text}</b>
const on = (event: string, payload?: unknown) => ({ event, payload })
const row = (id: number, more: object = {}): Node => (
  <tr key={id} class="row" {...more}>
    <td>{id}</td>
    <td>
      {'a'} <button onClick={on('remove', { id })}>×</button>
    </td>
  </tr>
)

describe('an element with a key', () => {
  it('is the same when all that stands in it is', () => {
    expect(sameNode(row(1), row(1))).toBe(true)
    expect(sameNode(<p key="a" />, <p key="a" />)).toBe(true)
    expect(sameNode(<p>{Number.NaN}</p>, <p>{Number.NaN}</p>)).toBe(true)
    expect(
      sameNode(
        <p>
          <>{['a', 1, null]}</>
        </p>,
        <p>
          <>{['a', 1, null]}</>
        </p>,
      ),
    ).toBe(true)
  })

  it.each([
    ['an attribute', row(1), row(1, { class: 'other' })],
    ['one more attribute', row(1), row(1, { title: 'x' })],
    ['one attribute less', row(1, { title: 'x' }), row(1)],
    ['an attribute that is there without a value', row(1, { title: undefined }), row(1, { lang: undefined })],
    ['a text deep in it', <p>{<b>a</b>}</p>, <p>{<b>b</b>}</p>],
    ['a number for the text', <p>{1}</p>, <p>{'1'}</p>],
    ['the payload of an offer', <p onClick={on('a', 1)} />, <p onClick={on('a', 2)} />],
    ['the name of an offer', <p onClick={on('a')} />, <p onClick={on('b')} />],
    ['the number of children', <p>{['a']}</p>, <p>{['a', 'b']}</p>],
    ['an inner element', <p>{<b />}</p>, <p>{<i />}</p>],
    ['an inner key', <p>{[<b key="a" />]}</p>, <p>{[<b key="b" />]}</p>],
  ])('is another with %s', (_, a, b) => {
    expect(sameNode(a, b)).toBe(false)
  })

  it('is not known to be the same with a view in it, or HTML as it is', () => {
    expect(sameNode(<p>{<Badge text="a" />}</p>, <p>{<Badge text="a" />}</p>)).toBe(false)
    expect(sameNode(<p>{unsafeHtml('<b>')}</p>, <p>{unsafeHtml('<b>')}</p>)).toBe(false)
  })
})

it('a view with a key is the same when it is given the same, objects being what they are', () => {
  const text = 'a'
  expect(sameNode(<Badge text={text} />, <Badge text="a" />)).toBe(true)
  expect(sameNode(<Badge text="a" />, <Badge text="b" />)).toBe(false)
  const Data = (_: { data: object }): Node => <p />
  const data = {}
  expect(sameNode(<Data data={data} />, <Data data={data} />)).toBe(true)
  expect(sameNode(<Data data={data} />, <Data data={{}} />)).toBe(false)
})

const host: Host = { offer: (_, what) => JSON.stringify(what), embed: () => '' }
const tree = fc.letrec<{ child: unknown; node: Node }>(tie => ({
  child: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', 1, 2, null, true, Number.NaN),
    fc.array(tie('child'), { maxLength: 3 }),
    tie('node'),
  ),
  node: fc
    .tuple(
      fc.constantFrom('p', 'b', 'ul'),
      fc.constantFrom({}, { class: 'x' }, { class: 'y' }, { title: 'x' }, { hidden: true }),
      fc.option(fc.constantFrom(1, 2), { nil: undefined }),
      tie('child'),
    )
    .map(([tag, props, payload, child]) =>
      createElement(
        tag,
        payload === undefined ? props : { ...props, onClick: on('go', payload) },
        child as string,
      ),
    ),
}))
const html = (node: Node): string => renderView(node, host, '').html

it('nodes that are the same have the same HTML', () => {
  fc.assert(
    fc.property(tree.node, tree.node, (a, b) => {
      if (sameNode(a, b)) expect(html(a)).toBe(html(b))
    }),
    { numRuns: 2000 },
  )
})

it('a node without HTML as it is, or views, is the same as one made alike', () => {
  const twice = fc.tuple(fc.integer(), fc.integer()).chain(([seed]) => {
    const [node = <p />] = fc.sample(tree.node, { seed, numRuns: 1 })
    const [again = <p />] = fc.sample(tree.node, { seed, numRuns: 1 })
    return fc.constant([node, again] as const)
  })
  fc.assert(
    fc.property(twice, ([a, b]) => {
      expect(sameNode(a, b)).toBe(true)
    }),
  )
})
