import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostOf, html, tagOf } from './host.fixture.ts'
import { Fragment, renderView, within } from './index.ts'
import type { Child, Node } from './node.ts'

const Counter = tagOf<{ readonly id?: string }>('counter')

/** The places at which the view embeds components, in order; with their ids where they have one. */
function places(view: Child, name = ''): string[] {
  const found: string[] = []
  renderView(view, recording(found, name), '')
  return found
}

const recording = (found: string[], name: string): ReturnType<typeof hostOf> => ({
  ...hostOf(),
  embed(node: Node, place: string) {
    found.push(`${(node.props['id'] as string | undefined) ?? ''}${name}@${place}`)
    return ''
  },
})

describe('a place', () => {
  it('is the way to a component: positions, and keys where there are some', () => {
    expect(
      places(
        <ul>
          <li>a</li>
          <li key="b">
            c <i />
            <Counter />
          </li>
        </ul>,
      ),
    ).toEqual(['@0/k:b/2'])
    expect(places(<Counter />)).toEqual(['@0'])
    expect(
      places(
        <p>
          <Counter key="x" />
        </p>,
      ),
    ).toEqual(['@0/k:x'])
  })

  it('stays while what stands before is shown or not', () => {
    const view = (a: boolean): Child => (
      <p>
        {a && <Counter id="first" />}
        <Counter id="second" />
      </p>
    )
    expect(places(view(true))).toEqual(['first@0/0', 'second@0/1'])
    expect(places(view(false))).toEqual(['second@0/1'])
  })

  it('counts an array as one position, however long', () => {
    const view = (rows: readonly string[]): Child => (
      <p>
        {rows.map(row => (
          <b key={row}>{row}</b>
        ))}
        <Counter />
      </p>
    )
    expect(places(view([]))).toEqual(['@0/1'])
    expect(places(view(['a', 'b', 'c']))).toEqual(['@0/1'])
  })

  it('counts a fragment and a function as one position', () => {
    const Many = (): Child => [<b />, <Counter id="inner" />]
    expect(
      places(
        <p>
          <>
            <i />
            <Counter id="a" />
          </>
          <Many />
          <Counter id="z" />
        </p>,
      ),
    ).toEqual(['a@0/0/1', 'inner@0/1/1', 'z@0/2'])
  })

  it('follows a key when the key moves', () => {
    const view = (ids: readonly string[]): Child => (
      <ul>
        {ids.map(id => (
          <li key={id}>
            <Counter id={id} />
          </li>
        ))}
      </ul>
    )
    expect(places(view(['a', 'b']))).toEqual(['a@0/k:a/0', 'b@0/k:b/0'])
    expect(places(view(['b', 'x', 'a']))).toEqual(['b@0/k:b/0', 'x@0/k:x/0', 'a@0/k:a/0'])
  })

  it('follows the key of a fragment and of a function too', () => {
    const Row = (props: { id: string }): Child => (
      <li>
        <Counter id={props.id} />
      </li>
    )
    expect(
      places(
        <ul>
          <Fragment key="f">
            <Counter />
          </Fragment>
          <Row key="r" id="x" />
        </ul>,
      ),
    ).toEqual(['@0/k:f/0', 'x@0/k:r/0'])
  })

  it('is the same for the key 1 and the key "1"', () => {
    expect(
      places(
        <p>
          <Counter key={1} />
        </p>,
      ),
    ).toEqual(
      places(
        <p>
          <Counter key="1" />
        </p>,
      ),
    )
  })

  it('differs from every other place, whatever the keys are', () => {
    const keys = fc.uniqueArray(
      fc.oneof(fc.string(), fc.constantFrom('0', '/', '%', 'a/0', 'a', '(', ')', 'k:a', '0/k:a', '%2f', '')),
      {
        maxLength: 6,
      },
    )
    const side = hostOf()
    fc.assert(
      fc.property(keys, keys, (outer, inner) => {
        const found: string[] = []
        const host = recording(found, '')
        const at = inner.map(key => <Counter key={key} />)
        const view = (
          <div>
            {outer.map(key => (
              <p key={key}>
                {at}
                {at.map(child => (
                  <b>{child}</b>
                ))}
                {within(host, at)}
              </p>
            ))}
            {within(host, <>{at}</>)}
            {within(side, at)}
            <Counter />
          </div>
        )
        renderView(view, host, '')
        expect(found).toHaveLength(outer.length * inner.length * 3 + inner.length + 1)
        expect(new Set(found).size).toBe(found.length)
      }),
    )
  })
})

describe('within', () => {
  it('asks another host, and only for its own child', () => {
    const a = hostOf('A ')
    const b = hostOf('B ')
    const offer = { event: 'go', payload: undefined }
    expect(
      html(
        <p>
          <i onClick={offer} />
          {within(
            a,
            <b onClick={offer}>
              <Counter />
            </b>,
          )}
          <i onClick={offer} />
        </p>,
        b,
      ),
    ).toBe(
      `<p><i rp-click='B go'></i><b rp-click='A go'><x-child at='A (0/1)0/0'></x-child></b><i rp-click='B go'></i></p>`,
    )
  })

  it('puts the given prefix before its places, and goes on with the view’s own after it', () => {
    expect(
      html(
        <p>
          {within(hostOf(), [<Counter />], '0/7')}
          <Counter />
        </p>,
      ),
    ).toBe(`<p><x-child at='0/7(0/0)0/0'></x-child><x-child at='0/1'></x-child></p>`)
  })

  it('gives children that are shown twice two places', () => {
    const found: string[] = []
    const children = within(recording(found, ''), <Counter />)
    renderView(
      <p>
        {children}
        <b>{children}</b>
      </p>,
      hostOf(),
      '',
    )
    expect(found).toEqual(['@(0/0)0', '@(0/1/0)0'])
  })

  it('can hand on what was handed to it', () => {
    const found: string[] = []
    const a = recording(found, 'A')
    const b = recording(found, 'B')
    renderView(
      <p>
        {within(
          b,
          <i>
            {within(a, <Counter />)}
            <Counter />
          </i>,
        )}
      </p>,
      hostOf(),
      '',
    )
    expect(found).toEqual(['A@((0/0)0/0)0', 'B@(0/0)0/1'])
  })

  it('keeps keys of the two views apart', () => {
    expect(
      html(
        <ul>
          <li key="a" />
          {within(hostOf(), <li key="a" />)}
          {within(hostOf(), <li key="a" />)}
        </ul>,
      ),
    ).toBe('<ul><li rp-k=a></li><li rp-k=^1/a></li><li rp-k=^2/a></li></ul>')
  })
})

describe('a key', () => {
  it('is marked on its element', () => {
    expect(
      html(
        <ul>
          <li key="a b">x</li>
          <li key={0}>y</li>
          <li key="">z</li>
        </ul>,
      ),
    ).toBe(`<ul><li rp-k='a b'>x</li><li rp-k=0>y</li><li rp-k=''>z</li></ul>`)
  })

  it('of a fragment is marked on the elements in it, so that they move together', () => {
    const view = (
      <dl>
        <Fragment key="a">
          <dt>1</dt>
          {false}
          <dd key="d">2</dd>
          {[
            <dd>3</dd>,
            <>
              <dd>4</dd>
            </>,
          ]}
        </Fragment>
        <dt>5</dt>
      </dl>
    )
    expect(html(view)).toBe(
      '<dl><dt rp-k=a/.0>1</dt><dd rp-k=a/d>2</dd><dd rp-k=a/3/.0>3</dd><dd rp-k=a/3/1/.0>4</dd><dt>5</dt></dl>',
    )
  })

  it('is not marked for a component: it is known by its own mark', () => {
    expect(
      html(
        <p>
          <Counter key="a" />
        </p>,
      ),
    ).toBe(`<p><x-child at='0/k:a'></x-child></p>`)
  })

  it('may be used again in another element', () => {
    expect(
      html(
        <ul>
          <li key="a">
            <b key="a" />
          </li>
          <li key="b">
            <b key="a" />
          </li>
        </ul>,
      ),
    ).toContain('<b rp-k=a>')
  })

  it.each<[string, Node]>([
    [
      'elements',
      <ul>
        <li key="a" />
        <li key="a" />
      </ul>,
    ],
    [
      'a number and its text',
      <ul>
        <li key={1} />
        <li key="1" />
      </ul>,
    ],
    [
      'components',
      <p>
        <Counter key="a" />
        <Counter key="a" />
      </p>,
    ],
    [
      'an element and a component',
      <p>
        <b key="a" />
        <Counter key="a" />
      </p>,
    ],
    [
      'fragments',
      <p>
        <Fragment key="a" />
        <Fragment key="a" />
      </p>,
    ],
    [
      'elements of two arrays in one element',
      <ul>
        {[<li key="a" />]}
        {[<li key="a" />]}
      </ul>,
    ],
    [
      'elements of a fragment and beside it',
      <ul>
        <>
          <li key="a" />
        </>
        <li key="a" />
      </ul>,
    ],
    [
      'elements of the fragment at the root',
      <>
        <b key="a" />
        <b key="a" />
      </>,
    ],
  ])('is refused for two %s that are siblings, by name', (_, view) => {
    expect(() => html(view)).toThrow(expect.objectContaining({ code: 'duplicate-key' }))
    expect(() => html(view)).toThrow(/"(a|1)" again at 0\//)
  })
})
